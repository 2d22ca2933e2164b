"""Errors of the line: a central system that refuses, breaks, garbles, leads astray, or says what somebody typed."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

from kiosk.connectors.hub.hub import Hub
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops import sync_loop
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.store.events import outbox
from tests.gallery.site import gestures
from trials.canary.logs.box_errors import words_of
from trials.canary.logs.site import Site, replaced
from trials.canary.someone import Someone

JSON = "application/json"
Answer = tuple[int, str, bytes]
"""Status, media type and body."""


def strange_answers(site: Site, who: Someone) -> None:
    """Every refusal there is, and bodies that are cut, of another shape, or none, each with the words in it."""
    words = words_of(who)
    told = json.dumps({"error": words, "detail": words}).encode()
    bodies: tuple[Answer, ...] = (
        *((status, JSON, told) for status in (301, 400, 401, 403, 404, 409, 413, 429, 500, 503)),
        (200, JSON, words.encode()), (200, "text/html", f"<p>{words}".encode()), (200, JSON, told[:-3]),
        (200, JSON, json.dumps([words]).encode()), (200, JSON, json.dumps({"version": words}).encode()),
        (200, JSON, json.dumps({"version": 2, "epoch": words, "answers": words, "updates": words}).encode()),
    )  # fmt: skip
    for body in bodies:
        _talk(site, [body])


def strange_judgements(site: Site, who: Someone) -> None:
    """Answers to events, updates and signed statements, whose every text is somebody's words."""
    if not outbox.due(site.box.store.read(), 1):
        gestures.submitted(site.box)
    (event, *_) = outbox.due(site.box.store.read(), 1)
    words = words_of(who)
    signed = {"statement": words, "signature": words}
    for outcome in ("acknowledged", "duplicate", "rejected", "later", words):
        entry = {"id": event.id, "outcome": outcome, "code": words, "detail": words, **signed}
        update = {"id": words, "cursor": 1, "reference": words, "kind": words, **signed}
        told = {"version": 2, "epoch": words, "answers": [entry], "updates": [update], "standing": signed}
        _talk(site, [(200, JSON, json.dumps(told).encode())])


def no_line(site: Site, who: Someone) -> None:
    """An address that answers nothing, and an exception of ours while talking."""
    with replaced(sync_loop, "hub_of", lambda box: replace_url(hub_of(box), "http://127.0.0.1:9")):
        SyncLoop(site.box).once()

    def fails(*_: object) -> None:
        raise ValueError(words_of(who)) from KeyError(who.words[0])

    with replaced(sync_loop, "talk", fails):
        SyncLoop(site.box).once()


PATHS: tuple[Callable[[Site, Someone], None], ...] = (strange_answers, strange_judgements, no_line)


def replace_url(hub: Hub, url: str) -> Hub:
    """The same hub at another address."""
    return replace(hub, url=url, timeout_s=5.0)


def _talk(site: Site, answers: Sequence[Answer]) -> None:
    with _answering(answers) as url, replaced(sync_loop, "hub_of", lambda box: replace_url(hub_of(box), url)):
        loop = SyncLoop(site.box)
        loop.once()
        loop.close()


@contextmanager
def _answering(answers: Sequence[Answer]) -> Iterator[str]:
    """A central system that gives these answers in turn, the last one for ever; yields its address."""
    left = list(answers)

    class Strange(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, media_type, body = left.pop(0) if len(left) > 1 else left[0]
            self.send_response(status)
            for name, value in (("Content-Type", media_type), ("Content-Length", str(len(body)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_PUT = do_POST

        def log_message(self, *_: object) -> None:
            """It is no part of the product: its lines are not looked at."""

    server = HTTPServer(("127.0.0.1", 0), Strange)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(10)
        server.server_close()
