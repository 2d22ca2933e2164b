"""The running box (settings, store, catalogue, clock), which every gesture takes, and how it is opened."""

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from kiosk.catalogue.define.catalogue import Catalogue, open_catalogue
from kiosk.catalogue.define.live_catalogue import LiveCatalogue
from kiosk.clock import Clock
from kiosk.crypto import keys
from kiosk.domain.events import reference as references
from kiosk.domain.keys.ring import DESK, NOBODY, Ring
from kiosk.domain.places.site import Site
from kiosk.domain.time import hours_as_written
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.paths import Paths, make_durable
from kiosk.services.box import database_mark, offered_services, site_key
from kiosk.services.box.catalogue_search import Searching
from kiosk.services.box.help_calls import Calls
from kiosk.services.box.hub_line import HubLine
from kiosk.services.box.job_keys import Held
from kiosk.services.box.legal_clock import Watch
from kiosk.services.box.live_printers import Carriers, carrier_of
from kiosk.services.box.shifts import Shifts
from kiosk.services.box.site_key import SiteKey
from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.settings import Settings
from kiosk.store import upgrade
from kiosk.store.cases import cases
from kiosk.store.database import Store
from kiosk.store.events import enrolment
from kiosk.store.events.enrolment import Enrolment
from kiosk.store.keys import wrapped_keys
from kiosk.store.people import people
from kiosk.store.published import setting_changes
from kiosk.version import VERSION
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words, words_of
from printers.carrier import Carrier


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


@dataclass(frozen=True, slots=True)
class Box:
    """What a gesture needs of the running box; `training` is whether it is a mediator's, to learn with."""

    settings: Settings
    site: Site
    store: Store
    live_catalogue: LiveCatalogue
    clock: Clock
    watch: Watch
    carrier: Carrier
    shifts: Shifts
    held: Held
    site_key: SiteKey
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
        return offered_services.begun(self.live_catalogue, self.settings.services)

    def enrolment(self) -> Enrolment | None:
        """The hub this box is enrolled at, None while it stands alone."""
        return enrolment.current(self.store.read())

    @property
    def hub_url(self) -> str:
        """The address of the hub, "" where there is none."""
        return hub.url if (hub := self.enrolment()) else ""

    def words(self, language: str = FRENCH, plain: bool = False) -> Words:
        """The words of this box, in a language, plain or not."""
        return words_of(language, plain, self.settings.zone, self.settings.paths)


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
        keys.sweep(secret)
    _make_keys(paths)
    shipped = open_catalogue([shipped_procedures()])
    store = database_mark.open_store(paths, clock.now())
    try:
        site_seed = site_key.seed_of(paths, store)
        database_mark.check(paths, store)
        settings = setting_changes.applied(store.read(), settings)
        if settings.site_code or not unset or was_set_up(store):
            _check_site(store, settings)
        _prove_upgrade(store, paths, shipped)
        live_catalogue = LiveCatalogue(shipped, paths.procedures, paths.sound_procedures)
        offered_services.publish(live_catalogue, store)
        _check_services(store, settings, live_catalogue.current)
    except Refused:
        store.close()
        raise
    database_mark.note_start(paths, store)
    paths.first_start.unlink(missing_ok=True)
    return Box(
        settings=settings,
        site=site_of(settings),
        store=store,
        live_catalogue=live_catalogue,
        clock=clock,
        watch=Watch(store, clock, settings.zone),
        carrier=carrier_of(settings),
        shifts=Shifts(clock, settings.shift_hours),
        held=Held(), site_key=SiteKey(site_seed),
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
        upgrade.finish(paths.database)
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
    database_mark.forget(paths)
    for secret in secrets:
        if not secret.exists():
            keys.write_secret(secret, keys.new_signing_key())


def was_set_up(store: Store) -> bool:
    """Whether somebody works here, or a hub knows this box: it had a site code then."""
    db = store.read()
    return people.recovery(db) is not None or enrolment.current(db) is not None or bool(cases.latest_reference(db))


def _check_site(store: Store, settings: Settings) -> None:
    """Check that the settings name the site that this box is.

    Raises `Refused`: `no-site-code`, `site-code-lost` (it had one), `other-site-code` (the hub knows it under another).
    """
    file, hub = str(settings.paths.settings), enrolment.current(store.read())
    minted = cases.latest_reference(store.read())
    former = hub.site if hub else references.site_of(minted) if minted else ""
    if not settings.site_code:
        if not former:
            raise Refused(Refusal.NO_SITE_CODE, path=file)
        raise Refused(Refusal.SITE_CODE_LOST, path=file, code=former)
    if hub and hub.site != settings.site_code:
        raise Refused(Refusal.OTHER_SITE_CODE, path=file, code=settings.site_code, enrolled=hub.site)


def _check_services(store: Store, settings: Settings, catalogue: Catalogue) -> None:
    """Check that the settings name services that exist, or once did: a file that was taken away stops no box.

    Raises what `offered_services.check_file` raises.
    """
    if settings.services:
        file, known = settings.paths.settings, {*offered_services.ids(catalogue), *wrapped_keys.services(store.read())}
        content = file.read_bytes() if file.exists() else b""
        offered_services.check_file(file, content, settings.services, known - {DESK})


def site_of(settings: Settings) -> Site:
    """The town hall that the settings describe. Raises `Refused` (`hours-…`) for hours that cannot be read."""
    return Site(
        settings.site_code, settings.site_name, settings.site_address, settings.site_phone, settings.site_email,
        settings.site_hours, settings.privacy_officer, hours_as_written.read(settings.hours), settings.recipients,
    )  # fmt: skip


def shipped_procedures() -> Path:
    """The folder of the procedures that ship with Parvis."""
    return Path(str(files("kiosk"))) / "procedures"
