"""Mandates in the run: one signed on the screen, one by somebody who cannot sign, each with unique words."""

import json
from dataclasses import dataclass

from kiosk.domain.answers import signature
from trials.canary.screens.gestures import Hand
from trials.canary.someone import letters

PAGES = "/desk/mandates/new"


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gives a mandate; `words` are unique to them, their witness and their handwriting."""

    number: int
    manner: str

    @property
    def words(self) -> list[str]:
        drawn = signature.parse_signature(self.signature).strokes if self.manner == "screen" else ()
        witness = [self.typed["witness"]] if self.manner == "cannot-sign" else []
        own = [self.typed[name] for name in ("family_name", "given_names", "birth_name", "address")]
        return [*own, *witness, *drawn]

    @property
    def typed(self) -> dict[str, str]:
        """The answers of the four pages."""
        mark = letters(self.number)
        return {
            "family_name": f"Zqxmandator{mark}vk", "given_names": f"Zqxmgiven{mark}vk",
            "birth_name": f"Zqxmbirth{mark}vk", "birth.day": "3", "birth.month": "2", "birth.year": "1948",
            "address": f"Zqxmstreet{mark}vk", "witness": f"Zqxwitness{mark}vk" if self.manner != "screen" else "",
            "manner": self.manner, "duration": "MONTH",
        }  # fmt: skip

    @property
    def signature(self) -> str:
        """What the signature's frame would send; no two people draw alike."""
        points = [(10 + 37 * at, 40 + (at * at * (7 + self.number)) % 61) for at in range(12)]
        return json.dumps([[part for point in points for part in point]])


def give(hand: Hand, giver: Giver) -> str:
    """Fill in the four pages of a new mandate; returns its id."""
    form = hand.desk.get(PAGES).typed("mandate-form")
    for step in ("scope", "person", "sign"):
        page = hand.desk.post(PAGES, form | {"do": "next"})
        if page.status != 200 or page.typed("mandate-form")["step"] != step:
            raise RuntimeError(f"{page.status} before {step}: {page.text('main')}")
        form = page.typed("mandate-form")
        asked = {name: value for name, value in giver.typed.items() if name in form or name in ("manner", "duration")}
        if step == "scope":
            form |= {"themes": "social"} | {"duration": giver.typed["duration"]}
        elif step == "person":
            form |= {name: value for name, value in asked.items() if name not in ("manner", "duration", "witness")}
        else:
            form |= {"manner": giver.manner, "witness": giver.typed["witness"]}
            form |= {"signature": giver.signature if giver.manner == "screen" else ""}
    made = hand.desk.post(PAGES, form | {"do": "next"})
    if made.status != 303:
        raise RuntimeError(f"{made.status}: {made.text('main')}")
    return made.location.split("?")[0].rsplit("/", 1)[1]
