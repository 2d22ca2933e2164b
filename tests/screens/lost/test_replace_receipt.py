"""« Reçu perdu »: who the person is was seen first; then one new code, shown, printed, and true."""

import re

import pytest

from kiosk.services.box.box import Actor, Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.screens.conftest import bodies, transmit

CODE = re.compile(r"\b[A-Z2-9]{5}-[A-Z2-9]{5}\b")


def lost(desk: Browser) -> tuple[str, Page]:
    reference = steps_taken.reference_of(steps_taken.submitted(desk))
    page = desk.get(f"/desk/references/{reference}")
    return reference, desk.get(next(link for link in page.links() if link.endswith("/new-receipt")))


def give(desk: Browser, page: Page, **typed: str) -> Page:
    return desk.send(page.form("new-receipt").with_values({"shown": "passport", "language": "ar"} | typed))


def test_the_new_code_is_shown_until_the_hub_has_it_and_after(linked_desk: Browser) -> None:
    _, page = lost(linked_desk)
    given = give(linked_desk, page)
    assert given.status == 200 and len(CODE.findall(given.main)) == 1
    assert "c’est l’ancien code qui marche" in given.main
    transmit(linked_desk)
    after = linked_desk.get(given.path)
    assert "L’ancien code et l’ancien carré n’ouvrent plus rien" in after.main
    assert CODE.findall(after.main) == CODE.findall(given.main)


def test_a_double_tap_gives_one_code(desk: Browser, box: Box, nadia: Actor) -> None:
    _, page = lost(desk)
    codes = {CODE.findall(give(desk, page).main)[0] for _ in range(2)}
    assert len(codes) == 1 == len(bodies(box, nadia, "new_code"))


@pytest.mark.parametrize(("typed", "place"), [({"shown": ""}, "shown"), ({"why": ""}, "why")])
def test_nothing_is_given_before_a_paper_was_seen_and_a_reason_said(
    desk: Browser, box: Box, nadia: Actor, typed: dict[str, str], place: str
) -> None:
    _, page = lost(desk)
    refused = give(desk, page, **typed)
    assert (refused.status, len(refused.all(f"#{place}-fault"))) == (422, 1)
    assert not bodies(box, nadia, "new_code")


def test_it_is_printed_again_in_the_same_language(desk: Browser, box: Box) -> None:
    _, page = lost(desk)
    given = give(desk, page)
    again = desk.send(given.form_to("/print"))
    assert again.status == 200 and CODE.findall(again.main) == CODE.findall(given.main)
    jobs = box.store.read().execute("SELECT language FROM jobs WHERE kind = 'new_code'").fetchall()
    assert [row[0] for row in jobs] == ["ar", "ar"]


def test_a_colleague_of_another_service_sees_neither_the_page_nor_the_code(desk: Browser, omars_desk: Browser) -> None:
    reference, page = lost(desk)
    given = give(desk, page)
    for path in (f"/desk/references/{reference}/new-receipt", given.path):
        assert not CODE.findall(omars_desk.get(path).text)
