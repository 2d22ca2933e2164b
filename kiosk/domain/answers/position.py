"""The position in a case: which page is open, and which page comes next."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers.attachment import NOTHING_JOINED
from kiosk.domain.answers.journey import Journey, Stop


class Page(StrEnum):
    """The kinds of pages that a case has."""

    STEP = "step"
    WHOLE = "whole"
    """Every question on one page."""
    ITEM = "item"
    """One item of a group: a member of a household, a child, a guest."""
    REMOVAL = "removal"
    """The question whether to remove one item of a group."""
    DOCUMENT = "document"
    """The copies attached to a question about a document."""
    REVIEW = "review"
    SUBMITTED = "submitted"
    LEFT = "left"
    """The page on which the case was left."""
    PARK = "park"
    CHECKLIST = "checklist"
    ABOUT = "about"
    """What is to be known before the procedure."""
    CODE = "code"
    """The resume code with which the case can be opened again."""


class Position(Struct, frozen=True):
    """One page of a case.

    `id` is the step's id for a STEP, the field's id for an ITEM, a REMOVAL and a DOCUMENT, and for the WHOLE page the
    group to show, if any. `number` (from 1) is the item of a group. `origin` is the page from which this one was opened
    and to which it returns: REVIEW while an answer is being changed, WHOLE, or STEP on the way through the steps.
    """

    page: Page
    id: str = ""
    number: int = 0
    origin: Page = Page.STEP

    @property
    def kept(self) -> str:
        """The value stored in `Case.position`; "" for a page on which no case is left."""
        if self.page is Page.STEP:
            return self.id
        return self.page.value if self.page in (Page.WHOLE, Page.REVIEW) else ""


REVIEW = Position(Page.REVIEW)
WHOLE = Position(Page.WHOLE)
SUBMITTED = Position(Page.SUBMITTED)
LEFT = Position(Page.LEFT)


def step_position(step_id: str, origin: Page = Page.STEP) -> Position:
    """The page of a step."""
    return Position(Page.STEP, step_id, origin=origin)


def find_resume_position(journey: Journey, kept: str) -> Position:
    """The page on which a case with `Case.position` `kept` is resumed.

    If that step no longer concerns the person: the first step still open, or the review.
    """
    if kept == WHOLE.kept:
        return WHOLE
    if kept == REVIEW.kept:
        return REVIEW
    return step_position(kept) if journey.stop(kept) else find_first_open_step(journey)


def find_first_open_step(journey: Journey) -> Position:
    """The first step with an open question, or the review."""
    return _at(journey.first_open())


def find_page_before(journey: Journey, here: Position) -> Position | None:
    """The page to which « Retour » leads from a step; None from the first step."""
    if here.origin is Page.REVIEW:
        return REVIEW
    stop = journey.before(here.id)
    return step_position(stop.id) if stop else None


def find_next_page(journey: Journey, here: Position, faults: Mapping[str, str], fresh: Collection[str]) -> Position:
    """The page to show after the page `here` was answered; `here` itself if it must be shown again.

    `journey` includes the new answers, `faults` maps field ids to their fault codes, `fresh` are the fields that the
    answers made appear on the page and that must be shown before going on.
    """
    if here.page is Page.STEP and faults and set(faults.values()) == {NOTHING_JOINED}:
        # Only the copies are missing: ask for them next.
        return Position(Page.DOCUMENT, next(iter(faults)), origin=here.origin)
    if faults or fresh:
        return here
    if here.page is Page.STEP:
        if here.origin is Page.REVIEW or here.id not in journey.ids:
            return find_first_open_step(journey)
        return _at(journey.after(here.id))
    if here.page is Page.WHOLE:
        return WHOLE if journey.first_open() else REVIEW
    return find_asking_page(journey, here)


def find_asking_page(journey: Journey, here: Position) -> Position:
    """The page whose question an ITEM, a REMOVAL or a DOCUMENT answers; LEFT if it is no longer asked."""
    question = journey.asked(here.id)
    if question is None:
        return LEFT
    if here.origin is Page.WHOLE:
        return replace(WHOLE, id=here.id)
    return step_position(question[0].id, here.origin)


def find_page_after_copies(journey: Journey, here: Position) -> Position:
    """The page after the copies of a DOCUMENT: where the page that asks for it is answered, the one that follows it."""
    question = journey.asked(here.id)
    if question is None or here.origin is Page.WHOLE or not question[0].settled:
        return find_asking_page(journey, here)
    return find_first_open_step(journey) if here.origin is Page.REVIEW else _at(journey.after(question[0].id))


def _at(stop: Stop | None) -> Position:
    return step_position(stop.id) if stop else REVIEW
