"""The settings that were published to this box: what each says, since when, by which list, and what counts here."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from kiosk.domain.keys.ring import DESK
from kiosk.domain.published import documents
from kiosk.domain.published.documents import PublishedSetting
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.published import kind
from kiosk.services.published.kinds.setting import KIND
from kiosk.settings import read
from kiosk.store.database import Database
from kiosk.store.people import journal, people
from kiosk.store.published import publications


class Received(Struct, frozen=True):
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


def every(box: Box) -> list[Received]:
    """Every setting that is published now, by name."""
    db = box.store.read()
    own, changes, taken_back = read(box.settings.data), publications.newest(db), publications.reverted(db)
    found = []
    for published, _ in kind.sound(PublishedSetting, publications.in_force(db, KIND.name)):
        rule, change = documents.rule(published.setting), changes.get(published.setting)
        if rule is None or change is None:
            continue
        value, back = getattr(own, published.setting), published.setting in taken_back
        state = _state(box, published, value, back)
        found.append(Received(published, value, state, rule.owns, back, change.at, change.list_number, change.scope))
    return sorted(found, key=lambda received: received.published.setting)


def keep_own(box: Box, name: str, actor: Actor) -> None:
    """Keep the town hall's own value of a setting, whatever is published of it (« revenir »).

    Raises `Refused`: `not-supervisor`, `setting-not-ours`.
    """
    with box.store.write() as db:
        _allow(db, name, actor)
        publications.revert(db, name, actor.mediator_id, box.clock.now())
        journal.note(db, box.clock.now(), JournalAction.SETTING_KEPT, mediator_id=actor.mediator_id, detail=name)


def follow_again(box: Box, name: str, actor: Actor) -> None:
    """Follow again what is published of a setting. Raises `Refused` as `keep_own` does."""
    with box.store.write() as db:
        _allow(db, name, actor)
        publications.follow_again(db, name)
        journal.note(db, box.clock.now(), JournalAction.SETTING_FOLLOWED, mediator_id=actor.mediator_id, detail=name)


def decides(db: Database, actor: Actor) -> bool:
    """Whether this mediator decides for the town hall: a supervisor of its desk."""
    return any(
        grant.holder == actor.mediator_id and grant.service_id == DESK and grant.supervisor
        for grant in people.grants(db)
    )


def _allow(db: Database, name: str, actor: Actor) -> None:
    if not decides(db, actor):
        raise Refused(Refusal.NOT_SUPERVISOR, service="")
    rule = documents.rule(name)
    if rule is None or not rule.owns:
        raise Refused(Refusal.SETTING_NOT_OURS, name=name)


def _state(box: Box, one: PublishedSetting, own: object, taken_back: bool) -> str:
    if refused := documents.refused_here(one, own):
        return refused
    counts = documents.in_force({one.setting: own}, [one], {one.setting} if taken_back else ())
    if counts.get(one.setting, own) != getattr(box.settings, one.setting):
        return "at-next-start"
    return "in-force" if counts else "kept"
