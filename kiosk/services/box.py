"""One box at work: its settings, its store, what can be asked, its clock. Every gesture is handed one."""

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from kiosk import keys
from kiosk.catalogue.catalogue import Catalogue, open_catalogue
from kiosk.clock import Clock
from kiosk.domain import reference as references
from kiosk.domain.ring import NOBODY, Ring
from kiosk.domain.site import Site
from kiosk.errors import Refused
from kiosk.languages import FRENCH
from kiosk.services.calls import Calls
from kiosk.services.carriers import Carriers, built
from kiosk.services.held import Held
from kiosk.services.searching import Searching
from kiosk.services.shifts import Shifts
from kiosk.services.watch import Watch
from kiosk.settings import Settings
from kiosk.store import cases, enrolment
from kiosk.store.database import Store
from kiosk.store.enrolment import Enrolment
from kiosk.words import Words
from printers.carrier import Carrier
from printers.renderers import RENDERERS

_UNSET = Settings().site_code


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, from which screen, and with which keys; an empty `mediator_id` is nobody signed in.

    `session` is the hash by which the store knows the browser's session, `session_key` what only its cookie gives;
    `large` is whether whoever reads there wants large print.
    """

    station_id: str = ""
    mediator_id: str = ""
    name: str = ""
    session: str = ""
    session_key: bytes = field(default=b"", repr=False)
    ring: Ring = NOBODY
    terminal: bool = False
    large: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """What a gesture needs."""

    settings: Settings
    site: Site
    store: Store
    catalogue: Catalogue
    clock: Clock
    watch: Watch
    carrier: Carrier
    shifts: Shifts
    held: Held
    site_seed: bytes = field(repr=False)
    searching: Searching = field(default_factory=Searching, repr=False)
    calls: Calls = field(default_factory=Calls, repr=False)
    carriers: Carriers = field(default_factory=Carriers, repr=False)

    def enrolment(self) -> Enrolment | None:
        """The hub this box is enrolled at, None while it stands alone."""
        return enrolment.current(self.store.read())

    @property
    def hub_url(self) -> str:
        """Where the hub is, "" while there is none."""
        found = self.enrolment()
        return found.url if found else ""

    def words(self, language: str = FRENCH, plain: bool = False) -> Words:
        """How this box speaks."""
        return Words(language, plain, self.settings.zone, self.settings.paths.translations)


def open_box(settings: Settings, clock: Clock | None = None) -> Box:
    """Open the data folder, making its keys and its database the first time. Raises `Refused` where it cannot.

    Whoever opens it is alone: what an earlier process was cut off from writing is removed.
    """
    clock = clock or Clock()
    paths = settings.paths
    paths.create()
    paths.sweep()
    for secret in (paths.database_key, paths.site_key, paths.control_token):
        keys.sweep(secret)
    # A database whose key is lost is not given another one: a person has to bring the key back.
    if not paths.database_key.exists() and not paths.database.exists():
        keys.write_secret(paths.database_key, keys.new_signing_key())
    # The hub believes one key: another one, made in silence, would have every event of this box refused.
    if not paths.site_key.exists() and not paths.database.exists():
        keys.write_secret(paths.site_key, keys.new_signing_key())
    store = Store(paths.database, keys.read_seed(paths.database_key))  # says itself that it is of an earlier version
    try:
        site_seed = keys.read_seed(paths.site_key)
    except Refused:
        store.close()
        raise
    minted = cases.latest_reference(store.read())
    if minted and settings.site_code == _UNSET != references.site_of(minted):
        store.close()
        raise Refused("settings-lost", path=str(paths.settings))
    return Box(
        settings=settings,
        site=site_of(settings),
        store=store,
        catalogue=open_catalogue([shipped_procedures(), paths.procedures]),
        clock=clock,
        watch=Watch(store, clock, settings.zone),
        carrier=carrier_of(settings),
        shifts=Shifts(clock, settings.shift_hours),
        held=Held(),
        site_seed=site_seed,
    )  # fmt: skip


def site_of(settings: Settings) -> Site:
    """The town hall that the settings describe."""
    return Site(
        settings.site_code, settings.site_name, settings.site_address, settings.site_phone, settings.site_email,
        settings.site_hours, settings.privacy_officer,
    )  # fmt: skip


def carrier_of(settings: Settings) -> Carrier:
    """The carrier that the settings name, told what it will be handed. Raises `Refused("bad-setting")` for no name."""
    renderer = next((each for each in RENDERERS if each.kind == settings.paper), None)
    if renderer is None:
        raise Refused("bad-setting", name="paper", value=settings.paper)
    found = built(settings.printer, {}, renderer.media_type, settings)
    if found is not None:
        return found
    raise Refused("bad-setting", name="printer", value=settings.printer)


def shipped_procedures() -> Path:
    """The folder of the procedures that ship."""
    return Path(str(files("kiosk"))) / "procedures"
