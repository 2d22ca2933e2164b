"""A hub with very many cases, filled once and kept below build/, on either database."""

import random
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import accumulate, islice, product
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection, func, select

from hub.cases import case_list
from hub.cases.case_list import CaseQuery, View, WorkQuery, count_by_state, find_cases
from hub.cases.states import EVERYTHING, STATES, Scope
from hub.hub import Hub
from hub.intake import one_event
from hub.intake.one_event import NewCase
from hub.opening import open_hub
from hub.secrets.vault import pack
from hub.settings import HubSettings
from hub.store import columns
from hub.store.schema import case_key, cases, decision, event, name_token, site, site_health, site_key, staff
from hub.wire import Incoming
from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.clock import Clock
from kiosk.domain.events.event import EventType, digest, encode_canonical_body
from kiosk.domain.events.reference import mint_reference
from kiosk.domain.events.wire.bodies import PersonIdentity, SubmittedBody
from kiosk.domain.events.wire.reading import decode
from kiosk.domain.procedure.procedure import Service
from kiosk.version import VERSION
from tests.gallery.postgres import cluster
from trials.million.later import decisions

FAMILIES = """
Martin Bernard Thomas Petit Robert Richard Durand Dubois Moreau Laurent Simon Michel Lefebvre Leroy Roux David
Bertrand Morel Fournier Girard Bonnet Dupont Lambert Fontaine Rousseau Vincent Müller Lefèvre André Guérin François
Noël Gérard Benoît Benali Nguyen Traoré Diallo Haddad El-Amrani Le-Goff Da-Silva Ferreira Kowalski Ivanenko
"""
GIVEN = """
Marie Jean Pierre Michel André Jeanne Françoise Monique Catherine Nathalie Philippe Isabelle Camille Léa Manon Lucas
Emma Hugo Chloé Nadia Mohamed Fatima Awa Yasmine Karim Oksana Zoé Jean-Pierre Marie-Claude Anne-Sophie
"""
_SYLLABLES = """
ba be bo bri ca ce char co cor da de do dra du fa fe fo fran ga ge gra gui ha he ja jo ju ker la le lan lo lu ma me
mon mou na ni no nou pa pe pi plo po qui ra re ri ro sa se si so ta te ti tou tra va ve vi
"""
_ENDINGS = ("rd", "t", "n", "ux", "er", "in", "ot", "eau", "ec", "is", "nd", "lle")
_RARE = 50_000
"""Other family names."""
_COMMON_SHARE = 0.35
"""Of people, those with one of `FAMILIES`."""


def family(dice: random.Random) -> str:
    """A family name: MARTIN for about three people in two hundred, most others for a handful."""
    if dice.random() < _COMMON_SHARE:
        return dice.choices(_words(FAMILIES), cum_weights=_weights(len(_words(FAMILIES))))[0]
    return _rare()[int(_RARE * dice.random() ** 2)]


def given(dice: random.Random) -> str:
    return " ".join(dice.choices(_words(GIVEN), cum_weights=_weights(len(_words(GIVEN))), k=1 + (dice.random() < 0.3)))


def birth_date(dice: random.Random) -> str:
    """A day between 1930 and 2008."""
    return f"{dice.randint(1930, 2008)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"


@cache
def _weights(many: int) -> tuple[float, ...]:
    """The n-th is about as frequent as 1/(n+10), as in the lists of INSEE."""
    return tuple(accumulate(1 / (place + 10) for place in range(many)))


@cache
def _rare() -> tuple[str, ...]:
    dice = random.Random(35)  # nosec B311: names of nobody
    syllables = _words(_SYLLABLES)
    made = ("".join(dice.choices(syllables, k=dice.choice((1, 2, 2, 3)))) + dice.choice(_ENDINGS) for _ in range(_RARE))
    return tuple(name.capitalize() for name in made)


@cache
def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
DAYS = 300
"""Over so many days the cases came: fewer than they are kept."""
_ID, _STREAM, _REFERENCE, _FOLLOW = "1" * 32, "2" * 32, "SA24K", "3" * 64
_ANSWERS = 24
_WORDS = "la demande est faite pour obtenir une copie du document avec les pièces qui manquaient à la première"
_SERVICES = (30, 18, 12, 10, 8, 6, 5, 4, 3, 2, 1, 1)
"""Of a hundred cases, how many ask for each procedure."""


@dataclass(frozen=True, slots=True)
class Asked:
    body: str
    content: SubmittedBody


def codes(many: int) -> list[str]:
    return ["".join(code) for code, _ in zip(product(LETTERS, repeat=3), range(many), strict=False)]


def make(hub: Hub, many: int, sites: int, now: datetime, seed: int = 16) -> Iterator[NewCase]:
    dice = random.Random(seed)  # nosec B311: the values of a measurement
    known, counters = codes(sites), dict.fromkeys(codes(sites), 0)
    weights = tuple(accumulate(1 / (place + 2) for place in range(sites)))
    asked, shares = procedures(), tuple(accumulate(_SERVICES))
    for number in range(many):
        code = dice.choices(known, cum_weights=weights)[0]
        reference, counters[code] = mint_reference(code, counters[code])
        at = now - timedelta(days=DAYS * (many - number) / many)
        yield _case(hub, dice.choices(asked, cum_weights=shares)[0], code, reference, at, dice)


def _case(hub: Hub, asked: Asked, code: str, reference: str, at: datetime, dice: random.Random) -> NewCase:
    identity, stream = uuid.UUID(int=dice.getrandbits(128)).hex, uuid.UUID(int=dice.getrandbits(128)).hex
    follow = dice.randbytes(32).hex()
    who = [(family(dice), given(dice), birth_date(dice)) for _ in range(1 + (dice.random() < 0.25))]
    applicant, person = who[0], who[-1]
    body = asked.body
    marks = {
        _ID: identity, _STREAM: stream, _REFERENCE: reference, _FOLLOW: follow, "~applicant~": applicant[0],
        "~given~": applicant[1], "~person~": person[0], "~persons~": person[1], "1901-01-01": person[2],
        "~site~": code, "1902-02-02": at.date().isoformat(), "~words~": " ".join(dice.choices(_WORDS.split(), k=6)),
    }  # fmt: skip
    for mark, value in marks.items():
        body = body.replace(mark, value)
    content = msgspec.structs.replace(
        asked.content,
        follow_sha256=follow,
        legal_date=at.date(),
        applicant=PersonIdentity(family_name=applicant[0], given_names=applicant[1]),
        person=PersonIdentity(family_name=person[0], given_names=person[1], birth_date=person[2]),
    )
    clear = body.encode()
    incoming = Incoming(
        identity, stream, 1, EventType.SUBMITTED, reference, "", digest(clear), packed=pack(clear), content=content
    )
    return one_event.make_new_case(hub, code, incoming, content, at)


@cache
def procedures() -> tuple[Asked, ...]:
    """The twelve procedures that ship, one in six of them prepared for another body."""
    shipped = open_catalogue([files("kiosk") / "procedures"]).procedures
    return tuple(_asked(procedure.id, procedure.kind, procedure.title.text, procedure.service) for procedure in shipped)


def _asked(name: str, kind: str, title: str, service: Service) -> Asked:
    body = encode_canonical_body({
        "version": 1, "type": EventType.SUBMITTED, "id": _ID, "stream": _STREAM, "sequence": 1,
        "site": {"code": "~site~", "name": "Mairie de ~site~"}, "reference": _REFERENCE, "replaces": None,
        "follow_sha256": _FOLLOW, "procedure": {"id": name, "version": 1, "kind": kind, "title": title},
        "service": {"id": service.id, "name": service.name.text},
        "silence": None if kind == "prepared" else {"means": "refused", "on": "2027-09-24", "after_months": 2},
        "channel": "counter", "language": "fr", "legal_date": "1902-02-02",
        "submitted_at": "1902-02-02T10:00:00.000000+00:00", "for_whom": "myself",
        "applicant": {"family_name": "~applicant~", "given_names": "~given~"},
        "person": {"family_name": "~person~", "given_names": "~persons~", "birth_date": "1901-01-01"},
        "contact": {"phone": "+33612345678", "email": "", "address": "1 place de la Mairie"},
        "answers": list(_answers(name)),
        "documents": [{"id": "identity", "label": "Pièce d’identité", "state": "seen"}],
    })  # fmt: skip
    return Asked(body.decode(), decode(SubmittedBody, body))


def _answers(name: str) -> Iterator[dict[str, str]]:
    for number in range(_ANSWERS):
        step = {"step": f"part-{number // 6}", "step_title": f"Partie {number // 6 + 1}"}
        label = f"Question {number + 1} de la démarche {name}, telle que la page la pose ?"
        value = f"~words~ {number}"
        yield {**step, "field": f"question_{number}", "kind": "text", "label": label, "value": value, "shown": value}


STAFF = "5" * 32
_TOGETHER = 5_000
_FAST = ("synchronous=OFF", "cache_size=-3000000", "secure_delete=OFF", "wal_autocheckpoint=200000")
"""What would be lost by a power cut is filled again."""


def fill(hub: Hub, many: int, sites: int, say: Callable[[str], None] = print) -> None:
    now, begun = hub.clock.now(), time.monotonic()
    dice = random.Random(17)  # nosec B311: the values of a measurement
    with hub.store.writing() as connection:
        _sites(hub, connection, sites)
    made = make(hub, many, sites, now)
    with hub.store.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            for pragma in _FAST:  # by the driver: within a transaction, which SQLAlchemy begins, they are refused
                connection.connection.cursor().execute(f"PRAGMA {pragma}")
        for done in range(0, many, _TOGETHER):
            with connection.begin():
                new = list(islice(made, _TOGETHER))
                _store(connection, new, [row for case in new for row in decisions(hub, case, STAFF, now, dice)])
            if done % 100_000 == 0:
                say(f"{done} cases after {time.monotonic() - begun:.0f} s")
        with connection.begin():
            query = select(cases.c.site, func.count()).group_by(cases.c.site)
            numbered: dict[str, int] = dict(connection.execute(query).tuples().all())
            for code, highest in numbered.items():
                connection.execute(site.update().where(site.c.code == code).values(highest_counter=highest))
        connection.invalidate()  # the next one has the usual settings
    analyze(hub)


def analyze(hub: Hub) -> None:
    """Have PostgreSQL look at its tables, as it does by itself within minutes."""
    if hub.store.engine.dialect.name == "postgresql":
        with hub.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")


def _store(connection: Connection, made: Sequence[Any], decided: list[dict[str, Any]]) -> None:
    columns.insert_rows(connection, cases, [new.case for new in made])
    columns.insert_rows(connection, case_key, [new.key for new in made])
    tokens = sorted((row for new in made for row in new.tokens), key=lambda row: row["token"])
    columns.insert_rows(connection, name_token, tokens)
    columns.insert_rows(connection, event, [new.event for new in made])
    columns.insert_rows(connection, decision, decided)


def _sites(hub: Hub, connection: Connection, many: int) -> None:
    now = hub.clock.now()
    connection.execute(
        staff.insert()
        .values(id=STAFF, login="filler", name="Camille Roy", role="instructor", passphrase="", failures=0)
        .values(added_at=now, services=(), sites=())
    )
    known = codes(many)
    connection.execute(
        site.insert(),
        [
            {
                "code": code, "name": f"Mairie de {code}", "token_hash": f"{number:064x}", "highest_counter": 0,
                "cursor": 0, "added_at": now, "heard_at": now, "unsent": 0,
            }
            for number, code in enumerate(known)
        ],
    )  # fmt: skip
    keys = [
        {"verify_key": f"{number:064x}", "site": code, "since": now, "revoked": False}
        for number, code in enumerate(known)
    ]
    connection.execute(site_key.insert(), keys)
    health = {"clock_s": 0, "release": VERSION, "free_bytes": 10**11, "refused": 0, "files": 0, "printers": 1}
    connection.execute(site_health.insert(), [{"site": code, "printer_faults": (), **health} for code in known])


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
        return family(dice)[: dice.randint(2, 12)]

    def start() -> str:
        return given(dice).split()[0][: dice.randint(2, 8)]

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
    yield "search, birth date", [CaseQuery("", birth_date(dice)) for _ in range(_EACH)]
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
