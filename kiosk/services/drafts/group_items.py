"""One item of a group question (a member of a household, a child, a guest): show, answer, change or remove it."""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers import answering
from kiosk.domain.answers.answering import GroupItem
from kiosk.domain.answers.fields.group import MOST
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import Page, Position, find_asking_page, find_next_page
from kiosk.domain.language.words import Preferences, Typed
from kiosk.domain.procedure.procedure import Field
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase, open_case, open_case_in
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts.drafts import check_case_editable, save_page_answers
from kiosk.services.procedures.look_up import places_of
from kiosk.store.database import Database


class GroupItemPage(Struct, frozen=True):
    """One item of a group as its page shows it; `place` is its place among the group's items, from 1.

    `faults` are the fault codes, by field id, of the form that was just sent; `fresh` the fields that its answers made
    appear.
    """

    opened: OpenedCase
    field: Field
    number: int
    item: GroupItem
    place: int
    faults: Mapping[str, str]
    fresh: frozenset[str]

    @property
    def is_new(self) -> bool:
        """Whether nothing has been typed for this item yet."""
        return self.number not in answering.list_item_numbers(self._typed)

    @property
    def full(self) -> bool:
        """Whether there is room for no other."""
        return len(answering.list_item_numbers(self._typed)) >= int(self.field.options.get("most", MOST))

    def here(self, origin: Page) -> Position:
        """The position of the item's page, reached from `origin`."""
        return Position(Page.ITEM, self.field.id, self.number, origin)

    def back(self, origin: Page) -> Position:
        """The position of the page that lists the group."""
        return find_asking_page(self.opened.journey, self.here(origin))

    def next(self, origin: Page, more: bool) -> Position:
        """Where to go after an answer: this page (faults), a new item's where `more` are to be added, or the list."""
        here = self.here(origin)
        going = find_next_page(self.opened.journey, here, self.faults, self.fresh)
        if going == here or not more or self.full:
            return going
        return Position(Page.ITEM, self.field.id, answering.next_number(self._typed), origin)

    @property
    def _typed(self) -> Typed:
        earlier = self.opened.case.answers.get(self.field.id)
        return earlier.typed if earlier else {}


def find_group_item(box: Box, case_id: str, field_id: str, number: int, actor: Actor) -> GroupItemPage:
    """The item of that number as it is kept, an empty one for a number that is not used yet.

    Raises `Refused`: `no-such-case`, `already-submitted`, `no-such-step` where this case does not ask that group.
    """
    opened = check_case_editable(open_case(box, case_id, actor))
    return _listed(box, opened, _field(opened, field_id, number), number, {})


def answer_group_item(
    box: Box,
    case_id: str,
    field_id: str,
    number: int,
    form: Mapping[str, list[str]],
    preferences: Preferences,
    actor: Actor,
) -> GroupItemPage:
    """Keep the answers of one item's form, wrong ones included. The form names its fields as a step's form does.

    A form that is sent twice makes one item. A question that these answers make appear has no fault yet. Raises what
    `find_group_item` raises, and `Refused` (`too-many-items`).
    """
    with box.store.write() as db:
        opened = check_case_editable(open_case_in(box, db, case_id, actor))
        group = _field(opened, field_id, number)
        before = _listed(box, opened, group, number, {})
        if before.is_new and before.full:
            raise Refused(Refusal.TOO_MANY_ITEMS)
        given = {inner.id: answering.typed_in(inner, form) for inner in group.fields}
        # The list of communes adds to what was typed: the code of a commune, its name.
        judge, today = answering.make_answer_judge(places_of(box)), box.watch.today().day
        judged = answering.judge_item(group, given, today, judge).answers
        given = {name: judged[name].typed if name in judged else parts for name, parts in given.items()}
        typed = {name: parts for name, parts in given.items() if parts}
        typed_so_far = {part: values for part, values in _held(opened, field_id).items() if part != answering.NONE_PART}
        opened = _keep(box, db, opened, group, answering.replace_item(typed_so_far, number, typed), preferences)
    after = _listed(box, opened, group, number, given)
    seen = {inner.id for inner in before.item.fields} | typed.keys()
    shown = {name: answer for name, answer in after.item.answers.items() if name in seen}
    faults = answering.find_page_faults(after.item.fields, shown)
    return replace(after, faults=faults, fresh=answering.new_fields(after.item.fields, before.item.fields, seen))


def remove_group_item(
    box: Box, case_id: str, field_id: str, number: int, preferences: Preferences, actor: Actor
) -> OpenedCase:
    """Remove the item of that number; nothing happens where it is gone already. Raises what `find_group_item`
    raises.
    """
    with box.store.write() as db:
        opened = check_case_editable(open_case_in(box, db, case_id, actor))
        group = _field(opened, field_id, number)
        typed = answering.remove_item(_held(opened, field_id), number)
        return _keep(box, db, opened, group, typed, preferences)


def _field(opened: OpenedCase, field_id: str, number: int) -> Field:
    """The group question. Raises `Refused` (`no-such-step`) where it is not asked or the number is out of range."""
    question = opened.journey.asked(field_id)
    if question is None or not find_field_kind(question[1].kind).repeats or not 1 <= number <= answering.HIGHEST:
        raise Refused(Refusal.NO_SUCH_STEP)
    return question[1]


def _held(opened: OpenedCase, field_id: str) -> Typed:
    group_answer = opened.case.answers.get(field_id)
    return group_answer.typed if group_answer else {}


def _keep(
    box: Box, db: Database, opened: OpenedCase, group: Field, typed: Typed, preferences: Preferences
) -> OpenedCase:
    today = box.watch.today()
    answers = {group.id: answering.judge_answer(group, typed, today.day, places_of(box))}
    return save_page_answers(db, opened, Position(Page.ITEM, group.id), answers, today, preferences).opened


def _listed(box: Box, opened: OpenedCase, group: Field, number: int, given: Mapping[str, Typed]) -> GroupItemPage:
    """The item as its page shows it; `given` is what was just typed, {} to read what is kept."""
    typed_so_far = _held(opened, group.id)
    typed = given or answering.find_typed_item(typed_so_far, number)
    item = answering.judge_item(group, typed, box.watch.today().day, answering.make_answer_judge(places_of(box)))
    place = 1 + sum(other < number for other in answering.list_item_numbers(typed_so_far))
    return GroupItemPage(opened, group, number, item, place, {}, frozenset())
