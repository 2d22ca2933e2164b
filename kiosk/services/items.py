"""One of a group: a member of a household, a child, a guest, answered, changed or taken away on its own page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kiosk.domain import answering, repeating
from kiosk.domain.case import Answer, Typed
from kiosk.domain.fields.group import MOST
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.journey import walk
from kiosk.domain.names import names_of
from kiosk.domain.procedure import Field
from kiosk.domain.repeating import Item
from kiosk.errors import Refused
from kiosk.services.box import Actor, Box
from kiosk.services.opening import Opened, open_case
from kiosk.services.places import places_of
from kiosk.store import cases
from kiosk.store.database import Database


@dataclass(frozen=True, slots=True)
class Listed:
    """One of a group as its page shows it; `place` counts from 1 among those there are, itself included."""

    opened: Opened
    step_id: str
    field: Field
    number: int
    item: Item
    place: int

    @property
    def is_new(self) -> bool:
        """Whether nothing is typed for it yet."""
        return self.number not in repeating.numbers(self._typed)

    @property
    def next_number(self) -> int:
        """What another one would be."""
        return repeating.next_number(self._typed)

    @property
    def full(self) -> bool:
        """Whether there is room for no other."""
        return len(repeating.numbers(self._typed)) >= self.field.options.get("most", MOST)

    @property
    def _typed(self) -> Typed:
        held = self.opened.case.answers.get(self.field.id)
        return held.typed if held else {}


def show(box: Box, case_id: str, field_id: str, number: int, actor: Actor) -> Listed:
    """One of a group as it is kept; a number that is not there yet is a new one.

    Raises `Refused`: `no-such-case`, `no-such-step` where that group is not asked, `already-submitted`.
    """
    return _listed(box, _opened(box, case_id, actor), field_id, number, {})


def answer(
    box: Box, case_id: str, field_id: str, number: int, form: Mapping[str, list[str]], actor: Actor
) -> Listed:  # fmt: skip
    """Keep what one page says of one of a group, faults included. The form names its parts as a step's form does.

    Sent twice, it is one. A question that this very answer makes appear has no fault yet. Raises what `show` raises,
    and `Refused("too-many-items")`.
    """
    with box.store.write() as db:
        opened = _opened(box, case_id, actor, db)
        before = _listed(box, opened, field_id, number, {})
        if before.is_new and before.full:
            raise Refused("too-many-items")
        given = _completed(box, before.field, {each.id: answering.typed_in(each, form) for each in before.field.fields})
        held = _held(opened, field_id)
        typed = repeating.with_item(_without_none(held), number, {name: each for name, each in given.items() if each})
        opened = _keep(box, db, opened, before.field, typed)
    after = _listed(box, opened, field_id, number, given)
    fresh = {each.id for each in after.item.fields} - {each.id for each in before.item.fields}
    unseen = {name for name in fresh if not given.get(name)}
    answers = {name: Answer(each.typed) if name in unseen else each for name, each in after.item.answers.items()}
    return replace(after, item=replace(after.item, answers=answers)) if unseen else after


def remove(box: Box, case_id: str, field_id: str, number: int, actor: Actor) -> Opened:
    """Take one of a group away; where it is gone already, nothing. Raises what `show` raises."""
    with box.store.write() as db:
        opened = _opened(box, case_id, actor, db)
        field = _field(opened, field_id, number)[1]
        return _keep(box, db, opened, field, repeating.without(_held(opened, field_id), number))


def _opened(box: Box, case_id: str, actor: Actor, db: Database | None = None) -> Opened:
    opened = open_case(box, case_id, actor, db)
    if not opened.editable:
        raise Refused("already-submitted")
    return opened


def _field(opened: Opened, field_id: str, number: int) -> tuple[str, Field]:
    """The step and the group, if it is asked and the number can be somebody's."""
    for stop in opened.journey.stops:
        for field in stop.fields:
            if field.id == field_id and kind_of(field.kind).repeats and 1 <= number <= repeating.HIGHEST:
                return stop.id, field
    raise Refused("no-such-step")


def _held(opened: Opened, field_id: str) -> Typed:
    held = opened.case.answers.get(field_id)
    return held.typed if held else {}


def _without_none(typed: Typed) -> Typed:
    """Whoever adds one no longer says that there is none."""
    return {part: values for part, values in typed.items() if part != answering.NONE_PART}


def _completed(box: Box, field: Field, given: Mapping[str, Typed]) -> dict[str, Typed]:
    """What was typed, with what the list of communes adds to it."""
    judged = repeating.item(field, given, box.watch.today().day, answering.judge(places_of(box))).answers
    return {name: judged[name].typed if name in judged else typed for name, typed in given.items()}


def _keep(box: Box, db: Database, opened: Opened, field: Field, typed: Typed) -> Opened:
    today = box.watch.today()
    answers = {**opened.case.answers, field.id: answering.answer(field, typed, today.day, places_of(box))}
    case = replace(opened.case, answers=answers, changed_at=today.now)
    cases.save(db, case, opened.key, names_of(opened.procedure, case))
    return replace(opened, case=case, journey=walk(opened.procedure, answers, today.day))


def _listed(box: Box, opened: Opened, field_id: str, number: int, given: Mapping[str, Typed]) -> Listed:
    """`given` is what was just typed, {} to read what is kept."""
    step_id, field = _field(opened, field_id, number)
    held = _held(opened, field_id)
    typed = given or repeating.typed_of(held, number)
    item = repeating.item(field, typed, box.watch.today().day, answering.judge(places_of(box)))
    there = [each for each in repeating.numbers(held) if each < number]
    return Listed(opened, step_id, field, number, item, len(there) + 1)
