"""Set up a box (service keys, first mediator, recovery sheet) and its stations; add mediators, replace lost sign-ins,
sign a colleague out on every screen, or remove a mediator for good: their name stays in the history.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from msgspec import Struct
from msgspec.structs import replace

from kiosk.crypto import sealing
from kiosk.domain.keys.ring import DESK, FactorKind, Ring
from kiosk.domain.language import spelling
from kiosk.domain.screen.measure import Measure
from kiosk.domain.screen.station import PaperSlot, StationRole
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import sign_in
from kiosk.services.people.sign_in import SHEET_WORDS
from kiosk.store import journal, people, publications, sessions, visits, wrapped_keys
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
    for place in range(SHEET_WORDS):
        for number in range(_LIST):
            other = _entropy([*known[:place], number, *known[place + 1 :]])
            if other is not None and sign_in.sheet_pair(other).public == public:
                raise Refused(Refusal.WRONG_SHEET_WORD, place=place + 1, typed=words[place])
    raise Refused(Refusal.ANOTHER_SHEET if entropy is not None else Refusal.NOT_A_SHEET, words=SHEET_WORDS)


def _entropy(numbers: list[int]) -> bytes | None:
    """The 16 bytes that twelve words stand for, None where the checksum does not hold (BIP 39)."""
    whole = 0
    for number in numbers:
        whole = whole << _WORD_BITS | number
    entropy = (whole >> _CHECK_BITS).to_bytes(SHEET_WORDS * _WORD_BITS // 8)
    return entropy if hashlib.sha256(entropy).digest()[0] >> (8 - _CHECK_BITS) == whole & 15 else None


MOST_NAME, MOST_LOGIN = 120, 40
"""Most characters of a mediator's name and login."""


def clean_mediator_names(login: str, name: str) -> tuple[str, str]:
    """The login without spaces and the name on one line, both without characters that cannot be shown.

    Raises `Refused`: `empty-name`, and `text-too-long` with the `field` (`login` or `name`) that is.
    """
    shown = ("".join(filter(spelling.is_readable_text, typed)) for typed in (login, name))
    login, name = map(spelling.clean_line, shown)
    login = "".join(login.split())
    if not login or not name:
        raise Refused(Refusal.EMPTY_NAME)
    for field, text, most in (("name", name, MOST_NAME), ("login", login, MOST_LOGIN)):
        if len(text) > most:
            raise Refused(Refusal.TEXT_TOO_LONG, most=most, field=field)
    return login, name


class IssuedSignIn(Struct, frozen=True):
    """A new sign-in, shown to the mediator once and stored nowhere: first factor and PIN.

    `services` are the ids of the services that it opens.
    """

    mediator: Mediator
    factor: str
    pin: str
    services: frozenset[str] = frozenset()


def is_set_up(box: Box) -> bool:
    return people.read_recovery_sheet(box.store.read()) is not None


def first(box: Box, login: str, name: str, kind: str = FactorKind.PASSPHRASE) -> tuple[IssuedSignIn, str]:
    """Make keys for every service and the first mediator, their supervisor; give the sign-in and the sheet's words.

    A set-up that broke off before the sheet was typed back starts again, as long as no key is in use.

    Raises `Refused`: `already-set-up`, `no-such-factor`, and what `clean_mediator_names` raises.
    """
    words, pair = sign_in.new_sheet()
    issued = _issue(box, login, name, kind, administrator=True)
    with box.store.write() as db:
        if (sheet := people.read_recovery_sheet(db)) is not None and (
            sheet.verified_at or not people.delete_all_people(db)
        ):
            raise Refused(Refusal.ALREADY_SET_UP)
        people.insert_mediator(db, issued.mediator, box.clock.now())
        people.save_recovery_sheet(db, pair.public, box.clock.now())
        _make(box, db, {issued.mediator.id: issued.mediator.public})
        journal.insert_journal_line(db, box.clock.now(), JournalAction.SET_UP, mediator_id=issued.mediator.id)
    return issued, words


def verify_recovery_sheet(box: Box, typed: str) -> None:
    """Check the recovery sheet's words as typed back, and note it. Raises what `find_sheet_key_pair` raises."""
    _find_own_sheet(box, typed)
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

    Raises `Refused`: `not-set-up`, `login-taken`, `no-such-factor`, and what `clean_mediator_names`
    raises.
    """
    if not is_set_up(box):
        raise Refused(Refusal.NOT_SET_UP)
    issued = _issue(box, login, name, kind, administrator=administrator)
    with box.store.write() as db:
        _add(box, db, issued.mediator, Actor())
    return issued


def add_colleague(box: Box, login: str, name: str, kind: str, services: Sequence[str], actor: Actor) -> IssuedSignIn:
    """Add a mediator with services that the actor supervises, in one transaction.

    Raises `Refused`: `no-service-chosen`, `not-supervisor`, and what `add_mediator` raises but for `not-set-up`.
    """
    if not services:
        raise Refused(Refusal.NO_SERVICE_CHOSEN)
    issued = _issue(box, login, name, kind, administrator=False)
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
    issued = _keyed(box, person, sign_in.read_factor_kind(kind) if kind else person.factor, ring.services)
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
    pair = _find_own_sheet(box, typed)
    person = sign_in.by_login(box, login)
    if every_service and person.administrator:
        raise Refused(Refusal.IS_ADMINISTRATOR, name=person.name)
    ring = sign_in.ring_of(box, RECOVERY, pair.private)
    wanted = ring.services if every_service else ring.services & _services_of(box, person.id)
    restored = Ring({service_id: ring.privates[service_id] for service_id in wanted})
    issued = _keyed(box, person, sign_in.read_factor_kind(kind) if kind else person.factor, restored.services)
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


def _issue(box: Box, login: str, name: str, kind: str, *, administrator: bool) -> IssuedSignIn:
    login, name = clean_mediator_names(login, name)
    factor = sign_in.read_factor_kind(kind)
    person = Mediator(box.clock.new_id(), login, name, administrator, factor, "", b"", b"", b"")
    return _keyed(box, person, factor)


def _keyed(box: Box, person: Mediator, kind: FactorKind, services: frozenset[str] = frozenset()) -> IssuedSignIn:
    factor, pin = sign_in.new_factor(kind), box.clock.digits(sign_in.PIN_DIGITS)
    salt, pair = sealing.new_salt(), sealing.new_pair()
    wrapped = sealing.lock_bytes(sign_in.key_of(factor, pin, salt), pair.private, f"mediator:{person.id}")
    keyed = replace(
        person, factor=kind, factor_hash=sign_in.hash_of(factor), salt=salt, public=pair.public, wrapped=wrapped
    )
    return IssuedSignIn(keyed, factor, pin, services)


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


def _find_own_sheet(box: Box, typed: str) -> sealing.KeyPair:
    recorded = people.read_recovery_sheet(box.store.read())
    if recorded is None:
        raise Refused(Refusal.NOT_SET_UP)
    return find_sheet_key_pair(typed, recorded.public)


LONGEST_NAME = 40
"""The most characters of a station's name; the rest is cut off."""


def name_station(box: Box, typed: str, actor: Actor) -> None:
    shortened = typed.strip()[:LONGEST_NAME]
    with _noted(box, actor, JournalAction.STATION_NAMED, shortened) as db:
        people.update_station(db, actor.station_id, name=shortened)


def give_role(box: Box, role: StationRole, actor: Actor) -> None:
    with _noted(box, actor, JournalAction.ROLE_CHANGED, role) as db:
        people.update_station(db, actor.station_id, role=role)


def measure_station_screen(box: Box, measured: Measure | None, actor: Actor) -> None:
    mm_per_px, distance_mm = (measured.mm_per_px, measured.distance_mm) if measured else (0.0, 0)
    said = f"{mm_per_px:.3f} {distance_mm}" if measured else ""
    with _noted(box, actor, JournalAction.STATION_MEASURED, said) as db:
        people.update_station(db, actor.station_id, mm_per_px=mm_per_px, distance_mm=distance_mm)


def place_paper_slot(box: Box, slot: PaperSlot, actor: Actor) -> None:
    """Set where the paper of the actor's station comes out; `UNTOLD` says it to nobody."""
    with _noted(box, actor, JournalAction.PAPER_SLOT_PLACED, slot) as db:
        people.update_station(db, actor.station_id, paper_slot=slot)


def set_station_volume(box: Box, volume: int | None, actor: Actor) -> None:
    """Set how loud each session begins at the actor's station, 0 to 100; None for what the settings say."""
    with _noted(box, actor, JournalAction.SPEAKER_SET, "" if volume is None else str(volume)) as db:
        people.update_station(db, actor.station_id, speaker=volume)


@contextmanager
def _noted(box: Box, actor: Actor, action: JournalAction, said: str) -> Iterator[Database]:
    """A transaction that ends with its line in the journal; `said` is what was set, as the journal has it."""
    with box.store.write() as db:
        yield db
        journal.insert_journal_line_by(db, box.clock.now(), action, actor, detail=said)


def sign_out_colleague(box: Box, login: str, actor: Actor) -> None:
    """Whose service the actor supervises. Raises `Refused`: `no-such-mediator`, `not-oneself`, `not-supervisor`."""
    person = sign_in.by_login(box, login)
    if person.id == actor.mediator_id:
        raise Refused(Refusal.NOT_ONESELF)
    supervised = sign_in.list_supervised_services(box.store.read(), actor.mediator_id)
    if not supervised & actor.ring.services & _services_of(box, person.id):
        raise Refused(Refusal.NOT_SUPERVISOR, service="")
    box.shifts.end(person.id)
    with box.store.write() as db:
        sessions.delete_mediator_sessions(db, person.id)
        journal.insert_journal_line_by(db, box.clock.now(), JournalAction.LET_OUT, actor, detail=person.login)


def remove_mediator(box: Box, login: str, actor: Actor) -> None:
    """Remove a mediator for good. The actor supervises every service that they hold.

    Their keys are deleted, in the store and in memory; their login is never used again. Raises
    `Refused`: `no-such-mediator`, `not-oneself`, `not-supervisor`, `last-supervisor`.
    """
    person = sign_in.by_login(box, login)
    if person.id == actor.mediator_id:
        raise Refused(Refusal.NOT_ONESELF)
    supervised = sign_in.list_supervised_services(box.store.read(), actor.mediator_id) & actor.ring.services
    services = _services_of(box, person.id)
    if not may_remove(supervised, services):
        missing = sorted(services - supervised)
        raise Refused(Refusal.NOT_SUPERVISOR, service=missing[0] if missing else "")
    _gone(box, person, actor)


def remove_here(box: Box, login: str) -> None:
    """Remove a mediator, from the command line. Raises `Refused`: `no-such-mediator`, `last-supervisor`."""
    _gone(box, sign_in.by_login(box, login), Actor())


def may_remove(supervised: frozenset[str], services: frozenset[str]) -> bool:
    return bool(supervised) and services <= supervised


def _gone(box: Box, person: Mediator, actor: Actor) -> None:
    with box.store.write() as db:
        grants = people.select_grants(db)
        others = {
            grant.service_id
            for grant in grants
            if grant.supervisor and grant.sealed and grant.holder not in (person.id, RECOVERY)
        }
        for grant in grants:
            if grant.holder == person.id and grant.supervisor and grant.service_id not in others:
                raise Refused(Refusal.LAST_SUPERVISOR, service=grant.service_id, name=person.name)
        people.mark_mediator_left(db, person.id, box.clock.now())
        people.delete_mediator_favourites(db, person.id)
        publications.delete_mediator_reads(db, person.id)
        visits.delete_mediator_notes(db, person.id)
        sessions.delete_mediator_sessions(db, person.id)
        journal.insert_journal_line_by(db, box.clock.now(), JournalAction.MEDIATOR_REMOVED, actor, detail=person.login)
    box.shifts.end(person.id)
