"""Limits wrong guesses of a follow code per address; counted in the database, which all workers share."""

from datetime import timedelta

from sqlalchemy import func, select

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.hub.hub import Hub
from kiosk.hub.secrets import secrets_at_rest
from kiosk.hub.store.schema import enrolment_try

MOST_WRONG = 20
WINDOW = timedelta(minutes=10)


def admit(hub: Hub, address: str) -> None:
    """Raises `Refused` (`too-many-tries`) with the `seconds` to wait, where an address has guessed wrong too often.

    Right codes are not counted, so that a town hall behind one address follows as many cases as it likes.
    """
    wrong = select(func.count()).select_from(enrolment_try)
    here = (enrolment_try.c.source == _source(hub, address)) & (enrolment_try.c.at > hub.clock.now() - WINDOW)
    with hub.store.reading() as connection:
        if connection.execute(wrong.where(here)).scalar_one() >= MOST_WRONG:
            raise Refused(Refusal.TOO_MANY_TRIES, seconds=int(WINDOW.total_seconds()))


def record_wrong(hub: Hub, address: str) -> None:
    """Count a wrong guess; those of an earlier window are forgotten."""
    now, source = hub.clock.now(), _source(hub, address)
    with hub.store.writing() as connection:
        over = (enrolment_try.c.source == source) & (enrolment_try.c.at <= now - WINDOW)
        connection.execute(enrolment_try.delete().where(over))
        connection.execute(enrolment_try.insert().values(id=hub.clock.new_id(), source=source, at=now))


def _source(hub: Hub, address: str) -> str:
    return secrets_at_rest.keyed(hub, address, "follow")
