"""The number under which an event is filed: the present one of its case, whichever of its numbers the event bears."""

from datetime import datetime
from typing import Any, NoReturn

from msgspec.structs import replace
from sqlalchemy import Connection, select

from hub.cases import numbers
from hub.hub import Hub
from hub.secrets.vault import label_of, lock_of
from hub.store.schema import cases, site
from hub.wire.read_event import Incoming, site_of
from kiosk.crypto import keys
from kiosk.domain.events.alias import Alias
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.bodies import Added, Supplement, Withdrawal
from kiosk.domain.events.wire.people import Which
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected


def under_its_number(hub: Hub, connection: Connection, incoming: Incoming, alias: Alias | None) -> Incoming:
    """The event with the number under which its case is filed; its body, as it was signed, keeps its own.

    Raises `Rejected` (`two-cases`) for an addition to a number that two cases bear, where neither the stream, the code
    of a receipt nor the date of birth says which of them it is about.
    """
    if incoming.type == EventType.SUBMITTED:
        return replace(incoming, reference=alias.reference) if alias else incoming
    bearing = [case for number in _numbers(incoming, alias) for case in _bearing(connection, number)]
    candidates = {case.id: case for case in bearing}
    told = _told(incoming)
    if told and (theirs := [case for case in candidates.values() if _is_theirs(hub, connection, case, told)]):
        return replace(incoming, reference=theirs[0].reference) if len(theirs) == 1 else _refuse()
    if alias:
        return replace(incoming, reference=alias.reference)
    if incoming.stream in candidates:
        return replace(incoming, reference=candidates[incoming.stream].reference)
    if len(candidates) > 1:
        _refuse()
    return replace(incoming, reference=next(iter(candidates.values())).reference) if candidates else incoming


def _told(incoming: Incoming) -> dict[str, str]:
    """What the addition says of the person: the code of a receipt, or a date of birth."""
    content = incoming.content
    if isinstance(content, Withdrawal | Supplement) and content.follow_sha256:
        return {"follow_sha256": content.follow_sha256}
    which = (content.which or Which()) if isinstance(content, Added) else Which()
    said = {"follow_sha256": which.follow_sha256, "birth_date": which.birth_date}
    return {name: value for name, value in said.items() if value}


def _is_theirs(hub: Hub, connection: Connection, case: Any, told: dict[str, str]) -> bool:
    """Whether a case is of the person who told this."""
    if "follow_sha256" in told:
        return keys.same(case.follow_sha256, told["follow_sha256"])
    lock = lock_of(connection, hub.ring, case.id)
    if lock is None:
        return False
    names = connection.execute(select(cases.c.names).where(cases.c.id == case.id)).scalar_one()
    people = lock.read(label_of("names", case.id), names)
    return told.get("birth_date") in {people[who].get("birth_date") for who in ("applicant", "person")}


def _refuse() -> NoReturn:
    raise Rejected(Rejection.TWO_CASES, detail="reference")


def check_site(connection: Connection, code: str, incoming: Incoming, alias: Alias | None) -> None:
    """Check that an event speaks of the site that sent it, or of none that is registered: a box whose code was chosen
    later said another one before. Raises `Rejected` (`wrong-site`).
    """
    said = incoming.content.site.code
    if said == code or (alias and said in map(site_of, alias.formerly)):
        return
    if connection.execute(select(site.c.code).where(site.c.code == said)).first() or not said:
        raise Rejected(Rejection.WRONG_SITE, detail="body.site.code")


def keep_numbers(connection: Connection, incoming: Incoming, alias: Alias | None, now: datetime) -> None:
    """Store the numbers that a new case had before."""
    if alias:
        signed = alias.statement().decode()
        numbers.keep(connection, incoming.stream, alias.formerly, signed, alias.signature, now)


def _numbers(incoming: Incoming, alias: Alias | None) -> tuple[str, ...]:
    return (alias.reference, *alias.formerly) if alias else (incoming.reference,)


def _bearing(connection: Connection, reference: str) -> list[Any]:
    own = select(cases.c.id, cases.c.reference, cases.c.follow_sha256).where(cases.c.reference == reference)
    return [*connection.execute(own).all(), *numbers.had_before(connection, reference)]
