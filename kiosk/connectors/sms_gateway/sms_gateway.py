"""Text messages to the person: by a gateway that a file describes, or into a folder that another program empties."""

import json
import string
import threading
import tomllib
from collections.abc import Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import SplitResult, urlencode, urlsplit

from msgspec import Struct

from kiosk.connectors.addresses import Network, are_networks, networks
from kiosk.connectors.connector import Delivery, Parcel, Setting
from kiosk.connectors.file_drop.file_drop import Folder
from kiosk.connectors.secret_file import read_secret
from kiosk.connectors.webhook.webhook import MOST_ANSWER, Pinned, is_address
from kiosk.domain.events.wire.people import NoticeChannel
from kiosk.domain.events.wire.reading import Misfit, convert
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

JSON, FORM = "json", "form"
_MEDIA_TYPES = {JSON: "application/json", FORM: "application/x-www-form-urlencoded"}
_METHODS = ("POST", "PUT")
_GIVEN = frozenset({"id", "to", "text"})
"""What a notice puts into the body, beside the secrets; a header holds its id at most."""
TIMEOUT_S = 20.0
"""Seconds for a connection and a whole answer; less than half the lease of a destination."""
HTTP, FILE = "http", "file"


class Answers(Struct, frozen=True, forbid_unknown_fields=True):
    """Statuses by what they mean; with `refused_says` in its body, an accepted answer is a refusal."""

    accepted: tuple[int, ...]
    refused: tuple[int, ...] = ()
    again: tuple[int, ...] = ()
    refused_says: str = ""

    def meaning(self, status: int, said: str) -> LineFault | None:
        """None once the message was taken, `address-refused`, or `uncertain`.

        Raises `Unreachable` (`receiver-broken`) where it was not taken and may be tried again.
        """
        if status in self.again:
            raise Unreachable(LineFault.RECEIVER_BROKEN, status=status)
        if status in self.refused or (status in self.accepted and self.refused_says and self.refused_says in said):
            return LineFault.ADDRESS_REFUSED
        return None if status in self.accepted else LineFault.UNCERTAIN


class Gateway(Struct, frozen=True, forbid_unknown_fields=True):
    """A gateway, as its file says. Templates hold `{to}`, `{text}`, `{id}` and the names of secrets."""

    url: str
    answers: Answers
    body: Mapping[str, Any]
    method: str = "POST"
    form: str = JSON
    headers: Mapping[str, str] = {}
    secrets: Mapping[str, str] = {}

    @property
    def address(self) -> SplitResult:
        """Its address."""
        return urlsplit(self.url)

    @property
    def is_sound(self) -> bool:
        """Whether it is an https address (http on this machine), and no template names what there is not."""
        heads = {word for text in self.headers.values() for word in _names(text)}
        named = {word for text in _texts(self.body) for word in _names(text)}
        form = self.form in _MEDIA_TYPES and self.method in _METHODS and bool(self.answers.accepted)
        flat = self.form == JSON or all(isinstance(value, str) for value in self.body.values())
        known = heads <= {"id", *self.secrets} and named <= {*_GIVEN, *self.secrets}
        return is_address(self.url) and form and flat and known and {"to", "text"} <= named

    def asked(self, values: Mapping[str, str]) -> tuple[dict[str, str], bytes]:
        """Headers and body of a message; `values` are `to`, `text`, `id` and the secrets."""
        headers = {name: template.format_map(values) for name, template in self.headers.items()}
        filled = _filled(self.body, values)
        body = json.dumps(filled, ensure_ascii=False) if self.form == JSON else urlencode(filled)
        return {"Content-Type": _MEDIA_TYPES[self.form], "User-Agent": "Parvis", **headers}, body.encode()


def read_gateway(path: Path) -> Gateway:
    """The gateway that a file describes. Raises `Unreachable`: `no-gateway` for one that says none."""
    try:
        gateway: Gateway = convert(Gateway, tomllib.loads(path.read_text("utf-8")))
        if gateway.is_sound:
            return gateway
    except (OSError, ValueError, Misfit) as fault:  # `ValueError`: no TOML, no UTF-8, a brace that is not closed
        raise Unreachable(LineFault.NO_GATEWAY) from fault
    raise Unreachable(LineFault.NO_GATEWAY)


def _filled(template: Any, values: Mapping[str, str]) -> Any:
    """A template with its values, each in a text of its own: nothing that a person wrote becomes form."""
    if isinstance(template, str):
        return template.format_map(values)
    if isinstance(template, Mapping):
        return {name: _filled(part, values) for name, part in template.items()}
    return [_filled(part, values) for part in template] if isinstance(template, list) else template


def _texts(template: Any) -> list[str]:
    if isinstance(template, str):
        return [template]
    parts = template.values() if isinstance(template, Mapping) else template if isinstance(template, list) else ()
    return [text for part in parts for text in _texts(part)]


def _names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


class Exchange(Struct, frozen=True):
    """An address that is asked without redirect or proxy."""

    address: SplitResult
    allowed: Sequence[Network]
    timeout_s: float = TIMEOUT_S

    def reach(self) -> None:
        """Connect, with the certificate verified, and send nothing. Raises `Unreachable` as `Pinned.connect` does."""
        connection = Pinned(self.address, self.allowed, self.timeout_s)
        try:
            connection.connect()
        finally:
            connection.close()

    def ask(self, method: str, headers: Mapping[str, str], body: bytes) -> tuple[int, str] | None:
        """Status and text of the answer; None where none came, so that nobody knows what became of it.

        Raises `Unreachable` as `Pinned.connect` does: then nothing was sent.
        """
        connection = Pinned(self.address, self.allowed, self.timeout_s)
        late = threading.Timer(self.timeout_s, connection.break_off)
        late.start()
        try:
            connection.connect()
            connection.request(method, self._path, body, dict(headers))
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

    @property
    def _path(self) -> str:
        return self.address._replace(scheme="", netloc="", fragment="").geturl() or "/"


class SmsGateway:
    """Sends one message a notice. The same notice always has the same id, which a gateway may drop copies by."""

    kind: ClassVar[str] = "sms_gateway"
    label: ClassVar[str] = "Text message to the person (SMS)"
    settings: ClassVar[tuple[Setting, ...]] = (
        Setting("gateway", "`http`: a web service; `file`: files in a folder.", default=HTTP, choices=(HTTP, FILE)),
        Setting(
            "to",
            "The file that describes the web service, or the folder; a whole path.",
            needed=True,
            is_right=lambda path: Path(path).is_absolute(),
        ),
        Setting("networks", "Private networks the service may lie in, such as `10.1.0.0/16`.", is_right=are_networks),
    )
    most: ClassVar[int] = 1
    channel: ClassVar[NoticeChannel | None] = NoticeChannel.SMS

    def __init__(self, name: str, settings: Mapping[str, str], keys: Path) -> None:
        self._to, self._allowed = Path(settings["to"]), networks(settings["networks"])
        self._folder = Folder(self._to) if settings["gateway"] == FILE else None

    @property
    def where(self) -> str:
        """The folder, or the service's host; the file that describes it where it cannot be read."""
        if self._folder is not None:
            return self._folder.where
        try:
            return read_gateway(self._to).address.netloc
        except Unreachable:
            return str(self._to)

    def what_is_wrong(self) -> LineFault | None:
        """`no-gateway`, `no-secret`, or why nothing is reached; nothing is sent."""
        if self._folder is not None:
            return self._folder.what_is_wrong()
        try:
            gateway = read_gateway(self._to)
            for path in gateway.secrets.values():
                read_secret(path)
            Exchange(gateway.address, self._allowed).reach()
        except Unreachable as fault:
            return fault.code
        return None

    def deliver(self, parcel: Parcel) -> LineFault | None:
        """Gives and raises what `Answers.meaning` does; raises what `Folder.put` and `Exchange.ask` do, as well.

        A file that is written again replaces itself.
        """
        [delivery] = parcel.deliveries
        if self._folder is not None:
            self._folder.put(f"{delivery.id}.json", _line(delivery))
            return None
        gateway = read_gateway(self._to)
        secrets = {name: read_secret(path) for name, path in gateway.secrets.items()}
        headers, body = gateway.asked({**secrets, **_values(delivery)})
        answer = Exchange(gateway.address, self._allowed).ask(gateway.method, headers, body)
        return gateway.answers.meaning(*answer) if answer else LineFault.UNCERTAIN

    def new_secret(self) -> None:
        """The gateway's operator gives it."""
        return


def _values(delivery: Delivery) -> dict[str, str]:
    return {"id": delivery.id, "to": str(delivery.data["to"]), "text": str(delivery.data["text"])}


def _line(delivery: Delivery) -> bytes:
    return json.dumps(_values(delivery), ensure_ascii=False, sort_keys=True).encode() + b"\n"
