"""A postal address. The list of communes completes it but never refuses it."""

import re
from datetime import date

from msgspec.structs import replace

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.fields.kind import AnswerFault, FieldKind, FieldOption, read_one_line
from kiosk.domain.language import spelling
from kiosk.domain.language.words import Typed, Value, WordSource
from kiosk.domain.places.commune import Commune, Places, make_commune_key, split_commune_name
from kiosk.domain.procedure.procedure import Field

PARTS = ("street", "more", "postcode", "city", "country")
PLACE, KEPT = "place", "kept"
"""Form parts beside the address: the commune row that was pressed, and the spelling the person decided to keep."""
KEEP = "~keep"
"""The row « Garder ce que j'ai écrit »; another row is « 93200 Saint-Denis »."""
LONGEST = 200
"""Characters of one part."""
WHICH = "which-commune"
_FRANCE = frozenset({"", "france", "fr", "francemetropolitaine", "republiquefrancaise"})
_MENDED = frozenset({"", "postcode", "city-missing"})
"""Faults that choosing a commune repairs, and "" for no fault."""


class AddressKind(FieldKind):
    """The value is a dict of the given parts; no `country` means France. `insee`, the commune's official code, is added
    if exactly one commune fits."""

    def judge(self, field: Field, typed: Typed, today: date) -> dict[str, str]:
        """Raises `AnswerFault`: bad-character, too-long, street-missing, city-missing, and postcode if an address in
        France does not have five digits (military addresses begin with 00)."""
        given = {part: read_one_line(typed, part) for part in PARTS}
        if any(len(text) > LONGEST for text in given.values()):
            raise AnswerFault("too-long")
        if _in_france(field, typed):
            given["country"] = ""
            given["postcode"] = spelling.fold_digits(given["postcode"]).replace(" ", "")
        if not given["street"]:
            raise AnswerFault("street-missing")
        if not given["country"] and not re.fullmatch(r"\d{5}", given["postcode"], re.ASCII):
            raise AnswerFault("postcode")
        if not given["city"]:
            raise AnswerFault("city-missing")
        return {part: text for part, text in given.items() if text}

    def settled(self, field: Field, answer: Answer, today: date, places: Places) -> Answer:
        """The answer completed from the pressed row, or from the only commune that fits. Gets the fault `which-commune`
        if several communes may be meant."""
        typed = {part: values for part, values in answer.typed.items() if part != PLACE}
        row = "".join(answer.typed.get(PLACE, ())[:1])
        if row == KEEP:
            typed[KEPT] = (_told(*_both(typed)),)
        elif match := re.fullmatch(r"(\d{5}) (.+)", spelling.clean_line(row), re.ASCII):
            typed |= {"postcode": (match[1],), "city": (match[2],)}
        postcode, city = _both(typed)
        if _in_france(field, typed) and bool(postcode) != bool(city):
            communes = places.at(postcode) if postcode else places.named(city)
            if len(communes) == 1:
                typed |= {"postcode": communes[0].postcodes, "city": (communes[0].name if postcode else city,)}
        if typed != answer.typed:
            try:
                answer = Answer(typed, value=self.judge(field, typed, today))
            except AnswerFault as fault:
                answer = Answer(typed, fault=fault.code)
        if answer.fault not in _MENDED or not _in_france(field, typed):
            return answer
        if answer.value and (place := places.meant(answer.value["postcode"], answer.value["city"])):
            return replace(answer, value={**answer.value, "insee": place.insee})
        return replace(answer, value=None, fault=WHICH) if self.proposed(field, typed, places) else answer

    def proposed(self, field: Field, typed: Typed, places: Places) -> tuple[Commune, ...]:
        """Communes of that name, then those of that code; none for military and CEDEX addresses, or a kept spelling."""
        postcode, city = _both(typed)
        if (
            typed.get(KEPT) == (_told(postcode, city),)
            or postcode.startswith("00")
            or "cedex" in split_commune_name(city)
        ):
            return ()
        named = places.named(city) or (
            ()
            if postcode or field.options.get("abroad")
            else (row for place in places.like(city) for row in place.apart())
        )
        unique = {(place.insee, place.postcodes): place for place in (*named, *places.at(postcode))}
        return tuple(unique.values())

    def shown(self, field: Field, value: Value, words: WordSource) -> str:
        """« 3 rue des Lilas, Bâtiment B, 75012 Paris », the country last."""
        town = " ".join(value[part] for part in ("postcode", "city") if part in value)
        lines = (value.get("street"), value.get("more"), town, value.get("country"))
        return ", ".join(text for text in lines if text)


def _in_france(field: Field, typed: Typed) -> bool:
    return not field.options.get("abroad") or spelling.fold_letters("".join(typed.get("country", ()))) in _FRANCE


def _both(typed: Typed) -> tuple[str, str]:
    postcode, city = (spelling.clean_line("".join(typed.get(part, ())[:1])) for part in ("postcode", "city"))
    return spelling.fold_digits(postcode).replace(" ", ""), city


def _told(postcode: str, city: str) -> str:
    """The key of a spelling that a person keeps: another code or another name is asked about again."""
    return " ".join((postcode, *make_commune_key(city)))


KIND = AddressKind(
    kind="address",
    label="Adresse postale",
    parts=PARTS,
    aside=(PLACE, KEPT),
    options=(
        FieldOption("abroad", bool, "True where the address may lie outside France: a box asks for the country."),
    ),
)
