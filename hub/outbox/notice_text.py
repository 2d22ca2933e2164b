"""What a notice says: no name of a procedure, a service or a person, and never a number beside a code.

Whoever shares a telephone or a mailbox may read it. It says that there is news, whom to call, and where to look with
the receipt in one's hand; its link holds neither number nor code.
"""

from msgspec import Struct

from kiosk.connectors.connector import DeliveryType
from kiosk.domain.events.wire.people import NoticeChannel
from kiosk.words.languages import FRENCH, spoken
from kiosk.words.words import Words

_ISOLATE, _ENDS = "\u2066", "\u2069"
"""Around a telephone or case number in a text from right to left: without, its groups are read backwards (UAX 9)."""


class Written(Struct, frozen=True):
    """A notice in words; a text message has no subject, which is "" then."""

    language: str
    subject: str
    text: str


class Given(Struct, frozen=True):
    """What a notice may say beside its own words: the town hall's telephone and hours, the hub's page, a case number.

    Each is "" where there is none; only a `NOTICE_NUMBER` says the `number`.
    """

    phone: str = ""
    hours: str = ""
    link: str = ""
    number: str = ""


def written(type_: DeliveryType, channel: NoticeChannel, language: str, given: Given) -> Written:
    """The notice in one of the six languages; in French for any other."""
    words = Words(language if language in spoken() else FRENCH)
    name = type_.removeprefix("notice-")
    number = _kept(given.number, words) if type_ == DeliveryType.NOTICE_NUMBER else ""
    sentences = [words.code("to-person", name, number=number), *_where(type_, given, words)]
    separator = " " if channel == NoticeChannel.SMS else "\n\n"
    subject = "" if channel == NoticeChannel.SMS else words.code("to-person", f"{name}-subject")
    return Written(words.language, subject, separator.join(sentences))


def _where(type_: DeliveryType, given: Given, words: Words) -> list[str]:
    """Whom to call and when, where to look, and how to end these messages."""
    if type_ == DeliveryType.NOTICE_NUMBER:
        return []
    called = words.code("to-person", "call", phone=_kept(given.phone, words)) if given.phone else ""
    hours = words.code("to-person", "hours", hours=given.hours) if given.hours else ""
    look = words.code("to-person", "look", link=_kept(given.link, words)) if given.link else ""
    stop = words.code("to-person", "stop")
    return list(filter(None, (called or words.code("to-person", "come"), hours, look, stop)))


def _kept(text: str, words: Words) -> str:
    return f"{_ISOLATE}{text}{_ENDS}" if words.direction == "rtl" and text else text
