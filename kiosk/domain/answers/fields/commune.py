"""A commune of France: where somebody was born or married. The list of communes completes it but never refuses it."""

from datetime import date

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, read_one_line
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.places.commune import Commune, Places, make_commune_key, split_commune_name
from kiosk.domain.procedure.procedure import Field

PLACE, INSEE, KEPT = "place", "insee", "kept"
"""Form parts beside the name: the INSEE code of the row that was pressed, that of the commune chosen earlier, which
counts while its name stands unchanged, and the spelling the person kept."""
KEEP = "~keep"
"""The row « Garder ce que j'ai écrit »."""
LONGEST = 100
WHICH = "which-commune"


class CommuneKind(FieldKind):
    """The value is a dict: `name`, and `insee`, the official code, where the list has one commune of that name.

    `ours` says whether it is a commune of the site; absent where that cannot be told. `written` is what was typed where
    it says more than the name: a district, a former commune.
    """

    def judge(self, field: Field, typed: Typed, today: date) -> dict[str, str]:
        """Raises `AnswerFault`: bad-character, text-missing, too-long."""
        name = read_one_line(typed)
        if not name:
            raise AnswerFault("text-missing")
        if len(name) > LONGEST:
            raise AnswerFault("too-long")
        return {"name": name}

    def settled(self, field: Field, answer: Answer, today: date, places: Places) -> Answer:
        """The answer completed from the pressed row, or from the only commune of that name. Gets the fault
        `which-commune` if several communes may be meant."""
        if answer.fault:
            return answer
        row, name = "".join(answer.typed.get(PLACE, ())[:1]), answer.value["name"]
        typed = {part: values for part, values in answer.typed.items() if part != PLACE}
        if row == KEEP:
            typed = {**typed, KEPT: (_spelled(typed),)}
        elif row and (pressed := places.of(row)):
            return _completed({**typed, "": (pressed[0].name,), INSEE: (row,)}, pressed[0], places)
        chosen = places.of("".join(typed.get(INSEE, ())[:1]))
        if chosen and make_commune_key(chosen[0].name) == make_commune_key(name):
            return _completed(typed, chosen[0], places)
        typed = {part: values for part, values in typed.items() if part != INSEE}
        named = {place.insee: place for place in places.named(name)}
        if _is_kept(typed):
            return Answer(typed, answer.value)
        if len(named) == 1:
            return _completed(typed, next(iter(named.values())), places)
        return Answer(typed, fault=WHICH) if self.proposed(field, typed, places) else Answer(typed, answer.value)

    def proposed(self, field: Field, typed: Typed, places: Places) -> tuple[Commune, ...]:
        """Communes of that name, else those whose names begin so; none for a kept spelling."""
        name = read_one_line(typed)
        if _is_kept(typed):
            return ()
        return tuple({place.insee: place for place in places.named(name) or places.like(name)}.values())

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        """« Saint-Denis (93) »; « Lyon (69), Lyon 3e » where more was written; as typed where the list lacks it."""
        insee, written = value.get("insee", ""), value.get("written", "")
        department = insee[:3] if insee.startswith("97") else insee[:2]
        name = f"{value['name']} ({department})" if insee else value["name"]
        return f"{name}, {written}" if written else str(name)


def _spelled(typed: Typed) -> str:
    """The key of a spelling that a person keeps: another name is asked about again."""
    return " ".join(make_commune_key(read_one_line(typed)))


def _is_kept(typed: Typed) -> bool:
    return typed.get(KEPT) == (_spelled(typed),)


def _completed(typed: Typed, place: Commune, places: Places) -> Answer:
    """The answer that this place is; with what was written where that is more than its name: « Lyon 3e »."""
    value: dict[str, str | bool] = {"name": place.name, "insee": place.insee}
    if split_commune_name(written := read_one_line(typed)) != split_commune_name(place.name):
        value["written"] = written
    ours = places.is_ours(place.insee)
    return Answer(typed, value if ours is None else {**value, "ours": ours})


KIND = CommuneKind(kind="commune", unanswered="text-missing", label="Commune", aside=(PLACE, INSEE, KEPT), locates=True)
