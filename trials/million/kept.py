"""A hub with very many cases, filled once and kept below build/, on either database."""

import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hub.cases import case_list
from hub.cases.case_list import CaseQuery, View, WorkQuery, count_by_state, find_cases
from hub.cases.states import EVERYTHING, STATES, Scope
from hub.hub import Hub
from hub.opening import open_hub
from hub.settings import HubSettings
from hub.store.schema import cases
from kiosk.clock import Clock
from tests.gallery.postgres import cluster
from trials.million import people
from trials.million.people import codes, fill

BUILD = Path("build/million")
DATABASES = ("sqlite", "postgresql")
_POSTGRESQL = ("shared_buffers=1GB", "max_wal_size=8GB", "fsync=off")


@dataclass(frozen=True, slots=True)
class Kept:
    hub: Hub
    data: Path
    url: str


@contextmanager
def kept(kind: str, many: int, sites: int) -> Iterator[Kept]:
    """A hub with so many cases of so many sites on one of `DATABASES`; the first time it is filled, for minutes."""
    folder = (BUILD / f"{kind}-{many}").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    filled = folder / "filled"
    with _opened(folder, kind, filled.exists()) as opened:
        if not filled.exists():
            fill(opened.hub, many, sites)
            filled.touch()
        yield opened


@contextmanager
def _opened(folder: Path, kind: str, filled: bool) -> Iterator[Kept]:
    data = folder / "hub"
    if kind == "sqlite":
        yield Kept(open_hub(HubSettings(data=data), Clock()), data, "")
        return
    with cluster(*_POSTGRESQL, kept=folder / "data") as running:
        name = "hub0" if filled else running.new_database()
        hub = open_hub(HubSettings(data=data, database=running.url(name)), Clock())
        try:
            yield Kept(hub, data, running.url(name))
        finally:
            hub.store.engine.dispose()


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
