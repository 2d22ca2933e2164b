"""The list that stands beside a case: what it shows is asked in an address, and kept in a cookie until asked otherwise.

The cookie holds codes of the list (a view, a service …) and nothing about a person: words that were searched for never
reach it.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request
from sqlalchemy import Connection, select
from werkzeug.wrappers import Response

from hub import work
from hub.cases import case_history, case_list
from hub.cases.case_list import FILTERS, MOST_COUNTED, PAGE, CaseRow, Page, View, WorkQuery, page_of_references
from hub.cases.states import UNDECIDED, Scope, is_reference
from hub.hub import Hub, this_hub
from hub.people.people import list_staff
from hub.store.schema import site
from hub.web.pages import tongue, word
from hub.web.visitor import me
from kiosk.http.form_tokens import make_cookie_flags

_COOKIE = "parvis_list"
_LONGEST = 400
"""Characters of what a list is asked by."""
_LANGUAGES = ("fr", "ar", "en", "es", "pt", "uk")
_CHANNELS = ("counter", "kiosk", "phone")
_FOUND_COOKIE = "parvis_found"
_BETWEEN = "."


def read_pane_query(hub: Hub, connection: Connection) -> WorkQuery:
    """The list that the address asks for; where it asks for none, the one that was asked for last."""
    args: Mapping[str, str] = request.args
    if not {"view", *FILTERS} & set(args):
        kept = dict(parse_qsl(request.cookies.get(hub.settings.name_cookie(_COOKIE), "")[:_LONGEST]))
        args = {**kept, **args}
    return _read(hub, connection, args)


def save_pane_query(answer: Response, query: WorkQuery) -> None:
    hub = this_hub()
    kept = urlencode({"view": query.view, **query.filters})[:_LONGEST]
    answer.set_cookie(hub.settings.name_cookie(_COOKIE), kept, **make_cookie_flags(hub.settings.secure_cookies))


def list_pane_values(hub: Hub, connection: Connection, query: WorkQuery, page: Page | None = None) -> dict[str, Any]:
    """What the template of the list is given; `page` are other cases than those of the worklist, that were sought."""
    people = list_staff(hub.store)
    today = hub.day(hub.clock.now())
    away = {absence.staff_id for absence in work.list_coming_absences(connection, today) if absence.is_on(today)}
    listed = page or case_list.read_worklist_page(connection, hub.ring, query)
    return {
        "listed": listed,
        "shown_states": list_shown_states(hub, connection, listed.rows),
        "query": query,
        "numbers": case_list.count_views(connection, query),
        "most_counted": MOST_COUNTED,
        "owners": {person.id: person.name for person in people},
        "away": away,
        "choices": _choices(connection, query.scope),
        "due_day": case_history.parse_due_day,
        "day_now": today,
        "views": View,
    }


def list_shown_states(hub: Hub, connection: Connection, rows: Iterable[CaseRow]) -> dict[str, str]:
    """The state of each case as its own page says it, by number."""
    return {
        row.reference: row.state
        if row.erased
        else case_history.find_shown_state(hub, connection, row.reference, row.state, row.prepared)
        for row in rows
    }


def _read(hub: Hub, connection: Connection, args: Mapping[str, str]) -> WorkQuery:
    who, today = me(), hub.day(hub.clock.now())
    view = args.get("view", "")
    filters = {name: args.get(name, "")[:64] for name in FILTERS}
    if filters["state"] not in UNDECIDED:
        filters["state"] = ""
    return WorkQuery(
        work.stood_in_for(work.list_coming_absences(connection, today), who.id, today),
        today.isoformat(),
        View(view) if view in list(View) else View.ALL,
        who.scope,
        after=args.get("after", "")[:32],
        **filters,
    )


def _choices(connection: Connection, scope: Scope) -> dict[str, list[tuple[str, str]]]:
    services = [(code, code) for code in scope.services]
    sites = connection.execute(select(site.c.code, site.c.name).order_by(site.c.name)).all()
    offered = {
        "procedure": list(case_list.list_waiting_procedures(connection, scope)),
        "service": services or case_list.list_case_services(connection),
        "site": [(code, name) for code, name in sites if not scope.sites or code in scope.sites],
        "state": [(state.value, word(state, "case-states")) for state in UNDECIDED],
        "language": [(code, tongue(code).capitalize()) for code in _LANGUAGES],
        "channel": [(code, word(code, "came-by")) for code in _CHANNELS],
    }
    return {name: choices for name, choices in offered.items() if len(choices) > 1}


def read_last_search(hub: Hub, connection: Connection) -> Page | None:
    """The cases that this person's last search found, as far as they may see them; None where no search lasts."""
    whose, *kept = request.cookies.get(hub.settings.name_cookie(_FOUND_COOKIE), "").split(_BETWEEN)[: PAGE + 1]
    if whose != me().id:
        return None
    found = page_of_references(connection, hub.ring, [item for item in kept if is_reference(item)], me().scope)
    return found if found.rows else None


def save_last_search(answer: Response, found: Page | None) -> None:
    """Have the browser keep which cases were found, or forget them: no search lasts, or it found nothing."""
    hub = this_hub()
    name, guard = hub.settings.name_cookie(_FOUND_COOKIE), make_cookie_flags(hub.settings.secure_cookies)
    if found is not None and found.rows:
        kept = _BETWEEN.join((me().id, *(row.reference for row in found.rows)))
        answer.set_cookie(name, kept, **guard)
    elif name in request.cookies:
        answer.delete_cookie(name, **guard)
