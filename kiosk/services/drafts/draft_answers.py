"""What is typed in a draft: read a form, keep its answers, wrong ones with their fault, and say which page is next."""

from collections.abc import Container, Mapping
from dataclasses import replace

from msgspec import Struct

from kiosk.domain.answers import answered_page, answering
from kiosk.domain.answers.case import Answer, names_of
from kiosk.domain.answers.journey import Stop
from kiosk.domain.answers.position import WHOLE, Page, Position, step
from kiosk.domain.language.words import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import Opened, open_in
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.legal_clock import Today
from kiosk.services.procedures.look_up import places_of
from kiosk.store.cases import attachments, cases
from kiosk.store.database import Database
from kiosk.words import languages


class Answered(Struct, frozen=True):
    """A case as a page's form left it: `opened` as kept, `faults` (field id to code) of what the page gave, the
    fields that its answers made appear (`fresh`), and where to go `next`.
    """

    opened: Opened
    faults: Mapping[str, str]
    fresh: frozenset[str]
    next: Position


def editable(opened: Opened) -> Opened:
    """Give the case back where its answers may still change, else raise `Refused` (`already-submitted`)."""
    if not opened.editable:
        raise Refused(Refusal.ALREADY_SUBMITTED)
    return opened


def keep(
    db: Database,
    opened: Opened,
    here: Position,
    given: Mapping[str, Answer],
    today: Today,
    preferences: Preferences,
    confirms: bool = True,
) -> Answered:
    """Save the answers `given` on the page `here`, wrong ones included, in the caller's transaction.

    The parameters are those of `domain.answers.answered_page.add_answers`.
    """
    result = answered_page.add_answers(
        opened.case, opened.journey, here, given, today.day, today.now, preferences, confirms
    )
    cases.save(db, result.case, opened.key, names_of(opened.procedure, result.case))
    saved = replace(opened, case=result.case, journey=result.journey)
    return Answered(saved, result.faults, result.fresh, result.next)


def given_in(
    box: Box,
    stop: Stop,
    form: Mapping[str, list[str]],
    today: Today,
    attached: Container[str],
    answers: Mapping[str, Answer],
    preferences: Preferences,
    actor: Actor,
) -> dict[str, Answer]:
    """The answers by field id, as `domain.answers.answered_page.read_answers` gives them.

    `preferences` holds the language the page was shown in; `actor` is who fills the form: only a mediator certifies.
    """
    judge, language = answering.judge(places_of(box)), preferences.language
    return answered_page.read_answers(
        stop, form, answers, attached, judge, today.day, language, languages.is_latin(language), actor.witness
    )


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


def answer_whole_page(
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
