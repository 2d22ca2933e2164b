"""Answer a whole procedure on one page: keep every answer of its form together."""

from collections.abc import Mapping

from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.position import WHOLE
from kiosk.domain.language.preferences import Preferences
from kiosk.services.access.open_case import open_in
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts.page_answers import Answered, editable, keep
from kiosk.services.drafts.read_form import given_in
from kiosk.store.cases import attachments


def answer(
    box: Box, case_id: str, form: Mapping[str, list[str]], preferences: Preferences, actor: Actor, confirms: bool = True
) -> Answered:
    """Keep the form's answers to every question that was on the page, wrong ones with their fault.

    A question that these answers make appear has no fault yet. `confirms` is that of
    `domain.answers.answered_page.add_answers`. Raises `Refused`: `no-such-case`, `already-submitted`.
    """
    today = box.watch.today()
    with box.store.write() as db:
        opened = editable(open_in(box, db, case_id, actor))
        attached, answers_before = attachments.answered(db, case_id), opened.case.answers
        answers: dict[str, Answer] = {}
        for stop in opened.journey.stops:
            answers |= given_in(box, stop, form, today, attached, answers_before, preferences, actor)
        return keep(db, opened, WHOLE, answers, today, preferences, confirms)
