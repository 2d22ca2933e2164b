"""A postal address."""

import re
from datetime import date

from kiosk.domain import spelling
from kiosk.domain.case import Typed, Value
from kiosk.domain.fields.kind import Fault, FieldKind, Option, only
from kiosk.domain.procedure import Field
from kiosk.domain.words import Words

PARTS = ("street", "more", "postcode", "city", "country")
LONGEST = 200
"""Characters of one part."""
_FRANCE = frozenset({"", "france", "fr", "francemetropolitaine", "republiquefrancaise"})


class AddressKind(FieldKind):
    """The value is a dict of the parts that were given; no `country` means France."""

    def judge(self, field: Field, typed: Typed, today: date) -> dict[str, str]:
        """Raises `Fault`: bad-character, too-long, street-missing, city-missing, and postcode where an address in
        France has no five digits (armies begin with 00)."""
        given = {part: only(typed, part) for part in PARTS}
        if any(len(text) > LONGEST for text in given.values()):
            raise Fault("too-long")
        if not field.options.get("abroad") or spelling.bare(given["country"]) in _FRANCE:
            given["country"] = ""
            given["postcode"] = spelling.digits(given["postcode"]).replace(" ", "")
        if not given["street"]:
            raise Fault("street-missing")
        if not given["country"] and not re.fullmatch(r"\d{5}", given["postcode"], re.ASCII):
            raise Fault("postcode")
        if not given["city"]:
            raise Fault("city-missing")
        return {part: text for part, text in given.items() if text}

    def shown(self, field: Field, value: Value, words: Words) -> str:
        """« 3 rue des Lilas, Bâtiment B, 75012 Paris », the country last."""
        town = " ".join(value[part] for part in ("postcode", "city") if part in value)
        lines = (value.get("street"), value.get("more"), town, value.get("country"))
        return ", ".join(text for text in lines if text)


KIND = AddressKind(
    kind="address",
    label="Adresse postale",
    parts=PARTS,
    options=(Option("abroad", bool, "True where the address may lie outside France: a box asks for the country."),),
)
