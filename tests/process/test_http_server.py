"""The web server that box and hub have in common."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import httpx

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
