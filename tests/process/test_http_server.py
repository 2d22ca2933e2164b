"""The web server that box and hub have in common."""

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

import httpx
import pytest

from kiosk.process import http_server, slow_lines


def page(_: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"oh"]


def test_it_listens_at_once_names_itself_and_waits_for_no_slow_line() -> None:
    server = http_server.listening(page, "127.0.0.1", 0, 4, "parvis-test")
    server.expiration_interval = 0.05
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        answer = httpx.get("http://{}:{}".format(*server.bind_addr), trust_env=False)
        assert (answer.text, answer.headers["server"]) == ("oh", "parvis-test")
        assert server.ConnectionClass.__module__ == slow_lines.__name__
    finally:
        server.stop()
        thread.join(5)


def test_a_port_that_is_taken_is_refused() -> None:
    first = http_server.listening(page, "127.0.0.1", 0, 1, "parvis-test")
    try:
        with pytest.raises(OSError):
            http_server.listening(page, "127.0.0.1", first.bind_addr[1], 1, "parvis-test")
    finally:
        first.stop()


def test_what_it_says_of_itself_quotes_no_request(caplog: pytest.LogCaptureFixture) -> None:
    server = http_server.listening(page, "127.0.0.1", 0, 1, "parvis-test")
    server.stop()
    with caplog.at_level(logging.INFO):
        server.error_log("Benali asked for nothing", level=logging.ERROR)
    assert caplog.records and "Benali" not in caplog.text
