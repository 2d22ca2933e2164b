"""Errors of the central system: batches that are none, pages that fail, tables that fail, wrong sign-ins."""

import json
import threading
from typing import Any

import zstandard
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from hub.intake import answering
from hub.people import rate_limits
from hub.retention import daily_upkeep
from hub.sites import sites
from kiosk.store.events import enrolment
from tests.gallery.site.hub_browser import Browser
from trials.canary.logs.box_errors import words_of
from trials.canary.logs.site import Site, failing
from trials.canary.someone import Someone

_EVENTS = "/api/v2/events"
_REFUSED = range(400, 600)


def batches_that_are_none(site: Site, who: Someone) -> None:
    """Words instead of JSON, another shape, a packed body that is cut, and a site that nobody knows."""
    words, token = words_of(who), _token(site)
    strange: tuple[Any, ...] = (
        words.encode(), json.dumps({"version": 2, "site": words, "events": [who.typed]}).encode(),
        json.dumps([words]).encode(), b"\xff" + words.encode(),
    )  # fmt: skip
    for body in strange:
        for given in (token, who.words[0]):
            _sent(site.hub, body, given)
    packed = zstandard.compress(words.encode())[:-3]
    _sent(site.hub, packed, token, {"Content-Encoding": "zstd"})
    _sent(site.hub, packed, token, {"Content-Encoding": who.words[0]})


def events_that_are_none(site: Site, who: Someone) -> None:
    """A batch in the right shape, whose one event says what somebody typed in every place of it."""
    heartbeat = {"unsent": 0, "oldest_unsent_at": None, "last_counter": 0, "journal": None}
    names = ("stream", "type", "reference", "replaces", "sha256", "key", "sealed", "signature")
    event = {"id": "0" * 32, "sequence": 1, **dict.fromkeys(names, words_of(who))}
    batch = {"version": 2, "site": "SA", "heartbeat": heartbeat, "events": [event]}
    answer = site.hub.post(_EVENTS, json=batch, headers={"Authorization": f"Bearer {_token(site)}"})
    assert answer.status_code in (200, *_REFUSED), answer.status_code


def failing_intake(site: Site, who: Someone) -> None:
    """A fault of ours while a batch is taken, and a table that fails, whose driver quotes the whole row."""
    row = OperationalError("INSERT INTO event VALUES (%(body)s)", {"body": words_of(who)}, Exception(words_of(who)))
    heartbeat = {"unsent": 0, "oldest_unsent_at": None, "last_counter": 0, "journal": None}
    batch = {"version": 2, "site": "SA", "heartbeat": heartbeat, "events": [{"id": "0" * 32}]}
    for error in (ValueError(words_of(who)), row):
        with failing(answering, "take_batch", error):
            answer = site.hub.post(_EVENTS, json=batch, headers={"Authorization": f"Bearer {_token(site)}"})
        assert answer.status_code in (500, 503), answer.status_code
    with failing(sites, "site_by_token", row):
        _sent(site.hub, b"{}", who.words[0])


def failing_pages(site: Site, who: Someone) -> None:
    """Addresses that hold words, forms without a token, a page that fails, and a sign-in with somebody's words."""
    hub = site.hub
    assert hub.get(f"/{who.words[0]}").status_code == 404
    form = {"login": who.words[0], "passphrase": who.words[1]}
    assert hub.post("/connexion", data=form).status_code in _REFUSED
    visitor = Browser(hub)
    assert visitor.open("/connexion").fill("/connexion", **form).status in _REFUSED
    visitor.open("/connexion")
    with failing(rate_limits, "admit", KeyError(words_of(who))):
        assert visitor.fill("/connexion", **form).status == 500


def failing_upkeep(site: Site, who: Someone) -> None:
    """The daily tasks end by an exception in their thread."""
    with failing(daily_upkeep, "expire", LookupError(words_of(who))):
        thread = threading.Thread(target=daily_upkeep.run_upkeep, args=(site.central.hub,), name="upkeep")
        thread.start()
        thread.join(60)


PATHS = (batches_that_are_none, events_that_are_none, failing_intake, failing_pages, failing_upkeep)


def _token(site: Site) -> str:
    enrolled = enrolment.current(site.box.store.read())
    return enrolled.token if enrolled else ""


def _sent(hub: FlaskClient, body: bytes, token: str, headers: dict[str, str] | None = None) -> None:
    named = {"Authorization": f"Bearer {token}", "Content-Type": "application/json", **(headers or {})}
    answer = hub.post(_EVENTS, data=body, headers=named)
    assert answer.status_code in _REFUSED, answer.status_code
