"""The mandates of this town hall: found by name, listed without one."""

from tests.gallery.site.new_mandate import DRAWN, sign
from tests.gallery.site.page import Browser


def test_a_list_that_others_may_see_has_initials_only(desk: Browser) -> None:
    assert "Aucun mandat" in desk.get("/desk/mandates").main
    sign(desk, manner="screen", signature=DRAWN)
    page = desk.get("/desk/mandates")
    assert "J. M." in page.main and "Martin" not in page.main and "En cours" in page.main


def test_a_mandate_is_found_by_the_beginning_of_a_name(desk: Browser) -> None:
    sign(desk, manner="screen", signature=DRAWN)
    form = desk.get("/desk/mandates").form_to("/desk/mandates")
    page = desk.send(form.with_values({"typed": "mart"}))
    assert page.words("#found tbody th") == ["Jeanne Martin"] and page.path == "/desk/mandates"
    assert "Jeanne Martin" in desk.get(page.one("#found tbody a").get("href")).main
    assert "Aucun mandat à ce nom" in desk.send(form.with_values({"typed": "durand"})).main
