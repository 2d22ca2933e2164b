"""Add, change and forget printers, and choose which papers each station prints on which."""

import re
import threading
from collections.abc import Collection, Mapping
from inspect import signature
from urllib.parse import urlsplit

from msgspec import Struct, field
from msgspec.structs import replace

from kiosk.domain.printing.print_job import Tray
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import in_memory
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import papers
from kiosk.services.papers.kinds.test_page import PAPER, list_test_questions
from kiosk.services.printers import printer_choice
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.spool import print_queue
from kiosk.store import journal, people, spool
from kiosk.store.database import Database
from kiosk.store.spool import PrinterChoice, StoredPrinter
from printers import profiles
from printers.carrier import Carrier, FoundPrinter, Setting
from printers.carriers import CARRIERS
from printers.ipp.client import Peer
from printers.renderers import RENDERERS

LONGEST_NAME, LONGEST_SETTING = 40, 200
"""In characters."""


class PrinterDescription(Struct, frozen=True):
    """The description of a printer to add: `carrier` and `paper` are kinds, `profile` is a model's profile name."""

    name: str
    carrier: str
    settings: Mapping[str, str] = field(default_factory=dict)
    paper: str = ""
    profile: str = profiles.UNKNOWN


def get_carrier_class(kind: str) -> type[Carrier]:
    """The class of this kind of carrier. Raises `Refused` (`no-such-carrier`)."""
    for carrier in CARRIERS:
        if carrier.kind == kind:
            return carrier
    raise Refused(Refusal.NO_SUCH_CARRIER, carrier=kind)


def settings_to_ask(box: Box, kind: str) -> tuple[Setting, ...]:
    """The settings to ask for a printer of that kind. Raises `Refused` (`no-such-carrier`)."""
    known = ("media_type", *in_memory.ours(box.settings))
    return tuple(setting for setting in get_carrier_class(kind).settings if setting.name not in known)


def add_printer(box: Box, described: PrinterDescription, actor: Actor) -> str:
    """Add a printer; gives its id. Raises what `change_printer` raises."""
    new_id = box.clock.new_id()
    with box.store.write() as db:
        _save(box, db, new_id, described)
        _note(box, db, actor, JournalAction.PRINTER_ADDED, new_id)
    return new_id


def change_printer(box: Box, printer_id: str, described: PrinterDescription, actor: Actor) -> None:
    """Change a printer's name, carrier, paper or model.

    Raises `Refused`, with the `setting` that is meant where it is one: `no-such-printer`, `printer-name-missing`,
    `name-taken`, `no-such-carrier`, `no-such-paper`, `paper-not-taken`, `no-such-model`, `setting-missing`,
    `bad-setting-of-printer`, `secret-in-address`.
    """
    with box.store.write() as db:
        kept = _existing(db, printer_id)
        if kept.carrier == described.carrier:  # settings that no page asks for stay as a command set them
            ours = {name: kept.settings[name] for name in in_memory.ours(box.settings) if name in kept.settings}
            described = replace(described, settings=ours | dict(described.settings))
        _save(box, db, printer_id, described)
        _note(box, db, actor, JournalAction.PRINTER_CHANGED, printer_id)


def fit(box: Box, printer_id: str, paper: str, profile: str, actor: Actor) -> None:
    """Change a printer's paper and model; "" keeps the old one. Raises as `change_printer` does."""
    with box.store.write() as db:
        kept = _existing(db, printer_id)
        paper, profile = paper or kept.paper, profile or kept.profile
        described = PrinterDescription(kept.name, kept.carrier, kept.settings, paper, profile)
        change_printer(box, printer_id, described, actor)


def remove_printer(box: Box, printer_id: str, actor: Actor) -> None:
    """Forget a printer, and every choice of it. Raises `Refused` (`no-such-printer`)."""
    with box.store.write() as db:
        _existing(db, printer_id)
        spool.mark_printer_forgotten(db, printer_id, box.watch.today().now)
        _note(box, db, actor, JournalAction.PRINTER_FORGOTTEN, printer_id)


def choose_printer(box: Box, choice: PrinterChoice, actor: Actor) -> None:
    """Set a station's printer for papers. Raises `Refused`: `no-such-printer`, `no-such-station`, `no-such-papers`."""
    with box.store.write() as db:
        if choice.printer_id:
            _existing(db, choice.printer_id)
        _check_choice(db, choice.station_id, choice.papers)
        if choice not in spool.select_printer_choices(db):
            spool.save_printer_choice(db, choice)
            _note(box, db, actor, JournalAction.PRINTER_CHOSEN, *_for_journal(choice))


def remove_printer_choice(box: Box, station_id: str, papers: str, actor: Actor) -> None:
    """Remove a station's choice, the wider one counts. Raises `Refused`: `no-such-station`, `no-such-papers`."""
    with box.store.write() as db:
        _check_choice(db, station_id, papers)
        for choice in spool.select_printer_choices(db):
            if (choice.station_id, choice.papers) == (station_id, papers):
                spool.delete_printer_choice(db, station_id, papers)
                _note(box, db, actor, JournalAction.PRINTER_UNCHOSEN, *_for_journal(choice))


def use_confirmed_printer(box: Box, printer_id: str, actor: Actor) -> bool:
    """Let all papers of all stations come out of a printer whose test page was read, where they are kept as files yet.

    Gives whether papers come out of it now. Raises `Refused` (`no-such-printer`).
    """
    with box.store.write() as db:
        now = printer_choice.for_tray(box, db, "", Tray.ALL)
        if printer_id and now is not None and not now.carrier.gives_paper:
            choose_printer(box, PrinterChoice("", Tray.ALL, printer_id), actor)
        now = printer_choice.for_tray(box, db, "", Tray.ALL)
        return now is not None and now.id == printer_id


def free_name(box: Box, wished: str) -> str:
    """A name that no printer has yet: `wished`, with a number behind it if it is taken."""
    name, db = " ".join(wished.split())[: LONGEST_NAME - 3].strip(), box.store.read()
    candidate, number = name, 1
    while spool.read_named_printer(db, candidate) is not None:
        number += 1
        candidate = f"{name} {number}"
    return candidate


def _for_journal(choice: PrinterChoice) -> tuple[str, str, str]:
    """A choice as words of the journal: station, papers, printer."""
    printer = "nothing" if choice.printer_id is None else choice.printer_id or "usual"
    return choice.station_id or "everywhere", choice.papers or "all", printer


def _note(box: Box, db: Database, actor: Actor, action: JournalAction, *about: str) -> None:
    journal.insert_journal_line_by(db, box.watch.today().now, action, actor, detail=" ".join(about))


def _existing(db: Database, printer_id: str) -> StoredPrinter:
    kept = spool.read_printer(db, printer_id)
    if kept is None or kept.forgotten:
        raise Refused(Refusal.NO_SUCH_PRINTER)
    return kept


def _check_choice(db: Database, station_id: str, papers: str) -> None:
    if station_id and people.read_station_name(db, station_id) == "":
        raise Refused(Refusal.NO_SUCH_STATION)
    if papers not in list(Tray):
        raise Refused(Refusal.NO_SUCH_PAPERS)


def _save(box: Box, db: Database, printer_id: str, described: PrinterDescription) -> None:
    name = " ".join(described.name.split())[:LONGEST_NAME]
    if not name:
        raise Refused(Refusal.PRINTER_NAME_MISSING)
    twin = spool.read_named_printer(db, name)
    if twin is not None and twin.id != printer_id:
        raise Refused(Refusal.NAME_TAKEN, name=name)
    renderer = printer_choice.renderer_of(described.paper or box.settings.paper)
    if described.profile not in (profiles.UNKNOWN, *profiles.list_profiles()):
        raise Refused(Refusal.NO_SUCH_MODEL, model=described.profile)
    if renderer.kind not in (taken := papers_taken(described.carrier)):  # nothing would ever come out
        raise Refused(Refusal.PAPER_NOT_TAKEN, paper=renderer.kind, papers=", ".join(taken))
    settings = _settings(box, described)
    try:
        in_memory.build_carrier(described.carrier, settings, renderer.media_type, box.settings)
    except (ValueError, TypeError) as fault:
        raise Refused(Refusal.BAD_SETTING_OF_PRINTER, setting=", ".join(settings)) from fault
    kept = StoredPrinter(printer_id, name, described.carrier, settings, renderer.kind, described.profile)
    spool.save_printer(db, kept, box.watch.today().now)


def papers_taken(kind: str) -> list[str]:
    """The papers (kinds of renderer) that a kind of carrier can take. Raises `Refused` (`no-such-carrier`)."""
    asked = (setting.choices for setting in get_carrier_class(kind).settings if setting.name == "media_type")
    media_types = next(asked, ())
    return [renderer.kind for renderer in RENDERERS if not media_types or renderer.media_type in media_types]


def _settings(box: Box, described: PrinterDescription) -> dict[str, str]:
    """Check and trim the carrier's settings; those that are left out get the carrier's default."""
    settings: dict[str, str] = {}
    carrier, known = get_carrier_class(described.carrier), in_memory.ours(box.settings)
    needed = {name for name, parameter in signature(carrier).parameters.items() if parameter.default is parameter.empty}
    for setting in carrier.settings:
        if setting.name == "media_type":  # follows from the paper
            continue
        value = described.settings.get(setting.name, "").strip() or setting.default
        if not value and (setting.needed or setting.name in needed) and setting.name not in known:
            raise Refused(Refusal.SETTING_MISSING, setting=setting.name)
        if value and setting.among is not None and not (value.isdecimal() and int(value) in setting.among):
            raise Refused(Refusal.BAD_SETTING_OF_PRINTER, setting=setting.name)
        if value and setting.whole:
            value = value if "://" in value else setting.whole.format(value)
            if not Peer(value).is_well_formed:
                raise Refused(Refusal.BAD_SETTING_OF_PRINTER, setting=setting.name)
        if len(value) > LONGEST_SETTING or not value.isprintable():
            raise Refused(Refusal.BAD_SETTING_OF_PRINTER, setting=setting.name)
        if "://" in value and "@" in urlsplit(value).netloc:
            raise Refused(Refusal.SECRET_IN_ADDRESS, setting=setting.name)
        if value:
            settings[setting.name] = value
    return settings


PATIENCE_S = 5.0
"""Most seconds of a search; printers that have not answered by then are not shown."""


class DiscoveredPrinter(Struct, frozen=True):
    """A printer that a search found: the description with which to add it, and the model that it names."""

    described: PrinterDescription
    model: str


def discover_printers(box: Box, patience_s: float = PATIENCE_S) -> list[DiscoveredPrinter]:
    """Search with every kind of carrier at once, for at most `patience_s` seconds; gives the printers not added yet."""
    offered = box.carriers.offered
    until = box.clock.monotonic() + patience_s
    by_kind: dict[str, tuple[FoundPrinter, ...]] = {}

    def look(carrier: type[Carrier]) -> None:
        by_kind[carrier.kind] = carrier.find()

    # Daemon threads, because one that hangs must delay neither the page nor the end of the application.
    threads = [threading.Thread(target=look, args=(carrier,), name="look", daemon=True) for carrier in offered]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - box.clock.monotonic()))
    added = [printer.kept for printer in printer_choice.list_printers(box, box.store.read()) if printer.kept]
    discovered = []
    for carrier in offered:
        defaults = {setting.name: setting.default for setting in carrier.settings}
        known = [kept.settings.items() for kept in added if kept.carrier == carrier.kind]
        for printer in by_kind.get(carrier.kind, ()):
            reported = {name: value for name, value in printer.settings.items() if name != "media_type"}
            if reported and any(reported.items() <= settings for settings in known):
                continue
            profile, name = model_of(printer.model), free_name(box, printer.name or carrier.kind)
            media_type = printer.settings.get("media_type") or defaults.get("media_type", "")
            settings = {name: value for name, value in reported.items() if name in defaults}
            paper = guess_paper(media_type, profile, box.settings.paper)
            described = PrinterDescription(name, carrier.kind, settings, paper, profile)
            discovered.append(DiscoveredPrinter(described, printer.model))
    return discovered


def model_of(reported: str) -> str:
    """The profile of the model in the text that a printer reports; `profiles.UNKNOWN` if none matches exactly."""
    words = {_letters(word) for word in (reported, *re.split(r"[\s/,;_]+", reported))}
    return next((name for name in profiles.list_profiles() if _letters(name) in words), profiles.UNKNOWN)


def guess_paper(media_type: str, profile: str, usual: str) -> str:
    """The kind of paper to try first: of this media type, no wider than the model's print head; else `usual`."""
    suitable = [renderer for renderer in RENDERERS if renderer.media_type == media_type]
    dots = profiles.find_profile(profile).dots
    narrow = [renderer for renderer in suitable if dots and renderer.dots <= dots]
    first = (narrow or suitable)[:1]
    return first[0].kind if first else usual


def first_paper(box: Box, kind: str) -> str:
    """The kind of paper to try first with this kind of carrier. Raises `Refused` (`no-such-carrier`)."""
    defaults = {setting.name: setting.default for setting in get_carrier_class(kind).settings}
    return guess_paper(defaults.get("media_type", ""), profiles.UNKNOWN, box.settings.paper)


def _letters(text: str) -> str:
    return re.sub("[^a-z0-9]", "", text.lower())


class Advice(Struct, frozen=True):
    """What to do about one question answered « no »: a `code` for the words, and the setting to change, "" for none."""

    question: str
    code: str
    paper: str = ""
    profile: str = ""


def queue_test_page(box: Box, printer_id: str, actor: Actor) -> str:
    """Queue the test page of a printer; gives the job's id. Raises `Refused` (`no-such-printer`)."""
    with box.store.write() as db:
        if papers.for_job(box, db, actor.station_id, PAPER.kind, printer_id) is None:
            raise Refused(Refusal.NO_SUCH_PRINTER)
        return print_queue.queue_paper(box, db, PAPER, "", printer_id, None, actor)


def advice(printer: Printer, wrong: Collection[str]) -> list[Advice]:
    """The advice for each question answered « no », in the order of the page."""
    # The printer of the settings file is changed in that file.
    is_changeable, other_roll = printer.kept is not None, _other_roll(printer)
    has_profile = printer.renderer.profile != profiles.UNKNOWN
    listed = []
    for question in (question for question in list_test_questions(printer) if question in wrong):
        if question in ("letters", "code") and has_profile and is_changeable:
            listed.append(Advice(question, f"{question}-draw", profile=profiles.UNKNOWN))
        elif question == "edges" and is_changeable and other_roll:
            listed.append(Advice(question, "edges-other", paper=other_roll))
        else:
            listed.append(Advice(question, f"{question}-look"))
    return listed


def mend_printer(box: Box, printer_id: str, wrong: Collection[str], actor: Actor) -> str:
    """Change the settings as advised, print the page again, give the job's id. Raises `Refused` (`no-such-printer`)."""
    printer = printer_choice.find_printer(box, box.store.read(), printer_id)
    if printer is None:
        raise Refused(Refusal.NO_SUCH_PRINTER)
    for step in advice(printer, wrong):
        if step.paper or step.profile:
            fit(box, printer_id, step.paper, step.profile, actor)
    return queue_test_page(box, printer_id, actor)


def _other_roll(printer: Printer) -> str:
    """The kind of paper for the same printer with a roll of another width; "" if it prints on sheets."""
    own = printer.renderer.sheet
    if own is None or own.height_mm is not None:
        return ""
    for renderer in RENDERERS:
        sheet = renderer.sheet
        is_other_roll = sheet is not None and sheet.height_mm is None and sheet.width_mm != own.width_mm
        if is_other_roll and type(renderer) is type(printer.renderer):
            return renderer.kind
    return ""
