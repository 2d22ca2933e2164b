"""Sign mediators in and out, change their PIN, and let supervisors grant services. Does not depend on the clock.

What a mediator signs in with is a badge, a key file or six words, each with a PIN. They and the recovery sheet are made
at random: what a person would choose is too weak to protect other people's cases.
"""

import gc
import itertools
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kiosk.crypto import keys, sealing
from kiosk.domain.keys.ring import DESK, FactorKind, Ring
from kiosk.domain.language import spelling
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store import journal, people, sessions, spool, wrapped_keys
from kiosk.store.database import Database
from kiosk.store.people import Grant, Mediator
from kiosk.words.words import Words
from printers.slip import Badge, Heading, Line, Slip

if TYPE_CHECKING:
    from mnemonic import Mnemonic


MOST_BYTES = 300_000
"""The most bytes of one picture: 640 by 468 pixels of one byte; a code needs a quarter of them."""
_MOST_SIDE = 1024
_HEAD = re.compile(rb"P5\s(\d{1,4})\s(\d{1,4})\s255\s")
_GROUP = 4
WORDS = 6
"""Words of a passphrase, out of 2,048 each: 66 bits, stretched, and a PIN beside them."""
BADGE_LETTERS = "BCDEFGHIJKLNPRST"
"""Sixteen letters that lie on the same keys of AZERTY, QWERTY and QWERTZ: a scanner types keys, not letters."""
BADGE_LENGTH = 32
"""Letters of a badge, 4 bits each: 128 bits."""
KEY_FILE_MARK = "PARVIS-KEY-1"
PIN_DIGITS = 6
LONGEST = 2000
"""The most characters read of a first factor."""
_PIN = re.compile(r"[0-9]{6,12}")
_BADGE = re.compile(f"[{BADGE_LETTERS}]{{{BADGE_LENGTH}}}")
_SHEET_BYTES = 16
SHEET_WORDS = 12
"""Words of a recovery sheet: 128 bits and a checksum of 4 (BIP 39)."""
_TOLD_APART = 4
"""No two words of the list begin with the same four letters."""


def read_badge_in_picture(picture: bytes) -> str:
    """ "" where there is none. Raises `Refused` (`not-a-picture`)."""
    return next((text for text in read_codes_in_pgm(picture) if _is_one(text)), "")


def read_codes_in_pgm(picture: bytes) -> list[str]:
    """The texts of the codes in a picture, given as PGM (`P5 width height 255`, one grey byte a pixel).

    Such a picture needs no decoder, so that no untrusted file is decompressed in the process that holds keys.
    Raises `Refused` (`not-a-picture`).
    """
    head = _HEAD.match(picture)
    width, height = (int(side) for side in head.groups()) if head else (0, 0)
    grey = picture[head.end() :] if head else b""
    if len(picture) > MOST_BYTES or not 0 < width <= _MOST_SIDE or not 0 < height <= _MOST_SIDE:
        raise Refused(Refusal.NOT_A_PICTURE)
    if len(grey) != width * height:
        raise Refused(Refusal.NOT_A_PICTURE)
    # Imported here: 30 MB that only a screen with a camera needs.
    import zxingcpp

    formats = zxingcpp.BarcodeFormats((zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128))
    barcodes = zxingcpp.read_barcodes(memoryview(grey).cast("B", (height, width)), formats=formats)
    return [barcode.text for barcode in barcodes]


def group_badge_letters(badge: str) -> tuple[str, ...]:
    """The letters of a badge in groups of four, as they are read out or typed."""
    return tuple(badge[at : at + _GROUP] for at in range(0, len(badge), _GROUP))


def make_badge_slip(box: Box, badge: str, words: Words) -> Slip:
    """The slip with a badge's card to cut out, without the holder's PIN. Raises `Refused` (`nothing-to-print`)."""
    holder = people.read_mediator_by_factor(box.store.read(), hash_of(badge)) if _is_one(badge) else None
    if holder is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    title = words.code("paper", "badge")
    blocks = (
        Heading(box.site.name, 1),
        Heading(title, 2),
        Line(words.code("paper", "badge-cut")),
        Badge(box.site.name, holder.name, badge, group_badge_letters(badge), words.code("paper", "badge-alt")),
        Line(words.code("paper", "badge-care")),
    )
    return Slip(title, words.language, words.direction, blocks, job_title=words.code("paper", "badge"))


def _is_one(badge: str) -> bool:
    return read_factor(badge)[0] == FactorKind.BADGE


def read_factor_kind(word: str) -> FactorKind:
    """Raises `Refused` (`no-such-factor`)."""
    try:
        return FactorKind(word)
    except ValueError:
        raise Refused(Refusal.NO_SUCH_FACTOR, kind=word) from None


def new_factor(kind: FactorKind) -> str:
    random = sealing.new_random_key()
    match kind:
        case FactorKind.PASSPHRASE:
            chosen = (random[2 * place : 2 * place + 2] for place in range(WORDS))
            return _shown(" ".join(_french().wordlist[int.from_bytes(number) % 2048] for number in chosen))
        case FactorKind.BADGE:
            return "".join(BADGE_LETTERS[half] for byte in random[:16] for half in (byte >> 4, byte & 15))
        case FactorKind.KEY_FILE:
            return f"{KEY_FILE_MARK}\n{random.hex()}\n"


def checked_pin(typed: str) -> str:
    """A chosen PIN: six to twelve digits, not all alike, not counting up or down. Raises `Refused` (`weak-pin`)."""
    pin = typed.strip()
    steps = (
        {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)} if _PIN.fullmatch(pin) else set()
    )
    if not steps or steps in ({0}, {1}, {9}):
        raise Refused(Refusal.WEAK_PIN, least=PIN_DIGITS)
    return pin


def read_factor(typed: str) -> tuple[FactorKind, str]:
    """`(kind, secret)` of a first factor as typed, scanned or read from a file, in one spelling."""
    typed = typed[:LONGEST]
    if typed.strip().startswith(KEY_FILE_MARK):
        return FactorKind.KEY_FILE, f"key-file {typed.strip().removeprefix(KEY_FILE_MARK).strip().lower()}"
    letters = re.sub(r"[\s-]", "", typed).upper()
    if _BADGE.fullmatch(letters):
        return FactorKind.BADGE, f"badge {letters}"
    return FactorKind.PASSPHRASE, f"passphrase {' '.join(spelling.fold_accents(typed).split())}"


def hash_of(typed: str) -> str:
    """The hash by which the store finds the holder of a badge or key file; "" for words, too weak for a bare hash."""
    kind, secret = read_factor(typed)
    return "" if kind == FactorKind.PASSPHRASE else keys.token_hash(f"parvis {secret}")


def key_of(typed: str, pin: str, salt: bytes) -> bytes:
    """The key that first factor and PIN make together (Argon2id, 64 MiB)."""
    return sealing.stretch_secret(f"{read_factor(typed)[1]}\n{pin.strip()}", salt)


def new_sheet() -> tuple[str, sealing.KeyPair]:
    entropy = sealing.new_random_key()[:_SHEET_BYTES]
    return _shown(_french().to_mnemonic(entropy)), sheet_pair(entropy)


def find_sheet_word_number(word: str) -> int | None:
    """The place in the list of a word as typed, None for a word that is not in it."""
    return _number_sheet_words().get(spelling.fold_accents(word)[:_TOLD_APART])


def sheet_pair(entropy: bytes) -> sealing.KeyPair:
    """The key pair of the sheet whose words stand for these 16 bytes."""
    return sealing.pair_of_private(sealing.derive_key(entropy, "parvis-recovery"))


def _shown(words: str) -> str:
    return unicodedata.normalize("NFC", words)  # as screens and paper write them; the list is decomposed


@cache
def _french() -> "Mnemonic":
    # Imported here: the list is read from a file, and only those who make or read words need it.
    from mnemonic import Mnemonic

    return Mnemonic("french")


@cache
def _number_sheet_words() -> dict[str, int]:
    return {spelling.fold_accents(word)[:_TOLD_APART]: number for number, word in enumerate(_french().wordlist)}


TRIES = 5
"""Wrong tries in a row after which an account is locked, until a colleague or the recovery sheet unlocks it."""
_NOBODY_SALT = bytes(16)


def renew_citizen_session(box: Box, old: Actor, new: Actor) -> None:
    """Give a citizen's session the id of `new`, in one transaction.

    Its keys are locked again for the new id, and its print jobs and its call for help move along. The old id is gone
    afterwards.
    """
    with box.store.write() as db:
        for subject, wrapped in wrapped_keys.select_holder_keys(db, wrapped_keys.KeyKind.SESSION, old.session):
            data_keys.lock_key_for_session(
                db, subject, sealing.unlock_bytes(old.session_key, wrapped, f"key:{subject}"), new
            )
        wrapped_keys.delete_holder_keys(db, wrapped_keys.KeyKind.SESSION, old.session)
        sessions.update_session_id(db, old.session, new.session)
        spool.update_job_session(db, old.session, new.session)
    box.calls.follow(old.session, new.session)


def sign_in_mediator(box: Box, login: str, factor: str, pin: str, actor: Actor) -> Mediator:
    """Sign a mediator in with first factor and PIN, which starts their shift; gives the mediator.

    A badge or key file names its holder, words need the `login`. A wrong try is stored before it is answered, so that
    no restart forgets it; a right one is never counted, however many are made at one instant, and one that a power cut
    ends before it is judged costs nothing. Raises `Refused`: `wrong-sign-in`, `locked-out`.
    """
    db = box.store.read()
    by_factor = hash_of(factor)
    mediator = (
        people.read_mediator_by_factor(db, by_factor) if by_factor else people.read_mediator_by_login(db, login.strip())
    )
    if mediator is None:
        # As slow as a real one: a login cannot be guessed by the time.
        key_of(factor, pin, _NOBODY_SALT)
        raise Refused(Refusal.WRONG_SIGN_IN)
    _refuse_locked(db, mediator)
    private = _private(mediator, factor, pin)
    with box.store.write() as writer:
        right = private is not None and _is_still(writer, mediator)
        refused = _judge(box, writer, mediator, right, Refusal.WRONG_SIGN_IN, actor)
        if refused is None:
            _note(box, writer, mediator.id, JournalAction.SIGNED_IN, actor)
    if refused or private is None:
        raise refused or Refused(Refusal.WRONG_SIGN_IN)
    box.shifts.begin(mediator.id, mediator.name, ring_of(box, mediator.id, private), pin.strip())
    return mediator


def unlock_screen(box: Box, mediator_id: str, pin: str, actor: Actor) -> None:
    """Within the shift. Raises as `check_pin_on_shift`."""
    check_pin_on_shift(box, mediator_id, pin, actor, JournalAction.UNLOCKED)


def check_pin_on_shift(
    box: Box, mediator_id: str, pin: str, actor: Actor, noted: JournalAction | None = None
) -> Mediator:
    """Check the PIN of a mediator on shift, whom it gives; a right one is `noted`, five wrong ones end the shift.

    Raises `Refused`: `shift-over`, `wrong-pin`, `locked-out`.
    """
    mediator = people.read_mediator(box.store.read(), mediator_id)
    if mediator is None or not box.shifts.ring(mediator_id):
        raise Refused(Refusal.SHIFT_OVER)
    right = box.shifts.pin_matches(mediator_id, pin.strip())
    with box.store.write() as db:
        refused = _judge(box, db, mediator, right, Refusal.WRONG_PIN, actor)
        if refused is None and noted is not None:
            _note(box, db, mediator_id, noted, actor)
    if refused:
        if refused.code == Refusal.LOCKED_OUT:
            box.shifts.end(mediator_id)
        raise refused
    return mediator


def end_shift(box: Box, mediator_id: str, actor: Actor) -> None:
    """End a mediator's shift at once: every screen asks for first factor and PIN again.

    What pages of the shift have left in cycles of objects is collected now, not when Python happens to.
    """
    box.shifts.end(mediator_id)
    gc.collect()
    with box.store.write() as db:
        sessions.delete_mediator_sessions(db, mediator_id)
        _note(box, db, mediator_id, JournalAction.SIGNED_OUT, actor)


def lock_screens(box: Box, actor: Actor) -> None:
    """Every screen of a mediator asks for their PIN; the shift, and what it holds in memory, goes on."""
    with box.store.write() as db:
        sessions.mark_mediator_idle(db, actor.mediator_id, box.clock.now())
        _note(box, db, actor.mediator_id, JournalAction.LOCKED, actor)


def change_mediator_pin(box: Box, mediator_id: str, factor: str, pin: str, new_pin: str, actor: Actor) -> None:
    """It ends their sessions on other screens. Raises `Refused`: `weak-pin`, `wrong-sign-in`, `locked-out`."""
    mediator = people.read_mediator(box.store.read(), mediator_id)
    if mediator is None:
        raise Refused(Refusal.NO_SUCH_MEDIATOR, login="")
    new_pin = checked_pin(new_pin)
    _refuse_locked(box.store.read(), mediator)
    private = _private(mediator, factor, pin)
    changed = mediator
    if private is not None:
        salt = sealing.new_salt()
        wrapped = sealing.lock_bytes(key_of(factor, new_pin, salt), private, f"mediator:{mediator.id}")
        changed = replace(mediator, salt=salt, wrapped=wrapped)
    with box.store.write() as db:
        right = private is not None and _is_still(db, mediator)
        refused = _judge(box, db, mediator, right, Refusal.WRONG_SIGN_IN, actor)
        if refused is None:
            people.update_mediator_keys(db, changed)
            sessions.delete_mediator_sessions(db, mediator.id, but=actor.session)
            _note(box, db, mediator.id, JournalAction.PIN_CHANGED, actor)
    if refused or private is None:
        raise refused or Refused(Refusal.WRONG_SIGN_IN)
    box.shifts.begin(mediator.id, mediator.name, ring_of(box, mediator.id, private), new_pin)


def unlock_account(box: Box, login: str, actor: Actor) -> None:
    """Raises `Refused`: `no-such-mediator`, `not-oneself`."""
    mediator = by_login(box, login)
    if mediator.id == actor.mediator_id:
        raise Refused(Refusal.NOT_ONESELF)
    with box.store.write() as db:
        people.delete_wrong_tries(db, mediator.id)
        _note(box, db, actor.mediator_id, JournalAction.LET_IN, actor, mediator.login)


def grant_service(box: Box, login: str, service_id: str, actor: Actor, *, supervisor: bool = False) -> None:
    """The actor supervises the service. Raises `Refused`: `no-such-mediator`, `not-supervisor`."""
    mediator = by_login(box, login)
    with box.store.write() as db:
        grant_service_in(box, db, mediator, service_id, actor, supervisor=supervisor)
    # Opening it takes their private key, which is not kept during a shift: a mediator on shift signs in again.
    box.shifts.end(mediator.id)


def grant_service_in(
    box: Box, db: Database, mediator: Mediator, service_id: str, actor: Actor, *, supervisor: bool = False
) -> None:
    """As `grant_service`, in the caller's transaction; the first one brings the desk's own service along."""
    _supervises(db, actor, service_id)
    seal_keys_to(db, mediator.id, mediator.public, actor.ring, (service_id,), supervisor=supervisor)
    grants = people.select_grants(db, mediator.id)
    if DESK in actor.ring.privates and not any(grant.service_id == DESK and grant.sealed for grant in grants):
        seal_keys_to(db, mediator.id, mediator.public, actor.ring, (DESK,))
    _note(box, db, actor.mediator_id, JournalAction.GRANTED, actor, f"{service_id} {mediator.login}")


def withdraw_service(box: Box, login: str, service_id: str, actor: Actor) -> None:
    """At once: their sessions end. Raises `Refused`: `no-such-mediator`, `not-supervisor`, `not-oneself`."""
    mediator = by_login(box, login)
    with box.store.write() as db:
        _supervises(db, actor, service_id)
        if mediator.id == actor.mediator_id:
            raise Refused(Refusal.NOT_ONESELF)
        people.delete_grant(db, mediator.id, service_id)
        sessions.delete_mediator_sessions(db, mediator.id)
        _note(box, db, actor.mediator_id, JournalAction.WITHDRAWN, actor, f"{service_id} {mediator.login}")
    box.shifts.end(mediator.id)


def seal_keys_to(
    db: Database, holder: str, public: bytes, ring: Ring, services: tuple[str, ...], *, supervisor: bool = False
) -> None:
    """Seal the ring's private keys of these services to a holder's public key, in the caller's transaction."""
    for service_id in services:
        people.save_grant(
            db, Grant(holder, service_id, supervisor, sealing.seal_bytes(public, ring.privates[service_id]))
        )


def ring_of(box: Box, holder: str, private: bytes) -> Ring:
    grants = people.select_grants(box.store.read(), holder)
    return Ring({grant.service_id: sealing.unseal_bytes(private, grant.sealed) for grant in grants if grant.sealed})


def by_login(box: Box, login: str) -> Mediator:
    """Raises `Refused` (`no-such-mediator`)."""
    mediator = people.read_mediator_by_login(box.store.read(), login.strip())
    if mediator is None:
        raise Refused(Refusal.NO_SUCH_MEDIATOR, login=login)
    return mediator


def list_supervised_services(db: Database, mediator_id: str) -> frozenset[str]:
    return frozenset(grant.service_id for grant in people.select_grants(db, mediator_id) if grant.supervisor)


def _supervises(db: Database, actor: Actor, service_id: str) -> None:
    if service_id not in list_supervised_services(db, actor.mediator_id) or service_id not in actor.ring.privates:
        raise Refused(Refusal.NOT_SUPERVISOR, service=service_id)


def _private(mediator: Mediator, factor: str, pin: str) -> bytes | None:
    try:
        return sealing.unlock_bytes(key_of(factor, pin, mediator.salt), mediator.wrapped, f"mediator:{mediator.id}")
    except Unreadable:
        return None


def _is_still(db: Database, mediator: Mediator) -> bool:
    """Whether nobody gave this mediator another badge or PIN, or removed them, while theirs was tried."""
    now = people.read_mediator(db, mediator.id)
    return now is not None and (now.salt, now.wrapped) == (mediator.salt, mediator.wrapped)


def _refuse_locked(db: Database, mediator: Mediator) -> None:
    """Refuse a locked account before the time of a key derivation is spent on it. Raises `Refused` (`locked-out`)."""
    if people.count_wrong_tries(db, mediator.id) >= TRIES:
        raise Refused(Refusal.LOCKED_OUT, name=mediator.name)


def _judge(box: Box, db: Database, mediator: Mediator, right: bool, code: Refusal, actor: Actor) -> Refused | None:
    """Judge one try in the caller's transaction: None where it is right, and the wrong ones before it are forgiven.

    Otherwise the refusal to raise once the transaction is stored: `code`, or `locked-out` from the fifth wrong try on.
    Tries are judged one after the other, so that many at one instant learn no more than five answers.
    """
    locked = Refused(Refusal.LOCKED_OUT, name=mediator.name)
    if people.count_wrong_tries(db, mediator.id) >= TRIES:
        return locked
    if right:
        people.delete_wrong_tries(db, mediator.id)
        return None
    people.insert_wrong_try(db, mediator.id, box.clock.now())
    _note(box, db, mediator.id, JournalAction(code), actor)
    return locked if people.count_wrong_tries(db, mediator.id) >= TRIES else Refused(code)


def _note(box: Box, db: Database, mediator_id: str, action: JournalAction, actor: Actor, detail: str = "") -> None:
    journal.insert_journal_line(
        db, box.clock.now(), action, mediator_id=mediator_id, station_id=actor.station_id, detail=detail
    )
