"""What was published to this box: how far it has come, what settings say, and sheets and messages as they are shown."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from msgspec import Struct

from kiosk.catalogue.define import catalogue
from kiosk.catalogue.read.source import CatalogueFaults
from kiosk.domain.keys.ring import DESK
from kiosk.domain.published import documents
from kiosk.domain.published.documents import FRENCH, DeskMessage, InformationSheet, ItemList, PublishedSetting
from kiosk.domain.search.query import fold_for_search, list_telling_words, says_nothing_yet, search_words, stem
from kiosk.domain.trail.finding import Finding
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.published import follow
from kiosk.settings import read_settings
from kiosk.store import journal, people, publications
from kiosk.store.database import Database

AHEAD = timedelta(days=14)
"""How long before the last day of a list the doctor says so."""
_EXPIRED = (Refusal.EXPIRED_PUBLICATION, Refusal.EXPIRED_ROOT)


class Trouble(Struct, frozen=True):
    """What is in the way, as the code of a refusal with the values its words need."""

    code: str
    details: Mapping[str, Any]


class FollowedList(Struct, frozen=True):
    """A list that is in force: its scope ("" for every site), number and last day, and how many items it names."""

    scope: str
    number: int
    until: date
    items: int


def followed_lists(box: Box) -> list[FollowedList]:
    lists = (
        documents.parse_document(ItemList, signed) for signed in publications.select_followed_lists(box.store.read())
    )
    return [FollowedList(listed.scope, listed.number, listed.until, len(listed.items)) for listed in lists]


def find_troubles(box: Box) -> list[Trouble]:
    """What staff are told: why the newest publication is not taken, kinds left as they were, a list past its day."""
    db, today = box.store.read(), box.watch.today().day
    following = publications.read_follow_progress(db)
    told = [Trouble(following.code, following.details)] if following.code else []
    told += [Trouble(fault.code, fault.details) for fault in publications.select_publication_faults(db)]
    if following.code != Refusal.EXPIRED_PUBLICATION:
        told += [
            Trouble(Refusal.EXPIRED_PUBLICATION, {"number": listed.number})
            for listed in followed_lists(box)
            if listed.until < today
        ]
    return told


def ends_soon(box: Box) -> date | None:
    """The first last day of a list, or of the trusted root, within `AHEAD`; None where there is none."""
    today, root = box.watch.today().day, follow.find_trusted_root(box.store.read())
    days = [listed.until for listed in followed_lists(box)] + ([root.until] if root else [])
    return min((day for day in days if today <= day <= today + AHEAD), default=None)


def of_publications(box: Box) -> Iterator[Finding]:
    """One finding for each trouble; one that all is well where something is published, and nothing is in the way."""
    troubles = find_troubles(box)
    for trouble in troubles:
        reason = "publication-expired" if trouble.code in _EXPIRED else "publication-refused"
        values = ", ".join(f"{name}={value}" for name, value in trouble.details.items())
        yield Finding("published", False, reason, f"{trouble.code} {values}".strip())
    if ends := ends_soon(box):
        yield Finding("published", False, "publication-ends", ends.isoformat())
    elif not troubles and (followed := followed_lists(box)):
        yield Finding("published", True, "", ", ".join(f"{listed.scope}{listed.number}" for listed in followed))


class ReceivedSetting(Struct, frozen=True):
    """A published setting, and the town hall's `own` value beside it. `state` is a code of the context `received`;
    `owns` whether the town hall may take it back, `taken_back` whether it has;
    `scope` the site of the list that says so, "" for every site.
    """

    published: PublishedSetting
    own: Any
    state: str
    owns: bool
    taken_back: bool
    at: datetime
    list_number: int
    scope: str


def list_received_settings(box: Box) -> list[ReceivedSetting]:
    db = box.store.read()
    own, changes = read_settings(box.settings.data), publications.select_newest_changes(db)
    taken_back = publications.select_reverted_settings(db)
    found = []
    for published, _ in follow.list_readable_items(
        PublishedSetting, publications.select_published_items(db, follow.SETTINGS.name)
    ):
        rule, change = documents.find_setting_rule(published.setting), changes.get(published.setting)
        if rule is None or change is None:
            continue
        value, back = getattr(own, published.setting), published.setting in taken_back
        state = _state(box, published, value, back)
        found.append(
            ReceivedSetting(published, value, state, rule.owns, back, change.at, change.list_number, change.scope)
        )
    return sorted(found, key=lambda received: received.published.setting)


def keep_own(box: Box, name: str, actor: Actor) -> None:
    """Whatever is published of it (« revenir »). Raises `Refused`: `not-supervisor`, `setting-not-ours`."""
    with box.store.write() as db:
        _allow(db, name, actor)
        publications.insert_setting_revert(db, name, actor.mediator_id, box.clock.now())
        journal.insert_journal_line(
            db, box.clock.now(), JournalAction.SETTING_KEPT, mediator_id=actor.mediator_id, detail=name
        )


def follow_setting_again(box: Box, name: str, actor: Actor) -> None:
    """Follow again what is published of a setting. Raises `Refused` as `keep_own` does."""
    with box.store.write() as db:
        _allow(db, name, actor)
        publications.delete_setting_revert(db, name)
        journal.insert_journal_line(
            db, box.clock.now(), JournalAction.SETTING_FOLLOWED, mediator_id=actor.mediator_id, detail=name
        )


def decides(db: Database, actor: Actor) -> bool:
    """Whether this mediator decides for the town hall: a supervisor of its desk."""
    return any(
        grant.holder == actor.mediator_id and grant.service_id == DESK and grant.supervisor
        for grant in people.select_grants(db)
    )


def _allow(db: Database, name: str, actor: Actor) -> None:
    if not decides(db, actor):
        raise Refused(Refusal.NOT_SUPERVISOR, service="")
    rule = documents.find_setting_rule(name)
    if rule is None or not rule.owns:
        raise Refused(Refusal.SETTING_NOT_OURS, name=name)


def _state(box: Box, one: PublishedSetting, own: object, taken_back: bool) -> str:
    if refused := documents.refused_here(one, own):
        return refused
    counts = documents.find_settings_in_force({one.setting: own}, [one], {one.setting} if taken_back else ())
    if counts.get(one.setting, own) != getattr(box.settings, one.setting):
        return "at-next-start"
    return "in-force" if counts else "kept"


def sheets(box: Box, language: str) -> list[InformationSheet]:
    """The sheets that are shown today, by title in this language."""
    today = box.watch.today().day
    in_force = publications.select_published_items(box.store.read(), follow.SHEETS.name)
    shown = [made for item in in_force if (made := _sheet(item.content, item.name)) and made.is_shown(today)]
    return sorted(shown, key=lambda made: fold_for_search(made.title.text(language)))


def sheet_named(box: Box, name: str) -> InformationSheet | None:
    return next((made for made in sheets(box, "") if made.name == name), None)


def search_sheets(box: Box, language: str, typed: str) -> list[InformationSheet]:
    """The sheets that hold every word typed, in French or in this language; none while too little is typed."""
    wanted = {stem(word) for word in search_words(typed)}
    if says_nothing_yet(typed) or not wanted:
        return []
    found = []
    for made in sheets(box, language):
        texts = [part.text(manner) for part in (made.title, made.text) for manner in (FRENCH, language)]
        if wanted <= {stem(word) for word in list_telling_words(" ".join(texts))}:
            found.append(made)
    return found


def messages(box: Box, actor: Actor) -> list[DeskMessage]:
    """Those to this mediator that they have not read."""
    db = box.store.read()
    read = publications.select_message_reads(db, actor.mediator_id)
    return [made for made, sha256 in _shown_messages(box, db) if not made.from_whom and (made.name, sha256) not in read]


def messages_to_public(box: Box) -> list[DeskMessage]:
    """Those that authorities say to everybody today."""
    return [made for made, _ in _shown_messages(box, box.store.read()) if made.from_whom]


def _shown_messages(box: Box, db: Database) -> Iterator[tuple[DeskMessage, str]]:
    """Each message that is shown today, with the hash of its file."""
    today = box.watch.today().day
    for item in publications.select_published_items(db, follow.MESSAGES.name):
        made = _message(item.content, item.name)
        if made is not None and made.is_shown(today):
            yield made, item.sha256


def have_read(box: Box, actor: Actor, name: str) -> None:
    with box.store.write() as db:
        for item in publications.select_published_items(db, follow.MESSAGES.name):
            if item.name == name:
                publications.insert_message_read(db, item.name, item.sha256, actor.mediator_id, box.clock.now())


@lru_cache(maxsize=256)
def _sheet(content: bytes, name: str) -> InformationSheet | None:
    """A sheet; None for one that an older or newer program took and this one does not read."""
    try:
        return catalogue.read_sheet(content, name)
    except CatalogueFaults:
        return None


@lru_cache(maxsize=64)
def _message(content: bytes, name: str) -> DeskMessage | None:
    try:
        return catalogue.read_desk_message(content, name)
    except CatalogueFaults:
        return None
