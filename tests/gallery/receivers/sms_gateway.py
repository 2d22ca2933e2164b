"""A gateway of text messages with faults: it refuses, is busy, keeps its answers, and says odd things."""

import json
import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TAKES, BUSY, REFUSES, CUTS, ODD, SAYS_NO = "takes", "busy", "refuses", "cuts", "odd", "says no"
FAULTS = {BUSY: 6, REFUSES: 2, CUTS: 4, ODD: 1, SAYS_NO: 1}
"""How many of a hundred messages meet each fault. Half of those that meet `CUTS` and `ODD` are sent."""
_STATUS = {TAKES: 202, BUSY: 429, REFUSES: 422, ODD: 502, SAYS_NO: 200}


@dataclass
class Gateway:
    """What was sent, by id, each as often as it was, and the bodies that asked for it.

    `asked` are headers and body of the last request.
    """

    faults: Mapping[str, int] = field(default_factory=dict)
    seed: int = 1
    sent: list[str] = field(default_factory=list)
    messages: list[dict[str, str]] = field(default_factory=list)
    doubtful: set[str] = field(default_factory=set)
    refused: int = 0
    asked: tuple[dict[str, str], dict[str, str]] = field(default_factory=lambda: ({}, {}))

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                gateway._meet(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/messages"

    def stop(self) -> None:
        """Close it."""
        self._server.shutdown()
        self._server.server_close()

    def table(self, folder: Path) -> dict[str, str]:
        """Its table in a hub's settings, with its secret in a folder."""
        secret = folder / "sms-secret"
        secret.write_text("s3cret\n", "utf-8")
        return {
            "name": "sms",
            "kind": "sms_gateway",
            "recipient": "l’opérateur",
            "url": self.url,
            "secret_file": str(secret),
            "headers": "Authorization: Bearer {secret}, Idempotency-Key: {id}",
            "body": '{"to": "{to}", "text": "{text}"}',
            "accepted": "200, 202",
            "accepted_says": "queued",
            "networks": "127.0.0.0/8, ::1",
        }

    def _meet(self, handler: BaseHTTPRequestHandler) -> None:
        body = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        self.asked = (dict(handler.headers), body)
        known, fault = handler.headers["Idempotency-Key"], self._roll()
        if fault in (CUTS, ODD, SAYS_NO):
            self.doubtful.add(known)
        if fault == TAKES or (fault in (CUTS, ODD) and self._dice.random() < 0.5):
            self.sent.append(known)
            self.messages.append(body)
        self.refused += fault in (BUSY, REFUSES)
        if fault == CUTS:
            handler.connection.close()
            return
        handler.send_response(_STATUS[fault])
        handler.end_headers()
        handler.wfile.write(b'{"status": "invalid"}' if fault == SAYS_NO else b'{"status": "queued"}')

    def _roll(self) -> str:
        at = self._dice.uniform(0, 100)
        for fault, share in self.faults.items():
            at -= share
            if at < 0:
                return fault
        return TAKES
