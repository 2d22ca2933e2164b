"""One mandate on the screen: what it allows, its papers, and its end."""

import pytest

from kiosk.services.box.box import Actor, Box
from tests.gallery.site.mandated import use
from tests.gallery.site.new_mandate import DRAWN, sign
from tests.gallery.site.page import Browser


def kinds(box: Box) -> list[str]:
    return [str(row["kind"]) for row in box.store.read().query("SELECT kind FROM jobs ORDER BY rowid")]


def test_it_shows_what_is_allowed_and_what_was_signed(desk: Browser) -> None:
    page = sign(desk, manner="screen", signature=DRAWN)
    for word in ("naissance : 12 mars 1945", "Papiers, état civil", "Nadia Roux", "Rien n’a été fait"):
        assert word in page.main
    assert page.one("svg.signature-drawing path").get("d").startswith("M")


def test_every_use_is_shown_and_its_list_printed_on_request(desk: Browser, box: Box, nadia: Actor) -> None:
    page = sign(desk, manner="screen", signature=DRAWN)
    use(box, page.path.split("/")[-1].split("?")[0], nadia, "SA1042K")
    page = desk.get(page.path)
    assert "dossier SA 1042 K" in page.main
    printed = desk.send(page.form_to("/print", "mandate-uses"))
    assert "arrive à l’imprimante" in printed.main and kinds(box)[-1] == "mandate-uses"


def test_paper_is_in_force_once_someone_says_that_both_are_signed(desk: Browser) -> None:
    page = sign(desk, manner="paper")
    assert "À signer" in page.main
    assert "En cours" in desk.send(page.form_to("/confirm")).main


def test_the_citizen_ends_it_with_their_name(desk: Browser, box: Box) -> None:
    page = sign(desk, manner="screen", signature=DRAWN)
    wrong = desk.send(page.form("revoke").with_values({"said": "Ali"}))
    assert wrong.status == 422 and "pas le nom de ce mandat" in wrong.main
    ended = desk.send(page.form("revoke").with_values({"said": "Martin Jeanne"}))
    assert "Ce mandat est arrêté" in ended.main and not ended.all("#revoke")
    assert kinds(box)[-1] == "mandate-revoked"
    assert desk.get(f"/papers/mandate-revoked/{page.path.split('/')[-1].split('?')[0]}.pdf").status == 200


@pytest.mark.parametrize("kind", ["mandate", "mandate-kept", "mandate-uses"])
def test_its_papers_are_read_in_the_browser(desk: Browser, kind: str) -> None:
    mandate = sign(desk, manner="screen", signature=DRAWN).path.split("/")[-1].split("?")[0]
    paper = desk.get(f"/papers/{kind}/{mandate}.pdf")
    assert paper.bytes.startswith(b"%PDF") and "Martin" not in paper.headers["Content-Disposition"]


def test_one_that_is_not_here_says_so(desk: Browser) -> None:
    page = desk.get(f"/desk/mandates/{'f' * 32}")
    assert page.status in (404, 409) and "Ce mandat n’est pas ici" in page.main


def test_nothing_is_printed_that_is_no_paper_of_it(desk: Browser) -> None:
    page = sign(desk, manner="screen", signature=DRAWN)
    form = page.form_to("/print", "mandate")
    assert desk.send(form.with_values({"do": "receipt"})).status in (404, 409)


def test_a_stranger_sees_nothing_of_it(desk: Browser, browser: Browser) -> None:
    path = sign(desk, manner="screen", signature=DRAWN).path
    browser.send(browser.get("/desk").form_to("/leave"))
    page = browser.get(path)
    assert page.path.startswith("/sign-in") and "Martin" not in page.source
