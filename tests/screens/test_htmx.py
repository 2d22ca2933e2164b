"""Pages asked for by htmx: the main part and its title, nothing around it; the same words as without it."""

from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser

HTMX = {
    "HX-Request": "true",
    "HX-Request-Type": "partial",
    "HX-Source": "form#answer",
    "HX-Target": "main#main",
    "HX-Boosted": "true",
}


def test_a_step_answered_in_place_gets_the_next_main_part_and_its_title(desk: Browser) -> None:
    form = steps_taken.begin(desk).form("answer").with_values({"f.for_whom": "myself"})
    part = desk.send(form, headers=HTMX)
    assert part.status == 200
    assert [element.tag for element in part.one("body")] == ["title", "main", "nav"]
    assert part.words("title")[0].startswith("Quel acte voulez-vous ?")
    whole = desk.get(part.path)
    assert part.main == whole.main


def test_faults_come_in_place_too(desk: Browser) -> None:
    part = desk.send(steps_taken.begin(desk).form("answer"), headers=HTMX)
    assert part.status == 422
    assert [element.tag for element in part.one("body")] == ["title", "main", "nav"]
    assert [link.get("href") for link in part.all(".notice.danger a")] == ["#f-for_whom"]


def test_a_stale_form_is_told_in_place(desk: Browser) -> None:
    form = steps_taken.begin(desk).form("answer").with_values({"token": "0" * 64})
    part = desk.send(form, headers=HTMX)
    assert part.status == 403
    assert [element.tag for element in part.one("body")] == ["title", "main", "nav"]


def test_a_session_that_ended_meanwhile_asks_in_place_who_you_are(desk: Browser) -> None:
    page = steps_taken.begin(desk)
    desk.client.delete_cookie("parvis")
    part = desk.send(page.form("answer").with_values({"f.for_whom": "myself"}), headers=HTMX)
    assert [element.tag for element in part.one("body")] == ["title", "main", "nav"]


def test_a_header_alone_shows_no_one_else_s_screen(browser: Browser) -> None:
    response = browser.client.get("/desk", headers=HTMX)
    assert response.status_code == 303
