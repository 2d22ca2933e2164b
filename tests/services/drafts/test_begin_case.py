"""Begin a case."""

import dataclasses

import pytest
from msgspec.structs import replace

from kiosk.domain.language.preferences import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import begin_case, discard_draft
from kiosk.settings import Settings
from tests.services.conftest import fault_of

FRENCH = Preferences()
FORM_ID = "f" * 32


def count(box: Box, table: str) -> int:
    return box.store.read().execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_case_begins_at_its_first_step_for_the_mediator_who_began_it(box: Box, nadia: Actor) -> None:
    case = begin_case.begin(box, "birth-certificate", Preferences("en", True), nadia)
    assert open_case(box, case.id, nadia).case == case
    assert (case.position, case.language, case.plain, case.mediator_id) == ("for-whom", "en", True, nadia.mediator_id)
    assert open_case(box, case.id, nadia).editable


def test_a_page_from_the_browsers_memory_begins_a_new_case_once_the_old_one_is_over(box: Box, nadia: Actor) -> None:
    begin_case.begin(box, "birth-certificate", FRENCH, nadia, FORM_ID)
    discard_draft.discard(box, FORM_ID, nadia)
    again = begin_case.begin(box, "birth-certificate", FRENCH, nadia, FORM_ID)
    assert again.id != FORM_ID
    assert open_case(box, again.id, nadia).case.answers == {}


def test_a_box_that_nobody_has_set_up_takes_no_case(settings: Settings) -> None:
    """There is no key that would open it again."""
    bare = open_box(settings)
    with pytest.raises(Refused) as refused:
        begin_case.begin(bare, "birth-certificate", FRENCH, Actor())
    assert fault_of(refused) == Refusal.NOT_SET_UP
    assert count(bare, "cases") == 0
    bare.store.close()


def test_no_case_begins_while_nobody_has_chosen_the_code(box: Box, nadia: Actor) -> None:
    unset = dataclasses.replace(box, site=replace(box.site, code=""))
    with pytest.raises(Refused, match="no-site-code"):
        begin_case.begin(unset, "birth-certificate", Preferences(), nadia)
