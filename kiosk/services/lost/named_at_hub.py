"""Seek a person's cases by name through the hub: those made at a terminal, of which this box keeps no name.

The question leaves in the mediator's name, signed by this box; the journal has the kinds of what was typed. What the
hub answers is shown once and kept nowhere.
"""

from msgspec import Struct

from kiosk.connectors.hub import named_cases
from kiosk.connectors.hub.named_cases import Question
from kiosk.domain.answers.fields.date import written_day
from kiosk.domain.events.told.named_cases import NamedCases
from kiosk.domain.keys.ring import DESK
from kiosk.domain.language import spelling
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.store.people import journal

WAIT_S = 8.0
"""Seconds without a word from the hub, after which the mediator, with somebody before them, is told so."""
SHORTEST = 2
"""Letters of a name."""
LONGEST = 100
_DIGITS_OF_A_PHONE = 9


class Sought(Struct, frozen=True):
    """What was typed of a person: a `name`, and a `birth_date` or a `phone` to tell them from others of that name."""

    name: str
    birth_date: str = ""
    phone: str = ""


def ask(box: Box, typed: Sought, actor: Actor) -> NamedCases:
    """The person's cases at the hub, of the mediator's services and of this site.

    Raises `Refused`: `name-too-short`, `not-a-birth-date`, `not-a-phone-number`, `too-many-searches`,
    `no-service-yet`; `Unreachable` without a line or without a hub.
    """
    question = _question(box, typed, actor)
    hub = hub_of(box)
    if hub.what_is_wrong():
        raise Unreachable(LineFault.NO_HUB)
    kinds = [kind for kind, given in (("birth-date", typed.birth_date), ("phone", typed.phone)) if given.strip()]
    with box.store.write() as db:
        now = box.watch.today().now
        journal.note_by(db, now, JournalAction.NAME_SOUGHT, actor, detail=" ".join(["name", *kinds]))
    hub.timeout_s = WAIT_S
    try:
        return named_cases.ask(hub, question)
    except Unreachable as fault:
        if fault.code == LineFault.HUB_BUSY:
            raise Refused(Refusal.TOO_MANY_SEARCHES) from None
        raise
    finally:
        hub.close()


def _question(box: Box, typed: Sought, actor: Actor) -> Question:
    name, phone = " ".join(typed.name.split())[:LONGEST], spelling.digits(typed.phone).strip()
    if not any(len(word) >= SHORTEST and not word.isdigit() for word in spelling.words(name)):
        raise Refused(Refusal.NAME_TOO_SHORT)
    birth_date = written_day(typed.birth_date)
    if typed.birth_date.strip() and not birth_date:
        raise Refused(Refusal.NOT_A_BIRTH_DATE)
    if phone and sum(character.isdigit() for character in phone) < _DIGITS_OF_A_PHONE:
        raise Refused(Refusal.NOT_A_PHONE_NUMBER)
    services = tuple(sorted(set(actor.ring.services) - {DESK}))
    if not services:
        raise Refused(Refusal.NO_SERVICE_YET)
    asked, now = box.clock.new_id(), box.clock.now()
    return Question(asked, now, actor.mediator_id, services, name, birth_date, phone[:30])
