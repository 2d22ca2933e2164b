"""The line of a case at a box says where it is, from what was sent and what the hub said, with no key at all."""

from kiosk.domain.events.case_line import CaseLine, Holder, NextAction, Stage
from kiosk.domain.events.silence_facts import SilenceDay
from kiosk.domain.events.supplement import Supplement
from kiosk.domain.events.withdrawal import Withdrawal
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.submitted import follow_case, line_of_case, withdraw_case
from kiosk.store.cases import cases
from kiosk.store.people.people import Mediator
from tests.gallery.site.cast import at_work
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted
from tests.services.conftest import say


def line(box: Box, case_id: str, silence: SilenceDay | None = None) -> CaseLine:
    submission = cases.submission(box.store.read(), case_id)
    assert submission
    return line_of_case.of_submission(box, submission, silence)


def test_a_case_is_kept_here_until_the_hub_has_it(linked: Box) -> None:
    box = linked
    case = submitted(box)
    kept = line(box, case.case_id)
    assert (kept.current.stage, kept.holder, kept.next_action) == (Stage.KEPT, Holder.HERE, NextAction.SEND)
    assert kept.current.day == box.watch.today().day
    talk(box, hub_of(box))
    sent = line(box, case.case_id)
    assert (sent.current.stage, sent.holder) == (Stage.SENT, Holder.SERVICE)


def test_what_the_service_asks_stands_on_the_line_until_something_is_given(
    linked: Box, nadias: Mediator, central: Central
) -> None:
    box, nadia = linked, at_work(linked, nadias)
    case = submitted(box)
    talk(box, hub_of(box))
    say(central, case.reference, "incomplete", "Il manque le livret.")
    talk(box, hub_of(box))
    asked = line(box, case.case_id)
    assert asked.asks and asked.papers_by
    follow_case.supplement(box, case.reference, Supplement("Le voici.", ()), nadia, "e" * 32)
    assert line(box, case.case_id).current.stage is Stage.LOOKED_AT


def test_a_withdrawal_ends_the_line_once_it_is_confirmed(linked: Box, nadias: Mediator) -> None:
    box, nadia = linked, at_work(linked, nadias)
    case = submitted(box)
    talk(box, hub_of(box))
    withdraw_case.withdraw(box, case.reference, Withdrawal("citizen", "touch"), nadia, "e" * 32)
    assert line(box, case.case_id).next_action is NextAction.CONFIRM
    talk(box, hub_of(box))
    assert line(box, case.case_id).outcome == "withdrawn"


def test_a_case_of_another_site_has_the_line_that_the_hub_told(box: Box) -> None:
    known = line_of_case.of_reference(box, "BZ-1041-X", "unknown", None)
    assert known.stages[0].day is None
