"""Trusted roots, the lists that are followed, their items, and how far the hub was followed."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.domain.events.wire.reading import decode, encode
from kiosk.domain.published import documents
from kiosk.domain.published.documents import (
    HeldDocument,
    PublishedSetting,
    Revocation,
    RevocationKind,
    Root,
    SignedDocument,
)
from kiosk.errors import Refused
from kiosk.settings import Settings
from kiosk.store.database import Database, read_column, read_row, read_rows, read_value, to_json_array

KIND = "revocation"


def select_revocations(db: Database) -> list[Revocation]:
    found = _parse_published_items(db, KIND, Revocation)
    return sorted(found, key=lambda revocation: (revocation.since, revocation.id), reverse=True)


def select_withdrawn_procedures(db: Database) -> frozenset[str]:
    """The ids of procedures that nobody begins any more."""
    return frozenset(
        revocation.id for revocation in select_revocations(db) if revocation.revokes == RevocationKind.PROCEDURE
    )


def select_revoked_keys(db: Database) -> dict[str, date]:
    """The public halves of sites' keys that prove nothing any more, each with the day since when."""
    return {
        revocation.id: revocation.since
        for revocation in select_revocations(db)
        if revocation.revokes == RevocationKind.KEY
    }


class FollowProgress(Struct, frozen=True):
    """The `cursor` up to which this box has followed a hub's `epoch`; `code` is why it went no further, "" if it did.

    `at` is since when that is so, None before the first time; `program` is the version of Parvis that followed.
    """

    epoch: str = ""
    cursor: int = 0
    code: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    program: str = ""


class KindFault(Struct, frozen=True):
    """A `kind` of item that the newest list has and this box did not take, and why."""

    kind: str
    code: str
    details: Mapping[str, Any]


class Content(Struct, frozen=True):
    """An item in force: its bytes, and the scope of the list that names it."""

    kind: str
    name: str
    sha256: str
    scope: str
    content: bytes


def read_newest_root(db: Database) -> SignedDocument | None:
    """The newest trusted root, None where nothing is trusted yet."""
    found = db.table("published_roots").rows_where(order_by="number DESC", select="document", limit=1)
    return next(map(_document, found), None)


def insert_root(db: Database, root: Root, signed: SignedDocument, at: datetime) -> None:
    """Keep a verified root as the newest, and forget the number of each list that its keys did not sign (TUF, 5.3.11).

    A stolen key could have signed the highest number of all. What such a list put in force stays until a newer one.
    """
    row = {"number": root.number, "document": encode(signed).decode(), "at": stamp(at)}
    db.table("published_roots").insert(row, replace=True)
    for record in list(db.table("published_lists").rows):
        if not root.lists.is_met(_document(record)):
            db.table("published_lists").delete_where("scope = ?", [record["scope"]])


def delete_publications(db: Database) -> None:
    """Forget roots, lists and items: another root is trusted from the start."""
    for table in ("items", "faults", "contents", "lists", "roots", "following"):
        db.execute(f"DELETE FROM published_{table}")  # nosec B608: our own names


def read_known_list(db: Database, scope: str) -> HeldDocument | None:
    """Number and statement of the list of that scope that is followed."""
    record = next(db.table("published_lists").rows_where("scope = ?", [scope]), None)
    return None if record is None else HeldDocument(record["number"], _document(record).statement)


def select_followed_lists(db: Database) -> list[SignedDocument]:
    """The lists that are followed, that of every site first."""
    return list(map(_document, db.table("published_lists").rows_where(order_by="scope", select="document")))


def save_followed_list(db: Database, scope: str, number: int, signed: SignedDocument, at: datetime) -> None:
    """Follow this list from now on, in place of the one before."""
    row = {"scope": scope, "number": number, "document": encode(signed).decode(), "at": stamp(at)}
    db.table("published_lists").insert(row, replace=True)


def delete_unlisted_items(db: Database) -> None:
    """Let no item be in force of a scope whose list was forgotten and has none after it."""
    db.execute("DELETE FROM published_items WHERE scope NOT IN (SELECT scope FROM published_lists)")


def insert_content(db: Database, sha256: str, content: bytes) -> None:
    db.table("published_contents").insert({"sha256": sha256, "content": content}, ignore=True)


def read_content(db: Database, sha256: str) -> bytes | None:
    content: bytes | None = read_value(db, "SELECT content FROM published_contents WHERE sha256 = ?", sha256)
    return content


def select_missing_hashes(db: Database, hashes: Iterable[str]) -> set[str]:
    """Those of these hashes whose bytes are not here."""
    wanted = set(hashes)
    sql = "SELECT sha256 FROM published_contents WHERE sha256 IN (SELECT value FROM json_each(?))"
    return wanted - set(read_column(db, sql, to_json_array(wanted)))


def replace_published_items(db: Database, scope: str, kind: str, items: Mapping[str, str]) -> None:
    """Let these items (name to hash) be the ones of a kind in a scope, in place of those before."""
    db.table("published_items").delete_where("scope = ? AND kind = ?", [scope, kind])
    for name, sha256 in items.items():
        db.table("published_items").insert({"scope": scope, "kind": kind, "name": name, "sha256": sha256})


def select_published_items(db: Database, kind: str) -> list[Content]:
    """The items of a kind, by name; where a site has its own of that name, its own."""
    found = db.query(
        "SELECT kind, name, sha256, scope, content FROM published_items JOIN published_contents USING (sha256)"
        " WHERE kind = ? ORDER BY scope",
        [kind],
    )
    by_name = {item.name: item for item in read_rows(Content, found)}
    return [by_name[name] for name in sorted(by_name)]


def _parse_published_items(db: Database, kind: str, of: type[documents.C]) -> list[documents.C]:
    """The items of a kind, but those of another version of Parvis: their kind is told as a fault."""
    found = list[documents.C]()
    for item in select_published_items(db, kind):
        with suppress(Refused):
            found.append(documents.parse_item_contents(of, item.content))
    return found


def select_kinds_in_force(db: Database, scope: str) -> set[str]:
    return set(read_column(db, "SELECT kind FROM published_items WHERE scope = ?", scope))


def delete_unused_contents(db: Database) -> None:
    db.execute("DELETE FROM published_contents WHERE sha256 NOT IN (SELECT sha256 FROM published_items)")


def save_publication_faults(db: Database, faults: Iterable[KindFault]) -> None:
    """Keep which kinds of the newest lists were not taken, in place of those before."""
    db.table("published_faults").delete_where()
    for fault in faults:
        row = {"kind": fault.kind, "code": fault.code, "details": json.dumps(fault.details)}
        db.table("published_faults").insert(row, replace=True)


def select_publication_faults(db: Database) -> list[KindFault]:
    """The kinds that were not taken, by name."""
    found = db.table("published_faults").rows_where(order_by="kind")
    return read_rows(KindFault, (record | {"details": json.loads(record["details"])} for record in found))


def read_follow_progress(db: Database) -> FollowProgress:
    found = db.table("published_following").rows
    noted = read_row(FollowProgress, (record | {"details": json.loads(record["details"])} for record in found))
    return noted or FollowProgress()


def save_follow_progress(db: Database, now: FollowProgress, at: datetime) -> None:
    row = asdict(now) | {"id": 1, "details": json.dumps(now.details, default=str), "at": stamp(at)}
    db.table("published_following").insert(row, replace=True)


def _document(record: dict[str, Any]) -> SignedDocument:
    return decode(SignedDocument, record["document"].encode())


SETTING_KIND = "setting"


class _SettingChange(Struct, frozen=True):
    """A change of the setting `name` to `value`, by the list `list_number` of `scope`.

    `sha256` is of the item, "" where the authority says nothing more of this setting; `value` is then that of before.
    """

    name: str
    value: Any
    sha256: str
    scope: str
    list_number: int
    at: datetime


def insert_setting_change(db: Database, name: str, value: object, sha256: str, scope: str, at: datetime) -> None:
    """Note that a list says this of a setting; `sha256` is "" where no list says anything of it any more."""
    known = read_known_list(db, scope)
    row = {"name": name, "value": json.dumps(value), "sha256": sha256, "scope": scope, "at": stamp(at)}
    db.table("setting_changes").insert(row | {"list_number": known.number if known else 0})


def select_newest_changes(db: Database) -> dict[str, _SettingChange]:
    """The last change of each setting that was ever published, by name."""
    return {change.name: change for change in select_setting_changes(db)}


def select_setting_changes(db: Database) -> list[_SettingChange]:
    found = db.table("setting_changes").rows_where(order_by="number")
    return read_rows(_SettingChange, (record | {"value": json.loads(record["value"])} for record in found))


def insert_setting_revert(db: Database, name: str, mediator_id: str, at: datetime) -> None:
    """Take a setting back to the town hall's own value, whatever is published of it from now on."""
    db.table("setting_reverts").insert({"name": name, "mediator_id": mediator_id, "at": stamp(at)}, replace=True)


def delete_setting_revert(db: Database, name: str) -> None:
    """Follow again what is published of a setting."""
    db.table("setting_reverts").delete_where("name = ?", [name])


def select_reverted_settings(db: Database) -> set[str]:
    return set(read_column(db, "SELECT name FROM setting_reverts"))


def apply_published_settings(db: Database, own: Settings) -> Settings:
    """The town hall's own settings, with the published values that count in their place."""
    values = {setting.name: getattr(own, setting.name) for setting in documents.SETTABLE}
    published = _parse_published_items(db, SETTING_KIND, PublishedSetting)
    return replace(own, **documents.find_settings_in_force(values, published, select_reverted_settings(db)))


def insert_message_read(db: Database, name: str, sha256: str, mediator_id: str, at: datetime) -> None:
    row = {"name": name, "sha256": sha256, "mediator_id": mediator_id, "at": stamp(at)}
    db.table("message_reads").insert(row, ignore=True)


def select_message_reads(db: Database, mediator_id: str) -> set[tuple[str, str]]:
    """Name and hash of each message that a mediator has read."""
    return set(db.execute("SELECT name, sha256 FROM message_reads WHERE mediator_id = ?", [mediator_id]))


def delete_mediator_reads(db: Database, mediator_id: str) -> None:
    db.table("message_reads").delete_where("mediator_id = ?", [mediator_id])


def delete_outdated_reads(db: Database) -> None:
    db.execute(
        "DELETE FROM message_reads WHERE (name, sha256) NOT IN"
        " (SELECT name, sha256 FROM published_items WHERE kind = 'message')"
    )
