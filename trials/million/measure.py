"""Asks a large hub for its lists and searches as staff of many scopes do, and says how long each kind takes."""

import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select

from hub.cases import case_list
from hub.cases.case_list import CaseQuery, View, WorkQuery, count_by_state, find_cases
from hub.cases.states import EVERYTHING, STATES, Scope
from hub.hub import Hub
from hub.store.schema import cases
from trials.million import people
from trials.million.cases import codes

GOALS = {"list": 100.0, "search": 200.0}
"""Milliseconds, for 99 in a hundred."""
_EACH = 60


def measure(hub: Hub, sites: int) -> dict[str, list[tuple[float, float]]]:
    """For each kind of question, milliseconds that passed and those of the processor here, of each asked."""
    dice = random.Random(18)  # nosec B311: the questions of a measurement
    return {name: [_ask(hub, query) for query in asked] for name, asked in _questions(hub, sites, dice)}


def _questions(hub: Hub, sites: int, dice: random.Random) -> Iterator[tuple[str, Sequence[CaseQuery | WorkQuery]]]:
    known = codes(sites)
    scopes = (
        EVERYTHING,
        Scope(services=("ccas",)),
        Scope(services=("etat-civil", "accueil")),
        Scope(sites=(known[0],)),
        Scope(sites=tuple(known[5:8])),
        Scope(sites=tuple(known[10:40])),
        Scope(("etat-civil",), tuple(known[:2])),
    )
    with hub.store.reading() as connection:
        some = connection.execute(select(cases.c.id, cases.c.reference).limit(1_000)).all()

    def name() -> str:
        return people.family(dice)[: dice.randint(2, 12)]

    def start() -> str:
        return people.given(dice).split()[0][: dice.randint(2, 8)]

    states = ("", *STATES)
    yield (
        "list",
        [CaseQuery(state, "", prepared, scope) for scope in scopes for state in states for prepared in (False, True)],
    )
    yield "list, far page", [CaseQuery("", "", False, dice.choice(scopes), dice.choice(some).id) for _ in range(_EACH)]
    today = "2027-01-15"
    yield "list, work", [WorkQuery((), today, view, scope) for scope in scopes for view in View for _ in range(2)]
    narrow: list[dict[str, Any]] = [
        {},
        {"language": "uk"},
        {"channel": "phone", "site": known[1]},
        {"state": "incomplete", "language": "ar"},
    ]
    yield "list, work, narrowed", [WorkQuery((), today, scope=scope, **more) for scope in scopes for more in narrow * 2]
    yield "search, one name", [CaseQuery("", name(), False, dice.choice(scopes)) for _ in range(_EACH)]
    yield "search, two names", [CaseQuery("", f"{name()} {start()}", False, dice.choice(scopes)) for _ in range(_EACH)]
    yield "search, birth date", [CaseQuery("", people.birth_date(dice)) for _ in range(_EACH)]
    yield "search, number", [CaseQuery("", dice.choice(some).reference) for _ in range(_EACH)]


def _ask(hub: Hub, query: CaseQuery | WorkQuery) -> tuple[float, float]:
    begun, cpu = time.perf_counter(), time.process_time()
    with hub.store.reading() as connection:
        if isinstance(query, WorkQuery):
            case_list.read_worklist_page(connection, hub.ring, query)
            case_list.count_views(connection, query)
            list(case_list.list_waiting_procedures(connection, query.scope))
        else:
            find_cases(connection, hub.ring, query)
        count_by_state(connection, query.scope)
    return (time.perf_counter() - begun) * 1e3, (time.process_time() - cpu) * 1e3
