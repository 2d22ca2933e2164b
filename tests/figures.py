"""A month of a town hall, for tests and pages: what its ledger would hold, the same each time."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import product

from kiosk.domain.visits.ledger import Entry, OpinionFace, Punctuality, VisitPlace
from kiosk.services.box.box import Box
from kiosk.store import opinions, visits

_ASKED = (
    "birth-certificate",
    "identity-document",
    "school-enrolment",
    "social-housing",
    "electoral-roll",
    "street-problem",
)
_LANGUAGES = ("fr",) * 9 + ("ar", "fr", "uk", "en")


def keep_month(box: Box, month: date, per_day: int = 12) -> None:
    """Keep visits, decisions and opinions on the working days of a month of four weeks."""
    working = [month + timedelta(days=week * 7 + day) for week, day in product(range(4), range(5))]
    for place, day in enumerate(working):
        for number in range(per_day - place * 7 % 5):
            _keep_visit(box, day, place + number)
    with box.store.write() as db:
        for number in range(40):
            face = OpinionFace.GOOD if number % 8 else OpinionFace.BAD if number % 16 else OpinionFace.FAIR
            opinions.count_opinion(db, month, face)


def _keep_visit(box: Box, day: date, number: int) -> None:
    """One visit: every fifth alone at a terminal, every seventh left before the end, every ninth advice alone."""
    alone, at = number % 5 == 0, datetime.combine(day, time(9, number % 50), UTC)
    visit_id, minutes = box.clock.new_id(), 3 + number * 5 % 23
    asked, language = _ASKED[number * 3 % len(_ASKED)], _LANGUAGES[number % len(_LANGUAGES)]
    place = VisitPlace.TERMINAL if alone else VisitPlace.DESK
    with box.store.write() as db:
        visits.insert_visit(db, visit_id, place, day, at)
        known = [(Entry.ALONE if alone else Entry.SERVED, "", "")]
        if number % 9:
            known.append((Entry.CASE, "", asked))
            gave_up = number % 7 == 0
            known.append(
                (Entry.LEFT, "contact", asked) if gave_up else (Entry.SUBMITTED, "kiosk" if alone else "counter", asked)
            )
        known += [(Entry.ENDED, place.value, ""), (Entry.MINUTES, str(minutes), ""), (Entry.LANGUAGE, language, "")]
        for kind, value, procedure_id in known:
            visits.insert_visit_line(db, visit_id, kind, at, value=value, procedure_id=procedure_id)
        if number % 4 == 0:
            for kind, value in (
                (Entry.DECIDED, "accepted"),
                (Entry.ANSWER_DAYS, str(2 + number % 19)),
                (Entry.PROMISE, Punctuality.NONE),
            ):
                visits.insert_line_of_no_visit(db, kind, day, at, value, asked)
