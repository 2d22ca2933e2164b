"""A bad line: an HTTP proxy between one site and the hub, which fails as its seed says."""

import contextlib
import http.client
import random
import socket
import struct
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from trials.laboratory.faults import REFUSALS, Fault, met_by

DELAY_S = 0.4
HUB_TIMEOUT_S = 20.0
_PORTAL = b"<!DOCTYPE html><title>Wi-Fi</title><p>Bienvenue. Acceptez les conditions pour continuer.</p>"
_OWN_HEADERS = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}
Sent = tuple[str, str, dict[str, str], bytes]
"""A request: its method, path, headers and body."""
Answer = tuple[int, dict[str, str], bytes]


class BadLine:
    """The line of one site to the hub at `hub_port`.

    `share` of its requests meet a fault, none while it is calm, all while it `is_cut`.
    """

    def __init__(self, hub_port: int, seed: str, share: float) -> None:
        self.seed, self.share, self.hub_port = seed, share, hub_port
        self.met: Counter[Fault] = Counter()
        self.late: list[Sent] = []
        self.is_cut = False
        self._lock, self._number = threading.Lock(), 0
        self._server = _Server(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    def calm(self) -> None:
        """From now on nothing fails."""
        self.share, self.is_cut = 0.0, False

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def next_fault(self) -> tuple[Fault | None, random.Random]:
        """What the next request meets, and the dice for how."""
        with self._lock:
            if self.is_cut:
                return Fault.DROP, random.Random()
            self._number += 1
            fault = met_by(self.seed, self._number, self.share)
            if fault:
                self.met[fault] += 1
            return fault, random.Random(f"{self.seed} how {self._number}")

    def ask(self, sent: Sent) -> Answer:
        """What the hub answers. Raises `OSError` or `http.client.HTTPException` where there is no answer."""
        method, path, headers, body = sent
        connection = http.client.HTTPConnection("127.0.0.1", self.hub_port, timeout=HUB_TIMEOUT_S)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in _OWN_HEADERS}
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def ask_in_vain(self, sent: Sent) -> None:
        """Let the hub have the request; nobody hears its answer."""
        with contextlib.suppress(OSError, http.client.HTTPException):
            self.ask(sent)

    def cut(self, sent: Sent) -> None:
        """Let the hub have half of the request."""
        method, path, headers, body = sent
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.hub_port}", f"Content-Length: {len(body)}"]
        head = "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", ""]).encode()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.hub_port), 2) as half:
            half.sendall(head + body[: len(body) // 2])

    def twins(self) -> list[Sent]:
        """The copies that were held back; they are sent now."""
        with self._lock:
            held, self.late = self.late, []
            return held

    def hold(self, sent: Sent) -> None:
        with self._lock:
            self.late.append(sent)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """A site that is killed leaves its connection without a word: that is what is tried here."""


def _handler(line: BadLine) -> type[BaseHTTPRequestHandler]:
    """A handler class of that line."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 60

        def serve(self) -> None:
            try:
                self._serve()
            except (OSError, http.client.HTTPException):
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_HEAD = do_PATCH = do_DELETE = serve

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

        def _serve(self) -> None:
            fault, dice = line.next_fault()
            sent = (self.command, self.path, self._headers(), self._body())
            if fault is None:
                self._answer(line.ask(sent))
            elif fault in REFUSALS:
                self._refuse(fault)
            else:
                self._fail(fault, sent, dice)
            for twin in line.twins() if fault is not Fault.LATE_TWIN else ():
                line.ask_in_vain(twin)

        def _fail(self, fault: Fault, sent: Sent, dice: random.Random) -> None:
            match fault:
                case Fault.DROP:
                    return self._end()
                case Fault.DELAY:
                    time.sleep(dice.uniform(0, DELAY_S))
                case Fault.DUPLICATE:
                    line.ask_in_vain(sent)
                case Fault.LATE_TWIN:
                    line.hold(sent)
                case Fault.CUT_REQUEST:
                    line.cut(sent)
                    return self._end()
                case Fault.LOST_ANSWER:
                    line.ask_in_vain(sent)
                    return self._end()
                case Fault.RESET:
                    line.ask_in_vain(sent)
                    self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    return self._end()
                case Fault.GARBLED_REQUEST:
                    sent = (*sent[:3], garbled(sent[3], dice))
            status, headers, body = line.ask(sent)
            if fault is Fault.GARBLED_ANSWER:
                body = garbled(body, dice)
            if fault is Fault.CUT_ANSWER:
                self._head(status, headers, len(body))
                self.wfile.write(body[: len(body) // 2])
                return self._end()
            return self._answer((status, headers, body))

        def _refuse(self, fault: Fault) -> None:
            headers = {"Content-Type": "text/html"}
            if fault in (Fault.TOO_MANY, Fault.UNAVAILABLE):
                headers["Retry-After"] = "1"
            if fault is Fault.SENT_ELSEWHERE:
                headers["Location"] = f"http://127.0.0.1:{line.port}/portal"
            self._answer((REFUSALS[fault], headers, _PORTAL))

        def _answer(self, answer: Answer) -> None:
            status, headers, body = answer
            self._head(status, headers, len(body))
            if self.command != "HEAD":
                self.wfile.write(body)

        def _head(self, status: int, headers: dict[str, str], length: int) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("Content-Length", str(length))
            self.end_headers()

        def _end(self) -> None:
            self.close_connection = True
            with contextlib.suppress(OSError):
                self.wfile.flush()
            self.connection.close()

        def _headers(self) -> dict[str, str]:
            return {name: value for name, value in self.headers.items() if name.lower() not in _OWN_HEADERS}

        def _body(self) -> bytes:
            if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
                return self._exactly(int(self.headers.get("Content-Length") or 0))
            parts = []
            while size := int(self.rfile.readline().split(b";")[0], 16):
                parts.append(self._exactly(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        def _exactly(self, size: int) -> bytes:
            data = self.rfile.read(size)
            if len(data) < size:
                raise ConnectionResetError
            return data

    return Handler


def garbled(data: bytes, dice: random.Random) -> bytes:
    """The same bytes, of which one to three are others."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 3) if changed else 0):
        place = dice.randrange(len(changed))
        changed[place] ^= dice.randint(1, 255)
    return bytes(changed)
