"""Looks up a procedure among those that this town hall offers, and the communes that its questions complete."""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from msgspec import Struct

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.read.source import CatalogueFaults
from kiosk.domain.places.commune import NOWHERE, Places
from kiosk.domain.places.site import Controller, Site
from kiosk.domain.procedure.facts import Evidence, SourcedFact
from kiosk.domain.procedure.notice import Keeping
from kiosk.domain.procedure.procedure import Channel, Procedure
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.catalogue_search import name_service
from kiosk.store import cases, people
from kiosk.store.address_completion import Communes
from kiosk.words.words import Words

RIGHTS = ("copy", "correct", "limit", "erase", "object", "withdraw", "move")
"""GDPR art. 15, 16, 18, 17, 21, 7(3) and 20, in the order they are told."""
_ONLY_FOR = {
    "object": ("public_task",),
    "withdraw": ("consent",),
    "move": ("consent", "contract"),
}
"""Rights that some legal bases alone give."""


class PrivacyNotice(Struct, frozen=True):
    """A notice in words. The first three are said at once, the rest to whoever asks; `sensitive` and `others` are ""
    where nothing of health is asked (GDPR art. 9), and nobody else is named (art. 14)."""

    serves: str
    read_by: str
    kept: str
    controller: str
    sensitive: str
    others: str
    law: str
    rights: tuple[str, ...]
    contact: str


def notice_in_words(procedure: Procedure, channel: Channel, days: int, site: Site, words: Words) -> PrivacyNotice:
    """The notice of a procedure for a case of that channel, which this box can read for `days` (GDPR art. 12, 13)."""
    notice = procedure.notice
    code, say = words.code, words.text
    readers = readers_of(procedure, site, words)
    if channel != Channel.ALONE:
        readers.insert(0, code("notice", "mediator"))
    return PrivacyNotice(
        serves=code("notice", "serves", purpose=say(notice.purpose) or code("notice", "purpose")),
        read_by=code("notice", "read-by", readers=words.listed(readers)),
        kept=retention_in_words(procedure, days, words),
        controller=controller(procedure, site, words).name,
        sensitive=code("sensitive", notice.sensitive) if notice.sensitive else "",
        others=code("notice", "others", people=others_in_words(procedure, words)) if notice.others else "",
        law=basis(procedure, words),
        rights=tuple(code("right", right) for right in rights(notice.legal_basis)),
        contact=contact(procedure, site, words),
    )


def readers_of(procedure: Procedure, site: Site, words: Words) -> list[str]:
    """Who reads the answers at the service, and whom the hub passes them on to. Where the town hall answers itself for
    what a body of its own does elsewhere (a commune without a CCAS), nobody of that body is promised."""
    own = words.code("notice", "service", service=words.text(procedure.service.name))
    readers = [words.text(reader) for reader in procedure.notice.recipients] or [own]
    if procedure.service.own_body and controller(procedure, site, words).is_town_hall:
        readers = [words.code("notice", "town-hall")]
    return [*readers, *site.recipients_of(procedure.service.id)]


def controller(procedure: Procedure, site: Site, words: Words) -> Controller:
    """Who answers for the data of a procedure: its service's own body, or the town hall (GDPR art. 4(7))."""
    service = procedure.service
    return site.controller_of(service.id, words.text(service.name) if service.own_body else "")


def others_in_words(procedure: Procedure, words: Words) -> str:
    return words.listed([words.code("others", other) for other in procedure.notice.others])


def basis(procedure: Procedure, words: Words) -> str:
    """What lets the town hall ask for these answers, and the text that says so."""
    law = words.text(procedure.notice.law) or procedure.evidence.source
    return words.code("basis", procedure.notice.legal_basis, law=law.strip().rstrip("."))


def say_standing(of: Evidence, words: Words, named: bool = False) -> str:
    """Whether somebody stands for a fact, and since when; `named`: with the name of who checked it, for the desk."""
    code = "checked-by" if named and of.checked_on else of.standing
    on, text = (words.day(day) if day else "" for day in (of.seen_on, of.source_date))
    return words.code("fact", code, on=on, text=text, by=of.checked_by)


def say_unchecked(facts: Iterable[SourcedFact], words: Words) -> str:
    """What a page and a paper say while the town hall has not checked each of these facts; "" once it has."""
    return "" if all(fact.evidence.checked_on for fact in facts) else words.code("fact", "not-all")


def retention_in_words(procedure: Procedure, days: int, words: Words) -> str:
    """How long the answers can be read: `days` at this box after transmission, then at the deciding service."""
    here = words.code("notice", "kept-here", time=span(Keeping(days=days), words)) if days else ""
    afterwards = "kept-there-prepared" if procedure.prepared else "kept-there"
    there = words.code("notice", afterwards, time=span(procedure.notice.hub_retention, words))
    return f"{here or words.code('notice', 'kept-nothing')} {there}"


def span(keeping: Keeping, words: Words) -> str:
    """« 30 jours », « 6 mois », « 2 ans »."""
    years, months = divmod(keeping.months, 12)
    if years and not months:
        return words.span(years, "year")
    return words.span(keeping.months, "month") if keeping.months else words.span(keeping.days, "day")


def rights(legal_basis: str) -> tuple[str, ...]:
    """The rights a person has where answers are asked for on that basis."""
    return tuple(right for right in RIGHTS if legal_basis in _ONLY_FOR.get(right, (legal_basis,)))


def contact(procedure: Procedure | None, site: Site, words: Words) -> str:
    """Whom to ask: the procedure's officer, else the controller's, else the controller."""
    answers = site.controller_of("") if procedure is None else controller(procedure, site, words)
    officer = (procedure.notice.officer if procedure is not None else "") or answers.officer
    if officer or not answers.is_town_hall:
        return officer or answers.name
    return ", ".join(filter(None, (site.name, site.email or site.phone or site.address)))


def set_favourite(box: Box, procedure_id: str, chosen: bool, actor: Actor) -> None:
    """A procedure is a favourite of this mediator, or no more. Raises `Refused` (`no-such-procedure`)."""
    procedure = get_offered_procedure(box, procedure_id)
    with box.store.write() as db:
        if chosen:
            people.insert_favourite(db, actor.mediator_id, procedure.id, box.clock.now())
        else:
            people.delete_favourite(db, actor.mediator_id, procedure.id)


def list_offered_favourites(box: Box, actor: Actor) -> list[Procedure]:
    """The mediator's favourites that are still offered, in the order in which they were chosen."""
    offered, chosen = box.offered, people.select_favourites(box.store.read(), actor.mediator_id)
    return [procedure for favourite in chosen if (procedure := offered.get(favourite)) is not None]


def begun_with(box: Box, db: Any, procedure_id: str, sha256: str) -> Procedure | None:
    """The procedure that a case asks: of the file it began with, or the catalogue's where that is the same, or where
    the file is not kept or this application reads it no more. None where there is neither."""
    current = box.catalogue.get(procedure_id)
    if current is not None and current.sha256 == sha256:
        return current
    begun = _loaded(cases.read_procedure_file(db, sha256) or b"")
    return name_service(begun, box.site) if begun else current


def find_procedure_of_case(box: Box, db: Any, case_id: str) -> Procedure | None:
    """The same for a case that need not be open."""
    head = cases.read_case_head(db, case_id)
    return begun_with(box, db, head.procedure_id, head.procedure_sha256) if head else None


@lru_cache(maxsize=32)
def _loaded(file: bytes) -> Procedure | None:
    try:
        return load_procedure(file) if file else None
    except CatalogueFaults:
        return None


def places_of(box: Box) -> Places:
    """All communes, those of this site's department first; none in a tree that was never built."""
    return places_near(box.settings.site_address, box.settings.commune)


def places_near(address: str, served: tuple[str, ...] = ()) -> Places:
    """All communes, those of the department of an address first; none in a tree that was never built.

    `served` are the INSEE codes of the site's communes.
    """
    code = re.search(r"\b\d{5}\b", address, re.ASCII)
    return Communes(communes_file(), code[0] if code else "", served) if communes_file().is_file() else NOWHERE


@cache
def communes_file() -> Path:
    """The file that the build makes; `/static` serves none of its kind."""
    return Path(str(files("kiosk.static"))) / "vendor" / "communes.sqlite"


def get_known_procedure(box: Box, procedure_id: str) -> Procedure:
    """The procedure, offered or not. Raises `Refused` (`no-such-procedure`)."""
    procedure = box.catalogue.get(procedure_id)
    if procedure is None:
        raise Refused(Refusal.NO_SUCH_PROCEDURE)
    return procedure


def get_offered_procedure(box: Box, procedure_id: str) -> Procedure:
    """Raises `Refused` (`no-such-procedure`)."""
    procedure = box.offered.get(procedure_id)
    if procedure is None:
        raise Refused(Refusal.NO_SUCH_PROCEDURE)
    return procedure
