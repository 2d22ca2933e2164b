"""A server at a hub's address that answers what no real hub would."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from kiosk.crypto import keys
from kiosk.domain.events.sealed import MEDIA_TYPE, seal_message

SEED = bytes(range(32))
SITE_SEED = bytes(range(1, 33))


@dataclass
class Speaker:
    """A server that answers whatever it is told to, sealed where a site with `SITE_SEED` asks."""

    url: str = ""
    status: int = 200
    says: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    heard: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    result = Speaker()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            result.heard.append((f"{self.command} {self.path}", dict(self.headers), body))
            results = result.says if isinstance(result.says, bytes) else json.dumps(result.says).encode()
            self.send_response(result.status)
            if "Authorization" in self.headers and result.status == 200 and not isinstance(result.says, bytes):
                results = seal_message(results, SEED, keys.verify_key(SITE_SEED))
                self.send_header("Content-Type", MEDIA_TYPE)
            self.send_header("Content-Length", str(len(results)))
            self.send_header("Location", "/elsewhere")
            for name, value in result.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(results)

        do_GET = do_POST = answer

        def log_message(self, *_: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    result.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield result
    server.shutdown()
    server.server_close()
