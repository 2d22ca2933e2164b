"""A citizen leaves a terminal and comes back: their code opens their draft, and nobody else's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.language.words import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box, take_settings
from kiosk.services.drafts import drafts
from kiosk.services.drafts.drafts import DraftCode
from kiosk.services.upkeep import retention
from kiosk.store import wrapped_keys
from tests.gallery.site.cast import Watch
from tests.gallery.site.gestures import form, submitted
from tests.services.conftest import fault_of

MARIE = Actor("terminal", session="her cookie's hash", session_key=b"m" * 32, terminal=True)
LATER = replace(MARIE, session="another hash", session_key=b"l" * 32)
"""The same terminal, hours later: another cookie."""
FRENCH = Preferences()


def begun(box: Box, actor: Actor = MARIE) -> str:
    case = drafts.begin_draft(box, "birth-certificate", FRENCH, actor)
    drafts.answer_step(box, case.id, "for-whom", form({"f.for_whom": "myself"}), FRENCH, actor)
    return case.id


def wrong(box: Box, typed: str, actor: Actor = LATER) -> str:
    with pytest.raises(Refused) as refused:
        drafts.resume_draft(box, typed, actor)
    return fault_of(refused)


def guess(code: DraftCode) -> str:
    """The right draft, and another secret."""
    return DraftCode(code.locator, "2" * 10 if code.secret != "2" * 10 else "3" * 10).shown


def test_after_a_power_cut_the_code_still_opens(box: Box) -> None:
    case_id = begun(box)
    code = drafts.give_code(box, case_id, MARIE)
    box.store.close()
    again = open_box(box.settings, box.clock)
    assert drafts.resume_draft(again, code.shown, LATER) == case_id
    again.store.close()


def test_a_code_lies_nowhere_in_the_box(box: Box) -> None:
    code = drafts.give_code(box, begun(box), MARIE)
    (kept,) = list(box.store.read().query("SELECT * FROM resume_codes"))
    records = list(box.store.read().query("SELECT * FROM data_keys"))
    values = [bytes(value) if isinstance(value, bytes) else str(value).encode() for item in (kept, *records)
              for value in item.values()]  # fmt: skip
    assert not any(code.secret.encode() in value for value in values)
    assert code.secret not in repr(wrapped_keys.read_resume_code(box.store.read(), code.locator))


def test_tries_are_counted_across_a_restart_and_whatever_the_clock_says(box: Box, watch: Watch) -> None:
    code = drafts.give_code(box, begun(box), MARIE)
    for _ in range(3):
        wrong(box, guess(code))
    box.store.close()
    watch.jump(-timedelta(days=400))
    again = open_box(box.settings, watch)
    assert [wrong(again, guess(code)) for _ in range(3)] == [Refusal.WRONG_RESUME_CODE] * 2 + [Refusal.DEAD_CODE]
    again.store.close()


def test_the_right_code_forgives_the_wrong_ones(box: Box) -> None:
    code = drafts.give_code(box, begun(box), MARIE)
    for _ in range(4):
        wrong(box, guess(code))
    drafts.resume_draft(box, code.shown, LATER)
    known = wrapped_keys.read_resume_code(box.store.read(), code.locator)
    assert known is not None and known.tries == 0


def test_a_mediator_opens_the_draft_with_the_citizen_when_the_code_is_lost(box: Box, nadia: Actor) -> None:
    case_id = begun(box)
    assert open_case(box, case_id, nadia).case.position == "copy"
    assert submitted(box).case_id != case_id


@pytest.mark.parametrize("days", [2, 30])
def test_a_code_opens_for_as_many_days_as_the_town_hall_chose(box: Box, watch: Watch, days: int) -> None:
    take_settings(box, replace(box.settings, resume_days=days))
    case_id = begun(box)
    code = drafts.give_code(box, case_id, MARIE)
    watch.wait(timedelta(days=days) - timedelta(minutes=1))
    retention.destroy_expired_data(box)
    assert drafts.resume_draft(box, code.shown, LATER) == case_id
    watch.wait(timedelta(days=days, minutes=2))
    retention.destroy_expired_data(box)
    assert not wrapped_keys.read_resume_code(box.store.read(), code.locator)
