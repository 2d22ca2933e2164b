"""The running box (settings, store, catalogue, clock), which every gesture takes: how it opens, and its site's key."""

import os
from dataclasses import dataclass, field
from datetime import date
from importlib.resources import files
from pathlib import Path

from kiosk.catalogue.define.catalogue import Catalogue, LiveCatalogue, open_catalogue
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.domain.events import reference
from kiosk.domain.keys.ring import DESK, NOBODY, Ring
from kiosk.domain.places.site import Site
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.time import opening_hours
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths, make_durable
from kiosk.services.box import catalogue_search, database_mark
from kiosk.services.box.in_memory import Calls, Carriers, HubLine, JobKeys, Shifts, VoiceNotes, build_usual_carrier
from kiosk.services.box.legal_clock import Watch
from kiosk.settings import Settings
from kiosk.store import cases, database, outbox, people, publications, upkeep_notes, wrapped_keys
from kiosk.store.database import Store
from kiosk.version import VERSION
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words, get_words
from printers.carrier import Carrier


@dataclass(slots=True)
class SiteSigningKey:
    """The seed of the site's key (32 bytes), whose place another takes once the hub has revoked it."""

    seed: bytes


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, from which screen, and with which keys; `mediator_id` is "" where nobody is signed in.

    `session` is the hash under which the store knows the browser's session, `session_key` the key that only its cookie
    gives; `large` is whether the reader at that screen wants large print. `desk` is the hash of the session at the desk
    beside whose second screen somebody acts.
    """

    station_id: str = ""
    mediator_id: str = ""
    name: str = ""
    session: str = ""
    session_key: bytes = field(default=b"", repr=False)
    ring: Ring = NOBODY
    terminal: bool = False
    large: bool = False
    desk: str = ""

    @property
    def visitor(self) -> str:
        """The session of the person who is served, by its hash."""
        return self.desk or self.session

    @property
    def witness(self) -> str:
        return self.name if self.mediator_id else ""


@dataclass(eq=False, slots=True)
class Box:
    """What a gesture needs of the running box; `training` is whether it is a mediator's, to learn with.

    `settings` and `site` change while it runs, when the town hall changes what it says of itself (`take_settings`).
    """

    settings: Settings
    site: Site
    store: Store
    live_catalogue: LiveCatalogue
    clock: Clock
    watch: Watch
    carrier: Carrier
    shifts: Shifts
    held: JobKeys
    site_key: SiteSigningKey
    training: bool = False
    searching: catalogue_search.Searching = field(default_factory=catalogue_search.Searching, repr=False)
    calls: Calls = field(default_factory=Calls, repr=False)
    carriers: Carriers = field(default_factory=Carriers, repr=False)
    hub_line: HubLine = field(default_factory=HubLine)
    voice_notes: VoiceNotes = field(default_factory=VoiceNotes, repr=False)

    @property
    def site_seed(self) -> bytes:
        """The Ed25519 seed with which this site signs."""
        return self.site_key.seed

    @property
    def catalogue(self) -> Catalogue:
        """Every procedure that this box knows now, also of services that it does not offer."""
        return catalogue_search.name_services(self.live_catalogue.current, self.site)

    @property
    def offered(self) -> Catalogue:
        """What can be begun here: what is on, of the services that this town hall offers."""
        settings = self.settings
        startable = catalogue_search.find_startable_procedures(
            self.live_catalogue, settings.services, settings.switched_on
        )
        return catalogue_search.name_services(startable, self.site)

    def enrolment(self) -> outbox.Enrolment | None:
        return outbox.read_enrolment(self.store.read())

    @property
    def hub_url(self) -> str:
        return hub.url if (hub := self.enrolment()) else ""

    def words(self, language: str = FRENCH, plain: bool = False) -> Words:
        return get_words(language, plain, self.settings.zone, self.settings.paths, False)

    @property
    def staff_words(self) -> Words:
        """The French of those who work here, who read of « la personne » where she is told « vous »."""
        return get_words(FRENCH, False, self.settings.zone, self.settings.paths, True)


def open_box(settings: Settings, clock: Clock | None = None, *, unset: bool = False) -> Box:
    """Open the data folder, making its keys and its database the first time. Raises `Refused` where it cannot:
    `no-site-code`, `site-code-lost` and `other-site-code` where the settings do not say whose box it is,
    `database-lost` where there are keys and no database, `database-older` where it is an older copy of itself. Where a
    copy has to be brought back, `copies` names those that can be seen. With `unset` a new box opens without a
    site code too, so that the wizard can ask for it.

    The caller is the only process there: files that an earlier process left half written are removed.
    """
    try:
        return _open(settings, clock or Clock(), unset=unset)
    except Refused as refused:
        mends = refused.code in database_mark.MENDED_BY_A_COPY
        if mends and (seen := database_mark.list_visible_copies(settings.paths)):
            raise Refused(refused.code, **refused.details, copies=seen) from refused
        raise


def _open(settings: Settings, clock: Clock, *, unset: bool) -> Box:
    paths = settings.paths
    paths.create()
    if not settings.site_code and not paths.holds_database() and not unset:
        raise Refused(Refusal.NO_SITE_CODE, path=str(paths.settings))
    paths.sweep()
    for secret in (paths.database_key, paths.site_key, paths.control_token):
        keys.remove_unfinished_secrets(secret)
    _make_keys(paths)
    shipped = open_catalogue([shipped_procedures()])
    store = database_mark.open_store(paths, clock.now())
    try:
        site_seed = read_site_seed(paths, store)
        database_mark.check_database_mark(paths, store)
        settings = publications.apply_published_settings(store.read(), settings)
        if settings.site_code or not unset or was_set_up(store):
            _check_site(store, settings)
        _prove_upgrade(store, paths, shipped)
        live_catalogue = LiveCatalogue(shipped, paths.procedures, paths.sound_procedures)
        catalogue_search.offer_published_procedures(live_catalogue, store)
        _check_services(store, settings, live_catalogue.current)
    except Refused:
        store.close()
        raise
    database_mark.record_database_start(paths, store)
    paths.first_start.unlink(missing_ok=True)
    return Box(
        settings=settings,
        site=make_site_from_settings(settings),
        store=store,
        live_catalogue=live_catalogue,
        clock=clock,
        watch=Watch(store, clock, settings.zone),
        carrier=build_usual_carrier(settings),
        shifts=Shifts(clock, settings.shift_hours),
        held=JobKeys(), site_key=SiteSigningKey(site_seed),
    )  # fmt: skip


def _prove_upgrade(store: Store, paths: Paths, shipped: Catalogue) -> None:
    """Note the program's version, and after an upgrade that procedures load; the version before is kept."""
    former = paths.program_version.read_text("utf-8").strip() if paths.program_version.exists() else ""
    if store.upgraded:
        if former != VERSION:
            _write_durably(paths.version_before, former)
        if shipped.faults:
            raise Refused(Refusal.UPGRADE_FAILED, path=str(paths.database))
        database.finish_upgrade(paths.database)
    if former != VERSION:
        _write_durably(paths.program_version, VERSION)


def _write_durably(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")
    make_durable(path.parent)


def _make_keys(paths: Paths) -> None:
    """Make the keys of a box that has never had a database; keys that are lost later are never made again.

    A database without its key waits for a person to bring the key back, and the hub refuses every event that another
    site key signed. Raises `Refused` (`database-lost`): an empty database beside old keys would give
    numbers that are on paper already.
    """
    if paths.holds_database():
        return
    secrets = (paths.database_key, paths.site_key)
    if any(secret.exists() for secret in secrets) and not paths.first_start.exists():
        raise Refused(Refusal.DATABASE_LOST, path=str(paths.database))
    paths.first_start.touch(mode=0o600)
    database_mark.delete_database_mark(paths)
    for secret in secrets:
        if not secret.exists():
            keys.write_secret_file(secret, keys.new_signing_key())


def was_set_up(store: Store) -> bool:
    """Whether somebody works here, or a hub knows this box: it had a site code then."""
    db = store.read()
    return (
        people.read_recovery_sheet(db) is not None
        or outbox.read_enrolment(db) is not None
        or bool(cases.read_latest_reference(db))
    )


def _check_site(store: Store, settings: Settings) -> None:
    """Raises `Refused`: `no-site-code`, `site-code-lost`, `other-site-code` (the hub knows it under another)."""
    file, hub = str(settings.paths.settings), outbox.read_enrolment(store.read())
    minted = cases.read_latest_reference(store.read())
    former = hub.site if hub else reference.parse_site_code(minted) if minted else ""
    if not settings.site_code:
        if not former:
            raise Refused(Refusal.NO_SITE_CODE, path=file)
        raise Refused(Refusal.SITE_CODE_LOST, path=file, code=former)
    if hub and hub.site != settings.site_code:
        raise Refused(Refusal.OTHER_SITE_CODE, path=file, code=settings.site_code, enrolled=hub.site)


def _check_services(store: Store, settings: Settings, catalogue: Catalogue) -> None:
    """Check that the settings name services that exist, or once did: a file that was taken away stops no box."""
    if settings.services:
        file = settings.paths.settings
        known = {*catalogue_search.ids(catalogue), *wrapped_keys.select_services(store.read())}
        content = file.read_bytes() if file.exists() else b""
        catalogue_search.check_file(file, content, settings.services, known - {DESK})


def make_site_from_settings(settings: Settings) -> Site:
    """The town hall that the settings describe. Raises `Refused` (`hours-…`) for hours that cannot be read."""
    return Site(
        settings.site_code, settings.site_name, settings.site_address, settings.site_phone, settings.site_email,
        settings.site_hours, settings.privacy_officer, opening_hours.parse_opening_hours(settings.hours),
        settings.recipients, settings.controllers, settings.administrative_court,
    )  # fmt: skip


def take_settings(box: Box, settings: Settings) -> None:
    """Let the running box, its loops too, go by these settings. Raises `Refused` (`hours-…`) and changes nothing."""
    site = make_site_from_settings(settings)
    box.settings, box.site = settings, site


def shipped_procedures() -> Path:
    return Path(str(files("kiosk"))) / "procedures"


def site_code_on(settings: Settings, day: date) -> str:
    """The code that a number minted on a day (at the site) begins with."""
    changed = settings.new_site_code and settings.new_site_code_from
    return settings.new_site_code if changed and day.isoformat() >= settings.new_site_code_from else settings.site_code


def list_site_codes(settings: Settings) -> frozenset[str]:
    """Every code of this town hall: whatever day it is, a number that begins with one of them is its own."""
    return frozenset(filter(None, (settings.site_code, settings.new_site_code)))


def read_site_seed(paths: Paths, store: Store) -> bytes:
    """The seed of the site's key (32 bytes).

    Where a power cut came between the database and the file, the key that was to take a revoked one's place takes it.
    Raises what `keys.read_seed` does, and `Refused` (`damaged-secret`) for another key than the one that signed the
    last receipt: the hub would refuse each event, and each receipt would be a forgery.
    """
    if paths.next_site_key.exists() and _may_have_signed(keys.read_seed(paths.next_site_key), store):
        take_next_site_key(paths)
    seed = keys.read_seed(paths.site_key)
    if not _may_have_signed(seed, store):
        raise Refused(Refusal.DAMAGED_SECRET, path=str(paths.site_key))
    return seed


def make_next_site_key(paths: Paths) -> bytes:
    """Make the key that is to take the place of a revoked one, and write it beside; gives its seed."""
    paths.next_site_key.unlink(missing_ok=True)
    keys.write_secret_file(paths.next_site_key, keys.new_signing_key())
    return keys.read_seed(paths.next_site_key)


def take_next_site_key(paths: Paths) -> None:
    """Put the key that lies beside in the place of the revoked one, durable on return."""
    os.replace(paths.next_site_key, paths.site_key)
    make_durable(paths.data)


def _may_have_signed(seed: bytes, store: Store) -> bool:
    proof = upkeep_notes.read_latest_proof(store.read())
    return not proof or receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(proof)).signed_by(
        keys.verify_key(seed)
    )
