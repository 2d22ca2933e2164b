"""A person who did it alone at a terminal is found by name through the hub, and nothing of the answer stays here."""

import pytest

from kiosk.services.box.box import Box
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import at_a_terminal, leaves, submitted_alone
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import transmit
from tests.services.conftest import reached_at


def made_alone(linked: Box, desk: Browser) -> str:
    alone = at_a_terminal(linked)
    case = submitted_alone(linked, alone)
    leaves(linked, alone)
    transmit(desk)
    return case.reference


def ask(desk: Browser, **typed: str) -> Page:
    return desk.send(desk.get("/desk/find/by-name").form("named").with_values(typed))


def test_it_is_found_from_the_desks_own_search_by_one_press_more(
    linked: Box, linked_desk: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    reference = made_alone(linked, linked_desk)
    caplog.set_level("DEBUG")
    page = linked_desk.send(linked_desk.get("/desk/find").form_to("/find").with_values({"reference": "Benali"}))
    found = linked_desk.send(page.form_to("/by-name"))
    assert "Marie Louise Benali (1965)" in found.main
    assert any(link.endswith(f"/desk/references/{reference}") for link in found.links())
    assert found.headers["Cache-Control"] == "no-store"
    assert not [record for record in caplog.records if "Benali" in record.getMessage()]


def test_nothing_of_what_the_hub_answers_is_kept(linked: Box, linked_desk: Browser) -> None:
    made_alone(linked, linked_desk)
    rows = rows_of(linked)
    ask(linked_desk, name="Benali", birth_date="03/02/1965")
    after = rows_of(linked)
    assert {table for table in rows if rows[table] != after[table]} <= {"journal", "sessions"}


def test_a_name_that_nobody_bears_and_one_that_is_no_name_are_said(linked_desk: Browser) -> None:
    page = ask(linked_desk, name="Zzyzx")
    assert (page.status, "Rien trouvé" in page.main) == (200, True)
    page = ask(linked_desk, name="", birth_date="03/02/1965")
    assert (page.status, len(page.all("#name-fault"))) == (422, 1)
    page = ask(linked_desk, name="Benali", birth_date="hier")
    assert (page.status, len(page.all("#birth_date-fault"))) == (422, 1)
    assert page.one("#name").get("value") == "Benali"


def test_without_a_line_it_says_so_and_what_to_do(linked: Box, linked_desk: Browser, central: Central) -> None:
    reached_at(linked, url="http://127.0.0.1:9")
    page = ask(linked_desk, name="Benali")
    assert "Le système central ne répond pas" in page.main and "son numéro" in page.main


def rows_of(box: Box) -> dict[str, int]:
    """How many rows each table has."""
    db = box.store.read()
    return {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in db.table_names()}
