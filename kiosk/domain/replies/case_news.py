"""What whoever holds a receipt is told of their case, alike at a terminal and on the hub's page."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from kiosk.domain.events.case_line import CaseLine, LineFacts, compute_case_line
from kiosk.domain.events.silence_facts import Addition, CaseTurn
from kiosk.domain.events.wire.bodies import TownHallContact
from kiosk.domain.events.wire.statements import DecisionDocument, RequestedPaper, Whereabouts, silence_read
from kiosk.domain.language.spelling import Text
from kiosk.domain.language.words import WordSource
from kiosk.domain.places.site import Site
from kiosk.domain.time import opening_hours
from kiosk.domain.time.opening_hours import OpeningHours
from kiosk.errors import Refused


def translations(said: Mapping[str, Any]) -> dict[str, str]:
    """The translations of an update's message, by language; none of a hub with another notation."""
    given = said.get("said_in")
    if not isinstance(given, dict) or not said.get("message"):
        return {}
    return {language: text for language, text in given.items() if isinstance(text, str) and text}


def find_translated_message(said: Mapping[str, Any], language: str) -> str:
    """The message of an update in this language, "" where it is there in French alone."""
    return translations(said).get(language, "")


class CaseNews(Struct, frozen=True):
    """Where a case is and what is asked. `title`, in French, is "" where it is not to be told.

    `papers` are asked for by their ids in the `procedure`. `words` are the service's own, in French, and
    `said_in` the same in other languages; `locked`: it wrote some that need the birth date. `author` took the decision,
    "" where that is not told; `document` goes with it. `place` is the town hall of the case, with its telephone and
    hours as far as its box told them.
    """

    line: CaseLine
    reference: str
    town_hall: str
    procedure: str
    title: str
    service: str
    phone: str
    papers: tuple[RequestedPaper, ...]
    locked: bool
    words: str
    said_in: Mapping[str, str] = field(default_factory=dict)
    author: str = ""
    document: DecisionDocument | None = None
    place: Site = Site("", "")


def make_case_news(told: Whereabouts) -> CaseNews:
    """What a hub told."""
    line = compute_case_line(
        LineFacts(
            deposited=told.deposited,
            received=told.received,
            turns=tuple(CaseTurn(turn.at, turn.day, turn.state, turn.papers_by) for turn in told.turns),
            additions=tuple(Addition(addition.at, addition.day) for addition in told.additions),
            unanswered=told.unanswered,
            withdrawn=told.withdrawn,
            prepared=told.prepared,
            silence=silence_read(told.silence) if told.silence else None,
        )
    )
    return CaseNews(
        line=line,
        reference=told.reference,
        town_hall=told.town_hall,
        procedure=told.procedure,
        title=told.title,
        service=told.service,
        phone=told.phone,
        papers=told.papers if line.asks else (),
        locked=told.locked,
        words=told.words,
        said_in=told.said_in or {},
        author=told.author or "",
        document=told.document or None,
        place=_place(told),
    )


def _place(told: Whereabouts) -> Site:
    """The town hall; hours that this version cannot read are not told."""
    reached = told.reached or TownHallContact(phone="", hours="", opening=())
    try:
        opening = opening_hours.parse_opening_hours(reached.opening)
    except Refused:
        opening = OpeningHours()
    return Site("", told.town_hall, phone=reached.phone, hours=reached.hours, opening=opening)


def whom_to_call(news: CaseNews) -> list[tuple[str, str]]:
    """Name and telephone, "" for none known: of the service, and of the town hall where that has another number.

    The hours that are told beside are the town hall's, which is named for them too.
    """
    town_hall = (news.place.name, news.place.phone)
    if not news.service:
        return [town_hall]
    has_own = news.place.phone or news.place.hours or news.place.opening
    service = (news.service, news.phone)
    return [service, town_hall] if has_own and news.place.phone != news.phone else [service]


def papers(news: CaseNews, words: WordSource) -> list[str]:
    """The papers that are asked for, in the reader's language where the procedure names them."""
    return [words.text(Text(paper.label, context=news.procedure)) for paper in news.papers]
