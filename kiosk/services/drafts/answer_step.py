"""Answer one step of a draft, when « Continuer » is pressed: keep what was typed, and say which page comes next."""

from collections.abc import Mapping

from kiosk.domain.answers.position import Page, step
from kiosk.domain.language.preferences import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_in
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts.page_answers import Answered, editable, keep
from kiosk.services.drafts.read_form import given_in
from kiosk.store.cases import attachments


def answer(
    box: Box,
    case_id: str,
    step_id: str,
    form: Mapping[str, list[str]],
    preferences: Preferences,
    actor: Actor,
    origin: Page = Page.STEP,
    confirms: bool = True,
) -> Answered:
    """Keep the answers of one step's form, wrong ones with their fault, so that nothing typed is lost.

    `origin` is REVIEW where an answer is changed from the review page; `confirms` is that of
    `domain.answers.answered_page.add_answers`. Gives the faults by field, and the next position. Raises `Refused`:
    `no-such-case`, `already-submitted`, `no-such-step`.
    """
    today = box.watch.today()
    with box.store.write() as db:
        opened = editable(open_in(box, db, case_id, actor))
        stop = opened.journey.stop(step_id)
        if stop is None:
            raise Refused(Refusal.NO_SUCH_STEP)
        attached, before = attachments.answered(db, case_id), opened.case.answers
        given = given_in(box, stop, form, today, attached, before, preferences, actor)
        return keep(db, opened, step(step_id, origin), given, today, preferences, confirms)
