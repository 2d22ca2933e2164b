"""Set up a box (service keys, first mediator, recovery sheet), add mediators, and replace lost sign-ins."""

import hashlib
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from kiosk.crypto import sealing
from kiosk.domain.keys.ring import DESK, FactorKind, Ring
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import people_search, sign_in
from kiosk.services.people.sign_in import SHEET_WORDS
from kiosk.store import journal, people, sessions, wrapped_keys
from kiosk.store.database import Database
from kiosk.store.people import RECOVERY, Mediator

_LIST = 2048
_WORD_BITS = 11
_CHECK_BITS = 4


def find_sheet_key_pair(typed: str, public: bytes) -> sealing.KeyPair:
    """The key pair of the sheet whose public key is known, from its words as typed.

    One wrong word among twelve is found by trying the others in its place, 0.2 s of work; which word would be right is
    not said. Raises `Refused`: `not-a-sheet` (not twelve words, or several wrong ones), `wrong-sheet-word` with its
    `place` from 1 and as it was `typed`, `another-sheet` (twelve words that belong together).
    """
    words = typed.split()
    if len(words) != SHEET_WORDS:
        raise Refused(Refusal.NOT_A_SHEET, words=SHEET_WORDS)
    numbers = [sign_in.find_sheet_word_number(word) for word in words]
    if None in numbers:
        place = numbers.index(None)
        raise Refused(Refusal.WRONG_SHEET_WORD, place=place + 1, typed=words[place])
    known = [number for number in numbers if number is not None]
    entropy = _entropy(known)
    if entropy is not None and (pair := sign_in.sheet_pair(entropy)).public == public:
        return pair
    for place, other in _one_word_changed(known):
        if sign_in.sheet_pair(other).public == public:
            raise Refused(Refusal.WRONG_SHEET_WORD, place=place + 1, typed=words[place])
    raise Refused(Refusal.ANOTHER_SHEET if entropy is not None else Refusal.NOT_A_SHEET, words=SHEET_WORDS)


def _one_word_changed(numbers: list[int]) -> Iterator[tuple[int, bytes]]:
    """Each place with the entropy of every sheet that differs in that word alone."""
    for place in range(SHEET_WORDS):
        for number in range(_LIST):
            entropy = _entropy([*numbers[:place], number, *numbers[place + 1 :]])
            if entropy is not None:
                yield place, entropy


def _entropy(numbers: list[int]) -> bytes | None:
    """The 16 bytes that twelve words stand for, None where the checksum does not hold (BIP 39)."""
    whole = 0
    for number in numbers:
        whole = whole << _WORD_BITS | number
    entropy = (whole >> _CHECK_BITS).to_bytes(SHEET_WORDS * _WORD_BITS // 8)
    return entropy if hashlib.sha256(entropy).digest()[0] >> (8 - _CHECK_BITS) == whole & 15 else None


class IssuedSignIn(Struct, frozen=True):
    """A new sign-in, shown to the mediator once and stored nowhere: first factor and PIN.

    `services` are the ids of the services that it opens.
    """

    mediator: Mediator
    factor: str
    pin: str
    services: frozenset[str] = frozenset()


def is_set_up(box: Box) -> bool:
    """Whether this box has been set up; before that it takes no case."""
    return people.read_recovery_sheet(box.store.read()) is not None


def first(box: Box, login: str, name: str, kind: str = FactorKind.PASSPHRASE) -> tuple[IssuedSignIn, str]:
    """Make keys for every service and the first mediator, their supervisor; give the sign-in and the sheet's words.

    A set-up that broke off before the sheet was typed back starts again, as long as no key is in use.

    Raises `Refused`: `already-set-up`, `no-such-factor`, and what `people_search.clean_mediator_names` raises.
    """
    words, pair = sign_in.new_sheet()
    issued, private = _issue(box, login, name, kind, administrator=True)
    with box.store.write() as db:
        if (sheet := people.read_recovery_sheet(db)) is not None and (
            sheet.verified_at or not people.delete_all_people(db)
        ):
            raise Refused(Refusal.ALREADY_SET_UP)
        people.insert_mediator(db, issued.mediator, box.clock.now())
        people.save_recovery_sheet(db, pair.public, box.clock.now())
        _make(box, db, {issued.mediator.id: issued.mediator.public})
        journal.insert_journal_line(db, box.clock.now(), JournalAction.SET_UP, mediator_id=issued.mediator.id)
    del private
    return issued, words


def verify_recovery_sheet(box: Box, typed: str) -> None:
    """Check the recovery sheet's words as typed back, and note it. Raises what `find_sheet_key_pair` raises."""
    _sheet(box, typed)
    with box.store.write() as db:
        people.mark_recovery_verified(db, box.clock.now())


def cover(box: Box) -> None:
    """Make keys for services of new procedures, sealed to the desk's supervisors and to the recovery sheet."""
    services = set(wrapped_keys.select_services(box.store.read()))
    if not is_set_up(box) or _wanted(box) <= services:
        return
    with box.store.write() as db:
        chiefs = {grant.holder for grant in people.select_grants(db) if grant.service_id == DESK and grant.supervisor}
        supervisors = [person for holder in chiefs if (person := people.read_mediator(db, holder)) is not None]
        made = _make(box, db, {person.id: person.public for person in supervisors})
    # Whoever is on shift holds them at once: their private key, which would unseal them, is not kept.
    for person in supervisors:
        if ring := box.shifts.ring(person.id):
            box.shifts.change(person.id, Ring({**ring.privates, **made}))


def add_mediator(
    box: Box, login: str, name: str, kind: str = FactorKind.PASSPHRASE, *, administrator: bool = False
) -> IssuedSignIn:
    """Add a mediator, who holds no service until a supervisor hands one over.

    Raises `Refused`: `not-set-up`, `login-taken`, `no-such-factor`, and what `people_search.clean_mediator_names`
    raises.
    """
    if not is_set_up(box):
        raise Refused(Refusal.NOT_SET_UP)
    issued, _ = _issue(box, login, name, kind, administrator=administrator)
    with box.store.write() as db:
        _add(box, db, issued.mediator, Actor())
    return issued


def add_colleague(box: Box, login: str, name: str, kind: str, services: Sequence[str], actor: Actor) -> IssuedSignIn:
    """Add a mediator with services that the actor supervises, in one transaction.

    Raises `Refused`: `no-service-chosen`, `not-supervisor`, and what `add_mediator` raises but for `not-set-up`.
    """
    if not services:
        raise Refused(Refusal.NO_SERVICE_CHOSEN)
    issued, _ = _issue(box, login, name, kind, administrator=False)
    with box.store.write() as db:
        _add(box, db, issued.mediator, actor)
        for service_id in services:
            sign_in.grant_service_in(box, db, issued.mediator, service_id, actor)
    return issued


def reissue_sign_in(box: Box, login: str, actor: Actor, kind: str = "") -> IssuedSignIn:
    """Give a mediator who lost theirs a new first factor and PIN. The actor supervises a service they hold.

    What the supervisor holds is handed over at once; the rest waits for its own supervisors. Raises `Refused`:
    `no-such-mediator`, `not-oneself`, `not-supervisor`.
    """
    person = sign_in.by_login(box, login)
    if person.id == actor.mediator_id:
        raise Refused(Refusal.NOT_ONESELF)
    supervised = sign_in.list_supervised_services(box.store.read(), actor.mediator_id)
    shared = supervised & actor.ring.services & _services_of(box, person.id)
    if not shared:
        raise Refused(Refusal.NOT_SUPERVISOR, service="")
    ring = Ring({service_id: actor.ring.privates[service_id] for service_id in shared})
    issued = _keyed_again(box, person, kind, ring)
    with box.store.write() as db:
        _again(db, issued, ring)
        journal.insert_journal_line_by(db, box.clock.now(), JournalAction.REISSUED, actor, detail=person.login)
    box.shifts.end(person.id)
    return issued


def recover_sign_in(box: Box, login: str, typed: str, kind: str = "", *, every_service: bool = False) -> IssuedSignIn:
    """Give a mediator a new first factor and PIN with the recovery sheet; they hold the same services as before.

    With `every_service` they become supervisor of every service, for when nobody is left who could hand one over. An
    administrator is refused that.

    Raises `Refused`: `no-such-mediator`, `is-administrator`, and what `find_sheet_key_pair` raises.
    """
    pair = _sheet(box, typed)
    person = sign_in.by_login(box, login)
    if every_service and person.administrator:
        raise Refused(Refusal.IS_ADMINISTRATOR, name=person.name)
    ring = sign_in.ring_of(box, RECOVERY, pair.private)
    wanted = ring.services if every_service else ring.services & _services_of(box, person.id)
    restored = Ring({service_id: ring.privates[service_id] for service_id in wanted})
    issued = _keyed_again(box, person, kind, restored)
    with box.store.write() as db:
        _again(db, issued, restored, supervisor=every_service)
        action = JournalAction.MADE_SUPERVISOR if every_service else JournalAction.RECOVERED
        journal.insert_journal_line(db, box.clock.now(), action, mediator_id=person.id)
    box.shifts.end(person.id)
    return issued


def _add(box: Box, db: Database, mediator: Mediator, actor: Actor) -> None:
    if people.is_login_taken(db, mediator.login):
        raise Refused(Refusal.LOGIN_TAKEN, login=mediator.login)
    people.insert_mediator(db, mediator, box.clock.now())
    journal.insert_journal_line_by(db, box.clock.now(), JournalAction.MEDIATOR_ADDED, actor, detail=mediator.login)


def _issue(box: Box, login: str, name: str, kind: str, *, administrator: bool) -> tuple[IssuedSignIn, bytes]:
    login, name = people_search.clean_mediator_names(login, name)
    factor = sign_in.read_factor_kind(kind)
    person = Mediator(box.clock.new_id(), login, name, administrator, factor, "", b"", b"", b"")
    return _keyed(box, person, factor)


def _keyed(box: Box, person: Mediator, kind: FactorKind) -> tuple[IssuedSignIn, bytes]:
    """A new first factor, PIN and key pair for a mediator, with the private key wrapped under them."""
    factor, pin, salt, pair = (
        sign_in.new_factor(kind),
        sign_in.new_pin(box.clock),
        sealing.new_salt(),
        sealing.new_pair(),
    )
    wrapped = sealing.lock_bytes(sign_in.key_of(factor, pin, salt), pair.private, f"mediator:{person.id}")
    keyed = replace(
        person, factor=kind, factor_hash=sign_in.hash_of(factor), salt=salt, public=pair.public, wrapped=wrapped
    )
    return IssuedSignIn(keyed, factor, pin), pair.private


def _keyed_again(box: Box, person: Mediator, kind: str, ring: Ring) -> IssuedSignIn:
    """A new sign-in for a mediator who has one, of the same kind where `kind` is ""; it opens the ring's services."""
    issued, _ = _keyed(box, person, sign_in.read_factor_kind(kind) if kind else person.factor)
    return replace(issued, services=ring.services)


def _again(db: Database, issued: IssuedSignIn, ring: Ring, *, supervisor: bool = False) -> None:
    """Store a new sign-in that opens the ring's services: as supervisor where `supervisor`, else with the same role.

    Runs in the caller's transaction; whoever calls it ends the shift afterwards.
    """
    person = issued.mediator
    supervises = {grant.service_id: grant.supervisor for grant in people.select_grants(db, person.id)}
    people.update_mediator_keys(db, person)
    people.suspend_grants(db, person.id)
    for service_id in ring.services:
        role = supervisor or supervises[service_id]
        sign_in.seal_keys_to(db, person.id, person.public, ring, (service_id,), supervisor=role)
    people.delete_wrong_tries(db, person.id)
    sessions.delete_mediator_sessions(db, person.id)


def _make(box: Box, db: Database, chiefs: dict[str, bytes]) -> dict[str, bytes]:
    """Make the keys that services lack, sealed to these mediators and to the sheet; the private ones, by service."""
    made = {}
    sheet = people.read_recovery_sheet(db)
    holders = {**chiefs, **({RECOVERY: sheet.public} if sheet else {})}
    for service_id in sorted(_wanted(box) - set(wrapped_keys.select_services(db))):
        pair = sealing.new_pair()
        made[service_id] = pair.private
        wrapped_keys.insert_service_key(db, service_id, pair.public, box.clock.now())
        for holder, public in holders.items():
            sign_in.seal_keys_to(db, holder, public, Ring({service_id: pair.private}), (service_id,), supervisor=True)
    return made


def _wanted(box: Box) -> set[str]:
    return {DESK, *(procedure.service.id for procedure in box.catalogue.procedures)}


def _services_of(box: Box, mediator_id: str) -> frozenset[str]:
    return frozenset(grant.service_id for grant in people.select_grants(box.store.read(), mediator_id))


def _sheet(box: Box, typed: str) -> sealing.KeyPair:
    recorded = people.read_recovery_sheet(box.store.read())
    if recorded is None:
        raise Refused(Refusal.NOT_SET_UP)
    return find_sheet_key_pair(typed, recorded.public)
