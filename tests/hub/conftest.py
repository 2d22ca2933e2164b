"""Fixtures for tests of the hub, on SQLite and on PostgreSQL: the hub, its staff, and boxes enrolled there."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from msgspec import to_builtins
from msgspec.structs import asdict
from sqlalchemy import select

from hub.cases.states import EVERYTHING, STATE, Scope
from hub.hub import EXTENSION, Hub
from hub.intake.updates import fetch_updates
from hub.people.people import Staff
from hub.people.second_factor import new_secret
from hub.people.sessions import COOKIE, open_session
from hub.people.staff_role import StaffRole
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site, enrol, invite
from hub.store.opening import open_store
from hub.store.schema import cases, second_factor, staff
from hub.trail import list_audit_lines
from kiosk.clock import Clock
from kiosk.connectors.hub.connection import HubEnrolment
from kiosk.crypto import keys
from kiosk.crypto.sealing import new_salt
from kiosk.domain.proofs.enrolment import derive_proof_key, is_answer_to, make_question
from kiosk.domain.replies import author as authors
from tests.gallery.postgres import Cluster, cluster
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.line_client import BOXES
from tests.hub.described import DescribedClient
from tests.hub.samples import Box, Item, Post

PASSPHRASE = "le marché du samedi"


@dataclass(eq=False)
class Watch(Clock):
    """A clock that tests set."""

    ahead: list[timedelta] = field(default_factory=list)

    def now(self) -> datetime:
        return Clock.now(self) + sum(self.ahead, timedelta())


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, str]]:
    """A running PostgreSQL cluster with a migrated database, which is emptied for each test."""
    with cluster("fsync=off") as running:
        template = running.new_database()
        settings = HubSettings(data=tmp_path_factory.mktemp("template"), database=running.url(template))
        open_store(settings).engine.dispose()
        yield running, template


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> HubSettings:
    """A new hub's settings: once on SQLite, once on PostgreSQL."""
    database = ""
    if request.param == "postgresql":
        running, template = request.getfixturevalue("postgres")
        database = running.emptied(template)
    return HubSettings(
        data=tmp_path / "hub",
        database=database,
        name="Pays de Saint-Aubin",
        take_back_minutes=0,
        archives=({"visa": "AD35 2026-114", "on": "2026-05-12", "until": "2099-12-31"},),
    )


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def app(settings: HubSettings, watch: Watch) -> Iterator[Flask]:
    app = create_hub(settings, watch)
    app.test_client_class = DescribedClient
    yield app
    close_hub(app)


@pytest.fixture
def hub(app: Flask) -> Iterator[Hub]:
    """The hub; at the end of every test its lists find each case in the state that it is in."""
    made: Hub = app.extensions[EXTENSION]
    yield made
    with made.store.reading() as connection:
        listed = select(cases.c.reference, cases.c.listed_state, STATE)
        assert not connection.execute(listed.where(cases.c.listed_state.is_distinct_from(STATE))).all()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def box(hub: Hub, client: FlaskClient) -> Box:
    return _box(hub, client, "SA", "Mairie de Saint-Aubin")


@pytest.fixture
def other_box(hub: Hub, client: FlaskClient) -> Box:
    return _box(hub, client, "BZ", "Mairie de Bruz")


@pytest.fixture
def sent(box: Box) -> Item:
    return box.send_case()


@pytest.fixture
def paul(hub: Hub) -> Staff:
    return person(hub, "paul", "Paul Morel")


@pytest.fixture
def instructor(app: Flask, hub: Hub, paul: Staff) -> Browser:
    return signed_in(app, hub, paul)


@pytest.fixture
def operator(app: Flask, hub: Hub) -> Browser:
    return signed_in(app, hub, person(hub, "ines", "Inès Caron", role=StaffRole.OPERATOR))


@pytest.fixture
def lea(hub: Hub) -> Staff:
    return person(hub, "lea", "Léa Petit")


def person(hub: Hub, login: str, name: str, role: StaffRole = StaffRole.INSTRUCTOR, scope: Scope = EVERYTHING) -> Staff:
    """A member of staff with a second factor; the passphrase is hashed once for all tests, because that is slow."""
    made = newcomer(hub, login, name, role, scope)
    row = {"secret": new_secret(hub, made), "last_step": 0, "salt": new_salt(), "set_at": hub.clock.now()}
    with hub.store.writing() as connection:
        connection.execute(second_factor.insert().values(**row, staff_id=made.id))
    return made


def newcomer(
    hub: Hub, login: str, name: str, role: StaffRole = StaffRole.INSTRUCTOR, scope: Scope = EVERYTHING
) -> Staff:
    """A member of staff who has not set up a second factor yet."""
    author = authors.propose_author(name, "Adjointe au maire")
    made = Staff(hub.clock.new_id(), login, name, role, scope, failures=0, author=author)
    row = {key: getattr(made, key) for key in ("id", "login", "name", "role", "failures")}
    row |= {"services": scope.services, "sites": scope.sites, "passphrase": _hashed(), "added_at": hub.clock.now()}
    row |= asdict(author)
    with hub.store.writing() as connection:
        connection.execute(staff.insert().values(**row))
    return made


def signed_in(app: Flask, hub: Hub, who: Staff) -> Browser:
    client = app.test_client()
    client.set_cookie(COOKIE, open_session(hub, who))
    return Browser(client)


@cache
def _hashed() -> str:
    return keys.hash_passphrase(PASSPHRASE)


def _box(hub: Hub, client: FlaskClient, code: str, name: str) -> Box:
    def post(batch: dict[str, Any], token: str) -> Any:
        answer = client.post("/api/v2/events", json=batch, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 200, answer.text
        return answer.json

    add_site(hub.store, code, name, hub.clock)
    return new_box(hub, code, post)


def new_box(hub: Hub, code: str, post: Post) -> Box:
    seed = keys.new_signing_key()
    secret = invite(hub, code)
    asked = make_question(secret, keys.verify_key(seed), hub.clock.new_id())
    result = enrol(hub, asked, "127.0.0.1")
    assert is_answer_to(derive_proof_key(secret), to_builtins(result), asked.nonce)
    BOXES[result.token] = seed, hub.ring.verify_key
    parts = {name: getattr(result, name) for name in ("site", "name", "token", "verify_key", "seal_key", "epoch")}
    return Box(HubEnrolment(url="", **parts), seed, post)


@pytest.fixture
def citizen(app: Flask) -> Browser:
    return Browser(app.test_client())


def told(hub: Hub, code: str = "SA") -> list[dict[str, Any]]:
    """The updates that wait for a site."""
    return [json.loads(update.statement) for update in fetch_updates(hub, code, 0, 100)[1]]


def noticed(hub: Hub) -> int:
    return [line.action for line in list_audit_lines(hub.store)].count("database-went-back")


def several_sent(box: Box, count: int) -> list[str]:
    made = [box.submitted() for _ in range(count)]
    box.send(*made)
    return [item["reference"] for item in made]
