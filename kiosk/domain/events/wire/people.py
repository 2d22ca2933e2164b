"""Who a case is about, what they confirm, and how they are reached and told of news, in the bodies of events."""

from enum import StrEnum
from typing import Annotated

from msgspec import UNSET, Struct

from kiosk.domain.events.wire.reading import BodyText as Text
from kiosk.domain.events.wire.reading import Hash, Maybe, Moment, matching, one_of, up_to


class NoticeChannel(StrEnum):
    """How a hub tells the person of news; a call, a message left and a letter are the desk's to make."""

    EMAIL = "email"
    SMS = "sms"


class Person(Struct, frozen=True, kw_only=True):
    """Somebody's name."""

    family_name: Text
    given_names: Text
    birth_date: Maybe[Annotated[str, up_to(32)]] = UNSET


class Contact(Struct, frozen=True, kw_only=True):
    """How the person is reached."""

    phone: Maybe[Text] = UNSET
    email: Maybe[Text] = UNSET
    address: Maybe[Text] = UNSET


class Notices(Struct, frozen=True, kw_only=True):
    """How the person wishes to be told of news: each way with the address that they confirmed, none by default.

    `message`: whoever calls may leave one. `phone` and `hours` are the town hall's, the hours in the person's language.
    """

    email: Maybe[Text] = UNSET
    sms: Maybe[Text] = UNSET
    call: Maybe[Text] = UNSET
    message: Maybe[bool] = UNSET
    phone: Maybe[Text] = UNSET
    hours: Maybe[Text] = UNSET


class NumberWished(Struct, frozen=True, kw_only=True):
    """Where the case's number is sent, once, because nothing prints where the person stands."""

    to: Notices
    language: Text


class NotedFact(Struct, frozen=True, kw_only=True):
    """What became of the person: `deceased`, or that they are not reached by `phone`, `email` or at their `address`.

    `by` is who noted it at a desk; a newer box may say another `fact`.
    """

    fact: Annotated[str, up_to(32)]
    by: Text
    at: Moment


class Confirmed(Struct, frozen=True, kw_only=True):
    """Who confirmed the answers and how; `mandate` is the id of the mandate, "" for none.

    `second_screen` is whether the person touched a screen of their own beside the desk; missing for any other.
    """

    by: Annotated[str, one_of(("citizen", "mandate", "alone"))]
    how: Annotated[str, one_of(("touch", "spoken", ""))]
    mandate: Annotated[str, matching("([0-9a-f]{32})?")]
    witness: Text
    second_screen: Maybe[bool] = UNSET


class Which(Struct, frozen=True, kw_only=True):
    """Which of two cases with one number is meant."""

    follow_sha256: Maybe[Hash] = UNSET
    birth_date: Maybe[Annotated[str, up_to(10)]] = UNSET


class WithdrawalConfirmed(Struct, frozen=True, kw_only=True):
    """Who withdraws and how they confirmed it; a mandate does not allow it."""

    by: Annotated[str, one_of(("citizen", "alone"))]
    how: Annotated[str, one_of(("touch", "spoken"))]
