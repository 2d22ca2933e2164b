"""Save the answers of a page of a draft: apply the rules of `domain.answers.answered_page`, and store the case."""

from collections.abc import Mapping
from dataclasses import replace

from msgspec import Struct

from kiosk.domain.answers import answered_page
from kiosk.domain.answers.case import Answer
from kiosk.domain.answers.names import names_of
from kiosk.domain.answers.position import Page, Position
from kiosk.domain.language.preferences import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import Opened
from kiosk.services.box.legal_clock import Today
from kiosk.store.cases import cases
from kiosk.store.database import Database


class Answered(Struct, frozen=True):
    """A case as a page's form left it: `opened` as kept, `faults` (field id to code) of what the page gave, the
    fields that its answers made appear (`fresh`), and where to go `next`.
    """

    opened: Opened
    faults: Mapping[str, str]
    fresh: frozenset[str]
    next: Position

    @property
    def complete(self) -> bool:
        """Whether only the review is left."""
        return self.next.page is Page.REVIEW


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
