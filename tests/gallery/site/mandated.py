"""Mandates for tests: Jeanne and Ali, who give one each, and what is done under them."""

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from kiosk.domain.answers.signature import parse_signature
from kiosk.domain.keys.ring import DESK, Ring
from kiosk.domain.mandates.mandate import MandateGiver, Terms
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from kiosk.services.mandates.mandates import MandateRequest
from kiosk.services.people import sign_in
from kiosk.store.people import RECOVERY
from tests.gallery.site.cast import SHEET_PAIR

JEANNE = MandateGiver("Martin", "Jeanne", "1945-03-12")
ALI = MandateGiver("Ben Salem", "Ali", "1980")
DRAWN = parse_signature("[[0, 40, 20, 0, 40, 40, 60, 10, 80, 40]]")
TERMS = Terms(JEANNE, ("papiers", "social"), "MONTH", "screen")
NAMES = {
    JEANNE: {"person.used_name": "Martin", "person.given_names": "Jeanne", "person.birth_date": "1945-03-12"},
    ALI: {"person.birth_name": "Ben Salem", "person.given_names": "Ali", "person.birth_date": "1980-01-01"},
}
DAY = timedelta(days=1)


def at_the_desk(box: Box) -> Actor:
    sheet = sign_in.ring_of(box, RECOVERY, SHEET_PAIR.private)
    return Actor("", "a" * 32, "Nadia Roux", ring=Ring({DESK: sheet.privates[DESK]}))


def asks(box: Box, theme: str = "papiers", person: MandateGiver = JEANNE) -> MandateRequest:
    procedure = box.catalogue.get("birth-certificate")
    assert procedure is not None
    return MandateRequest(replace(procedure, theme=theme), NAMES[person], "myself")


def use(box: Box, mandate_id: str, actor: Actor, reference: str = "SA1001K", **what: Any) -> None:
    with box.store.write() as db:
        mandates.record_mandate_use(box, db, mandate_id, asks(box, **what), reference, actor)


def refused(reason: str) -> pytest.RaisesExc[Refused]:
    return pytest.raises(Refused, match=rf"outside-mandate \(reason={reason}\)")
