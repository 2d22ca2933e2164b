"""The hub: the one destination every box speaks to. Wire format: `docs/wire.md`, version 1."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kiosk import keys
from kiosk.domain.event import VERSION, Event
from kiosk.errors import Unreachable

KIND = "hub"
TIMEOUT_S = 30.0
"""Seconds without a byte after which a line counts as dead."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hub said of one event. `outcome`: acknowledged, duplicate, rejected, later, or unbelieved.

    An acknowledgement carries its `statement` and `signature`, verified; a refusal its `code` and `detail`; what
    cannot be believed the `code` why.
    """

    event_id: str
    outcome: str
    statement: bytes = b""
    signature: bytes = b""
    code: str = ""
    detail: str = ""


@dataclass(slots=True)
class Hub:
    """A hub as this site reaches it; `verify_key` is pinned, and nothing it did not sign is believed."""

    url: str
    token: str
    verify_key: str
    site_code: str
    timeout_s: float = TIMEOUT_S
    _client: Any = field(default=None, repr=False)

    def is_usable(self) -> bool:
        """Whether there is enough to try."""
        return not self.what_is_wrong()

    def what_is_wrong(self) -> str:
        """`no-hub`, `no-hub-key`, `no-hub-token`, or ""."""
        for value, code in ((self.url, "no-hub"), (self.verify_key, "no-hub-key"), (self.token, "no-hub-token")):
            if not value:
                return code
        return ""

    def send(self, events: Sequence[Event], heartbeat: Mapping[str, Any]) -> list[Answer]:
        """Hand over events in order; an answer that cannot be believed is `unbelieved`, and spoils no other.

        Raises `Unreachable` where there is no answer to read.
        """
        batch = {
            "version": VERSION,
            "site": self.site_code,
            "heartbeat": dict(heartbeat),
            "events": [
                {
                    "id": event.id,
                    "stream": event.stream,
                    "sequence": event.sequence,
                    "type": event.type,
                    "reference": event.reference,
                    "replaces": event.replaces or None,
                    "sha256": event.sha256,
                    "body": event.body.decode(),
                }
                for event in events
            ],
        }
        answers = self._ask("POST", "/api/v1/events", batch).get("answers")
        if not isinstance(answers, list):
            raise Unreachable("bad-answer")
        entries = {str(entry.get("id")): entry for entry in answers if isinstance(entry, dict)}
        return [self._judged(event, entries.get(event.id, {})) for event in events]

    def updates(self, after: int, limit: int = 100) -> list[dict[str, Any]]:
        """What the hub says of this site's cases since a cursor, in order. Raises `Unreachable`."""
        answered = self._ask("GET", f"/api/v1/updates?after={after}&limit={limit}")
        found = answered.get("updates")
        if not isinstance(found, list) or not all(_is_update(each) for each in found):
            raise Unreachable("bad-answer")
        return found

    def highest_counter(self) -> int:
        """The highest counter the hub has ever seen of this site. Raises `Unreachable`."""
        found = self._ask("GET", "/api/v1/site").get("highest_counter")
        if not isinstance(found, int):
            raise Unreachable("bad-answer")
        return found

    def close(self) -> None:
        """Let go of the line."""
        if self._client is not None:
            self._client.close()

    def _judged(self, event: Event, entry: Mapping[str, Any]) -> Answer:
        """The answer to one event, an acknowledgement only where it names this event and this hub signed it."""
        outcome = str(entry.get("outcome"))
        if outcome in ("rejected", "later"):
            return Answer(event.id, outcome, code=str(entry.get("code", "")), detail=str(entry.get("detail", "")))
        try:
            statement = str(entry.get("statement", "")).encode()
            signature = bytes.fromhex(str(entry.get("signature", "")))
            said = json.loads(statement)
        except (ValueError, RecursionError):
            return Answer(event.id, "unbelieved", code="bad-answer")
        named = isinstance(said, dict) and (said.get("event"), said.get("sha256"), said.get("site")) == (
            event.id, event.sha256, self.site_code,
        )  # fmt: skip
        if outcome not in ("acknowledged", "duplicate") or not named:
            return Answer(event.id, "unbelieved", code="bad-answer")
        if not keys.verified(self.verify_key, statement, signature):
            return Answer(event.id, "unbelieved", code="bad-signature")
        return Answer(event.id, outcome, statement, signature)

    def _ask(self, method: str, path: str, batch: Mapping[str, Any] | None = None) -> dict[str, Any]:
        # httpx takes 87 ms and ten megabytes to import, which a box without a hub and a first page should not pay.
        import httpx
        import zstandard

        if self._client is None:
            self._client = httpx.Client(base_url=self.url, timeout=self.timeout_s, trust_env=False)
        headers = {"Authorization": f"Bearer {self.token}"}
        content = None
        if batch is not None:
            headers |= {"Content-Type": "application/json", "Content-Encoding": "zstd"}
            content = zstandard.ZstdCompressor(level=10).compress(json.dumps(batch, ensure_ascii=False).encode())
        try:
            answer = self._client.request(method, path, content=content, headers=headers)
            if answer.status_code != 200:
                code = "hub-refuses" if answer.status_code < 500 else "hub-broken"
                raise Unreachable(code, status=answer.status_code)
            found = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, RecursionError) as fault:
            raise Unreachable("no-line", reason=type(fault).__name__) from fault
        if not isinstance(found, dict) or found.get("version") != VERSION:
            raise Unreachable("bad-answer")
        return found


def _is_update(each: Any) -> bool:
    return (
        isinstance(each, dict)
        and isinstance(each.get("cursor"), int)
        and (each.get("kind") != "accuse" or isinstance(each.get("accuse"), dict))
        and all(isinstance(each.get(name), str) for name in ("id", "reference", "kind", "state", "message", "at", "by"))
    )
