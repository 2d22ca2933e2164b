"""An authority's folder: what it publishes, checked and signed there, and the one file that is put into a hub.

`procedures/`, `sheets/`, `messages/` … hold what is for every site, `sites/<CODE>/…` what is for one. Beside them lie
`root.<number>.json`, `list.json` or `list.<CODE>.json` for each scope, and `publication.json`, the bundle.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from kiosk.catalogue.read.source import CatalogueFault
from kiosk.crypto import keys, sealing
from kiosk.domain.events.wire.reading import VERSION, Misfit, decode, encode
from kiosk.domain.published import documents
from kiosk.domain.published.documents import ItemList, Root, SignedDocument
from kiosk.error_codes import HubRefusal, Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.published.follow import KINDS

_SORT = "parvis-signing-key"
LEAST = 12
"""Characters of a passphrase, at least: whoever finds the file may try as long as they like."""
BUNDLE = "publication.json"
_SITES = "sites"
Files = dict[tuple[str, str], bytes]
"""The items of a scope by kind and name."""


def make_signing_key(path: Path, passphrase: str) -> str:
    """In a new file (0600); gives its public half (hex). Raises `Refused`: `passphrase-too-short`, `secret-exists`."""
    if len(passphrase.strip()) < LEAST:
        raise Refused(HubRefusal.PASSPHRASE_TOO_SHORT, least=LEAST)
    seed, salt = keys.new_signing_key(), sealing.new_salt()
    public = keys.verify_key(seed)
    locked = sealing.lock_bytes(sealing.stretch_secret(passphrase, salt), seed, f"{_SORT} {public}")
    written = {"sort": _SORT, "key": public, "salt": salt.hex(), "locked": locked.hex()}
    keys.write_secret_file(path, json.dumps(written, indent=1).encode() + b"\n")
    return public


def read_signing_public_key(path: Path) -> str:
    """The public half, which needs no passphrase. Raises `Refused` (`not-a-signing-key`, `no-secret`)."""
    return str(_read_key(path)["key"])


def unlock_signing_seed(path: Path, passphrase: str) -> bytes:
    """The private half. Raises `Refused`: `not-a-signing-key`, `no-secret`, `wrong-key-passphrase`."""
    written = _read_key(path)
    key = sealing.stretch_secret(passphrase, bytes.fromhex(written["salt"]))
    try:
        return sealing.unlock_bytes(key, bytes.fromhex(written["locked"]), f"{_SORT} {written['key']}")
    except Unreadable:
        raise Refused(Refusal.WRONG_KEY_PASSPHRASE, path=str(path)) from None


def _read_key(path: Path) -> dict[str, str]:
    try:
        written = json.loads(keys.read_secret_file(path))
        if written["sort"] == _SORT and all(bytes.fromhex(written[name]) for name in ("key", "salt", "locked")):
            return {name: str(value) for name, value in written.items()}
    except (ValueError, TypeError, KeyError):
        pass  # another file, told below as any other is
    raise Refused(Refusal.NOT_A_SIGNING_KEY, path=str(path))


class SignedItemList(Struct, frozen=True):
    """The newest `list` of a scope after signing, and whether enough people have signed it."""

    list: ItemList
    complete: bool


def files_of(folder: Path, scope: str) -> Files:
    """The files of a scope; hidden ones and those that no kind names are passed over."""
    base = folder / _SITES / scope if scope else folder
    return {
        (kind.name, path.name): path.read_bytes()
        for kind in KINDS
        for path in sorted((base / kind.folder).glob(f"*{kind.suffix}"))
        if not path.name.startswith(".")
    }


def scopes_of(folder: Path) -> list[str]:
    """Every site (`""`), and each site that has a folder of its own or had a list."""
    own = {path.name for path in (folder / _SITES).glob("*") if path.is_dir()}
    return [documents.EVERYONE, *sorted(own | {path.name.split(".")[1] for path in folder.glob("list.*.json")})]


def find_publication_faults(folder: Path, day: date) -> list[CatalogueFault]:
    """Every fault and warning of the files, as boxes will judge them: a site's together with everyone's."""
    everyone, found = files_of(folder, documents.EVERYONE), list[CatalogueFault]()
    for scope in scopes_of(folder):
        together = {**everyone, **files_of(folder, scope)}
        for kind in KINDS:
            items = {name: content for (of, name), content in together.items() if of == kind.name}
            found += kind.check(items, day)
    return sorted(set(found))


def new_root(folder: Path, roots: documents.SigningRole, lists: documents.SigningRole, until: date) -> Root:
    known = _roots(folder)
    number = documents.parse_document(Root, known[-1]).number + 1 if known else 1
    root = Root(version=VERSION, number=number, until=until, roots=roots, lists=lists)
    _write(_root_file(folder, number), documents.sign_document(root))
    return root


def sign_root(folder: Path, seeds: Iterable[bytes]) -> tuple[Root, bool]:
    """Sign the newest root; gives it, and whether enough people have signed it. Raises `Refused` (`no-root`)."""
    known = _roots(folder)
    if not known:
        raise Refused(Refusal.NO_ROOT)
    root = documents.parse_document(Root, known[-1])
    signed = documents.add_signatures(known[-1], *seeds)
    _write(_root_file(folder, root.number), signed)
    return root, _is_complete(known[:-1], signed)


def sign_lists(folder: Path, seeds: Iterable[bytes], made_at: datetime, until: date) -> list[SignedItemList]:
    """Sign the list of each scope: the one that waits for another signature, else a new one with the next number.

    Raises `Refused`: `no-root`, `faulty-publication`; files are checked as boxes will check them.
    """
    roots = _roots(folder)
    if not roots:
        raise Refused(Refusal.NO_ROOT)
    wrong = [fault for fault in find_publication_faults(folder, made_at.date()) if not fault.warning]
    if wrong:
        places = ", ".join(f"{fault.path}:{fault.line} {fault.code}" for fault in wrong[:5])
        raise Refused(Refusal.FAULTY_PUBLICATION, kind="", number="", count=len(wrong), places=places)
    role, keys = documents.parse_document(Root, roots[-1]).lists, tuple(seeds)
    done = []
    for scope in scopes_of(folder):
        signed = documents.add_signatures(_next(folder, scope, role, made_at, until), *keys)
        _write(_list_file(folder, scope), signed)
        done.append(SignedItemList(documents.parse_document(ItemList, signed), role.is_met(signed)))
    return done


def write_publication_bundle(folder: Path) -> bytes:
    """Write everything into one file for a hub, and give its bytes. Raises `Refused` (`no-root`)."""
    roots = _roots(folder)
    if not roots:
        raise Refused(Refusal.NO_ROOT)
    lists = [signed for scope in scopes_of(folder) if (signed := _read(_list_file(folder, scope))) is not None]
    files = [content for scope in scopes_of(folder) for content in files_of(folder, scope).values()]
    contents = {_sha256(content): content for content in files}
    bundle = documents.PublicationBundle(version=VERSION, roots=tuple(roots), lists=tuple(lists), contents=contents)
    _write_bytes(folder / BUNDLE, encode(bundle))
    return encode(bundle)


def _next(folder: Path, scope: str, role: documents.SigningRole, made_at: datetime, until: date) -> SignedDocument:
    """The list to sign: the last one where it says the same and was signed by too few, else a new one."""
    items = tuple(
        documents.PublishedItem(kind=kind, name=name, sha256=_sha256(content), size=len(content))
        for (kind, name), content in sorted(files_of(folder, scope).items())
    )
    last = _read(_list_file(folder, scope))
    known = documents.parse_document(ItemList, last) if last is not None else None
    begun = last is not None and any(by.key in role.keys for by in last.signatures) and not role.is_met(last)
    if begun and last is not None and known is not None and known.items == items:
        return last
    number = known.number + 1 if known is not None else 1
    return documents.sign_document(
        ItemList(version=VERSION, number=number, until=until, scope=scope, made_at=made_at, items=items)
    )


def _is_complete(before: list[SignedDocument], signed: SignedDocument) -> bool:
    try:
        if before:
            documents.next_root(documents.parse_document(Root, before[-1]), signed)
        else:
            documents.first_root(signed)
    except Refused:
        return False
    return True


def _roots(folder: Path) -> list[SignedDocument]:
    found = [signed for path in folder.glob("root.*.json") if (signed := _read(path)) is not None]
    return sorted(found, key=lambda signed: documents.parse_document(Root, signed).number)


def _root_file(folder: Path, number: int) -> Path:
    return folder / f"root.{number}.json"


def _list_file(folder: Path, scope: str) -> Path:
    return folder / (f"list.{scope}.json" if scope else "list.json")


def _read(path: Path) -> SignedDocument | None:
    try:
        return decode(SignedDocument, path.read_bytes())
    except FileNotFoundError:
        return None
    except Misfit:
        raise Refused(Refusal.BROKEN_PUBLICATION, name=path.name) from None


def _write(path: Path, signed: SignedDocument) -> None:
    _write_bytes(path, encode(signed))


def _write_bytes(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(content)
    os.replace(partial, path)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
