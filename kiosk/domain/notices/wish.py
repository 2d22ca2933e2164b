"""What a person chose: each way with the very address that they were read and confirmed; nothing by default."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from kiosk.domain.answers.fields import phone
from kiosk.domain.events.additions import make_added
from kiosk.domain.events.event import Event, EventType, digest
from kiosk.domain.events.wire.bodies import NotedFact, NoticeChannel, Notices, NumberRequest


class Way(StrEnum):
    """A way to reach a person. `MESSAGE`: whoever calls may leave one, where somebody else may hear it."""

    EMAIL = "email"
    SMS = "sms"
    CALL = "call"
    MESSAGE = "message"


class Wish(Struct, frozen=True):
    """Addresses by way; with none of them the person comes, or gets a letter."""

    email: str = ""
    sms: str = ""
    call: str = ""
    message: bool = False

    def __bool__(self) -> bool:
        return bool(self.email or self.sms or self.call)

    @property
    def by_hub(self) -> bool:
        """Whether the hub writes to them; otherwise the desk has to call, or to send a letter."""
        return bool(self.email or self.sms)

    @property
    def ways(self) -> tuple[Way, ...]:
        return tuple(way for way in Way if getattr(self, way))


def offer_wish(contact: Mapping[str, str], channels: Iterable[str]) -> Wish:
    """All that a person with this `contact` (`phone`, `email`) could choose at a hub that serves these channels."""
    mail, number, served = contact.get("email", ""), contact.get("phone", ""), set(channels)
    return Wish(
        email=mail if NoticeChannel.EMAIL in served else "",
        sms=number if number and NoticeChannel.SMS in served and phone.takes_texts(number) else "",
        call=number,
        message=bool(number),
    )


def choose_ways(ways: Iterable[str], could: Wish) -> Wish:
    """Those of these ways that could be chosen; a message is left only by who may call."""
    taken = set(ways)
    wish = Wish(**{way: getattr(could, way) for way in Way if way in taken})
    return wish if wish.call else Wish(wish.email, wish.sms)


def drop_changed_ways(wish: Wish, could: Wish) -> Wish:
    """What is left of a wish after the person changed their contact: an address they did not confirm is not used."""
    return choose_ways([way for way in wish.ways if getattr(wish, way) == getattr(could, way)], could)


def wish_to_notices(wish: Wish, phone_of_site: str, hours: str) -> Notices:
    """The wish as an event says it, with whom the person calls back and when; `hours` in their language."""
    said: dict[str, Any] = {way: getattr(wish, way) for way in wish.ways}
    if wish:
        said |= {name: value for name, value in (("phone", phone_of_site), ("hours", hours)) if value}
    return Notices(**said)


def make_notices_event(notices: Notices, **place: Any) -> Event:
    """The event that puts a wish in the place of the one before; `place` is what `make_added` takes."""
    return make_added(EventType.NOTICES, {"notices": notices}, **place)


def make_number_event(wish: Wish, language: str, **place: Any) -> Event:
    """The event that asks for the case's number alone, once, where nothing prints."""
    wished = NumberRequest(to=wish_to_notices(wish, "", ""), language=language)
    return make_added(EventType.NOTICES, {"number": wished}, **place)


def number_event_id(case_id: str, wish: Wish) -> str:
    """The id of the event that asks for the number: the same for one case and way, so that it is sent once."""
    return digest(f"number {case_id} {' '.join(wish.ways)}".encode())[:32]


class Fact(StrEnum):
    """What is noted, the gravest first. Words: context `person-fact`. `PHONE`, `EMAIL`: nobody is reached there any
    more. `ADDRESS`: letters come back."""

    DECEASED = "deceased"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"


class PersonFact(Struct, frozen=True):
    """One fact, who noted it (a name) and when."""

    fact: str
    by: str
    at: datetime


_FAILS: Mapping[str, tuple[Way, ...]] = {
    Fact.DECEASED: tuple(Way),
    Fact.PHONE: (Way.SMS, Way.CALL, Way.MESSAGE),
    Fact.EMAIL: (Way.EMAIL,),
}
"""The ways that each fact ends; a letter is the desk's own."""


def drop_failed_ways(wish: Wish, noted: Iterable[PersonFact]) -> Wish:
    """What is left of a wish: nothing goes where it reaches nobody, and nothing to somebody who died."""
    failed = {way for entry in noted for way in _FAILS.get(entry.fact, ())}
    return choose_ways([way for way in wish.ways if way not in failed], wish)


def order_facts(noted: Iterable[PersonFact]) -> tuple[PersonFact, ...]:
    """Each fact once, as it was noted first, the gravest first."""
    first: dict[str, PersonFact] = {}
    for entry in sorted(noted, key=lambda entry: entry.at):
        first.setdefault(entry.fact, entry)
    order = list(map(str, Fact))
    known = [first[fact] for fact in order if fact in first]
    return (*known, *(entry for entry in first.values() if entry.fact not in order))


def to_noted_facts(noted: Iterable[PersonFact]) -> tuple[NotedFact, ...]:
    return tuple(NotedFact(fact=entry.fact, by=entry.by, at=entry.at) for entry in noted)


def make_facts_event(notices: Notices, noted: Iterable[PersonFact], **place: Any) -> Event:
    """The event that tells the service what is noted now, nothing included, and the hub whom it still writes to."""
    return make_added(EventType.NOTICES, {"notices": notices, "noted": to_noted_facts(noted)}, **place)
