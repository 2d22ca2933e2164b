"""A webhook: one POST a delivery, signed, to the one host that the settings name."""

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import SHUT_RDWR, socket
from typing import ClassVar
from urllib.parse import SplitResult, urlsplit

from kiosk.connectors.connector import (
    Connector,
    Delivery,
    DeliveryParcel,
    DeliveryType,
    Network,
    Setting,
    are_networks,
    connect_to_host,
    parse_networks,
)
from kiosk.connectors.tls import hub_context
from kiosk.crypto import keys, sealing
from kiosk.error_codes import LineFault
from kiosk.errors import Refused, Unreachable

MEDIA_TYPE = "application/cloudevents+json"
_PREFIX = "parvis.case"
_DIGITS = 20
"""Width of `sequence`, so that its order as text is that of the numbers (CloudEvents, « Sequence » extension)."""
PREFIX = "whsec_"
TIMEOUT_S = 15.0
"""Seconds for a connection, and for a whole answer: the least that Standard Webhooks advises."""
MOST_ANSWER = 65_536
"""Bytes of an answer that are read, so that the connection can be kept; nothing in them is used."""
_LONGEST_WAIT_S = 3_600.0
"""The longest time that a receiver may ask for: a slip of its hand must not silence it for days."""
_UNTRUSTED = "CERTIFICATE_VERIFY_FAILED"
_BUSY = (408, 425, 429, 503)
_REFUSES = (401, 403, 404, 405, 407, 410)
"""Statuses that speak of the address or of us, and not of one delivery."""
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


def event_body(delivery: Delivery, source: str) -> bytes:
    """The JSON of a delivery; the same delivery always gives the same bytes."""
    event = {
        "specversion": "1.0",
        "id": delivery.id,
        "source": source,
        "type": f"{_PREFIX}.{DeliveryType(delivery.type)}",
        "subject": delivery.reference,
        "time": delivery.at.isoformat(timespec="microseconds"),
        "sequence": str(delivery.number).zfill(_DIGITS),
        "datacontenttype": "application/json",
        "data": {
            "reference": delivery.reference,
            "site": delivery.site,
            "service": delivery.service,
            "title": delivery.title,
            "content": delivery.data,
        },
    }
    return json.dumps(event, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "replace")


def format_secret(secret: bytes) -> str:
    return PREFIX + base64.b64encode(secret).decode()


def signed_headers(secrets: Sequence[bytes], delivery_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of a delivery sent at a time (Unix), with one signature for each secret: two while one is renewed."""
    message = f"{delivery_id}.{seconds}.".encode() + body
    signatures = (base64.b64encode(hmac.digest(secret, message, hashlib.sha256)).decode() for secret in secrets)
    return {
        "webhook-id": delivery_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


class Post:
    """Posts bodies to one address over a connection that is kept open."""

    def __init__(self, address: SplitResult, allowed: Sequence[Network], timeout_s: float = TIMEOUT_S) -> None:
        self._address, self._allowed, self._timeout_s = address, allowed, timeout_s
        self._kept: PinnedConnection | None = None

    def open(self) -> None:
        """Open a connection, with its certificate verified. Raises `Unreachable`, as `send` does."""
        self._kept = PinnedConnection(self._address, self._allowed, self._timeout_s)
        self._kept.connect()

    def close(self) -> None:
        if self._kept is not None:
            self._kept.close()
        self._kept = None

    def send(self, body: bytes, headers: Mapping[str, str], now: datetime) -> LineFault | None:
        """Post a body, `now`; None once it was taken (2xx), `not-taken` where the receiver does not want this one.

        Raises `Unreachable`: `receiver-away`, `receiver-private`, `receiver-untrusted`, `receiver-moved` for a
        redirect, `receiver-refuses`, `receiver-busy` with `after_s` (seconds), `receiver-broken`.
        """
        path = self._address._replace(scheme="", netloc="", fragment="").geturl() or "/"
        fresh = self._kept is None
        try:
            if self._kept is None:
                self.open()
            status, wait = self._answer(path, body, headers)
        except (OSError, HTTPException) as fault:
            self.close()
            if fresh:
                raise Unreachable(LineFault.RECEIVER_AWAY) from fault
            return self.send(body, headers, now)  # the receiver had closed the kept connection: once more, on a new one
        except Unreachable:
            self.close()
            raise
        if 200 <= status < 300:
            return None
        if status in _BUSY:
            raise Unreachable(LineFault.RECEIVER_BUSY, after_s=read_retry_after(wait, now))
        if status in _REFUSES:
            raise Unreachable(LineFault.RECEIVER_REFUSES, status=status)
        if 300 <= status < 400:
            raise Unreachable(LineFault.RECEIVER_MOVED)
        if status >= 500:
            raise Unreachable(LineFault.RECEIVER_BROKEN, status=status)
        return LineFault.NOT_TAKEN

    def _answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, str]:
        kept = self._kept
        assert kept is not None
        late = threading.Timer(self._timeout_s, kept.break_off)
        late.start()
        try:
            kept.request("POST", path, body, dict(headers))
            answer = kept.getresponse()
            answer.read(MOST_ANSWER)
            if kept.is_late:  # what was cut off may look like an answer that is whole
                raise TimeoutError
            if not answer.isclosed():
                self.close()
            return answer.status, answer.headers.get("Retry-After", "")
        finally:
            late.cancel()


class PinnedConnection(HTTPConnection):
    """A connection to an address that was judged, under the host's own name."""

    def __init__(self, address: SplitResult, allowed: Sequence[Network], timeout_s: float) -> None:
        self._secured = address.scheme == "https"
        port = address.port or (443 if self._secured else 80)
        super().__init__(address.hostname or "", port, timeout=timeout_s)
        if self._secured:
            self.default_port = 443  # it stands in no Host header
        self._allowed, self._seconds = allowed, timeout_s
        self.is_late = False

    def connect(self) -> None:
        """Raises `Unreachable`: `receiver-away`, `receiver-private`, `receiver-untrusted`."""
        sock: socket = connect_to_host(self.host, self.port, self._allowed, self._seconds)
        try:
            self.sock = hub_context().wrap_socket(sock, server_hostname=self.host) if self._secured else sock
        except OSError as fault:
            sock.close()
            untrusted = _UNTRUSTED in str(fault)
            raise Unreachable(LineFault.RECEIVER_UNTRUSTED if untrusted else LineFault.RECEIVER_AWAY) from fault

    def break_off(self) -> None:
        """End an exchange that takes too long, from another thread."""
        self.is_late = True
        if self.sock is not None:
            self.sock.shutdown(SHUT_RDWR)


def read_retry_after(wait: str, now: datetime) -> float:
    """The seconds that a `Retry-After` header asks for, as a number or a date (RFC 9110, 10.2.3); 0 for none."""
    if wait.strip().isascii() and wait.strip().isdigit():
        return min(float(wait), _LONGEST_WAIT_S)
    try:
        until = parsedate_to_datetime(wait)
    except ValueError:
        return 0.0
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max((until - now).total_seconds(), 0.0), _LONGEST_WAIT_S)


def is_address(url: str) -> bool:
    """Whether it is an https address without a name, password or fragment; http goes to this machine alone."""
    try:
        parts = urlsplit(url)
        plain = not parts.username and not parts.password and not parts.fragment and parts.port != 0
    except ValueError:
        return False
    secured = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    return secured and bool(parts.hostname) and plain and url.isascii() and url.isprintable() and " " not in url


class Webhook(Connector):
    """Posts to one address. Its secret lies in the hub's folder of keys, and the one before it beside it."""

    kind: ClassVar[str] = "webhook"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "The https address that deliveries are posted to.", needed=True, is_right=is_address),
        Setting("networks", "Private networks it may lie in, such as `10.1.0.0/16`.", is_right=are_networks),
    )

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        self._address: SplitResult = urlsplit(settings["url"])
        self._secret, self._former = keys / f"webhook-{name}.secret", keys / f"webhook-{name}-former.secret"
        self._post = Post(self._address, parse_networks(settings["networks"]))

    @property
    def where(self) -> str:
        """The host: a path may hold what the receiver tells callers apart by."""
        return self._address.netloc

    def what_is_wrong(self) -> LineFault | None:
        """`no-webhook-secret`, or why no connection is made."""
        try:
            self._secrets()
            self._post.open()
        except Unreachable as fault:
            return fault.code
        finally:
            self._post.close()
        return None

    def deliver(self, parcel: DeliveryParcel) -> LineFault | None:
        """Raises `Unreachable`: `no-webhook-secret`, and what `Post.send` raises."""
        [delivery] = parcel.deliveries
        body = event_body(delivery, parcel.source)
        signed = signed_headers(self._secrets(), delivery.id, int(parcel.at.timestamp()), body)
        headers = {"Content-Type": MEDIA_TYPE, "User-Agent": "Parvis", **signed}
        return self._post.send(body, headers, parcel.at)

    def new_secret(self) -> str:
        """A new secret; the one before it signs, too, until the next one is made."""
        self._former.unlink(missing_ok=True)
        if self._secret.exists():
            self._secret.rename(self._former)
        secret = sealing.new_random_key()
        self._secret.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys.write_secret_file(self._secret, secret)
        return format_secret(secret)

    def _secrets(self) -> list[bytes]:
        """The newest first. Raises `Unreachable`: `no-webhook-secret`."""
        try:
            return [keys.read_seed(self._secret), *([keys.read_seed(self._former)] if self._former.exists() else ())]
        except Refused as fault:
            raise Unreachable(LineFault.NO_WEBHOOK_SECRET) from fault
