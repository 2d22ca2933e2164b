"""The two signed documents: the root, which names the keys that count, and a list of items (as TUF's root and targets).

The statement is canonical JSON, and each signature is of its bytes. Decision 56 says what is taken from TUF.

Which settings an authority may publish, which of them the town hall owns, and what is in force of them.

Never the hub's address or any key, and never a value that keeps anything longer: whoever takes the authority's keys
must not lead a box elsewhere, open it to a network, or have it remember more.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal, TypeVar

from msgspec import Meta, Struct

from kiosk.crypto import keys
from kiosk.domain.events.wire.reading import Hash, Id, Misfit, Moment, Signature, Text, Version, decode, text_pattern
from kiosk.domain.events.wire.statements import Place, Statement
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings import READER

FRENCH = "fr"
LanguageCode = Annotated[str, Meta(min_length=2, max_length=8)]
Sentences = dict[LanguageCode, Annotated[str, Meta(min_length=1, max_length=1_000)]]
"""The same in several languages; `fr` is among them."""
C = TypeVar("C", bound="ItemContents")
_RELEASE = re.compile(r"(0|[1-9][0-9]{0,4})(\.(0|[1-9][0-9]{0,4})){2}")


class ItemContents(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every such item says: why, for the people at the desk."""

    why: Sentences

    def wrong(self) -> str:
        """The code of what is wrong beyond the shape, "" for nothing."""
        return "" if FRENCH in self.why else "no-french"


class PublishedSetting(ItemContents, frozen=True):
    """A setting of `kiosk.toml` and its value, as that file would have it."""

    setting: Annotated[str, Meta(max_length=40)]
    value: int | str | tuple[str, ...]


class RevocationKind(StrEnum):
    """What can be revoked."""

    PROCEDURE = "procedure"
    KEY = "key"


class Revocation(ItemContents, frozen=True):
    """What does not count any more, and since when: a procedure by its id, a site's key by its public half."""

    revokes: RevocationKind
    id: Annotated[str, Meta(min_length=1, max_length=100)]
    since: date


class ProgramFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file to install, by which whoever has it tells that it is the right one."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    sha256: Hash


class Program(ItemContents, frozen=True):
    """A version of Parvis: `why` are its notes, `install` says how to install it. Nothing installs it by itself."""

    release: str
    install: Sentences
    files: Annotated[tuple[ProgramFile, ...], Meta(min_length=1, max_length=20)]

    def wrong(self) -> str:
        """As for every item; a version has three numbers."""
        if not _RELEASE.fullmatch(self.release):
            return "no-release"
        return super().wrong() if FRENCH in self.install else "no-french"


def parse_item_contents(of: type[C], content: bytes) -> C:
    """The contents of an item. Raises `Refused` (`broken-publication`, with what is wrong as its `name`)."""
    try:
        found = decode(of, content)
    except Misfit as misfit:
        raise Refused(Refusal.BROKEN_PUBLICATION, name=misfit.place) from None
    if wrong := found.wrong():
        raise Refused(Refusal.BROKEN_PUBLICATION, name=wrong)
    return found


class Settable(Struct, frozen=True):
    """A setting that may be published. The town hall says « revenir » where it `owns` it; `least` is the smallest value
    of one that may only become smaller than the town hall's own, None where any value may be."""

    name: str
    owns: bool = False
    least: int | None = None


SETTABLE = (
    Settable("recipients"),
    Settable("retention_days", least=1),
    Settable("lock_minutes", least=1),
    Settable("idle_minutes", least=5),
    Settable("shift_hours", least=1),
    Settable("terminal_idle_minutes", least=2),
    Settable("privacy_officer", owns=True),
    Settable("speech", owns=True),
    Settable("keys", owns=True),
    Settable("single_keys", owns=True),
    Settable("shift_hides", owns=True),
    Settable("speech_volume", owns=True),
    Settable("sync_every_s", owns=True),
    Settable("backup_days", owns=True),
)
"""Every other setting is the town hall's alone."""
_BY_NAME = {settable.name: settable for settable in SETTABLE}


def find_setting_rule(name: str) -> Settable | None:
    """What holds for a setting, None for one that may not be published."""
    return _BY_NAME.get(name)


def find_setting_fault(published: PublishedSetting) -> str:
    """The code of what is wrong with a setting whatever the box: `not-settable`, `bad-value`; "" for nothing."""
    if find_setting_rule(published.setting) is None:
        return "not-settable"
    try:
        READER.checked(published.setting, published.value)
    except Refused:
        return "bad-value"
    return ""


def refused_here(published: PublishedSetting, own: object) -> str:
    """Why this box does not take it beside the town hall's `own` value: `longer`, `too-short`, or ""."""
    settable, value = find_setting_rule(published.setting), published.value
    if settable is None or settable.least is None or not (isinstance(value, int) and isinstance(own, int)):
        return ""
    return "longer" if value > own else "too-short" if value < settable.least else ""


def find_settings_in_force(
    own: Mapping[str, Any], published: Collection[PublishedSetting], reverted: Collection[str]
) -> dict[str, Any]:
    """The values that count in place of the town hall's `own`, by name, where it has `reverted` nothing."""
    kept = {settable.name for settable in SETTABLE if settable.owns and settable.name in reverted}
    return {
        item.setting: READER.checked(item.setting, item.value)
        for item in published
        if not find_setting_fault(item) and not refused_here(item, own[item.setting]) and item.setting not in kept
    }


class InLanguages(Struct, frozen=True):
    """A text by the code of its language; French is always there. Paragraphs are separated by an empty line."""

    texts: Mapping[str, str]

    def language(self, wanted: str) -> str:
        """The language in which a reader of `wanted` gets it."""
        return wanted if wanted in self.texts else FRENCH

    def text(self, wanted: str) -> str:
        return self.texts.get(self.language(wanted), "")

    def paragraphs(self, wanted: str) -> list[str]:
        return [part for part in self.text(wanted).split("\n\n") if part]


class InformationSheet(Struct, frozen=True):
    """Information that is no procedure: `source` says where it comes from, `checked` when somebody last compared it. It
    is shown up to the day `until`, None for ever."""

    name: str
    title: InLanguages
    text: InLanguages
    source: str
    checked: date
    until: date | None

    def is_shown(self, today: date) -> bool:
        return self.until is None or today <= self.until


class DeskMessage(Struct, frozen=True):
    """A message to whoever works at the desk, from the day `since` up to the day `until`; where it is `from_whom`
    somebody is named, to the public, as that authority's."""

    name: str
    title: InLanguages
    text: InLanguages
    since: date | None
    until: date
    from_whom: str = ""

    def is_shown(self, today: date) -> bool:
        return (self.since is None or self.since <= today) and today <= self.until


EVERYONE = ""
"""The scope of a list for every site; another scope is a site's code."""
ITEM_BYTES = 1_000_000
"""The largest item, in bytes."""
MOST_ITEMS = 2_000
MOST_KEYS = 20
D = TypeVar("D", bound="_PublishedDocument")
Name = Annotated[str, text_pattern(r"[a-z0-9]+(?:[._-][a-z0-9]+)*"), Meta(max_length=100)]
"""The name of an item within its kind: that of its file."""
KindName = Annotated[str, text_pattern("[a-z][a-z-]{0,31}")]


class KeySignature(Struct, frozen=True, kw_only=True):
    """An Ed25519 signature, with the public key that verifies it."""

    key: Hash
    signature: Signature


class SignedDocument(Struct, frozen=True, kw_only=True):
    """A document as it travels and is kept: its statement, and who signed these bytes. Nothing of it is verified."""

    statement: Text
    signatures: Annotated[tuple[KeySignature, ...], Meta(max_length=2 * MOST_KEYS)]


class SigningRole(Struct, frozen=True, kw_only=True):
    """The public keys that sign one sort of document, and how many of them have to."""

    keys: Annotated[tuple[Hash, ...], Meta(min_length=1, max_length=MOST_KEYS)]
    threshold: Annotated[int, Meta(ge=1, le=MOST_KEYS)]

    def is_met(self, signed: SignedDocument) -> bool:
        """Whether enough of these keys, each counted once, signed the document."""
        message = signed.statement.encode()
        good = {
            by.key
            for by in signed.signatures
            if by.key in self.keys and keys.is_valid_signature(by.key, message, bytes.fromhex(by.signature))
        }
        return len(good) >= self.threshold


class PublicationsAnswer(Struct, frozen=True, kw_only=True):
    """What a hub answers about publications after a cursor, and the cursor to ask with next; the documents are signed,
    this is not."""

    version: Version
    epoch: Id
    cursor: Annotated[int, Meta(ge=0)]
    roots: tuple[SignedDocument, ...]
    lists: tuple[SignedDocument, ...]


class PublicationBundle(Struct, frozen=True, kw_only=True):
    """A publication in one file, as `kiosk publish` writes it: documents, and the bytes of their items by hash."""

    version: Version
    published: Literal["bundle"] = "bundle"
    roots: tuple[SignedDocument, ...]
    lists: tuple[SignedDocument, ...]
    contents: dict[Hash, bytes]


class _PublishedDocument(Statement, frozen=True, kw_only=True):
    """What both documents say: `number` grows by each new one, and after the day `until` it is not taken any more."""

    version: Version
    number: Place
    until: date


class Root(_PublishedDocument, frozen=True, kw_only=True):
    """Who may sign: `roots` the next root, `lists` what boxes follow."""

    published: Literal["root"] = "root"
    roots: SigningRole
    lists: SigningRole


class PublishedItem(Struct, frozen=True, kw_only=True):
    """A file of one kind; `size` in bytes."""

    kind: KindName
    name: Name
    sha256: Hash
    size: Annotated[int, Meta(ge=0, le=ITEM_BYTES)]


class ItemList(_PublishedDocument, frozen=True, kw_only=True):
    """Everything that is published to one `scope`: an item that a newer list does not name is gone."""

    published: Literal["list"] = "list"
    scope: Annotated[str, text_pattern("[A-Z]{2,4}|")]
    made_at: Moment
    items: Annotated[tuple[PublishedItem, ...], Meta(max_length=MOST_ITEMS)]


def parse_document(of: type[D], signed: SignedDocument) -> D:
    """What a document says; who signed it is not verified here. Raises `Refused` (`broken-publication`)."""
    try:
        return decode(of, signed.statement.encode())
    except Misfit:
        raise Refused(Refusal.BROKEN_PUBLICATION) from None


def sign_document(document: _PublishedDocument, *seeds: bytes) -> SignedDocument:
    return add_signatures(SignedDocument(statement=document.statement().decode(), signatures=()), *seeds)


def add_signatures(signed: SignedDocument, *seeds: bytes) -> SignedDocument:
    """The document with one more signature for each seed; a key that has signed already keeps its own."""
    message = signed.statement.encode()
    by_key = {by.key: by for by in signed.signatures}
    for seed in seeds:
        key = keys.verify_key(seed)
        by_key.setdefault(key, KeySignature(key=key, signature=keys.sign_bytes(seed, message).hex()))
    return SignedDocument(statement=signed.statement, signatures=tuple(by_key[key] for key in sorted(by_key)))


class HeldDocument(Struct, frozen=True):
    """A document that is held already: its number and its exact statement."""

    number: int
    statement: str


def first_root(signed: SignedDocument) -> Root:
    """A root that a person, or the hub at enrolment, gives to trust. It is complete: its own keys signed it. Raises
    `Refused`: `broken-publication`, `untrusted-publication`."""
    root = parse_document(Root, signed)
    if not root.roots.is_met(signed):
        raise Refused(Refusal.UNTRUSTED_PUBLICATION)
    return root


def next_root(trusted: Root, signed: SignedDocument) -> Root:
    """The root that follows the trusted one: signed by the keys of both, and its number is the next (TUF §5.3).

    Whether it has expired does not matter here: a box that was away for years walks through every root in between.
    Raises `Refused`: `broken-publication`, `root-missing` (one in between is not there), `untrusted-publication`.
    """
    root = parse_document(Root, signed)
    if root.number != trusted.number + 1:
        raise Refused(Refusal.ROOT_MISSING, number=trusted.number + 1)
    if not (trusted.roots.is_met(signed) and root.roots.is_met(signed)):
        raise Refused(Refusal.UNTRUSTED_PUBLICATION)
    return root


def follow_roots(trusted: Root, given: Iterable[SignedDocument]) -> list[tuple[Root, SignedDocument]]:
    """Every root that follows the trusted one, in order; those that are not newer are passed over. Raises `Refused` as
    `next_root` does."""
    numbered = sorted(((parse_document(Root, signed).number, signed) for signed in given), key=lambda pair: pair[0])
    found: list[tuple[Root, SignedDocument]] = []
    for number, signed in numbered:
        if number > trusted.number:
            trusted = next_root(trusted, signed)
            found.append((trusted, signed))
    return found


def judge_list(root: Root, signed: SignedDocument, known: HeldDocument | None, site: str, today: date) -> ItemList:
    """The list, where this `site` takes it; `known` is the list of that scope that it holds.

    Raises `Refused`: `broken-publication`, `untrusted-publication` (not enough keys of the root signed it),
    `other-site-publication`, `older-publication`, `changed-publication` (two lists bear the number of the one that is
    held), `expired-root`, `expired-publication`.
    """
    listed = parse_document(ItemList, signed)
    if not root.lists.is_met(signed):
        raise Refused(Refusal.UNTRUSTED_PUBLICATION)
    if listed.scope not in (EVERYONE, site):
        raise Refused(Refusal.OTHER_SITE_PUBLICATION, site=listed.scope)
    if known is not None and listed.number < known.number:
        raise Refused(Refusal.OLDER_PUBLICATION, number=listed.number, known=known.number)
    if known is not None and listed.number == known.number and signed.statement != known.statement:
        raise Refused(Refusal.CHANGED_PUBLICATION, number=listed.number)
    if root.until < today:
        raise Refused(Refusal.EXPIRED_ROOT, day=root.until)
    if listed.until < today:
        raise Refused(Refusal.EXPIRED_PUBLICATION, number=listed.number, day=listed.until)
    return listed


def scope_of(signed: SignedDocument) -> str:
    """The scope that a list says, believed or not. Raises `Refused` (`broken-publication`)."""
    return parse_document(ItemList, signed).scope
