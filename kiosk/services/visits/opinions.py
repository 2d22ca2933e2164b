"""What people think at the end of their visit: a face, which they may change, and a word. Nobody can tell whose."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from kiosk.domain.figures.figures import LEAST
from kiosk.domain.keys.ring import DESK
from kiosk.domain.language import spelling
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.domain.visits.ledger import OpinionFace
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.figures import figures
from kiosk.services.visits import visits
from kiosk.store import journal, opinions
from kiosk.store import visits as open_visits

LONGEST = 500
"""The most characters of a word."""


class ReadWords(Struct, frozen=True):
    """What people wrote, by random id; `few` where something was written, by fewer than may be shown."""

    words: Mapping[str, str]
    few: bool


def open_opinion_words(box: Box, first: date, last: date, actor: Actor) -> ReadWords:
    """What people wrote in the months of two days, as far as the actor's keys open it; nothing under `LEAST`."""
    kept, reader = opinions.select_opinion_words(box.store.read(), first, last), KeyHolder(actor)
    if len(kept) < LEAST:
        return ReadWords({}, few=bool(kept))
    opened = {word.id: reader.sealed(word.service_id, word.body) for word in kept}
    return ReadWords({word_id: clear.decode() for word_id, clear in opened.items() if clear}, few=False)


def remove_word(box: Box, word_id: str, actor: Actor) -> None:
    """Delete a word that names somebody, which the journal says. Raises `Refused` (`not-supervisor`)."""
    if not figures.may_see_true_figures(box, actor):
        raise Refused(Refusal.NOT_SUPERVISOR)
    with box.store.write() as db:
        if opinions.delete_opinion_word(db, word_id):
            journal.insert_journal_line_by(db, box.clock.now(), JournalAction.OPINION_REMOVED, actor)
    data_keys.fold_write_ahead_log(box)


def give_opinion(box: Box, face: str, actor: Actor) -> None:
    """Count a face in the month of the visit, in the place of the one pressed before; nothing for what is no face."""
    if face not in set(OpinionFace):
        return
    with box.store.write() as db:
        visit_id = visits.find_or_begin_visit(box, db, actor)
        day = open_visits.read_day_of_visit(db, visit_id)
        if day is None:
            return
        if before := open_visits.read_open_opinion(db, actor.visitor).face:
            opinions.count_opinion(db, day, before, -1)
        opinions.count_opinion(db, day, face)
        open_visits.update_open_face(db, actor.visitor, face)


def give_word(box: Box, word: str, actor: Actor) -> None:
    """Keep what somebody writes beside their face, for those who work at the desk; nothing for an empty one.

    Raises `Refused`: `note-too-long`, `note-unreadable`.
    """
    cleaned = spelling.clean_lines(word)
    given = open_visits.read_open_opinion(box.store.read(), actor.visitor)
    if not cleaned or not given.face or given.said:
        return
    if len(cleaned) > LONGEST:
        raise Refused(Refusal.NOTE_TOO_LONG, most=LONGEST)
    if not spelling.is_readable_text(cleaned):
        raise Refused(Refusal.NOTE_UNREADABLE)
    with box.store.write() as db:
        service_id, body = data_keys.seal_for_service(db, DESK, cleaned.encode())
        kept = opinions.WordOfOpinion(box.clock.new_id(), service_id, body)
        opinions.insert_opinion_word(db, box.watch.today().day, kept)
        open_visits.mark_word_said(db, actor.visitor)


def read_opinion(box: Box, actor: Actor) -> open_visits.OpenOpinion:
    """What the person at the actor's screen has said in this visit."""
    return open_visits.read_open_opinion(box.store.read(), actor.visitor)
