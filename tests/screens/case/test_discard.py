"""A draft that nobody wants any more: asked once, then destroyed."""

from typing import Any

from kiosk.services.box.box import Box
from kiosk.store.keys import wrapped_keys
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def row_of(box: Box, case: str) -> dict[str, Any]:
    """Everything the store's row of a case holds."""
    return box.store.read().table("cases").get(case)


def test_a_discarded_draft_is_gone_with_its_answers(desk: Browser, box: Box) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    case = steps_taken.case_of(page)
    assert wrapped_keys.any_left(box.store.read(), case)
    asked = desk.get(f"/cases/{case}/discard")
    assert "Vous pourrez encore annuler" in asked.main
    after = desk.send(asked.form("discard"))
    assert after.path == "/desk"
    assert not any(case in link for link in after.links())
    assert not wrapped_keys.any_left(box.store.read(), case), "and so is the key, for whoever kept a copy of them"
    assert row_of(box, case)["answers"] == row_of(box, case)["names"] == b""
    assert desk.get(f"/cases/{case}").status == 404


def discarded(desk: Browser) -> tuple[str, Page]:
    """A draft is discarded: its id, and the page after."""
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    case = steps_taken.case_of(page)
    return case, desk.send(desk.get(f"/cases/{case}/discard").form("discard"))


def test_one_press_brings_it_back_with_its_answers(desk: Browser) -> None:
    case, after = discarded(desk)
    assert "Brouillon effacé" in after.main
    back = desk.send(after.form("undo-discard"))
    assert back.path == "/desk" and not back.all("form#undo-discard")
    assert steps_taken.step_of(desk.get(f"/cases/{case}")) == "birth"
    assert "Marie" in desk.get(f"/cases/{case}/steps/person").source


def test_after_the_next_person_it_is_gone(desk: Browser) -> None:
    case, after = discarded(desk)
    home = desk.send(after.form("next-person"))
    assert not home.all("form#undo-discard")
    refused = desk.send(after.form("undo-discard"))
    assert refused.status in (403, 409) and desk.get(f"/cases/{case}").status == 404


def test_after_another_draft_is_begun_it_is_gone(desk: Browser) -> None:
    case, after = discarded(desk)
    steps_taken.begin(desk)
    refused = desk.send(after.form("undo-discard"))
    assert refused.status == 409 and "On ne peut plus annuler" in refused.main
    assert not desk.get("/desk").all("form#undo-discard") and desk.get(f"/cases/{case}").status == 404


def test_a_mediator_at_a_terminal_cannot_bring_it_back(terminal: Browser) -> None:
    steps_taken.sign_in(terminal)
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    asked = terminal.get(f"/cases/{steps_taken.case_of(page)}/discard")
    assert "Personne ne pourra les retrouver." in asked.main
    assert not terminal.send(asked.form("discard")).all("form#undo-discard")


def test_one_can_think_again(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    asked = desk.get(f"/cases/{steps_taken.case_of(page)}/discard")
    assert asked.link("Garder le brouillon") == "/desk"
    assert steps_taken.step_of(desk.get(f"/cases/{steps_taken.case_of(page)}")) == "birth"


def test_the_way_to_it_starts_where_drafts_are_found(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="copy")
    place = f"/cases/{steps_taken.case_of(page)}/discard"
    reached = {
        link
        for path in ("/desk", f"/cases/{steps_taken.case_of(page)}/review", page.path)
        for link in desk.get(path).links()
    }
    assert place in reached


def test_discarding_twice_is_once(desk: Browser) -> None:
    page = steps_taken.begin(desk)
    form = desk.get(f"/cases/{steps_taken.case_of(page)}/discard").form("discard")
    desk.send(form)
    assert desk.send(form).status in (200, 404)


def test_a_submitted_case_cannot_be_discarded(desk: Browser) -> None:
    draft = steps_taken.to_review(desk)
    case = steps_taken.case_of(draft)
    form = desk.get(f"/cases/{case}/discard").form("discard")
    submitted = steps_taken.confirmed(desk, draft)
    assert desk.get(f"/cases/{case}/discard").path == submitted.path
    refused = desk.send(form)
    assert refused.status == 409
    assert "Ce dossier est déjà enregistré." in refused.main
    assert desk.get(submitted.path).status == 200


def test_what_is_not_here_is_told_plainly(desk: Browser) -> None:
    assert desk.get(f"/cases/{'0' * 32}/discard").status == 404
