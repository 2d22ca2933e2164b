"""What is told of a case, and of the papers that were asked for."""

from datetime import UTC, date, datetime
from typing import Any

from msgspec.structs import replace

from kiosk.domain.events import case_line
from kiosk.domain.events.additions import SupplementItem
from kiosk.domain.events.wire.bodies import TownHallContact
from kiosk.domain.events.wire.statements import RequestedPaper, ToldTurn, Whereabouts
from kiosk.domain.replies.asked_paper import all_items, answered_ids, open_items, read_asked
from kiosk.words.words import Words

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
PAPER = RequestedPaper(id="a" * 32, document="identity", label="Une pièce d’identité")


def told(state: str, *papers: RequestedPaper) -> Whereabouts:
    turn = ToldTurn(at=AT, day=date(2026, 11, 26), state=state, papers_by=None)
    return Whereabouts(
        version=2,
        asked="",
        reference="SA1001G",
        town_hall="Mairie",
        procedure="birth-certificate",
        title="",
        service="",
        phone="",
        prepared=False,
        deposited=date(2026, 11, 24),
        received=date(2026, 11, 24),
        withdrawn=None,
        turns=(turn,),
        additions=(),
        silence=None,
        papers=papers,
        unanswered=len(papers),
        locked=False,
        words="",
    )


def test_papers_are_named_in_the_readers_language() -> None:
    news = case_line.make_case_news(told("incomplete", PAPER))
    assert news.line.asks
    assert case_line.papers(news, Words()) == ["Une pièce d’identité"]
    translated = case_line.papers(news, Words("ar"))
    assert translated and translated != ["Une pièce d’identité"]


def test_nothing_is_asked_of_whoever_gave_everything() -> None:
    assert case_line.make_case_news(told("accepted", PAPER)).papers == ()


def test_whom_to_call_is_the_service_and_the_town_hall_where_its_number_is_another() -> None:
    reached = TownHallContact(phone="02 99 11 22 33", hours="", opening=({"days": "lundi", "open": "9h-12h"},))
    news = case_line.make_case_news(
        replace(told("incomplete"), service="État civil", phone="02 99 00 00 00", reached=reached)
    )
    assert news.place.opening and news.place.name == "Mairie"
    assert case_line.whom_to_call(news) == [("État civil", "02 99 00 00 00"), ("Mairie", "02 99 11 22 33")]
    same = case_line.make_case_news(
        replace(told("incomplete"), service="État civil", phone="02 99 11 22 33", reached=reached)
    )
    assert case_line.whom_to_call(same) == [("État civil", "02 99 11 22 33")]
    erased = case_line.make_case_news(replace(told("closed"), reached=reached))
    assert case_line.whom_to_call(erased) == [("Mairie", "02 99 11 22 33")]
    assert case_line.whom_to_call(case_line.make_case_news(told("closed"))) == [("Mairie", "")], "the box said nothing"
    hours = case_line.make_case_news(
        replace(told("incomplete"), service="État civil", reached=replace(reached, phone=""))
    )
    assert case_line.whom_to_call(hours) == [("État civil", "")], "neither has a number"


def test_hours_that_nobody_can_read_are_not_told() -> None:
    reached = TownHallContact(phone="", hours="", opening=({"days": "quand il fait beau"},))
    assert not case_line.make_case_news(replace(told("incomplete"), reached=reached)).place.opening


BEFORE, NOON, LATER = (f"2026-11-30T{hour}:00:00+00:00" for hour in ("11", "12", "13"))
IDENTITY = {"id": "a" * 32, "document": "identity", "label": "Pièce d’identité"}
LETTER = {"id": "b" * 32, "document": "", "label": "Une attestation signée"}
REQUEST = {"at": NOON, "asked": [IDENTITY, LETTER]}


def brought(at: str) -> dict[str, Any]:
    document = {"id": "identity", "label": "Pièce d’identité", "state": "joined", "answers": "a" * 32}
    return {"recorded_at": at, "documents": [document]}


def test_an_item_stays_until_a_supplement_answers_it() -> None:
    both = (
        SupplementItem("identity", "Pièce d’identité", "a" * 32),
        SupplementItem("", "Une attestation signée", "b" * 32),
    )
    assert open_items(REQUEST, []) == both
    assert open_items(REQUEST, [brought(BEFORE)]) == both, "it came before it was asked for"
    assert open_items(REQUEST, [brought(LATER)]) == both[1:]


def test_a_hub_that_asks_in_its_message_alone_has_no_items() -> None:
    assert open_items({"at": NOON}, []) == open_items({"at": NOON, "asked": "words"}, []) == ()


def test_a_document_that_was_asked_for_stands_once() -> None:
    asked = open_items(REQUEST, [])[:1]
    listed = [SupplementItem("identity", "Une pièce d’identité"), SupplementItem("home", "Un justificatif")]
    assert all_items(asked, listed) == (*asked, SupplementItem("home", "Un justificatif"))


CARD = RequestedPaper("a" * 32, "identity", "Une pièce d’identité")
PAGE = RequestedPaper("b" * 32, "", "La page 3 du bail")


def came(**document: Any) -> dict[str, Any]:
    """A supplement with one document."""
    return {"documents": [{"id": "", "label": "…", "state": "seen", **document}]}


def answered(*supplements: dict[str, Any]) -> set[str]:
    return set(answered_ids([CARD, PAGE], supplements))


def test_a_supplement_answers_the_paper_that_it_names() -> None:
    assert answered(came(answers=PAGE.id)) == {PAGE.id}
    assert answered(came(answers=CARD.id, state="joined"), came(answers=PAGE.id)) == {CARD.id, PAGE.id}


def test_an_older_box_names_none_and_answers_by_the_document() -> None:
    assert answered(came(id="identity")) == {CARD.id}
    assert answered(came(id="other")) == answered() == set()


def test_a_paper_that_is_only_promised_answers_nothing() -> None:
    assert answered(came(id="identity", state="to_bring"), came(answers=PAGE.id, state="with_me")) == set()


def test_what_an_update_asks_for_is_read_and_nonsense_is_nothing() -> None:
    said = {"asked": [{"id": CARD.id, "document": "identity", "label": CARD.label}]}
    assert read_asked(said) == (CARD,)
    for nonsense in ({}, {"asked": "all"}, {"asked": [1]}, {"asked": [{"id": "x"}]}):
        assert read_asked(nonsense) == ()
