"""The running box (settings, store, catalogue, clock), which every gesture takes, and how it is opened."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from kiosk.catalogue.define.catalogue import Catalogue, LiveCatalogue, open_catalogue
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.domain.events import reference
from kiosk.domain.keys.ring import DESK, NOBODY, Ring
from kiosk.domain.places.site import Site
from kiosk.domain.time import opening_hours
from kiosk.error_codes import LineFault, Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths, make_durable
from kiosk.services.box import catalogue_search, database_mark, site_key
from kiosk.services.box.catalogue_search import Searching
from kiosk.services.box.help_calls import Calls
from kiosk.services.box.legal_clock import Watch
from kiosk.services.box.live_printers import Carriers, build_usual_carrier
from kiosk.services.box.shifts import Shifts
from kiosk.services.box.site_key import SiteSigningKey
from kiosk.settings import Settings
from kiosk.store import database
from kiosk.store.cases import cases
from kiosk.store.database import Store
from kiosk.store.events import counters
from kiosk.store.events.counters import Enrolment
from kiosk.store.keys import wrapped_keys
from kiosk.store.people import people
from kiosk.store.published import publications
from kiosk.version import VERSION
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words, get_words
from printers.carrier import Carrier


class JobKeys:
    """Keys of subjects by job id. Empty after a restart: then jobs of the desk wait for a sign-in."""

    def __init__(self) -> None:
        self._keys: dict[str, tuple[str, bytes, float]] = {}
        self._turn = threading.Lock()

    def add(self, job_id: str, subject: str, key: bytes, now_s: float) -> None:
        """Hold a job's key until it is printed; `now_s` is monotonic, in seconds."""
        with self._turn:
            self._keys[job_id] = (subject, key, now_s)

    def get(self, job_id: str) -> bytes | None:
        """The key of a job, None where none is held."""
        with self._turn:
            entry = self._keys.get(job_id)
        return entry[1] if entry else None

    def drop(self, job_id: str) -> None:
        """Drop the key of a job that is printed or cancelled."""
        with self._turn:
            self._keys.pop(job_id, None)

    def drop_subject(self, subject: str) -> None:
        """Drop the keys of a subject that is destroyed; its jobs can no longer be printed."""
        with self._turn:
            for job_id in [key for key, (owner, _, _) in self._keys.items() if owner == subject]:
                del self._keys[job_id]

    def drop_older(self, before_s: float) -> None:
        """Drop keys held since before `before_s` (monotonic): those jobs wait for a sign-in, as after a restart."""
        with self._turn:
            for job_id in [key for key, (_, _, since) in self._keys.items() if since < before_s]:
                del self._keys[job_id]

    def subjects(self) -> set[str]:
        """The subjects whose keys are held."""
        with self._turn:
            return {subject for subject, _, _ in self._keys.values()}


@dataclass(slots=True)
class VoiceNotes:
    """Failures by voice and language, each until that voice has spoken that language again; safe between threads."""

    process: int = 0
    """The process that speaks with Piper, 0 while none runs: its memory is told apart from ours."""
    _failed: dict[tuple[str, str], str] = field(default_factory=dict)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def failed(self, voice: str, language: str, why: str) -> None:
        """Note that a voice made no sound; `why` is for who mends it and never holds what was to be said."""
        with self._turn:
            self._failed[voice, language] = why

    def spoke(self, voice: str, language: str) -> None:
        """Note that a voice is well."""
        if self._failed:
            with self._turn:
                self._failed.pop((voice, language), None)

    def all(self) -> Mapping[tuple[str, str], str]:
        """Why, by voice and language."""
        with self._turn:
            return dict(self._failed)


class FilesOnTheWay(Struct, frozen=True):
    """How far the sending of joined files is: `sent` of the `total` bytes that waited when it began."""

    sent: int = 0
    total: int = 0

    @property
    def sent_mb(self) -> float:
        """`sent` in megabytes, to a tenth."""
        return round(self.sent / 1_000_000, 1)

    @property
    def total_mb(self) -> float:
        """`total` in megabytes, to a tenth."""
        return round(self.total / 1_000_000, 1)


NO_FILES = FilesOnTheWay()


@dataclass(slots=True)
class HubLine:
    """In memory: the sending loop learns it again at its first talk. A line that is down since changes nothing of it.

    `refuses`: the hub does not know this box, or no more: its site was revoked, or given to another box.
    `files`: how far the joined files are, which may take minutes.
    """

    refuses: bool = False
    files: FilesOnTheWay = NO_FILES

    def reached(self) -> None:
        """The hub took what was sent."""
        self.refuses = False

    def failed(self, code: str) -> None:
        """A talk failed with that code (`LineFault`)."""
        self.refuses = self.refuses or code == LineFault.HUB_REFUSES


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, from which screen, and with which keys; `mediator_id` is "" where nobody is signed in.

    `session` is the hash under which the store knows the browser's session, `session_key` the key that only its cookie
    gives; `large` is whether the reader at that screen wants large print.
    """

    station_id: str = ""
    mediator_id: str = ""
    name: str = ""
    session: str = ""
    session_key: bytes = field(default=b"", repr=False)
    ring: Ring = NOBODY
    terminal: bool = False
    large: bool = False

    @property
    def witness(self) -> str:
        """The name under which this actor certifies that an original was seen; "" where no mediator is signed in."""
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
    searching: Searching = field(default_factory=Searching, repr=False)
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
        return self.live_catalogue.current

    @property
    def offered(self) -> Catalogue:
        """What can be begun here: the procedures of the services that this town hall offers."""
        return catalogue_search.find_startable_procedures(self.live_catalogue, self.settings.services)

    def enrolment(self) -> Enrolment | None:
        """The hub this box is enrolled at, None while it stands alone."""
        return counters.read_enrolment(self.store.read())

    @property
    def hub_url(self) -> str:
        """The address of the hub, "" where there is none."""
        return hub.url if (hub := self.enrolment()) else ""

    def words(self, language: str = FRENCH, plain: bool = False) -> Words:
        """The words of this box, in a language, plain or not."""
        return get_words(language, plain, self.settings.zone, self.settings.paths)


def open_box(settings: Settings, clock: Clock | None = None, *, unset: bool = False) -> Box:
    """Open the data folder, making its keys and its database the first time. Raises `Refused` where it cannot:
    `no-site-code`, `site-code-lost` and `other-site-code` where the settings do not say whose box it is,
    `database-lost` where there are keys and no database, `database-older` where it is an older copy of itself. Where a
    copy has to be brought back, `copies` names those that can be seen. With `unset` a new box opens without a
    site code too, so that the wizard can ask for it.

    The caller is the only process there: files that an earlier process left half written are removed.
    """
    with database_mark.naming_copies(settings.paths):
        return _open(settings, clock or Clock(), unset=unset)


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
        site_seed = site_key.read_site_seed(paths, store)
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
    """Note the program's version, and after an upgrade that it works with this folder; the version before is kept.

    Raises `Refused` (`upgrade-failed`) where procedures that ship do not load.
    """
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
        or counters.read_enrolment(db) is not None
        or bool(cases.read_latest_reference(db))
    )


def _check_site(store: Store, settings: Settings) -> None:
    """Check that the settings name the site that this box is.

    Raises `Refused`: `no-site-code`, `site-code-lost` (it had one), `other-site-code` (the hub knows it under another).
    """
    file, hub = str(settings.paths.settings), counters.read_enrolment(store.read())
    minted = cases.read_latest_reference(store.read())
    former = hub.site if hub else reference.parse_site_code(minted) if minted else ""
    if not settings.site_code:
        if not former:
            raise Refused(Refusal.NO_SITE_CODE, path=file)
        raise Refused(Refusal.SITE_CODE_LOST, path=file, code=former)
    if hub and hub.site != settings.site_code:
        raise Refused(Refusal.OTHER_SITE_CODE, path=file, code=settings.site_code, enrolled=hub.site)


def _check_services(store: Store, settings: Settings, catalogue: Catalogue) -> None:
    """Check that the settings name services that exist, or once did: a file that was taken away stops no box.

    Raises what `catalogue_search.check_file` raises.
    """
    if settings.services:
        file, known = (
            settings.paths.settings,
            {*catalogue_search.ids(catalogue), *wrapped_keys.select_services(store.read())},
        )
        content = file.read_bytes() if file.exists() else b""
        catalogue_search.check_file(file, content, settings.services, known - {DESK})


def make_site_from_settings(settings: Settings) -> Site:
    """The town hall that the settings describe. Raises `Refused` (`hours-…`) for hours that cannot be read."""
    return Site(
        settings.site_code, settings.site_name, settings.site_address, settings.site_phone, settings.site_email,
        settings.site_hours, settings.privacy_officer, opening_hours.parse_opening_hours(settings.hours),
        settings.recipients,
    )  # fmt: skip


def take_settings(box: Box, settings: Settings) -> None:
    """Let the running box, its loops too, go by these settings. Raises `Refused` (`hours-…`) and changes nothing."""
    site = make_site_from_settings(settings)
    box.settings, box.site = settings, site


def shipped_procedures() -> Path:
    """The folder of the procedures that ship with Parvis."""
    return Path(str(files("kiosk"))) / "procedures"
