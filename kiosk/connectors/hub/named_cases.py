"""Asks a hub for the cases of a person by name, in the name of a mediator. Nothing of the answer is kept here."""

from datetime import datetime

from msgspec import UNSET, Struct

from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import keys
from kiosk.domain.events.told.named_cases import AskedNamed, NamedCases, SignedQuestion
from kiosk.domain.events.wire.values import VERSION
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable


class Question(Struct, frozen=True):
    """Whom a mediator (by their id at the site) seeks, in which services; `asked` is new each time.

    `birth_date` (ISO 8601, perhaps only a year) and `phone` narrow the `name`.
    """

    asked: str
    at: datetime
    mediator: str
    services: tuple[str, ...]
    name: str
    birth_date: str = ""
    phone: str = ""


def ask(hub: Hub, of: Question) -> NamedCases:
    """The cases that the hub knows of the people so named, within what the question says.

    Raises `Unreachable`, also for an answer to another question, and (`hub-busy`, with the `seconds` to wait) where
    this mediator or this site asked too often.
    """
    question = AskedNamed(
        version=VERSION,
        asked=of.asked,
        site=hub.site_code,
        at=of.at,
        mediator=of.mediator,
        services=of.services,
        name=of.name,
        birth_date=of.birth_date or UNSET,
        phone=of.phone or UNSET,
    )
    statement = question.statement()
    signature = keys.sign(hub.seed, statement).hex()
    signed = SignedQuestion(version=VERSION, statement=statement.decode(), signature=signature)
    told = hub.ask_signed("/api/v2/named", signed).verified(NamedCases, hub.verify_key)
    if told.asked != question.asked:
        raise Unreachable(LineFault.BAD_ANSWER)
    return told
