"""Messages to the public in words: the same for a screen, a voice and the desk."""

from datetime import datetime, time, timedelta

from msgspec import Struct

from kiosk.domain.published.documents import InLanguages
from kiosk.domain.published.public_message import AT_A_TIME, PublicMessage, PublicMessageKind
from kiosk.words.words import Words


class PublicWords(Struct, frozen=True):
    """What a message says in one language, who signed it ("" for the town hall), and for the desk its id and end."""

    id: str
    title: str
    text: str
    author: str
    ends: str


def describe_public_message(message: PublicMessage, words: Words) -> PublicWords:
    """A message in these words; what nobody wrote in their language is in French, and marked as such."""
    title, text = _in_language(message.title, words), _in_language(message.texts, words)
    if message.kind != PublicMessageKind.OWN:
        text = _describe_ready_message(message, words)
    author = words.in_french(message.author) if message.author else ""
    return PublicWords(message.id, title, text, author, _describe_end(message.until, words))


def _describe_ready_message(message: PublicMessage, words: Words) -> str:
    if message.kind in AT_A_TIME:
        return words.code("public-message", message.kind, at=words.hour(time.fromisoformat(message.value)))
    value = words.in_french(message.value)
    if message.kind == PublicMessageKind.HEAT and message.value:
        return words.code("public-message", "heat-with-place", place=value)
    return words.code("public-message", message.kind, what=value)


def _describe_end(until: datetime, words: Words) -> str:
    local = until.astimezone(words.zone)
    if local.time() != time.min:
        return words.code("public-message", "until-time", at=words.hour(local.time()))
    return words.code("public-message", "until-day", day=words.day(local.date() - timedelta(days=1)))


def _in_language(texts: InLanguages, words: Words) -> str:
    said = " ".join(texts.paragraphs(words.language))
    return said if texts.language(words.language) == words.language or not said else words.in_french(said)
