"""An operator sees no contents: not on any page, not in any log, not in the trail."""

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from gunicorn.config import Config
from gunicorn.glogging import Logger
from sqlalchemy import select
from werkzeug.test import TestResponse

from hub.hub import Hub
from hub.outbox.deliverer import Deliverer
from hub.outbox.outbox import read_destinations
from hub.settings import HubSettings
from hub.store.schema import audit, delivery, destination
from tests.gallery.site.central import in_a_month
from tests.gallery.site.hub_browser import Browser
from tests.hub.outbox.conftest import table
from tests.hub.samples import Box, query_rows

CANARY = "Kanari"
_LETTERS = str.maketrans("0123456789", "abcdefghij")
"""Digits in a search are a birth date."""
KEPT = {"version", "type", "id", "stream", "sequence", "site", "reference", "replaces", "legal_date", "submitted_at",
        "recorded_at", "follow_sha256", "kind", "service", "state", "means", "on", "step", "field"}  # fmt: skip
"""What the hub must be able to read as it is; everything else in a body is a canary."""


def _canaries(value: Any, numbers: Iterator[int], key: str = "") -> Any:
    """The same body with a different canary in every text a citizen, a mediator or a procedure could have filled."""
    if isinstance(value, dict):
        return {name: part if name in KEPT else _canaries(part, numbers, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_canaries(part, numbers, key) for part in value]
    return f"{CANARY}{str(next(numbers)).translate(_LETTERS)}é" if isinstance(value, str) else value


@pytest.fixture
def settings(settings: HubSettings, tmp_path: Path) -> HubSettings:
    (tmp_path / "drop").mkdir()
    tables = (table("dept", tmp_path / "drop"), table("away", tmp_path / "nowhere"))
    return replace(settings, connectors=tables)


@pytest.fixture
def filled(hub: Hub, box: Box, instructor: Browser, caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """A hub at work: a deposited and a prepared case, a supplement, decisions and searches; yields the references."""
    numbers = count()
    caplog.set_level(logging.DEBUG)
    sent = []
    for plain in (box.submitted(), box.prepared()):
        body = json.loads(plain["body"])
        changes = _canaries({name: part for name, part in body.items() if name not in KEPT}, numbers)
        changes["procedure"] = {**changes["procedure"], "kind": body["procedure"]["kind"]}
        sent.append(box.submitted(**changes))
    box.send(*sent)
    message = f"{CANARY} {next(numbers)}"
    box.send(box.supplement(sent[0]["reference"], sent[0]["stream"], 2, message=message, helper=CANARY))
    page = f"/dossiers/{sent[0]['reference']}"
    assert CANARY in instructor.open(page).text
    asked = {"message": f"{CANARY} manque.", "papers_by": in_a_month(hub), "others": f"{CANARY} du bail"}
    instructor.decide(sent[0]["reference"], "incomplete", **asked)
    assert CANARY in instructor.text
    instructor.open("/dossiers").fill("/dossiers", words=json.loads(sent[0]["body"])["person"]["family_name"])
    assert CANARY in instructor.text
    instructor.open("/dossiers/prepares").fill("/dossiers/prepares", words=CANARY)
    instructor.fill("/dossiers/prepares", words=f"{CANARY} {CANARY}")
    for receiver in read_destinations(hub.settings):
        Deliverer(hub, receiver, "a" * 32).run()
    yield [case["reference"] for case in sent]


def _everything(app: Flask, operator: Browser, references: list[str]) -> Iterator[TestResponse]:
    """Every address of the hub by every method it takes, for each case and each form that could be sent."""
    token = operator.page.xpath("//input[@name='token']/@value")[0]
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ("sign_in.post_sign_out", "static_file"):
            continue
        for reference in references:
            values = dict.fromkeys(rule.arguments, "0" * 32) | {"reference": reference}
            methods = sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"})
            given = {name: values[name] for name in rule.arguments}
            for method in methods:
                address = adapter.build(rule.endpoint, given, method)
                form = {"token": token, "words": CANARY, "reference": reference, "to": "accepted", "seen": "1"}
                data = form if method == "POST" and not address.startswith("/api/") else None
                yield operator.client.open(address, method=method, data=data)


def test_no_page_shows_an_operator_what_a_citizen_said(
    app: Flask, hub: Hub, operator: Browser, filled: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    app.test_client_class = None
    seen = 0
    for answer in _everything(app, operator, filled):
        assert CANARY not in answer.text, f"{answer.request.method} {answer.request.path}"
        seen += answer.status_code == 200
    assert seen > 10
    assert operator.open("/dossiers").status == 403
    assert CANARY not in caplog.text
    assert CANARY not in " ".join(query_rows(hub, select(audit.c.line)).scalars())


def test_what_waits_to_be_passed_on_holds_no_contents_in_the_database(
    hub: Hub, filled: list[str], tmp_path: Path
) -> None:
    assert CANARY in "".join(path.read_text("utf-8") for path in (tmp_path / "drop").glob("*.jsonl")), "it arrived"
    rows = [tuple(row) for name in (delivery, destination) for row in query_rows(hub, select(name))]
    assert len({row[1] for row in rows}) >= 2 and CANARY not in str(rows)


def test_an_access_log_as_gunicorn_writes_it_holds_no_name(
    app: Flask, filled: list[str], instructor: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    """The search travels in a form; a page that put it into an address would put it into every log on the way."""
    log, lines = Logger(Config()), []
    form = Config().access_log_format
    for answer in _everything(app, instructor, filled):
        request = answer.request
        environ = {**request.environ, "RAW_URI": request.full_path.rstrip("?"), "SERVER_PROTOCOL": "HTTP/1.1"}
        atoms = log.atoms(_Said(answer), _Asked(request), environ, timedelta())
        lines.append(form % log.atoms_wrapper_class(atoms))
    for address in instructor.open("/dossiers").fill("/dossiers", words=CANARY).links():
        assert CANARY not in address
    assert len(lines) > 20 and CANARY not in "\n".join(lines)
    assert CANARY not in caplog.text


class _Said:
    """An answer as gunicorn's logger reads it."""

    def __init__(self, answer: TestResponse) -> None:
        self.status, self.sent, self.headers = answer.status, len(answer.data), list(answer.headers.items())


class _Asked:
    """A request as gunicorn's logger reads it."""

    def __init__(self, request: Any) -> None:
        self.headers = list(request.headers.items())
