"""A statement that hangs is ended while somebody waits for it, and the next one knows nothing of the limit."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from hub.hub import Hub
from hub.store import limits
from hub.store.faults import is_busy
from hub.store.limits import hurried
from tests.gallery.site.hub_browser import Browser


def _hangs(hub: Hub, seconds: float) -> object:
    """A statement that takes that long on PostgreSQL, and some seconds on SQLite."""
    if hub.store.engine.dialect.name == "postgresql":
        return text(f"SELECT pg_sleep({seconds})")
    steps = int(2_000_000 * seconds)
    return text(
        f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {steps}) SELECT count(*) FROM n"
    )


def test_a_statement_beyond_the_limit_is_ended(hub: Hub) -> None:
    with pytest.raises(OperationalError) as told, hurried(statement_ms=50), hub.store.reading() as connection:
        connection.execute(_hangs(hub, 30))  # type: ignore[call-overload]
    assert is_busy(told.value)


def test_who_nobody_waits_for_takes_their_time_on_the_same_connection(hub: Hub) -> None:
    with hurried(statement_ms=20), hub.store.reading() as connection:
        connection.execute(text("SELECT 1"))
    with hub.store.reading() as connection:
        connection.execute(_hangs(hub, 0.1))  # type: ignore[call-overload]


@pytest.mark.parametrize("address", ["/f", "/api/v2/site", "/dossiers", "/readyz"])
def test_every_request_is_hurried(app: Flask, address: str) -> None:
    seen = []
    app.before_request(lambda: seen.append(limits.in_force()))
    app.test_client().get(address)
    assert seen == [(limits.STATEMENT_MS, limits.LOCK_MS)]
    assert limits.in_force() == (0, 0)


def test_a_page_that_takes_too_long_says_so_in_plain_words(app: Flask, hub: Hub) -> None:
    @app.get("/longue")
    def hang() -> str:
        with hurried(statement_ms=50), hub.store.reading() as connection:
            connection.execute(_hangs(hub, 30))  # type: ignore[call-overload]
        return "fini"

    browser = Browser(app.test_client()).open("/longue")
    assert browser.status == 503
    assert "La page a mis trop de temps" in browser.text and "Rien n’a été enregistré" in browser.text


def test_a_lock_that_somebody_keeps_stops_no_page_for_long(app: Flask, hub: Hub) -> None:
    """A page that reads nothing but a table that is being rebuilt, on PostgreSQL, where tables have locks."""
    if hub.store.engine.dialect.name != "postgresql":
        return

    @app.get("/tables")
    def read() -> str:
        with hurried(lock_ms=50), hub.store.reading() as connection:
            connection.execute(text("SELECT count(*) FROM cases"))
        return "fini"

    with hub.store.writing() as other:
        other.execute(text("LOCK TABLE cases IN ACCESS EXCLUSIVE MODE"))
        assert Browser(app.test_client()).open("/tables").status == 503
