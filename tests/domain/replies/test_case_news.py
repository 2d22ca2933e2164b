"""What is told of a case names the papers in the reader's language, and none once they came."""

from datetime import UTC, date, datetime

from msgspec.structs import replace

from kiosk.domain.events.told.whereabouts import ToldTurn, Whereabouts
from kiosk.domain.events.wire.box_health import Reached
from kiosk.domain.events.wire.replies import Asked
from kiosk.domain.replies import case_news
from kiosk.words.words import Words

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
PAPER = Asked(id="a" * 32, document="identity", label="Une pièce d’identité")


def told(state: str, *papers: Asked) -> Whereabouts:
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
    news = case_news.read(told("incomplete", PAPER))
    assert news.line.asks
    assert case_news.papers(news, Words()) == ["Une pièce d’identité"]
    translated = case_news.papers(news, Words("ar"))
    assert translated and translated != ["Une pièce d’identité"]


def test_nothing_is_asked_of_whoever_gave_everything() -> None:
    assert case_news.read(told("accepted", PAPER)).papers == ()


def test_whom_to_call_is_the_service_and_the_town_hall_where_its_number_is_another() -> None:
    reached = Reached(phone="02 99 11 22 33", hours="", opening=({"days": "lundi", "open": "9h-12h"},))
    news = case_news.read(replace(told("incomplete"), service="État civil", phone="02 99 00 00 00", reached=reached))
    assert news.place.opening and news.place.name == "Mairie"
    assert case_news.whom_to_call(news) == [("État civil", "02 99 00 00 00"), ("Mairie", "02 99 11 22 33")]
    same = case_news.read(replace(told("incomplete"), service="État civil", phone="02 99 11 22 33", reached=reached))
    assert case_news.whom_to_call(same) == [("État civil", "02 99 11 22 33")]
    erased = case_news.read(replace(told("closed"), reached=reached))
    assert case_news.whom_to_call(erased) == [("Mairie", "02 99 11 22 33")]
    assert case_news.whom_to_call(case_news.read(told("closed"))) == [("Mairie", "")], "the box said nothing"
    hours = case_news.read(replace(told("incomplete"), service="État civil", reached=replace(reached, phone="")))
    assert case_news.whom_to_call(hours) == [("État civil", "")], "neither has a number"


def test_hours_that_nobody_can_read_are_not_told() -> None:
    reached = Reached(phone="", hours="", opening=({"days": "quand il fait beau"},))
    assert not case_news.read(replace(told("incomplete"), reached=reached)).place.opening
