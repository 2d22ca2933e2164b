"""The file that describes a gateway of text messages: what it is asked, and what its answers mean.

    method = "POST"
    url = "https://sms.example.org/v1/messages"
    form = "json"                       # or "form", as a web page sends it

    [secrets]
    token = "/etc/parvis/sms-token"

    [headers]
    Authorization = "Bearer {token}"
    Idempotency-Key = "{id}"

    [body]
    to = "{to}"
    text = "{text}"

    [answers]
    accepted = [200, 201, 202]
    refused = [400, 422]
    again = [429, 503]
    refused_says = "invalid"            # in an answer that would be accepted

An answer that stands nowhere may mean anything: whether the message was sent is uncertain.
"""

import json
import string
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from msgspec import Struct

from kiosk.connectors.webhook.webhook import is_address
from kiosk.domain.events.wire.reading import Misfit, convert
from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

JSON, FORM = "json", "form"
_MEDIA_TYPES = {JSON: "application/json", FORM: "application/x-www-form-urlencoded"}
_METHODS = ("POST", "PUT")
_GIVEN = frozenset({"id", "to", "text"})
"""What a notice puts into the body, beside the secrets; a header holds its id at most."""


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
