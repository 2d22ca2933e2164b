"""Text messages to the person: one request a message to the operator's gateway, and never a second one."""

import json
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import ClassVar
from urllib.parse import SplitResult, parse_qsl, quote_plus, urlsplit

from kiosk.connectors.connector import (
    Connector,
    DeliveryParcel,
    Network,
    Setting,
    are_networks,
    parse_networks,
    read_secret_line,
)
from kiosk.connectors.webhook import MOST_ANSWER, PinnedConnection, is_address
from kiosk.domain.events.wire.bodies import NoticeChannel
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

TIMEOUT_S = 20.0
"""Seconds for a connection and a whole answer; less than half the lease of a destination."""
_HOLE = re.compile(r"\{(\w+)\}")
_IN_HEADERS = frozenset({"id", "secret"})
_IN_BODY = frozenset({"to", "text", *_IN_HEADERS})
_NEXT_HEADER = re.compile(r", (?=[\w-]+: )")
"""Between two headers: a list in the settings is joined with commas, and a comma may stand in a header."""
_HEADER = re.compile(r"[A-Za-z0-9-]+: [ -~]+")
_ACCEPTED = re.compile(r"2\d\d(, ?2\d\d)*")
_NOT_CLEAR = (408, 409)
"""Refusals that may come of a request that was taken: too late (408), or the same id being dealt with (409)."""


def are_headers(written: str) -> bool:
    """Whether these are headers, `Authorization: Bearer {secret}`, that hold nothing of the message but its id."""
    known = set(_HOLE.findall(written)) <= _IN_HEADERS
    return known and all(_HEADER.fullmatch(header) for header in _NEXT_HEADER.split(written))


def is_body(template: str) -> bool:
    """Whether it is JSON or a form with `{to}` and `{text}`, whose values stay values whatever they hold."""
    names = set(_HOLE.findall(template))
    filled = _filled_body(template, dict.fromkeys(names, '"'))  # which spoils JSON where the hole is in no text
    try:
        if _is_json(template):
            json.loads(filled)
        else:
            parse_qsl(filled, strict_parsing=True)
    except ValueError:
        return False
    return {"to", "text"} <= names <= _IN_BODY


def _is_json(template: str) -> bool:
    return template.lstrip().startswith(("{", "["))


def _filled_body(template: str, values: Mapping[str, str]) -> str:
    return _filled(template, values, (lambda value: json.dumps(value)[1:-1]) if _is_json(template) else quote_plus)


def _filled(template: str, values: Mapping[str, str], escaped: Callable[[str], str] = str) -> str:
    return _HOLE.sub(lambda hole: escaped(values[hole[1]]), template)


def ask_once(
    address: SplitResult,
    allowed: Sequence[Network],
    headers: Mapping[str, str],
    body: str,
    timeout_s: float = TIMEOUT_S,
) -> tuple[int, str] | None:
    """Post a body, without redirect or proxy: status and text of the answer; None where none came, or half of one.
    Raises `Unreachable` as `PinnedConnection.connect` does: then nothing was sent."""
    connection = PinnedConnection(address, allowed, timeout_s)
    path = address._replace(scheme="", netloc="").geturl() or "/"
    late = threading.Timer(timeout_s, connection.break_off)
    late.start()
    try:
        connection.connect()
        connection.request("POST", path, body.encode(), dict(headers))
        answer = connection.getresponse()
        said = answer.read(MOST_ANSWER)
    except (OSError, HTTPException):
        return None
    finally:
        late.cancel()
        connection.close()
    if connection.is_late or (answer.length and len(said) < MOST_ANSWER):  # what was cut off may look whole
        return None
    return answer.status, said.decode("utf-8", "replace")


class SmsGateway(Connector):
    """Sends one message a notice. The same notice always has the same id, which a gateway may drop copies by."""

    kind: ClassVar[str] = "sms_gateway"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("url", "The https address that messages are posted to.", needed=True, is_right=is_address),
        Setting(
            "secret_file",
            "The file of the secret that the gateway asks for, `{secret}` in headers and body.",
            is_right=lambda path: Path(path).is_absolute(),
        ),
        Setting(
            "headers", "A list of headers, such as `Authorization: Bearer {secret}`; `{id}`, too.", is_right=are_headers
        ),
        Setting(
            "body", "What is posted, JSON or a form, with `{to}`, `{text}`, `{id}`.", needed=True, is_right=is_body
        ),
        Setting(
            "accepted",
            "The statuses that say yes.",
            default="200, 201, 202",
            is_right=lambda written: _ACCEPTED.fullmatch(written) is not None,
        ),
        Setting("accepted_says", "What an answer must hold to be a yes, beside its status."),
        Setting("networks", "Private networks the service may lie in, such as `10.1.0.0/16`.", is_right=are_networks),
    )
    channel: ClassVar[NoticeChannel | None] = NoticeChannel.SMS

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        self._address, self._allowed = urlsplit(settings["url"]), parse_networks(settings["networks"])
        self._headers, self._body = settings["headers"], settings["body"]
        self._secret_file = settings["secret_file"]
        self._accepted, self._says = tuple(map(int, settings["accepted"].split(","))), settings["accepted_says"]

    @property
    def where(self) -> str:
        return self._address.netloc

    def what_is_wrong(self) -> LineFault | None:
        """`no-secret`, or why no connection is made, with the certificate verified; nothing is sent."""
        connection = PinnedConnection(self._address, self._allowed, TIMEOUT_S)
        try:
            self._secret()
            connection.connect()
        except Unreachable as fault:
            return fault.code
        finally:
            connection.close()
        return None

    def deliver(self, parcel: DeliveryParcel) -> LineFault | None:
        """None for a clear yes, `not-taken` for a clear no, `uncertain` for every other answer and for none. Raises
        `Unreachable`, before anything is sent: `no-secret`, and what `ask_once` raises."""
        [delivery] = parcel.deliveries
        message = {"id": delivery.id, "to": str(delivery.data["to"]), "text": str(delivery.data["text"])}
        values = {"secret": self._secret(), **message}
        media_type = "application/json" if _is_json(self._body) else "application/x-www-form-urlencoded"
        headers = {"Content-Type": media_type, "User-Agent": "Parvis"}
        for header in _NEXT_HEADER.split(self._headers) if self._headers else ():
            name, _, value = header.partition(": ")
            headers[name] = _filled(value, values)
        answer = ask_once(self._address, self._allowed, headers, _filled_body(self._body, values))
        if answer is None:
            return LineFault.UNCERTAIN
        status, said = answer
        if status in self._accepted and self._says in said:
            return None
        return LineFault.NOT_TAKEN if 400 <= status < 500 and status not in _NOT_CLEAR else LineFault.UNCERTAIN

    def _secret(self) -> str:
        """Empty where no header and no body holds it. Raises `Unreachable`: `no-secret`."""
        return read_secret_line(self._secret_file) if "{secret}" in self._headers + self._body else ""
