"""Other answers to questions of a submitted case."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kiosk.domain.answers import answering
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.events import correction
from kiosk.domain.events.added import own_fields
from kiosk.domain.events.correction import Corrected, Correction, make_event
from kiosk.domain.events.event import Event, EventType, canonical
from kiosk.domain.places.site import Site
from tests.domain.samples import TODAY, Codes, a_field

NOON = datetime(2026, 11, 30, 9, tzinfo=UTC)
BORN = a_field("date", "birth_date", label="Date de naissance")
PHONE = a_field("phone", "phone", required=False, none="Je n’en ai pas")


def an_event(said: Correction, **more: str) -> Event:
    return make_event(
        said, event_id="e" * 32, stream="s" * 32, sequence=3, reference="SA1001G", site=Site("SA", "Saint-Aubin"),
        day=date(2026, 11, 30), at=NOON, helper="Nadia Roux", **more,
    )  # fmt: skip


def test_the_body_is_what_the_wire_says() -> None:
    typed = {"day": ("3",), "month": ("2",), "year": ("1946",)}
    result = correction.of(BORN, answering.answer(BORN, typed, TODAY), Codes())
    event = an_event(Correction((result, correction.in_words(" Le nom du chat ", "Félix\n")), "  J’avais mal lu. "))
    assert json.loads(event.body) == {
        "version": 1,
        "type": "correction",
        "id": "e" * 32,
        "stream": "s" * 32,
        "sequence": 3,
        "site": {"code": "SA", "name": "Saint-Aubin"},
        "reference": "SA1001G",
        "replaces": None,
        "recorded_at": "2026-11-30T09:00:00.000000+00:00",
        "legal_date": "2026-11-30",
        "helper": "Nadia Roux",
        "message": "J’avais mal lu.",
        "corrections": [
            {"field": "birth_date", "label": "Date de naissance", "kind": "date", "value": "1946-02-03",
             "shown": "day:1946-02-03"},
            {"field": "", "label": "Le nom du chat", "kind": "", "value": "Félix", "shown": "Félix"},
        ],
    }  # fmt: skip
    assert event.body == canonical(json.loads(event.body))
    assert (event.type, event.sequence, event.replaces) == (EventType.CORRECTION, 3, "")


def test_a_mended_one_names_the_one_it_replaces_and_says_the_same() -> None:
    result = Correction((Corrected("x", "Une question", "text", "a", "a"),))
    bodies = [json.loads(an_event(result, **more).body) for more in ({}, {"replaces": "f" * 32})]
    assert bodies[1]["replaces"] == "f" * 32
    own = list(map(own_fields, bodies))
    assert own[0] == own[1] == {"corrections": [vars_of(result.corrections[0])], "message": ""}


def vars_of(one: Corrected) -> dict[str, object]:
    return {name: getattr(one, name) for name in ("field", "label", "kind", "value", "shown")}


def test_who_has_none_says_so_in_the_words_of_the_question() -> None:
    result = correction.of(PHONE, answering.answer(PHONE, {"none": ("1",)}, TODAY), Codes())
    assert (result.value, result.shown) == (None, "Je n’en ai pas")


def test_an_answer_that_may_be_left_out_can_be_taken_back() -> None:
    bare = a_field("text", required=False)
    result = correction.of(bare, answering.answer(bare, {}, TODAY), Codes())
    assert (result.value, result.shown) == (None, "")


@pytest.mark.parametrize("kind", [kind.kind for kind in KINDS])
def test_what_a_file_answers_and_what_only_informs_is_none_of_its_matter(kind: str) -> None:
    assert correction.may_be(a_field(kind)) is (kind not in ("note", "document", "group", "signature", "stop"))


@given(some.lists(some.builds(Corrected, *[some.text(max_size=5)] * 5), max_size=4), some.text(max_size=20))
def test_whatever_is_said_comes_back_out_of_the_body(said: list[Corrected], message: str) -> None:
    body = json.loads(an_event(Correction(tuple(said), message)).body)
    assert tuple(Corrected(**correction) for correction in body["corrections"]) == tuple(said)
    assert body["message"] == message.strip()
