"""Examine the box (`kiosk doctor`): one finding a check, each one that a secretary can act on.

The note of a newer release, which the hub signs, is kept here for that.
"""

import json
import os
import shutil
import socket
import stat
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from kiosk.crypto import certificates, keys
from kiosk.domain.events import reference as references
from kiosk.domain.events.wire.statements import ReleaseNote
from kiosk.domain.procedure.procedure import named_by
from kiosk.domain.proofs import signed_statement
from kiosk.domain.trail.finding import Finding
from kiosk.error_codes import Refusal
from kiosk.errors import Unreachable
from kiosk.process import lan_server
from kiosk.services.box.box import Box, list_site_codes
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.lan import local_network
from kiosk.services.media.pictograms import is_there
from kiosk.services.people.first_day import is_set_up
from kiosk.services.printers import printer_choice
from kiosk.services.published.follow import find_newer_program
from kiosk.services.published.received import of_publications
from kiosk.services.upkeep import backup, machine
from kiosk.services.voices.sound import voice_programs
from kiosk.services.voices.sound.voice_programs import list_undescribed_models, voice_files
from kiosk.services.voices.voices import Voices
from kiosk.store import counters, outbox, people, sessions, upkeep_notes
from kiosk.version import VERSION, read_installed_version
from kiosk.words import paper_fonts
from printers.discovery import nearby

_NEARLY_FULL = 0.98


def of_voices(box: Box) -> Iterator[Finding]:
    if box.settings.speech == "off":
        return
    speaker = _voices(box).speaker
    by_language = {language: speaker.voice_of(language) for language in box.settings.languages}
    silent = [language for language, voice in by_language.items() if voice is None]
    speaking = list(dict.fromkeys(voice.name for voice in by_language.values() if voice))
    with suppress(OSError, ValueError, IndexError):  # none runs, or the system does not tell
        pages = int(Path(f"/proc/{box.voice_notes.process}/statm").read_text("ascii").split()[1])
        speaking.append(f"{pages * os.sysconf('SC_PAGE_SIZE') // 1_000_000} MB")
    yield Finding("voices", not silent, "no-voice" if silent else "", ", ".join(silent or speaking))
    for (voice, language), why in sorted(box.voice_notes.all().items()):
        yield Finding("voice", False, "voice-failed", f"{voice} {language} : {why}")
    if nameless := list_undescribed_models(box.settings.paths.voices):
        yield Finding("voice", False, "voice-undescribed", ", ".join(nameless))
    if not voice_programs.piper_version() and any(voice_files(box.settings.paths.voices)):
        yield Finding("voice", False, "no-piper")


def of_sounds(box: Box) -> Iterator[Finding]:
    if box.settings.speech == "off":
        return
    folder = _voices(box).folder
    used = folder.bytes()
    full = used > folder.most_bytes * _NEARLY_FULL
    told = f"{used // 1_000_000} / {folder.most_bytes // 1_000_000} MB"
    yield Finding("sounds", not full, "sounds-full" if full else "", told)
    if shutil.which(voice_programs.ENCODER) is None:
        yield Finding("sounds", False, "no-opus")


def _voices(box: Box) -> Voices:
    return Voices(box.settings, lambda: box.catalogue, box.voice_notes)


_PATIENCE_S = 0.5
_THIS_MACHINE = "127.0.0.1"
_LATELY = timedelta(days=7)
"""A screen of the network that was seen since proves that the firewall lets it through."""


def of_lan(box: Box, look: bool) -> Iterator[Finding]:
    """Whether other screens are served; `look` adds what takes two seconds: whether the box's name is heard."""
    settings, kept = box.settings, sessions.read_local_authority(box.store.read())
    if settings.lan != "on" or kept is None:
        yield Finding("lan", True, "", settings.host)
        return
    here = lan_server.of_this_machine()
    reason = "" if here.addresses else "lan-no-address"
    if settings.paths.address.exists() and not _answers(settings.lan_port):
        reason = "lan-not-served"
    yield Finding("lan", not reason, reason, ", ".join((f"{kept.name}:{settings.lan_port}", *here.addresses)))
    path = local_network.file_of(settings.paths)
    facts = certificates.read_certificate_facts(path.read_bytes()) if path.exists() else None
    days = (facts.until - box.clock.now()).days if facts else 0
    yield Finding("lan-certificate", days > 0, "" if days > 0 else "lan-certificate-over", f"{days} d")
    if needed := local_network.needs(settings.lan_port):
        seen = any(
            box.clock.now() - station.seen_at < _LATELY
            for station in sessions.select_enrolled_stations(box.store.read())
        )
        yield Finding("lan-firewall", seen or None, "" if seen else "lan-firewall-on", " ; ".join(needed))
    if look and settings.paths.address.exists() and not reason:
        heard = {service.name for service in nearby.find_services((lan_server.KIND,), here.addresses)}
        is_heard = kept.name.removesuffix(".local") in heard
        yield Finding("lan-name", is_heard, "" if is_heard else "lan-name-unheard", kept.name)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((_THIS_MACHINE, port), timeout=_PATIENCE_S):
            return True
    except OSError:
        return False


NOTE = "release.json"
"""The note on a stick, in the folder of backups, as `kiosk hub announce --file` writes it."""
_MOST_BYTES = 10_000
SPACE_BYTES = 500_000_000
"""Free bytes below which the disk is said to be nearly full."""
UNSCHEDULED = timedelta(days=7)
"""How old a backup may be where none is made by itself."""
PATIENCE_S = 5.0
"""Seconds that the command waits for all printers together; a page waits for none."""


def save_newer_release_note(box: Box, signed: signed_statement.SignedStatement | None) -> None:
    """Keep a note that the enrolled hub signed and that is not older than the kept one; any other is passed over."""
    enrolled = box.enrolment()
    if signed is None or enrolled is None:
        return
    try:
        note = signed_statement.read_release_note(signed, enrolled.verify_key)
    except Unreachable:
        return
    known = _kept(box)
    if known is None or note.at > known.at:
        with box.store.write() as db:
            upkeep_notes.save_release_note(db, signed)


def look_at_sticks(box: Box, mounts: machine.Mounts | None = None) -> None:
    for stick in (mounts or machine.Mounts()).sticks():
        with suppress(OSError, ValueError, Unreachable), (stick / backup.FOLDER / NOTE).open("rb") as file:
            save_newer_release_note(box, signed_statement.statement_from_wire(json.loads(file.read(_MOST_BYTES))))


def find_needed_release(box: Box) -> ReleaseNote | None:
    note = _kept(box)
    return note if note is not None and signed_statement.is_newer_release(note.release, VERSION) else None


def _kept(box: Box) -> ReleaseNote | None:
    signed, enrolled = upkeep_notes.read_stored_release_note(box.store.read()), box.enrolment()
    if signed is None or enrolled is None:
        return None
    try:
        return signed_statement.read_release_note(signed, enrolled.verify_key)
    except Unreachable:  # the note of another hub
        return None


def examine_box(box: Box, ask_hub: bool = True) -> list[Finding]:
    """The findings of every check, in the order to mend them; `ask_hub` adds those that take seconds.

    Without it, as a page of the desk wants it, the database is not read whole: what its last check said is told.
    """
    return [
        *_of_folder(box, ask_hub),
        *_of_offer(box),
        *_of_printers(box, ask_hub),
        *_of_outbox(box),
        *_of_backup(box),
        *of_publications(box),
        *of_lan(box, ask_hub),
        *of_voices(box),
        *machine.Machine().examine(box.settings.paths),
        *(of_sounds(box) if ask_hub else ()),
        *(_of_hub(box) if ask_hub else ()),
    ]


def _of_folder(box: Box, look: bool) -> Iterator[Finding]:
    paths = box.settings.paths
    open_to_others = [
        path.name
        for path in (paths.data, paths.database_key, paths.database)
        if os.name != "nt" and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    reason = "readable-by-others" if open_to_others else ""
    yield Finding("folder", not open_to_others, reason, ", ".join(open_to_others))
    sound, tables = box.store.is_sound() if look else box.store.was_sound, list[str]()
    if look and not sound:
        tables += upkeep_notes.find_damaged_tables(box.store.path, keys.read_seed(paths.database_key))
    yield Finding("store", sound, "" if sound else "damaged", " ".join((str(box.store.path), *tables)))
    room = machine.room(box)
    reason = "disk-full" if room.free <= SPACE_BYTES else "disk-soon" if room.is_to_tell else ""
    days = "" if room.days is None else f", {room.days} d"
    yield Finding("space", not reason, reason, f"{room.free // 1_000_000} MB{days}")
    today, why = box.watch.look(), box.watch.waits_for()
    yield Finding("clock", None if why and not box.watch.is_asked() else not why, why, today.day.isoformat())


def _of_offer(box: Box) -> Iterator[Finding]:
    first = {fault.path: fault for fault in reversed(box.catalogue.faults)}
    broken = [f"{path}:{fault.line}" for path, fault in sorted(first.items())]
    yield Finding("procedures", not broken, "broken-procedures" if broken else "", ", ".join(broken))
    # Of the town hall's own pictograms those that a procedure names: a page shows nothing in their place.
    named = {name for procedure in box.catalogue.procedures for name in named_by(procedure)}
    absent = sorted(name for name in named if not is_there(box.settings.paths.pictograms, name))
    if absent:
        yield Finding("pictograms", False, "pictogram-missing", ", ".join(absent))
    # Whom a person writes to about their data (GDPR art. 13(1)(a) and (b)): each notice and receipt says it.
    apart = [one for one in box.offered.procedures if one.service.own_body]
    told = {entry.partition(":")[0] for entry in box.settings.controllers}
    unsaid = "no-controller" if any(one.service.id not in told for one in apart) else ""
    reason = unsaid if box.site.officer else "no-officer"
    yield Finding("officer", not reason, reason, box.site.officer)
    served = box.settings.commune
    yield Finding("commune", bool(served), "" if served else "no-commune", ", ".join(served))
    # Whoever is alone and loses their sign-in needs the recovery sheet: a second person is still to do.
    count = len(people.select_mediators(box.store.read()))
    nobody = "no-mediator" if is_set_up(box) else "not-set-up"
    reason = nobody if not count else "one-mediator" if count == 1 else ""
    yield Finding("mediators", not reason, reason, str(count))


def _of_printers(box: Box, patient: bool) -> Iterator[Finding]:
    """One line each; printers are asked all at once. The reason is a code of the context `printer`, or of `doctor`."""
    printers = printer_choice.states(box, PATIENCE_S if patient else 0.0)
    if not any(printer.carrier.gives_paper for printer, _ in printers):
        yield Finding("printer", False, "no-printer")
    else:
        for printer, wrong in printers:
            name = printer.name or box.settings.printer
            if printer_choice.has_answered(box, printer):
                yield Finding("printer", not wrong, wrong or "", name)
            else:
                yield Finding("printer", None, "no-answer-yet", name)
    missing = paper_fonts.load_paper_fonts().what_is_wrong()
    yield Finding("fonts", not missing, missing or "")


def _of_outbox(box: Box) -> Iterator[Finding]:
    refused = len(outbox.select_refused_events(box.store.read()))
    yield Finding("outbox", not refused, "needs-attention" if refused else "", str(refused))
    # Cases that bear the code of another site: the hub refuses them until the desk gives each a new number.
    foreign = [
        reference
        for reference in counters.select_unreceived_references(box.store.read())
        if references.parse_site_code(reference) not in list_site_codes(box.settings)
    ]
    if foreign:
        yield Finding("numbers", False, "other-numbers", ", ".join(foreign))


def _of_backup(box: Box) -> Iterator[Finding]:
    """Whether copies are made, and the program that runs is the installed one and of today. A backup that failed or is
    late is a fault; none at all, or none that comes by itself, is still to do.
    """
    known = backup.read_backup_state(box)
    old = known.last_at is None or box.clock.now() - known.last_at > UNSCHEDULED
    never = "no-backup" if known.last_at is None else "no-schedule" if not known.place and old else ""
    faults = {
        "": never,
        "late": "backup-late",
        Refusal.NO_STICK: "stick-missing",
        Refusal.FOLDER_OF_THE_SERVICE: "backup-in-memory",
    }
    reason = faults.get(known.fault, "backup-failed")
    yield Finding("backup", not reason, reason, known.last_at.date().isoformat() if known.last_at else "")
    if (installed := read_installed_version()) != VERSION:
        yield Finding("program", False, "not-restarted", f"{VERSION} → {installed}")
    if (note := find_needed_release(box)) is not None:
        yield Finding("release", False, "security-release", f"{note.release} : {note.text}")
    elif (newer := find_newer_program(box)) is not None:
        yield Finding("release", False, "new-version", newer.release)


def _of_hub(box: Box) -> Iterator[Finding]:
    hub = hub_of(box)
    if wrong := hub.what_is_wrong():
        yield Finding("hub", False, wrong)
        return
    try:
        yield Finding("hub", True, "", str(hub.site().highest_counter))
    except Unreachable as fault:
        yield Finding("hub", False, fault.code, hub.url)
    finally:
        hub.close()
