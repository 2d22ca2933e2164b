"""A message from a template: said in the person's language as long as nobody changed it, and right for its case."""

import json
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from hub import message_templates
from hub.cases.cases import read_case
from hub.decisions import decisions, follow
from hub.decisions.decisions import NONE, Asking, DraftDecision, UsedTemplate, decide_case, read_used_template
from hub.decisions.rights import copy_of_case
from hub.hub import Hub
from hub.intake.updates import fetch_updates
from hub.message_templates import EVERY, shipped_templates
from hub.people.people import Staff
from kiosk.domain.events.reference import format_reference
from kiosk.errors import Refused
from kiosk.words.words import Words
from tests.gallery.site.central import in_a_month
from tests.hub.samples import Item

ASKS = Asking(("family",))
PAPERS, ACCEPTED, REFUSED = (
    shipped_templates()[name].id for name in ("Pièces qui manquent", "Demande acceptée", "Demande refusée")
)


def _fill(hub: Hub, sent: Item, template: str, day: str = "", asks: Asking = ASKS) -> tuple[str, UsedTemplate]:
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, sent["reference"])
        return decisions.fill_template(connection, case, template, day, asks)


def _told(hub: Hub) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(fetch_updates(hub, "SA", 0, 100)[1][-1].statement)
    return said


def test_an_unchanged_message_is_told_in_each_language_of_the_template(hub: Hub, paul: Staff, sent: Item) -> None:
    day = in_a_month(hub)
    words, used = _fill(hub, sent, PAPERS, day)
    assert "livret de famille" in words and format_reference(sent["reference"]) in words and "{" not in words
    browser = words.replace("\n", "\r\n") + "\r\n"
    decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", browser, 0, day, ASKS, used))
    told = _told(hub)
    assert told["message"] == words
    assert set(told["said_in"]) == {"ar", "en", "es", "pt", "uk"}
    assert Words("ar").day(date.fromisoformat(day)) in told["said_in"]["ar"]
    assert "{" not in "".join(told["said_in"].values())


def test_it_is_filled_anew_with_what_was_ticked_in_the_end(hub: Hub, paul: Staff, sent: Item) -> None:
    words, used = _fill(hub, sent, PAPERS, in_a_month(hub))
    later = Asking(("identity",), "La page 3 du bail")
    decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", words, 0, in_a_month(hub), later, used))
    told = _told(hub)
    assert "pièce d’identité et la page 3 du bail" in told["message"] and "livret" not in told["message"]
    assert "la page 3 du bail" in told["said_in"]["en"] and "pièce" not in told["said_in"]["en"]


def test_what_somebody_changed_is_theirs_and_stands_in_french_alone(hub: Hub, paul: Staff, sent: Item) -> None:
    words, used = _fill(hub, sent, ACCEPTED)
    decide_case(hub, paul, sent["reference"], DraftDecision("accepted", f"{words} Venez mardi.", 0, used=used))
    assert _told(hub)["message"].endswith("Venez mardi.") and "said_in" not in _told(hub)


def test_who_reads_arabic_finds_the_words_in_arabic_where_the_case_is_told(hub: Hub, paul: Staff, sent: Item) -> None:
    words, used = _fill(hub, sent, ACCEPTED)
    decide_case(hub, paul, sent["reference"], DraftDecision("accepted", words, 0, used=used))
    told = follow.read_whereabouts(hub, sent["stream"], "", "1945-03-02")
    assert told.words == words and "قُبل طلبك" in told.said_in["ar"]
    locked = follow.read_whereabouts(hub, sent["stream"], "")
    assert locked.words == "" and not locked.said_in, "the birth date opens both"
    with hub.store.reading() as connection:
        case = read_case(connection, hub.ring, sent["reference"])
        (decision,) = copy_of_case(hub, connection, case)["decisions"]
    assert decision["said_in"]["ar"] == told.said_in["ar"], "it is in the person's copy"


def test_a_template_changed_meanwhile_is_not_sent_unread(hub: Hub, paul: Staff, lea: Staff, sent: Item) -> None:
    words, used = _fill(hub, sent, ACCEPTED)
    with hub.store.reading() as connection:
        kept = message_templates.read_service_text(connection, EVERY)
    text = kept.text.replace("est acceptée", "est bien acceptée")
    message_templates.save_service_text(hub, lea, replace(kept, text=text))
    with pytest.raises(Refused, match="template-changed"):
        decide_case(hub, paul, sent["reference"], DraftDecision("accepted", words, 0, used=used))
    decide_case(hub, paul, sent["reference"], DraftDecision("accepted", words, 0, used=NONE))
    assert _told(hub)["message"] == words


def test_a_refusal_never_leaves_without_its_reason(hub: Hub, paul: Staff, sent: Item) -> None:
    words, used = _fill(hub, sent, REFUSED)
    with pytest.raises(Refused, match="message-unfinished"):
        decide_case(hub, paul, sent["reference"], DraftDecision("refused", words, 0, used=used))
    reason = words.replace("{à compléter}", "le délai est passé.")
    decide_case(hub, paul, sent["reference"], DraftDecision("refused", reason, 0, used=used))
    assert _told(hub)["message"] == reason


def test_a_field_that_says_no_template_is_none() -> None:
    for field in ["", "x", "a:b", "a:b:c:d", "a" * 300]:
        assert read_used_template(field) == NONE
        assert (
            read_used_template(UsedTemplate("a", "3", "d").written) == UsedTemplate("a", "3", "d")
            and NONE.written == ""
        )
