"""Add, change and forget printers, and choose which papers each station prints on which."""

from collections.abc import Mapping
from inspect import signature
from urllib.parse import urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from kiosk.domain.printing.print_job import Tray
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import live_printers
from kiosk.services.box.box import Actor, Box
from kiosk.services.printers import printer_choice
from kiosk.store.database import Database
from kiosk.store.people import journal, people
from kiosk.store.printing import printers as store
from kiosk.store.printing.printers import Choice, Kept
from printers import profiles
from printers.carrier import Carrier, Setting
from printers.carriers import CARRIERS
from printers.renderer import Renderer
from printers.renderers import RENDERERS

LONGEST_NAME, LONGEST_SETTING = 40, 200
"""In characters."""


class Described(Struct, frozen=True):
    """The description of a printer to add: `carrier` and `paper` are kinds, `profile` is a model's profile name."""

    name: str
    carrier: str
    settings: Mapping[str, str] = field(default_factory=dict)
    paper: str = ""
    profile: str = profiles.UNKNOWN


def carrier_of(kind: str) -> type[Carrier]:
    """The class of this kind of carrier. Raises `Refused` (`no-such-carrier`)."""
    for carrier in CARRIERS:
        if carrier.kind == kind:
            return carrier
    raise Refused(Refusal.NO_SUCH_CARRIER, carrier=kind)


def settings_to_ask(box: Box, kind: str) -> tuple[Setting, ...]:
    """The settings to ask for a printer of that kind. Raises `Refused` (`no-such-carrier`)."""
    ours = live_printers.ours(box.settings)
    return tuple(
        setting for setting in carrier_of(kind).settings if setting.name != "media_type" and setting.name not in ours
    )


def add(box: Box, described: Described, actor: Actor) -> str:
    """Add a printer; gives its id. Raises what `change` raises."""
    new_id = box.clock.new_id()
    with box.store.write() as db:
        _save(box, db, new_id, described)
        _note(box, db, actor, JournalAction.PRINTER_ADDED, new_id)
    return new_id


def change(box: Box, printer_id: str, described: Described, actor: Actor) -> None:
    """Change a printer's name, carrier, paper or model.

    Raises `Refused`, with the `setting` that is meant where it is one: `no-such-printer`, `printer-name-missing`,
    `name-taken`, `no-such-carrier`, `no-such-paper`, `paper-not-taken`, `no-such-model`, `setting-missing`,
    `bad-setting-of-printer`, `secret-in-address`.
    """
    with box.store.write() as db:
        kept = _existing(db, printer_id)
        if kept.carrier == described.carrier:  # settings that no page asks for stay as a command set them
            ours = {name: kept.settings[name] for name in live_printers.ours(box.settings) if name in kept.settings}
            described = replace(described, settings=ours | dict(described.settings))
        _save(box, db, printer_id, described)
        _note(box, db, actor, JournalAction.PRINTER_CHANGED, printer_id)


def fit(box: Box, printer_id: str, paper: str, profile: str, actor: Actor) -> None:
    """Change a printer's paper and model; "" keeps the old one. Raises as `change` does."""
    with box.store.write() as db:
        kept = _existing(db, printer_id)
        described = Described(kept.name, kept.carrier, kept.settings, paper or kept.paper, profile or kept.profile)
        _save(box, db, printer_id, described)
        _note(box, db, actor, JournalAction.PRINTER_CHANGED, printer_id)


def forget(box: Box, printer_id: str, actor: Actor) -> None:
    """Forget a printer, and every choice of it. Raises `Refused` (`no-such-printer`)."""
    with box.store.write() as db:
        _existing(db, printer_id)
        store.forget(db, printer_id, box.watch.today().now)
        _note(box, db, actor, JournalAction.PRINTER_FORGOTTEN, printer_id)


def choose(box: Box, choice: Choice, actor: Actor) -> None:
    """Set a station's printer for papers. Raises `Refused`: `no-such-printer`, `no-such-station`, `no-such-papers`."""
    with box.store.write() as db:
        if choice.printer_id:
            _existing(db, choice.printer_id)
        _check_choice(db, choice.station_id, choice.papers)
        if choice not in store.choices(db):
            store.choose(db, choice)
            _note(box, db, actor, JournalAction.PRINTER_CHOSEN, *_for_journal(choice))


def unchoose(box: Box, station_id: str, papers: str, actor: Actor) -> None:
    """Remove a station's choice, the wider one counts. Raises `Refused`: `no-such-station`, `no-such-papers`."""
    with box.store.write() as db:
        _check_choice(db, station_id, papers)
        for choice in store.choices(db):
            if (choice.station_id, choice.papers) == (station_id, papers):
                store.unchoose(db, station_id, papers)
                _note(box, db, actor, JournalAction.PRINTER_UNCHOSEN, *_for_journal(choice))


def free_name(box: Box, wished: str) -> str:
    """A name that no printer has yet: `wished`, with a number behind it if it is taken."""
    name, db = " ".join(wished.split())[: LONGEST_NAME - 3].strip(), box.store.read()
    candidate, number = name, 1
    while store.named(db, candidate) is not None:
        number += 1
        candidate = f"{name} {number}"
    return candidate


def _for_journal(choice: Choice) -> tuple[str, str, str]:
    """A choice as words of the journal: station, papers, printer."""
    printer = "nothing" if choice.printer_id is None else choice.printer_id or "usual"
    return choice.station_id or "everywhere", choice.papers or "all", printer


def _note(box: Box, db: Database, actor: Actor, action: JournalAction, *about: str) -> None:
    journal.note_by(db, box.watch.today().now, action, actor, detail=" ".join(about))


def _existing(db: Database, printer_id: str) -> Kept:
    kept = store.get(db, printer_id)
    if kept is None or kept.forgotten:
        raise Refused(Refusal.NO_SUCH_PRINTER)
    return kept


def _check_choice(db: Database, station_id: str, papers: str) -> None:
    if station_id and people.station_name(db, station_id) == "":
        raise Refused(Refusal.NO_SUCH_STATION)
    if papers not in list(Tray):
        raise Refused(Refusal.NO_SUCH_PAPERS)


def _save(box: Box, db: Database, printer_id: str, described: Described) -> None:
    name = " ".join(described.name.split())[:LONGEST_NAME]
    if not name:
        raise Refused(Refusal.PRINTER_NAME_MISSING)
    twin = store.named(db, name)
    if twin is not None and twin.id != printer_id:
        raise Refused(Refusal.NAME_TAKEN, name=name)
    renderer = printer_choice.renderer_of(described.paper or box.settings.paper)
    if described.profile not in (profiles.UNKNOWN, *profiles.names()):
        raise Refused(Refusal.NO_SUCH_MODEL, model=described.profile)
    _check_paper(described.carrier, renderer)
    settings = _settings(box, described)
    try:
        live_printers.built(described.carrier, settings, renderer.media_type, box.settings)
    except (ValueError, TypeError) as fault:
        raise Refused(Refusal.BAD_SETTING_OF_PRINTER, setting=", ".join(settings)) from fault
    kept = Kept(printer_id, name, described.carrier, settings, renderer.kind, described.profile)
    store.save(db, kept, box.watch.today().now)


def papers_taken(kind: str) -> list[str]:
    """The papers (kinds of renderer) that a kind of carrier can take. Raises `Refused` (`no-such-carrier`)."""
    asked = (setting.choices for setting in carrier_of(kind).settings if setting.name == "media_type")
    media_types = next(asked, ())
    return [renderer.kind for renderer in RENDERERS if not media_types or renderer.media_type in media_types]


def _check_paper(kind: str, renderer: Renderer) -> None:
    """Raises `Refused` (`paper-not-taken`, with the `papers` that it takes): nothing would ever come out."""
    if renderer.kind not in (taken := papers_taken(kind)):
        raise Refused(Refusal.PAPER_NOT_TAKEN, paper=renderer.kind, papers=", ".join(taken))


def _settings(box: Box, described: Described) -> dict[str, str]:
    """Check and trim the carrier's settings; those that are left out get the carrier's default."""
    settings: dict[str, str] = {}
    carrier, known = carrier_of(described.carrier), live_printers.ours(box.settings)
    needed = {name for name, parameter in signature(carrier).parameters.items() if parameter.default is parameter.empty}
    for setting in carrier.settings:
        if setting.name == "media_type":  # follows from the paper
            continue
        value = described.settings.get(setting.name, "").strip() or setting.default
        if not value and (setting.needed or setting.name in needed) and setting.name not in known:
            raise Refused(Refusal.SETTING_MISSING, setting=setting.name)
        if value and setting.among is not None and not (value.isdecimal() and int(value) in setting.among):
            raise Refused(Refusal.BAD_SETTING_OF_PRINTER, setting=setting.name)
        if len(value) > LONGEST_SETTING or not value.isprintable():
            raise Refused(Refusal.BAD_SETTING_OF_PRINTER, setting=setting.name)
        if _has_secret(value):
            raise Refused(Refusal.SECRET_IN_ADDRESS, setting=setting.name)
        if value:
            settings[setting.name] = value
    return settings


def _has_secret(value: str) -> bool:
    """Whether an address contains a user name or a password, which every mediator could read in the settings."""
    return "://" in value and "@" in urlsplit(value).netloc
