"""The bodies of events: what a site says of a case, version 1.

The hub keeps a body as it came, with whatever else a newer box says in it, and reads these fields.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, Struct

from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.reading import (
    ATTACHMENT_BYTES,
    BodyText,
    Hash,
    Id,
    Maybe,
    Means,
    Moment,
    PromisedDays,
    Reference,
    Sequence,
    one_of,
    short_text,
    text_pattern,
    whole_number,
)
from kiosk.domain.procedure.procedure import ProcedureKind


class NoticeChannel(StrEnum):
    """How a hub tells the person of news; a call, a message left and a letter are the desk's to make."""

    EMAIL = "email"
    SMS = "sms"


class PersonIdentity(Struct, frozen=True, kw_only=True):
    """Somebody's name."""

    family_name: BodyText
    given_names: BodyText
    birth_date: Maybe[Annotated[str, short_text(32)]] = UNSET


class Contact(Struct, frozen=True, kw_only=True):
    """How the person is reached."""

    phone: Maybe[BodyText] = UNSET
    email: Maybe[BodyText] = UNSET
    address: Maybe[BodyText] = UNSET


class Notices(Struct, frozen=True, kw_only=True):
    """How the person wishes to be told of news: each way with the address that they confirmed, none by default.

    `message`: whoever calls may leave one. `phone` and `hours` are the town hall's, the hours in the person's language.
    """

    email: Maybe[BodyText] = UNSET
    sms: Maybe[BodyText] = UNSET
    call: Maybe[BodyText] = UNSET
    message: Maybe[bool] = UNSET
    phone: Maybe[BodyText] = UNSET
    hours: Maybe[BodyText] = UNSET


class NumberRequest(Struct, frozen=True, kw_only=True):
    """Where the case's number is sent, once, because nothing prints where the person stands."""

    to: Notices
    language: BodyText


class NotedFact(Struct, frozen=True, kw_only=True):
    """What became of the person: `deceased`, or that they are not reached by `phone`, `email` or at their `address`.

    `by` is who noted it at a desk; a newer box may say another `fact`.
    """

    fact: Annotated[str, short_text(32)]
    by: BodyText
    at: Moment


LONGEST_TILL_RECEIPT = 40
"""Most characters of the number of a till's receipt (quittance)."""


class PaymentNote(Struct, frozen=True, kw_only=True):
    """What a desk notes of a payment: that it `holds`, or was noted by mistake; `receipt` is the number of the till's
    receipt, "" for none. Who noted it and when the body itself says. No money is handled."""

    holds: bool
    receipt: Annotated[str, short_text(LONGEST_TILL_RECEIPT)]


class AnswersConfirmation(Struct, frozen=True, kw_only=True):
    """Who confirmed the answers and how; `mandate` is the id of the mandate, "" for none.

    `second_screen` is whether the person touched a screen of their own beside the desk; missing for any other.
    """

    by: Annotated[str, one_of(("citizen", "mandate", "alone"))]
    how: Annotated[str, one_of(("touch", "spoken", ""))]
    mandate: Annotated[str, text_pattern("([0-9a-f]{32})?")]
    witness: BodyText
    second_screen: Maybe[bool] = UNSET


class Which(Struct, frozen=True, kw_only=True):
    """Which of two cases with one number is meant."""

    follow_sha256: Maybe[Hash] = UNSET
    birth_date: Maybe[Annotated[str, short_text(10)]] = UNSET


class WithdrawalConfirmation(Struct, frozen=True, kw_only=True):
    """Who withdraws and how they confirmed it; a mandate does not allow it."""

    by: Annotated[str, one_of(("citizen", "alone"))]
    how: Annotated[str, one_of(("touch", "spoken"))]


MOST_PRINTERS = 20
"""Most printers whose faults one heartbeat tells."""
LONGEST_PHONE, LONGEST_HOURS, LONGEST_CELL, MOST_TABLES = 60, 1000, 200, 60
"""Of a telephone, of hours in words, of what a table of hours holds, in characters; and how many tables there are."""
_Count = Annotated[int, whole_number(0, 1_000_000_000)]


class TownHallContact(Struct, frozen=True, kw_only=True):
    """How the town hall is reached, for whoever looks where their case is: each "" where the box has none.

    `hours` are its own words, in French, told instead of `opening`: its tables of hours as `kiosk.toml` has them.
    """

    phone: Annotated[str, short_text(LONGEST_PHONE)]
    hours: Annotated[str, short_text(LONGEST_HOURS)]
    opening: Annotated[tuple[dict[str, Annotated[str, short_text(LONGEST_CELL)]], ...], Meta(max_length=MOST_TABLES)]


class BoxHealth(Struct, frozen=True, kw_only=True):
    """How a box is, in counts and codes. `refused` events wait for the desk to mend them, `files` for the line.

    `printer_faults` has one code for each printer that is known not to print; names of printers stay on the box.
    """

    release: Annotated[str, short_text(32)]
    free_bytes: Annotated[int, whole_number(0, 10**18)]
    refused: _Count
    files: _Count
    printers: _Count
    printer_faults: Annotated[tuple[Annotated[str, short_text(32)], ...], Meta(max_length=MOST_PRINTERS)]


class NamedSite(Struct, frozen=True, kw_only=True):
    """The site that says it."""

    code: BodyText
    name: Maybe[BodyText] = UNSET


class Body(Struct, frozen=True, kw_only=True):
    """What every body has; the hub refuses another `version` as `unknown-version`.

    `replaces` is the id of the refused event whose place this one takes.
    """

    version: Literal[1]
    type: EventType
    id: Id
    stream: Id
    sequence: Sequence
    site: NamedSite
    reference: Reference
    replaces: Id | None = None
    legal_date: date
    helper: BodyText | None = None


class AskedProcedure(Struct, frozen=True, kw_only=True):
    """What is asked: `title` is the person's, `name` the short one of lists."""

    id: BodyText
    version: Maybe[int] = UNSET
    kind: ProcedureKind
    title: BodyText
    name: Maybe[BodyText] = UNSET
    theme: Maybe[BodyText] = UNSET


class DecidingService(Struct, frozen=True, kw_only=True):
    """Who decides, and where it is."""

    id: Annotated[str, short_text(64)]
    name: BodyText
    address: Maybe[BodyText] = UNSET
    phone: Maybe[BodyText] = UNSET
    email: Maybe[BodyText] = UNSET


class SilenceOf(Struct, frozen=True, kw_only=True):
    """What silence means for one subject; `on` is the day if nothing is missing, `about` a subject among others."""

    means: Means
    on: date
    after_months: Annotated[int, whole_number(1, 120)]
    text: Maybe[BodyText] = UNSET
    about: Maybe[BodyText] = UNSET


class CaseSilence(SilenceOf, frozen=True, kw_only=True):
    """What silence means, for the subject with the earliest day; the others are under `also`."""

    also: Maybe[tuple[SilenceOf, ...]] = UNSET


class AnswerInWords(Struct, frozen=True, kw_only=True):
    """One answer in words, so that the hub need not know the procedure.

    `written_in` is the language of the words where it is not French; `unknown` is true for « je ne sais pas », `danger`
    where the procedure says that this answer signals a danger.
    """

    step: BodyText
    step_title: BodyText
    field: BodyText
    kind: Maybe[BodyText] = UNSET
    label: BodyText
    value: Any = None
    shown: BodyText
    unknown: Maybe[bool] = UNSET
    danger: Maybe[bool] = UNSET
    written_in: Maybe[Annotated[str, text_pattern("[a-z]{2,3}")]] = UNSET


class ListedFile(Struct, frozen=True, kw_only=True):
    """A file that follows the event; size and hash are of the clear bytes."""

    id: Id
    name: Annotated[str, short_text(255)]
    media_type: Annotated[str, short_text(127)]
    size: Annotated[int, whole_number(1, ATTACHMENT_BYTES)]
    sha256: Hash


class ListedDocument(Struct, frozen=True, kw_only=True):
    """A document of the case; `by` saw the original. `required` is false if it may lack, `answers` what was asked."""

    id: BodyText
    label: BodyText
    state: BodyText
    required: Maybe[bool] = UNSET
    by: Maybe[BodyText] = UNSET
    answers: Maybe[Id] = UNSET
    attachments: Maybe[tuple[ListedFile, ...]] = UNSET


class Retention(Struct, frozen=True, kw_only=True):
    """For how long the notice says that contents are kept."""

    hub_days: Annotated[int, whole_number(0, 36_525)]


class SubmittedBody(Body, frozen=True, kw_only=True):
    """The body of `submitted`; `accuse` is false where the law asks no « accusé de réception » (CRPA R. 112-4).
    `promised_days` are those within which the town hall promised an answer at the deposit, absent for no promise."""

    follow_sha256: Hash
    salt: Maybe[Id] = UNSET
    procedure: AskedProcedure
    service: DecidingService
    silence: CaseSilence | None = None
    accuse: Maybe[bool] = UNSET
    remedies: Maybe[BodyText] = UNSET
    delay: Maybe[BodyText] = UNSET
    channel: Maybe[Annotated[str, short_text(32)]] = UNSET
    language: Maybe[BodyText] = UNSET
    date_certain: Maybe[bool] = UNSET
    submitted_at: Moment
    for_whom: BodyText
    applicant: PersonIdentity
    assistance: Maybe[PersonIdentity] = UNSET
    person: PersonIdentity
    organisation: Maybe[BodyText] = UNSET
    confirmation: Maybe[AnswersConfirmation] = UNSET
    contact: Maybe[Contact] = UNSET
    notices: Maybe[Notices] = UNSET
    noted: Maybe[tuple[NotedFact, ...]] = UNSET
    answers: tuple[AnswerInWords, ...]
    documents: tuple[ListedDocument, ...]
    retention: Maybe[Retention] = UNSET
    price: Maybe[Annotated[str, text_pattern(r"\d{1,5}\.\d{2}", "in euros")]] = UNSET
    payment: Maybe[BodyText] = UNSET
    where: Maybe[BodyText] = UNSET
    official_number: Maybe[BodyText] = UNSET
    promised_days: Maybe[PromisedDays] = UNSET


class AddedBody(Body, frozen=True, kw_only=True):
    """What is added to a submitted case: the body of `erasure` and `access`, and the start of the others."""

    recorded_at: Moment
    message: Maybe[BodyText] = UNSET
    which: Maybe[Which] = UNSET


class SupplementBody(AddedBody, frozen=True, kw_only=True):
    """The body of `supplement`; `follow_sha256` proves a person who adds it alone, and is absent at a desk."""

    documents: tuple[ListedDocument, ...]
    follow_sha256: Maybe[Hash] = UNSET


class NoticesBody(AddedBody, frozen=True, kw_only=True):
    """The body of `notices`: what is wished from now on, in place of what was; `number` asks for the number alone.

    `noted` is what a desk knows of the person from now on, in place of what it noted before; `paid` what it knows of
    the payment.
    """

    notices: Maybe[Notices] = UNSET
    number: Maybe[NumberRequest] = UNSET
    noted: Maybe[tuple[NotedFact, ...]] = UNSET
    paid: Maybe[PaymentNote] = UNSET


class CorrectedAnswer(Struct, frozen=True, kw_only=True):
    """A new answer; `field` and `kind` are "" where only the person's words name the question."""

    field: Annotated[str, short_text(100)]
    label: BodyText
    kind: Annotated[str, short_text(100)]
    value: Any = None
    shown: BodyText


class CorrectionBody(AddedBody, frozen=True, kw_only=True):
    """The body of `correction`."""

    corrections: tuple[CorrectedAnswer, ...]


class WithdrawalBody(AddedBody, frozen=True, kw_only=True):
    """The body of `withdrawal`; `follow_sha256` is "" where a mediator stands by."""

    confirmation: WithdrawalConfirmation
    follow_sha256: Annotated[str, text_pattern("([0-9a-f]{64})?")]


class NewCodeBody(AddedBody, frozen=True, kw_only=True):
    """The body of `new_code`: the hash of the code on a new receipt, in place of every earlier one.

    `shown` is the kind of paper by which the person was identified, `why` the reason; no number of a paper is noted.
    `witness` is the name of the colleague who knows the person, where there was no paper.
    """

    follow_sha256: Hash
    salt: Id
    shown: Annotated[
        str, one_of(("identity_card", "passport", "residence_permit", "driving_licence", "other", "witness"))
    ]
    why: Annotated[str, one_of(("lost", "stolen", "seen"))]
    witness: Maybe[BodyText] = UNSET


BODIES: dict[EventType, type[Body]] = {
    EventType.SUBMITTED: SubmittedBody,
    EventType.SUPPLEMENT: SupplementBody,
    EventType.CORRECTION: CorrectionBody,
    EventType.WITHDRAWAL: WithdrawalBody,
    EventType.ERASURE: AddedBody,
    EventType.ACCESS: AddedBody,
    EventType.NOTICES: NoticesBody,
    EventType.NEW_CODE: NewCodeBody,
}
"""The body of each type of event."""
