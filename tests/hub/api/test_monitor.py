"""Who may watch the hub, and what a machine is answered."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub.app import close_hub, create_hub
from hub.monitoring import readiness
from hub.settings import HubSettings

TOKEN = "a token of thirty-two characters"
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}


@pytest.fixture
def watched(settings: HubSettings, tmp_path: Path) -> Iterator[FlaskClient]:
    """A hub behind a proxy, with a token for its figures."""
    (tmp_path / "token").write_text(TOKEN + "\n")
    app = create_hub(
        replace(settings, metrics_token_file=str(tmp_path / "token"), address="https://hub.example", proxies=1)
    )
    yield app.test_client()
    close_hub(app)


def test_a_load_balancer_learns_whether_the_hub_is_ready(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    answer = client.get("/readyz", environ_base=ELSEWHERE)
    assert (answer.status_code, answer.json) == (200, {"status": "ready", "faults": []})
    monkeypatch.setattr(readiness, "LEAST_BYTES", 10**18)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"status": "not-ready", "faults": ["disk-full"]})


def test_this_machine_may_read_the_figures_and_nobody_elsewhere(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/metrics")
    assert answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/plain; version=")
    for stranger in (
        {"environ_base": ELSEWHERE},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Host": "hub.example"}},
        {"headers": {"Authorization": "Bearer "}, "environ_base": ELSEWHERE},
    ):
        answer = client.get("/metrics", **stranger)  # type: ignore[arg-type]
        assert (answer.status_code, answer.json) == (401, {"error": "unknown-site"}), stranger
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_the_token_opens_the_figures_from_elsewhere(watched: FlaskClient) -> None:
    from_elsewhere = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    for token, status in ((TOKEN, 200), (TOKEN + "x", 401), ("", 401)):
        headers = from_elsewhere | {"Authorization": f"Bearer {token}"}
        assert watched.get("/metrics", headers=headers).status_code == status
    assert watched.get("/metrics", headers=from_elsewhere).status_code == 401
