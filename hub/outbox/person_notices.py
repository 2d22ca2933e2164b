"""Notes what the person themselves is told, where they wished it: that their case has arrived, that it has news.

Its words are the context `to-person` of `translations/*/LC_MESSAGES/words.po`, one language each.

The rows stand in the outbox beside those for other systems, with the id of what they tell: the same event or decision
makes one notice a channel, however often it is sent again. A row that still waits goes when the person withdraws their
wish or their case, and when the case is erased; what they wish is read again at the moment of sending.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import UNSET, Struct, to_builtins
from msgspec.structs import replace
from sqlalchemy import Connection, select

from hub.hub import Hub
from hub.outbox.outbox import channel_of, channels_of, insert_deliveries, names_for
from hub.secrets.vault import CaseLock, label_of
from hub.settings import HubSettings
from hub.store.schema import cases, delivery, event, site
from hub.wire import Incoming
from kiosk.connectors.connector import NOTICES, DeliveryType
from kiosk.domain.events.case_state import NEWS
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.bodies import NoticeChannel, Notices, NoticesBody, SubmittedBody
from kiosk.domain.events.wire.reading import Maybe
from kiosk.words.languages import FRENCH, find_direction, list_languages
from kiosk.words.words import Words

_ISOLATE, _ENDS = "\u2066", "\u2069"
"""Around a telephone or case number in a text from right to left: without, its groups are read backwards (UAX 9)."""
MOST_SMS = 306
"""Signs of a text message, sent in two parts: the page, then the hours, are left out of a longer one."""
_PLAIN = str.maketrans({"’": "'", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})
"""Signs that the alphabet of text messages has not (GSM 03.38): with one of them, a part holds 67 signs, not 153."""
NOBODY: dict[str, Any] = {}
_OF_TOWN_HALL = ("phone", "hours")
"""What a wish says of whom the person calls back, and not of the person."""


class WrittenNotice(Struct, frozen=True):
    """A notice in words; a text message has no subject, which is "" then."""

    language: str
    subject: str
    text: str


class NoticeDetails(Struct, frozen=True):
    """What a notice may say beside its own words: who writes, their telephone and hours, the hub's page, a case number.

    Each is "" where there is none; only a `NOTICE_NUMBER` says the `number`.
    """

    name: str = ""
    phone: str = ""
    hours: str = ""
    link: str = ""
    number: str = ""


def write_notice(type_: DeliveryType, channel: NoticeChannel, language: str, given: NoticeDetails) -> WrittenNotice:
    """The notice in one of the six languages; in French for any other."""
    words = Words(language if language in list_languages() else FRENCH)
    name = type_.removeprefix("notice-")
    number = _kept(given.number, words) if type_ == DeliveryType.NOTICE_NUMBER else ""
    first, call, hours, look, stop = words.code("to-person", name, number=number), "", "", "", ""
    if type_ != DeliveryType.NOTICE_NUMBER:  # whom to call and when, where to look, and how to end these messages
        call = words.code("to-person", "call", phone=_kept(given.phone, words)) if given.phone else ""
        call = call or words.code("to-person", "come")
        hours = words.code("to-person", "hours", hours=given.hours.rstrip(".")) if given.hours else ""
        look = words.code("to-person", "look", link=_kept(given.link, words)) if given.link else ""
        stop = words.code("to-person", "stop")
    if channel == NoticeChannel.SMS:
        for sentences in ((first, call, hours, look, stop), (first, call, hours, stop), (first, call, stop)):
            text = " ".join(filter(None, sentences))
            text = words.code("to-person", "from", name=given.name, text=text) if given.name else text
            if len(text) <= MOST_SMS:
                break
        return WrittenNotice(words.language, "", text.translate(_PLAIN))
    letter = list(filter(None, (words.code("to-person", "greeting"), first, call, hours, look, stop, given.name)))
    return WrittenNotice(words.language, words.code("to-person", f"{name}-subject"), "\n\n".join(letter))


def _kept(text: str, words: Words) -> str:
    return f"{_ISOLATE}{text}{_ENDS}" if words.direction == "rtl" and text else text


class Wishes(Struct, frozen=True):
    """Addresses by channel, as the person confirmed them, their language, and whom they call."""

    addresses: dict[str, str]
    language: str
    phone: str = ""
    hours: str = ""

    def address(self, channel: NoticeChannel) -> str:
        return self.addresses.get(channel, "")


def wishes_of(connection: Connection, lock: CaseLock, case_id: str) -> Wishes:
    return read_wishes(*_wish_said(connection, lock, case_id))


def ways_of(connection: Connection, lock: CaseLock, case_id: str) -> dict[str, Any]:
    """Each way to be told of news that the person wishes now, a call too, with its address or number."""
    said, _ = _wish_said(connection, lock, case_id)
    return {name: value for name, value in said.items() if name not in _OF_TOWN_HALL}


def _wish_said(connection: Connection, lock: CaseLock, case_id: str) -> tuple[dict[str, Any], str]:
    mine = (
        select(event.c.id, event.c.type, event.c.body)
        .join(cases, cases.c.reference == event.c.reference)
        .where(cases.c.id == case_id, event.c.type.in_((EventType.SUBMITTED, EventType.NOTICES)))
        .order_by(event.c.received_at.desc(), event.c.sequence.desc())
    )
    bodies = [(row.type, lock.read(label_of("event", row.id), row.body)) for row in connection.execute(mine).all()]
    first = next((body for kind, body in bodies if kind == EventType.SUBMITTED), NOBODY)
    language = str(first.get("language") or "")
    later = (body for kind, body in bodies if kind == EventType.NOTICES and "notices" in body)
    return next(later, first).get("notices") or NOBODY, language


def read_wishes(said: dict[str, Any], language: str) -> Wishes:
    addresses = {channel.value: str(said[channel]) for channel in NoticeChannel if said.get(channel)}
    return Wishes(addresses, language, str(said.get("phone") or ""), str(said.get("hours") or ""))


_GIVEN = NoticeDetails("Mairie de Bourg-Exemple", "01 23 45 67 89", "9 h – 12 h", "", "XX1001A")
"""A town hall that there is not; a number of a site that there is not."""


class Sample(Struct, frozen=True):
    type: str
    channel: str
    language: str
    direction: str
    subject: str
    text: str


def samples(settings: HubSettings) -> list[Sample]:
    given = replace(_GIVEN, link=f"{settings.address}/f" if settings.address else "")
    made = []
    for channel in channels_of(settings):
        for type_ in NOTICES:
            for language in list_languages():
                said = write_notice(type_, channel, language, given)
                made.append(Sample(type_, channel, language, find_direction(language), said.subject, said.text))
    return made


def note_event_notices(hub: Hub, connection: Connection, taken: Sequence[Incoming]) -> None:
    for incoming in taken:
        content = incoming.content
        if isinstance(content, SubmittedBody):
            said = _said(content.notices)
            if said:
                _note(hub, connection, incoming, DeliveryType.NOTICE_RECEIVED, read_wishes(said, ""))
        elif isinstance(content, NoticesBody):
            if content.notices is not UNSET:
                _stop(connection, _case(connection, incoming).id)
            if content.number:
                number = read_wishes(_said(content.number.to), content.number.language)
                _note(hub, connection, incoming, DeliveryType.NOTICE_NUMBER, number)
        elif incoming.type == EventType.WITHDRAWAL:
            _stop(connection, _case(connection, incoming).id)


def note_decision_notice(
    hub: Hub, connection: Connection, lock: CaseLock, case_id: str, decision_id: str, to: str
) -> None:
    if to not in NEWS or not channels_of(hub.settings):
        return
    service = connection.execute(select(cases.c.service).where(cases.c.id == case_id)).scalar_one()
    told = _destinations(hub, service, wishes_of(connection, lock, case_id))
    insert_deliveries(hub, connection, [(name, decision_id, DeliveryType.NOTICE_NEWS, case_id) for name in told])


def read_notice(hub: Hub, connection: Connection, lock: CaseLock, row: Any) -> dict[str, Any] | None:
    """What a row of the outbox says to the person, and where; None where they do not wish it any more."""
    channel, type_, number = channel_of(hub.settings, row.destination), DeliveryType(row.type), ""
    if channel is None:
        return None
    wishes = wishes_of(connection, lock, row.case_id)
    if type_ == DeliveryType.NOTICE_NUMBER:
        body = connection.execute(select(event.c.body).where(event.c.id == row.id)).scalar_one()
        wished = lock.read(label_of("event", row.id), body)["number"]
        wishes, number = read_wishes(wished["to"], wished["language"]), row.reference
    if not wishes.address(channel):
        return None
    link = f"{hub.settings.address}/f" if hub.settings.address else ""
    name = connection.execute(select(site.c.name).join(cases).where(cases.c.id == row.case_id)).scalar_one()
    said = write_notice(type_, channel, wishes.language, NoticeDetails(name, wishes.phone, wishes.hours, link, number))
    return {"to": wishes.address(channel), "language": said.language, "subject": said.subject, "text": said.text}


def _note(hub: Hub, connection: Connection, incoming: Incoming, type_: DeliveryType, wishes: Wishes) -> None:
    case = _case(connection, incoming)
    told = _destinations(hub, case.service, wishes)
    insert_deliveries(hub, connection, [(name, incoming.id, type_, case.id) for name in told])


def _destinations(hub: Hub, service: str, wishes: Wishes) -> list[str]:
    return [
        name
        for channel in NoticeChannel
        if wishes.address(channel)
        for name in names_for(hub.settings, service, channel)
    ]


def _stop(connection: Connection, case_id: str) -> None:
    mine = (delivery.c.case_id == case_id) & delivery.c.type.in_(NOTICES) & delivery.c.delivered_at.is_(None)
    connection.execute(delivery.delete().where(mine))


def _case(connection: Connection, incoming: Incoming) -> Any:
    query = select(cases.c.id, cases.c.service).join(event, event.c.reference == cases.c.reference)
    return connection.execute(query.where(event.c.id == incoming.id)).one()


def _said(notices: Maybe[Notices]) -> dict[str, Any]:
    said: dict[str, Any] = {} if notices is UNSET else to_builtins(notices)
    return said
