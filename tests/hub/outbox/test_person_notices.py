"""Notices to the person: only where they wished it, once for each news; nothing in them tells who or what."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs
from sqlalchemy import select

from hub import retention
from hub.decisions import decisions
from hub.hub import Hub
from hub.outbox.person_notices import NoticeDetails, samples, wishes_of, write_notice
from hub.people.people import Staff
from hub.secrets.vault import lock_of
from hub.settings import HubSettings
from hub.store.schema import cases, delivery
from kiosk.connectors.connector import NOTICES, DeliveryType
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.events.wire.bodies import NoticeChannel
from kiosk.words.languages import list_languages
from tests.gallery.receivers.sms_gateway import Gateway
from tests.hub.outbox.conftest import Drop, deliverer, table
from tests.hub.samples import Box, query_rows, write_rows

SMS = {"sms": "+33612345678", "phone": "02 99 00 00 00"}


@pytest.fixture
def settings(settings: HubSettings, gateway: Gateway, tmp_path: Path, drop: Drop) -> HubSettings:
    """A hub that sends text messages through a gateway, and tells a department of every case."""
    connectors = (gateway.table(tmp_path), table("dept", drop.path))
    return replace(settings, address="https://hub.example", connectors=connectors)


def told(hub: Hub, gateway: Gateway) -> list[dict[str, str]]:
    deliverer(hub, name="sms").run()
    return gateway.messages


def decide(hub: Hub, paul: Staff, reference: str, to: str, seen: int = 0, message: str = "Voici.") -> None:
    due = (hub.day(hub.clock.now()) + timedelta(days=20)).isoformat() if to == CaseState.INCOMPLETE else ""
    decisions.decide_case(hub, paul, reference, decisions.DraftDecision(to, message, seen, due))


def test_who_wished_nothing_is_told_nothing(hub: Hub, box: Box, paul: Staff, gateway: Gateway) -> None:
    sent = box.send_case()
    decide(hub, paul, sent["reference"], CaseState.ACCEPTED)
    assert told(hub, gateway) == []


def test_who_wished_it_is_told_that_it_arrived_and_of_each_news_once(
    hub: Hub, box: Box, paul: Staff, gateway: Gateway, drop: Drop
) -> None:
    sent = box.send_case(notices=SMS, language="en")
    box.send(sent)
    reference = sent["reference"]
    decide(hub, paul, reference, CaseState.IN_PROGRESS, 0)
    decide(hub, paul, reference, CaseState.INCOMPLETE, 1)
    decide(hub, paul, reference, CaseState.REFUSED, 2)
    said = told(hub, gateway)
    assert [text["text"].split(".")[0] for text in said] == [
        "Mairie de Saint-Aubin: Your request has arrived", "Mairie de Saint-Aubin: There is news about your request",
        "Mairie de Saint-Aubin: There is news about your request",
    ]  # fmt: skip
    assert {text["to"] for text in said} == {"+33612345678"}
    assert all(word not in json.dumps(said) for word in (reference, "Benali", "civil", "acte", "Voici"))
    deliverer(hub).run()
    assert "notice" not in json.dumps(drop.rows), "another system is not told how the person is reached"


def test_a_channel_that_this_hub_has_not_is_left_to_the_desk(hub: Hub, box: Box, gateway: Gateway) -> None:
    box.send(box.submitted(notices={"email": "ada@example.org", "call": "+33612345678"}))
    assert told(hub, gateway) == []


def test_who_ends_it_is_told_no_more_and_may_begin_again(hub: Hub, box: Box, paul: Staff, gateway: Gateway) -> None:
    sent = box.submitted(notices=SMS)
    reference, stream = sent["reference"], sent["stream"]
    assert box.outcomes(sent, box.asked("notices", reference, stream, 2, notices={})) == [
        "acknowledged",
        "acknowledged",
    ]
    decide(hub, paul, reference, CaseState.ACCEPTED)
    assert told(hub, gateway) == []
    # after a decision, too
    assert box.outcomes(box.asked("notices", reference, stream, 3, notices=SMS)) == ["acknowledged"]
    decide(hub, paul, reference, CaseState.CLOSED, 1)
    assert len(told(hub, gateway)) == 1


def test_a_wish_that_ends_while_the_message_waits_is_kept(hub: Hub, box: Box, gateway: Gateway) -> None:
    """What is wished is read at the moment of sending, whatever stands in the outbox."""
    sent = box.send_case(notices=SMS)
    row = dict(query_rows(hub, select(delivery).where(delivery.c.destination == "sms")).one()._mapping)
    box.send(box.asked("notices", sent["reference"], sent["stream"], 2, notices={}))
    write_rows(hub, delivery.insert().values(row))
    assert told(hub, gateway) == []


def test_a_withdrawn_case_and_an_erased_one_are_told_nothing_more(hub: Hub, box: Box, gateway: Gateway) -> None:
    withdrawn, erased = box.submitted(notices=SMS), box.submitted(notices=SMS)
    box.send(withdrawn, erased)
    box.send(box.withdrawal(withdrawn["reference"], withdrawn["stream"], 2))
    with hub.store.writing() as connection:
        case_id = connection.execute(select(cases.c.id).where(cases.c.reference == erased["reference"])).scalar_one()
        retention.erase_case_contents(hub, connection, case_id, retention.ASKED)
    assert told(hub, gateway) == []


def test_the_number_is_sent_alone_where_it_was_asked_for(hub: Hub, box: Box, gateway: Gateway) -> None:
    sent = box.submitted()
    number = {"to": {"sms": "+33612345678"}, "language": "ar"}
    asked = box.asked("notices", sent["reference"], sent["stream"], 2, number=number)
    assert box.outcomes(sent, asked) == ["acknowledged", "acknowledged"]
    [one] = told(hub, gateway)
    assert sent["reference"] in one["text"] and "hub.example" not in one["text"]


def test_after_a_death_was_noted_nobody_is_told_anything(hub: Hub, box: Box, paul: Staff, gateway: Gateway) -> None:
    sent = box.submitted(notices=SMS)
    fact = {"fact": "deceased", "by": "Nadia Roux", "at": "2026-12-02T09:00:00.000000+00:00"}
    noted = box.asked("notices", sent["reference"], sent["stream"], 2, notices={}, noted=[fact])
    assert box.outcomes(sent, noted) == ["acknowledged", "acknowledged"]
    decide(hub, paul, sent["reference"], CaseState.ACCEPTED)
    assert told(hub, gateway) == []


def test_each_notice_of_each_way_that_is_served_is_shown_in_every_language(tmp_path: Path) -> None:
    settings = HubSettings(data=tmp_path)
    assert samples(settings) == []
    sms = {"name": "sms", "kind": "sms_gateway", "recipient": "x"}
    made = samples(replace(settings, connectors=(sms,)))
    assert len(made) == 3 * len(list_languages()) and {sample.channel for sample in made} == {"sms"}
    assert {sample.direction for sample in made if sample.language == "ar"} == {"rtl"}


GIVEN = NoticeDetails(
    "Mairie de Saint-Aubin", "02 99 00 00 00", "lundi : 9 h – 12 h", "https://hub.example/f", "SA1042X"
)


def test_every_language_says_whom_to_call_and_only_the_number_notice_says_the_number() -> None:
    for type_ in NOTICES:
        for channel in NoticeChannel:
            for language in list_languages():
                said = write_notice(type_, channel, language, GIVEN)
                assert said.language == language and "\ufdd0" not in said.text
                is_number = type_ == DeliveryType.NOTICE_NUMBER
                assert GIVEN.name in said.text
                assert (GIVEN.phone in said.text) is not is_number
                if channel == NoticeChannel.EMAIL or type_ == DeliveryType.NOTICE_NEWS:  # else the receipt says it
                    assert (GIVEN.hours in said.text and GIVEN.link in said.text) is not is_number
                assert (GIVEN.number in said.text) is is_number and GIVEN.number not in said.subject
                assert bool(said.subject) is (channel == NoticeChannel.EMAIL)
                french = write_notice(type_, channel, "fr", GIVEN).text
                assert language == "fr" or said.text != french


def test_a_language_that_nobody_translated_is_french() -> None:
    assert write_notice(DeliveryType.NOTICE_NEWS, NoticeChannel.SMS, "xx", GIVEN).language == "fr"


def test_without_a_telephone_the_person_comes() -> None:
    said = write_notice(DeliveryType.NOTICE_NEWS, NoticeChannel.SMS, "fr", NoticeDetails())
    assert said.text == (
        "Il y a du nouveau pour votre demande. Venez à la mairie."
        " Pour ne plus recevoir ces messages, dites-le à la mairie."
    )


def test_a_message_says_first_which_town_hall_it_is_from_and_never_that_no_paper_is_missing() -> None:
    sms = write_notice(DeliveryType.NOTICE_RECEIVED, NoticeChannel.SMS, "fr", GIVEN).text
    assert sms.startswith("Mairie de Saint-Aubin : Votre demande est bien arrivée.")
    assert "12 h. Ou regardez ici" in sms and "rien à faire" not in sms and "pièce à apporter" in sms
    mail = write_notice(DeliveryType.NOTICE_RECEIVED, NoticeChannel.EMAIL, "fr", GIVEN).text
    assert mail.startswith("Bonjour,\n\n") and mail.endswith("\n\nMairie de Saint-Aubin")


def test_a_number_is_not_read_backwards_in_arabic() -> None:
    said = write_notice(DeliveryType.NOTICE_NEWS, NoticeChannel.SMS, "ar", GIVEN)
    assert "\u206602 99 00 00 00\u2069" in said.text and "\u2066https://hub.example/f\u2069" in said.text


def test_the_last_wish_counts_and_a_question_for_the_number_changes_none(hub: Hub, box: Box) -> None:
    sent = box.submitted(notices={"email": "ada@example.org", "hours": "9 h"}, language="uk")
    reference, stream = sent["reference"], sent["stream"]
    number = {"to": {"sms": "+33600000000"}, "language": "fr"}
    box.send(sent, box.asked("notices", reference, stream, 2, number=number))
    with hub.store.reading() as connection:
        case_id = connection.execute(select(cases.c.id).where(cases.c.reference == reference)).scalar_one()
        lock = lock_of(connection, hub.ring, case_id)
        assert lock is not None
        wishes = wishes_of(connection, lock, case_id)
    assert wishes.addresses == {"email": "ada@example.org"} and (wishes.language, wishes.hours) == ("uk", "9 h")
    box.send(box.asked("notices", reference, stream, 3, notices={"sms": "+33611111111"}))
    with hub.store.reading() as connection:
        assert wishes_of(connection, lock, case_id).addresses == {"sms": "+33611111111"}


def test_a_text_message_is_two_parts_at_most_and_says_whom_to_call() -> None:
    """Whoever pays by the part, or has an old telephone, gets no third part; the hours are on the receipt too."""
    hours = "lundi, mardi, jeudi et vendredi de 9 h à 12 h et de 14 h à 17 h 30, samedi de 9 h à 12 h"
    page = "https://dossiers.saint-aubin-d-aubigne.example/f"
    long = NoticeDetails("Mairie de Saint-Aubin-d’Aubigné-les-Grands-Étangs", "02 99 00 00 00", hours, page, "SA1042X")
    for given in (long, structs.replace(long, name="Mairie de Saint-Aubin", hours="lundi à vendredi, 9 h à 17 h")):
        for type_ in NOTICES:
            for language in list_languages():
                said = write_notice(type_, NoticeChannel.SMS, language, given)
                assert len(said.text) <= 306, (language, type_, said.text)
                assert type_ == DeliveryType.NOTICE_NUMBER or "02 99 00 00 00" in said.text
    french = write_notice(DeliveryType.NOTICE_NEWS, NoticeChannel.SMS, "fr", long).text
    assert not set(french) & set("’\N{NO-BREAK SPACE}"), "one of them makes five parts of two (GSM 03.38)"
