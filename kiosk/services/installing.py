"""A printer is added, changed and forgotten; which paper comes out of which is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from inspect import signature
from urllib.parse import urlsplit

from kiosk.errors import Refused
from kiosk.services import carriers, printers
from kiosk.services.box import Actor, Box
from kiosk.store import journal, people
from kiosk.store import printers as store
from kiosk.store.database import Database
from kiosk.store.printers import Choice, Kept
from printers import profiles
from printers.carrier import Carrier, Setting
from printers.carriers import CARRIERS

LONGEST_NAME, LONGEST_SETTING = 40, 200
"""Characters."""


@dataclass(frozen=True, slots=True)
class Described:
    """A printer as somebody describes it: `carrier` and `paper` are kinds, `profile` a model of `printers.profiles`."""

    name: str
    carrier: str
    settings: Mapping[str, str] = field(default_factory=dict)
    paper: str = ""
    profile: str = profiles.UNKNOWN


def carrier_of(kind: str) -> type[Carrier]:
    """Raises `Refused("no-such-carrier")`."""
    for each in CARRIERS:
        if each.kind == kind:
            return each
    raise Refused("no-such-carrier", carrier=kind)


def asked(box: Box, kind: str) -> tuple[Setting, ...]:
    """What has to be said of a printer of that kind; the rest is known here. Raises `Refused("no-such-carrier")`."""
    known = carriers.ours(box.settings)
    return tuple(each for each in carrier_of(kind).settings if each.name != "media_type" and each.name not in known)


def add(box: Box, described: Described, actor: Actor) -> str:
    """The id of a new printer. Raises what `change` raises."""
    new_id = box.clock.new_id()
    with box.store.write() as db:
        _save(box, db, new_id, described)
        _note(box, db, actor, "printer-added", new_id)
    return new_id


def change(box: Box, printer_id: str, described: Described, actor: Actor) -> None:
    """Another name, way, paper or model for a printer.

    Raises `Refused`, with the `setting` that is meant where it is one: `no-such-printer`, `empty-name`, `name-taken`,
    `no-such-carrier`, `no-such-paper`, `no-such-model`, `setting-missing`, `bad-setting-of-printer`,
    `secret-in-address`.
    """
    with box.store.write() as db:
        kept = _there(db, printer_id)
        if kept.carrier == described.carrier:  # what no page asks stays as a command gave it
            ours = {name: kept.settings[name] for name in carriers.ours(box.settings) if name in kept.settings}
            described = replace(described, settings=ours | dict(described.settings))
        _save(box, db, printer_id, described)
        _note(box, db, actor, "printer-changed", printer_id)


def fit(box: Box, printer_id: str, paper: str, profile: str, actor: Actor) -> None:
    """Another paper, another model, "" for the same. Raises as `change` does."""
    with box.store.write() as db:
        kept = _there(db, printer_id)
        described = Described(kept.name, kept.carrier, kept.settings, paper or kept.paper, profile or kept.profile)
        _save(box, db, printer_id, described)
        _note(box, db, actor, "printer-changed", printer_id)


def forget(box: Box, printer_id: str, actor: Actor) -> None:
    """Nothing goes there any more; what was chosen for it is chosen no more. Raises `Refused("no-such-printer")`."""
    with box.store.write() as db:
        _there(db, printer_id)
        store.forget(db, printer_id, box.watch.today().now)
        _note(box, db, actor, "printer-forgotten", printer_id)


def choose(box: Box, choice: Choice, actor: Actor) -> None:
    """Papers of a station come out there. Raises `Refused`: `no-such-printer`, `no-such-station`, `no-such-papers`."""
    with box.store.write() as db:
        if choice.printer_id:
            _there(db, choice.printer_id)
        _choosable(db, choice.station_id, choice.papers)
        if choice not in store.choices(db):
            store.choose(db, choice)
            _note(box, db, actor, "printer-chosen", *_told(choice))


def unchoose(box: Box, station_id: str, papers: str, actor: Actor) -> None:
    """What is chosen less closely counts there. Raises `Refused`: `no-such-station`, `no-such-papers`."""
    with box.store.write() as db:
        _choosable(db, station_id, papers)
        for each in store.choices(db):
            if (each.station_id, each.papers) == (station_id, papers):
                store.unchoose(db, station_id, papers)
                _note(box, db, actor, "printer-unchosen", *_told(each))


def free_name(box: Box, wished: str) -> str:
    """A name that no printer has: the wished one, else with a number behind it."""
    name, db = " ".join(wished.split())[: LONGEST_NAME - 3].strip(), box.store.read()
    tried, number = name, 1
    while store.named(db, tried) is not None:
        number += 1
        tried = f"{name} {number}"
    return tried


def _told(choice: Choice) -> tuple[str, str, str]:
    """A choice as the journal tells it: the screen, the papers, the printer, each in one word."""
    printer = "nothing" if choice.printer_id is None else choice.printer_id or "usual"
    return choice.station_id or "everywhere", choice.papers or "all", printer


def _note(box: Box, db: Database, actor: Actor, action: str, *about: str) -> None:
    journal.note(
        db, box.watch.today().now, action, mediator_id=actor.mediator_id, station_id=actor.station_id,
        detail=" ".join(about),
    )  # fmt: skip


def _there(db: Database, printer_id: str) -> Kept:
    kept = store.get(db, printer_id)
    if kept is None or kept.forgotten:
        raise Refused("no-such-printer")
    return kept


def _choosable(db: Database, station_id: str, papers: str) -> None:
    if station_id and people.station_name(db, station_id) == "":
        raise Refused("no-such-station")
    if papers and papers not in printers.PAPERS:
        raise Refused("no-such-papers")


def _save(box: Box, db: Database, printer_id: str, described: Described) -> None:
    name = " ".join(described.name.split())[:LONGEST_NAME]
    if not name:
        raise Refused("empty-name")
    twin = store.named(db, name)
    if twin is not None and twin.id != printer_id:
        raise Refused("name-taken", name=name)
    renderer = printers.renderer_of(described.paper or box.settings.paper)
    if described.profile not in (profiles.UNKNOWN, *profiles.names()):
        raise Refused("no-such-model", model=described.profile)
    given = _settings(box, described)
    try:
        carriers.built(described.carrier, given, renderer.media_type, box.settings)
    except (ValueError, TypeError) as fault:
        raise Refused("bad-setting-of-printer", setting=", ".join(given)) from fault
    kept = Kept(printer_id, name, described.carrier, given, renderer.kind, described.profile)
    store.save(db, kept, box.watch.today().now)


def _settings(box: Box, described: Described) -> dict[str, str]:
    """Those that the carrier has, trimmed; what is left out stands as the carrier says."""
    found: dict[str, str] = {}
    carrier, known = carrier_of(described.carrier), carriers.ours(box.settings)
    needed = {name for name, each in signature(carrier).parameters.items() if each.default is each.empty}
    for each in carrier.settings:
        if each.name == "media_type":  # the paper says it
            continue
        value = described.settings.get(each.name, "").strip() or each.default
        if not value and each.name in needed and each.name not in known:
            raise Refused("setting-missing", setting=each.name)
        if len(value) > LONGEST_SETTING or not value.isprintable():
            raise Refused("bad-setting-of-printer", setting=each.name)
        if _has_secret(value):
            raise Refused("secret-in-address", setting=each.name)
        if value:
            found[each.name] = value
    return found


def _has_secret(value: str) -> bool:
    """Whether an address carries a name or a password: what is kept here is kept for every mediator to read."""
    return "://" in value and "@" in urlsplit(value).netloc
