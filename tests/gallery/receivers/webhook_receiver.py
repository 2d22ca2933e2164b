"""A receiver of webhooks with faults: it drops, delays, refuses, asks to wait, and loses its answers."""

import json
import random
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

TAKES, DROPS, DELAYS, REFUSES, BREAKS, ASKS_TO_WAIT, LOSES_ANSWER = (
    "takes", "drops", "delays", "refuses", "breaks", "asks to wait", "loses its answer",
)  # fmt: skip
FAULTS = {DROPS: 2, DELAYS: 2, REFUSES: 2, BREAKS: 3, ASKS_TO_WAIT: 2, LOSES_ANSWER: 4}
"""How many of a hundred requests meet each fault."""
_DELAY_S = 0.05


@dataclass
class Receiver:
    """What has been told, and how. `faults` are shares of a hundred; `seed` decides which request meets which.

    `order` holds what was new when it came: (case, number, id). `again` counts what had come before.
    """

    secret: str
    faults: Mapping[str, int] = field(default_factory=lambda: FAULTS)
    seed: int = 1
    taken: dict[str, bytes] = field(default_factory=dict)
    order: list[tuple[str, int, str]] = field(default_factory=list)
    met: dict[str, int] = field(default_factory=dict)
    again: int = 0
    unsigned: int = 0

    def __post_init__(self) -> None:
        self._dice, self._turn = random.Random(self.seed), threading.Lock()
        self._signed = Webhook(self.secret)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                receiver._asked(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/parvis?of=town"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _asked(self, request: BaseHTTPRequestHandler) -> None:
        length = int(request.headers["Content-Length"])
        body = request.rfile.read(length)
        if len(body) < length:  # whoever sent it was killed meanwhile
            request.close_connection = True
            return
        with self._turn:
            fault = self._fault()
            self.met[fault] = self.met.get(fault, 0) + 1
        if fault == DROPS:
            request.close_connection = True
            return
        if fault == DELAYS:
            time.sleep(_DELAY_S)
        if fault in (REFUSES, BREAKS, ASKS_TO_WAIT):
            status = {REFUSES: 422, BREAKS: 500, ASKS_TO_WAIT: 429}[fault]
            self._answer(request, status, {"Retry-After": "0"} if fault == ASKS_TO_WAIT else {})
            return
        status = self._take(dict(request.headers.items()), body)
        if fault == LOSES_ANSWER:
            request.close_connection = True
            return
        self._answer(request, status, {})

    def _take(self, headers: dict[str, str], body: bytes) -> int:
        try:
            event: dict[str, Any] = self._signed.verify(body, headers)
        except WebhookVerificationError:
            self.unsigned += 1
            return 401
        with self._turn:
            if headers["webhook-id"] in self.taken:
                self.again += 1
            else:
                self.taken[headers["webhook-id"]] = body
                self.order.append((event["subject"], int(event["sequence"]), event["id"]))
        return 204

    def _fault(self) -> str:
        drawn = self._dice.randrange(100)
        for fault, share in self.faults.items():
            if drawn < share:
                return fault
            drawn -= share
        return TAKES

    def _answer(self, request: BaseHTTPRequestHandler, status: int, headers: Mapping[str, str]) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", "0")
        request.end_headers()


def told(body: bytes) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(body)
    return event
