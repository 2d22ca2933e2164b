"""What people think at the end of their visit: a face, which they may change, and a word. Nobody can tell whose."""

from kiosk.domain.keys.ring import DESK
from kiosk.domain.language import spelling
from kiosk.domain.visits.ledger import Face
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.visits import visits
from kiosk.store import opinions
from kiosk.store import visits as open_visits

LONGEST = 500
"""The most characters of a word."""


def give_opinion(box: Box, face: str, actor: Actor) -> None:
    """Count a face in the month of the visit, in the place of the one pressed before; nothing for what is no face."""
    if face not in set(Face):
        return
    with box.store.write() as db:
        visit_id = visits.find_or_begin_visit(box, db, actor)
        day = open_visits.read_day_of_visit(db, visit_id)
        if day is None:
            return
        if before := open_visits.read_open_opinion(db, actor.session).face:
            opinions.count_opinion(db, day, before, -1)
        opinions.count_opinion(db, day, face)
        open_visits.update_open_face(db, actor.session, face)


def give_word(box: Box, word: str, actor: Actor) -> None:
    """Keep what somebody writes beside their face, for those who work at the desk; nothing for an empty one.

    Raises `Refused`: `note-too-long`, `note-unreadable`.
    """
    cleaned = spelling.clean_lines(word)
    given = open_visits.read_open_opinion(box.store.read(), actor.session)
    if not cleaned or not given.face or given.said:
        return
    if len(cleaned) > LONGEST:
        raise Refused(Refusal.NOTE_TOO_LONG, most=LONGEST)
    if not spelling.is_readable_text(cleaned):
        raise Refused(Refusal.NOTE_UNREADABLE)
    with box.store.write() as db:
        service_id, body = data_keys.seal_for_service(db, DESK, cleaned.encode())
        opinions.insert_opinion_word(
            db, box.clock.new_id(), box.watch.today().day, opinions.WordOfOpinion(service_id, body)
        )
        open_visits.mark_word_said(db, actor.session)


def read_opinion(box: Box, actor: Actor) -> open_visits.OpenOpinion:
    """What the person at the actor's screen has said in this visit."""
    return open_visits.read_open_opinion(box.store.read(), actor.session)
