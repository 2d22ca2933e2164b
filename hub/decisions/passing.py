"""Passes a case on to whoever is competent for it: another service or place of this hub, or a body outside it.

An administration that is asked for what another decides passes the request on and tells the person (CRPA L. 114-2).
What that means for the delays is `silence_day`'s (L. 114-3). Nothing is sealed anew: contents are locked under a key of
their case, and who may open it follows its service and its site.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, and_, select

from hub.cases import case_list
from hub.cases.cases import CaseFile, Decision
from hub.cases.states import Scope, may_see, sees_place
from hub.hub import Hub
from hub.people.people import list_staff
from hub.replies import Passing
from hub.store.columns import PASSED
from hub.store.schema import cases, decision, site
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.language.spelling import clean_line
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

LONGEST_BODY = 200
"""Characters of the name of a body outside the hub."""
MOST_PASSED = 200
"""Cases that a service is told it has passed on, the newest."""


def list_passing_services(hub: Hub, connection: Connection) -> list[tuple[str, str]]:
    """The services to which a case can be passed on, id and name: those of cases, and those that somebody works for."""
    named = dict(case_list.list_case_services(connection))
    worked_for = {service for person in list_staff(hub.store) for service in person.scope.services}
    spelt = {service: service.replace("-", " ").capitalize() for service in worked_for}  # until a case says its name
    return sorted((spelt | named).items(), key=lambda service: service[1].casefold())


def check_passing(hub: Hub, connection: Connection, case: CaseFile, wished: Passing) -> Passing:
    """The same with its names.

    Raises `Refused`: `passing-place` where it names neither or both, or the service that has the case; `passing-nobody`
    where nobody sees the cases of that service there.
    """
    body = clean_line(wished.body)[:LONGEST_BODY]
    if body:
        if wished.service:
            raise Refused(HubRefusal.PASSING_PLACE)
        return Passing(body=body, to=body, other_body=True)
    names = dict(list_passing_services(hub, connection))
    town_hall = connection.execute(select(site.c.name).where(site.c.code == wished.site)).scalar()
    has_it = (case.submitted["service"]["id"], case.site)
    if wished.service not in names or town_hall is None or (wished.service, wished.site) == has_it:
        raise Refused(HubRefusal.PASSING_PLACE)
    people = (person for person in list_staff(hub.store) if person.sees_cases and not person.left)
    if not any(sees_place(person.scope, wished.service, wished.site) for person in people):
        raise Refused(HubRefusal.PASSING_NOBODY)
    service = names[wished.service]
    to = service if wished.site == case.site else f"{service} – {town_hall}"
    return replace(wished, body="", service_name=service, to=to)


def move_case(connection: Connection, case_id: str, passed: Passing) -> None:
    """Give the case to the service and the site, in the caller's transaction; nobody there has taken it yet."""
    if not passed.body:
        place = {"service": passed.service, "service_name": passed.service_name, "site": passed.site}
        connection.execute(cases.update().where(cases.c.id == case_id).values(**place, assigned_to=""))


def decisions_since_passed(made: Sequence[Decision]) -> Sequence[Decision]:
    """The decisions of the service that has the case now."""
    passed = [number for number, one in enumerate(made, 1) if one.passed_to and one.state == CaseState.RECEIVED]
    return made[passed[-1] :] if passed else made


def list_passed_cases(connection: Connection, scope: Scope) -> Sequence[Any]:
    """The cases that services of this scope passed on within the hub and see no more, the newest first.

    Of each its `reference` and `title`, whom it was `passed_to`, and when (`at`): no content stays with them.
    """
    has, had = may_see(scope), may_see(scope, decision.c.from_service, decision.c.from_site)
    if not has:
        return []
    query = select(cases.c.reference, cases.c.title, decision.c.passed_to, decision.c.at)
    query = query.join(decision, decision.c.case_id == cases.c.id)
    query = query.where(PASSED, decision.c.state == CaseState.RECEIVED, *had, ~and_(*has))
    return connection.execute(query.order_by(decision.c.at.desc()).limit(MOST_PASSED)).all()
