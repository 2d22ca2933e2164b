"""Take up a draft at a mediator's screen."""

from dataclasses import replace

import pytest

from kiosk.domain.keys.ring import NOBODY
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import take_up_draft
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from tests.gallery.site.gestures import answered
from tests.services.conftest import fault_of


def at_a_screen(nadia: Actor) -> Actor:
    return replace(nadia, session="hash-of-her-session", session_key=bytes(32))


def cases_held_by(box: Box, actor: Actor) -> list[str]:
    return [case_id for case_id, _ in wrapped_keys.held_by(box.store.read(), KeyKind.SESSION, actor.session)]


def test_the_session_opens_the_draft_from_now_on_and_the_case_before_no_more(box: Box, nadia: Actor) -> None:
    earlier, case_id, here = answered(box, actor=nadia), answered(box, actor=nadia), at_a_screen(nadia)
    take_up_draft.take_up(box, earlier, here)
    take_up_draft.take_up(box, case_id, here)
    take_up_draft.take_up(box, case_id, here)
    assert cases_held_by(box, here) == [case_id], "the earlier case may be another citizen's"


def test_a_draft_that_cannot_be_opened_is_not_taken_up(box: Box, nadia: Actor) -> None:
    case_id, stranger = answered(box, actor=nadia), replace(at_a_screen(nadia), ring=NOBODY)
    with pytest.raises(Refused) as refused:
        take_up_draft.take_up(box, case_id, stranger)
    assert fault_of(refused) == Refusal.NO_SUCH_CASE
    assert cases_held_by(box, stranger) == []


def test_without_a_session_there_is_nothing_to_take_up(box: Box, nadia: Actor) -> None:
    take_up_draft.take_up(box, answered(box, actor=nadia), nadia)
    assert cases_held_by(box, nadia) == []
