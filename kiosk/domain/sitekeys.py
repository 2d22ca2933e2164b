"""Which keys speak for which site, as the hub signs it: what a receipt is verified with, without any network."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from kiosk import keys
from kiosk.domain import cose, proof
from kiosk.domain.event import canonical
from kiosk.domain.proof import Proof
from kiosk.domain.sealed import VERSION
from kiosk.errors import Refused

LIST = "receipt-keys"
OLD_AFTER = timedelta(days=31)
"""A list that was signed longer ago may lack what was revoked since."""
_A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SiteKey:
    """One key of a site. `until` is the day another one took its place, `revoked` the day it was given up."""

    key: str
    site: str
    name: str
    until: date | None = None
    revoked: date | None = None


@dataclass(frozen=True, slots=True)
class KeyList:
    """The keys of all sites that one hub (`hub`, its verify key) knew `at` a moment.

    `number` grows with every key that is added, replaced or revoked, within one `epoch` of the hub's database.
    """

    keys: tuple[SiteKey, ...]
    number: int = 0
    at: datetime | None = None
    epoch: str = ""
    hub: str = ""

    def named(self, key_id: bytes) -> list[SiteKey]:
        """The keys that go by that name, nearly always one."""
        return [each for each in self.keys if cose.key_id(each.key) == key_id]

    def with_own(self, own: SiteKey) -> "KeyList":
        """The list and a box's own key, unless the hub has a word on it."""
        known = any(each.key == own.key for each in self.keys)
        return self if known else replace(self, keys=(*self.keys, own))

    def replaces(self, other: "KeyList | None") -> bool:
        """Whether to keep this one in the other's place: never a list that knows less."""
        if other is None or other.hub != self.hub or other.epoch != self.epoch:
            return True
        return (self.number, self.at) >= (other.number, other.at)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a scanned text is worth.

    `code`: `genuine`; `no-proof`, `broken-proof` (nothing, or damaged), `wrong-signature` (a changed byte),
    `unknown-key`, `another-site` (signed by a site whose receipt it is not), `revoked`, `after-its-key` (dated after
    its key was replaced). `by` is the key that signed; `old_list` says that the list is not of these days.
    """

    code: str
    proof: Proof | None = None
    by: SiteKey | None = None
    old_list: bool = False

    @property
    def genuine(self) -> bool:
        """Whether this site signed exactly this."""
        return self.code == "genuine"


def statement(known: KeyList) -> bytes:
    """What a hub signs: canonical JSON (docs/wire.md). Raises ValueError for a list of no moment."""
    if known.at is None:
        raise ValueError("a list is of a moment")
    rows = [
        {
            "id": cose.key_id(each.key).hex(), "key": each.key, "site": each.site, "name": each.name,
            "until": _iso(each.until), "revoked": _iso(each.revoked),
        }
        for each in known.keys
    ]  # fmt: skip
    said = {"number": known.number, "at": known.at.isoformat(timespec="microseconds"), "epoch": known.epoch}
    return canonical({"version": VERSION, "list": LIST, **said, "hub": known.hub, "keys": rows})


def read(signed: bytes, signature: bytes, hub: str) -> KeyList:
    """The list, believed under that hub's verify key.

    Raises `Refused`: `not-a-list`, `another-hub` (signed by another one, or by nobody).
    """
    try:
        said = json.loads(signed)
        if (said["version"], said["list"]) != (VERSION, LIST):
            raise Refused("not-a-list")
        listed = tuple(_key(each) for each in said["keys"])
        found = KeyList(listed, int(said["number"]), datetime.fromisoformat(said["at"]), said["epoch"], said["hub"])
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Refused("not-a-list") from None
    if found.hub != hub or not keys.verified(hub, signed, signature):
        raise Refused("another-hub")
    return found


def judge(said: str, known: KeyList, now: datetime) -> Verdict:
    """What a scanned, pasted or typed text is worth, judged by a list."""
    try:
        signed = proof.read(said)
    except Refused as refused:
        return Verdict(refused.code)
    old = known.at is not None and (now - known.at > OLD_AFTER or known.at.date() + _A_DAY < signed.proof.day)
    named = known.named(signed.message.key_id)
    by = next((each for each in named if signed.signed_by(each.key)), None)
    if by is None:
        return Verdict("wrong-signature" if named else "unknown-key", signed.proof, old_list=old)
    return Verdict(_worth(signed.proof, by), signed.proof, by, old)


def _worth(said: Proof, by: SiteKey) -> str:
    if said.site != by.site:
        return "another-site"
    if by.revoked is not None:
        return "revoked"  # whoever has the key writes whatever date they like
    # A day more: it may be tomorrow at the site already.
    return "after-its-key" if by.until is not None and said.day > by.until + _A_DAY else "genuine"


def _key(row: dict[str, Any]) -> SiteKey:
    key, site, name = row["key"], row["site"], row["name"]
    if not all(isinstance(each, str) for each in (key, site, name)) or len(bytes.fromhex(key)) != keys.SEED_BYTES:
        raise ValueError("not a key")
    return SiteKey(key, site, name, _day(row["until"]), _day(row["revoked"]))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _day(said: str | None) -> date | None:
    return None if said is None else date.fromisoformat(said)
