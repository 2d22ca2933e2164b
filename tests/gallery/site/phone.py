"""The telephone of a member of staff: makes the codes of the second factor."""

from datetime import timedelta

from pyotp import TOTP
from sqlalchemy import select

from hub.hub import Hub
from hub.people.people import staff_by_login
from hub.people.second_factor import setup_details
from hub.store.schema import second_factor

STEP = timedelta(seconds=30)


def secret(hub: Hub, login: str) -> str:
    person = staff_by_login(hub.store, login)
    with hub.store.reading() as connection:
        query = select(second_factor.c.secret).where(second_factor.c.staff_id == person.id)
        return setup_details(hub, person, connection.execute(query).scalar_one()).groups


def code(hub: Hub, login: str) -> str:
    """The next code; a test's clock moves half a minute forward, since no code is accepted twice."""
    wait(hub)
    return code_of(hub, secret(hub, login))


def code_of(hub: Hub, groups: str) -> str:
    """The present code for this secret."""
    return TOTP(groups.replace(" ", "")).at(hub.clock.now())


def wait(hub: Hub) -> None:
    """Move the clock until the telephone shows another code."""
    ahead = getattr(hub.clock, "ahead", None)
    if ahead is not None:
        ahead.append(STEP)
