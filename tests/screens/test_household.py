"""« Autre personne, même foyer »: address and home follow, who somebody is does not, and the visit's end forgets."""

from datetime import timedelta

from tests.conftest import PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page

LINK, LEAD = "Autre personne, même foyer", "Même foyer"
IDENTITY = ("Benali", "Marie Louise", "1945", "Durand", "Paul")


def begun(desk: Browser, offered: Page, procedure: str = "Carte d’identité") -> Page:
    """The draft of the next person, on one page."""
    return desk.send(desk.get(offered.link(procedure)).form("begin").with_values({"on": "whole"}))


def test_their_address_stands_filled_in_and_nothing_of_who_the_first_one_is(desk: Browser) -> None:
    offered = desk.get(steps_taken.submitted(desk, "identity-document").link(LINK))
    assert LEAD in offered.main
    page = begun(desk, offered)
    assert page.one("[name='f.home_address.street']").get("value") == "3 rue du Lavoir"
    assert "Repris du dossier précédent. Vérifiez avec la personne." in page.main
    assert not [said for said in IDENTITY if said in page.one("form#answer").text_content()]
    assert not [field.get("name") for field in page.all("form#answer input[type=text]")
                if field.get("value") and not field.get("name", "").startswith("f.home_address")]  # fmt: skip


def test_what_followed_may_be_changed(desk: Browser) -> None:
    offered = desk.get(steps_taken.submitted(desk, "identity-document").link(LINK))
    case_id = steps_taken.case_of(begun(desk, offered))
    step = desk.get(f"/cases/{case_id}/steps/home")
    steps_taken.answer(desk, step, {"f.home_address.street": "9 place du Marché"})
    again = desk.get(f"/cases/{case_id}/steps/home")
    assert again.one("[name='f.home_address.street']").get("value") == "9 place du Marché"
    assert "Repris du dossier précédent" not in again.main


def test_the_end_of_the_visit_forgets_it(desk: Browser) -> None:
    page = steps_taken.submitted(desk, "identity-document")
    desk.send(desk.get("/procedures").form_to("/next"))
    assert LEAD not in desk.get(page.link(LINK)).main
    form = desk.get("/procedures/identity-document").form("begin")
    begun_next = desk.send(form.with_values({"on": "whole", "from": f"household-{steps_taken.case_of(page)}"}))
    assert begun_next.status == 200 and not begun_next.one("[name='f.home_address.street']").get("value")


def test_after_a_long_lock_somebody_else_stands_there(desk: Browser, watch: Watch) -> None:
    link = steps_taken.submitted(desk, "identity-document").link(LINK)
    locked = desk.send(desk.get("/procedures").form_to("/lock/now"))
    watch.wait(timedelta(hours=2))
    desk.send(locked.form("unlock").with_values({"pin": PIN}))
    assert LEAD not in desk.get(link).main


def test_a_withdrawal_forgets_it(desk: Browser) -> None:
    page = steps_taken.submitted(desk, "identity-document")
    asked = desk.get(f"/desk/references/{steps_taken.reference_of(page)}/withdrawal")
    assert LEAD in desk.get(page.link(LINK)).main
    thanked = desk.send(desk.send(asked.form("turn")).form("turned"))
    desk.send(thanked.form("back").with_values({"pin": PIN, "do": "back"}))
    assert LEAD not in desk.get(page.link(LINK)).main


def test_nobody_but_a_mediator_is_offered_it(terminal: Browser, desk: Browser) -> None:
    case_id = steps_taken.case_of(steps_taken.submitted(desk, "identity-document"))
    assert LINK not in steps_taken.alone(terminal).main
    form = terminal.get("/procedures/identity-document").form("begin")
    begun_alone = terminal.send(form.with_values({"from": f"household-{case_id}"}))
    assert LEAD not in begun_alone.main and "Lavoir" not in begun_alone.source
