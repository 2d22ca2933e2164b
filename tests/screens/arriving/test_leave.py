"""« Personne suivante »: nothing of the one who leaves is there for the one who comes."""

from kiosk.services.box.box import Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.loaded import loaded_by


def left(browser: Browser, page: Page) -> Page:
    return browser.send(page.form_to("/next"))


def test_at_a_terminal_the_next_person_is_someone_else(terminal: Browser) -> None:
    page = steps_taken.alone(terminal)
    before = terminal.client.get_cookie("parvis")
    assert left(terminal, page).path == "/"
    after = terminal.client.get_cookie("parvis")
    assert before and after and before.value != after.value
    assert terminal.get(page.path).status == 404


def test_even_whoever_copied_the_id_finds_nothing_after(terminal: Browser) -> None:
    page = steps_taken.alone(terminal)
    copied = terminal.client.get_cookie("parvis")
    left(terminal, page)
    assert copied
    terminal.client.set_cookie("parvis", copied.value)
    assert terminal.get(page.path).status == 404


def test_the_next_person_is_spoken_to_as_anyone_is(terminal: Browser) -> None:
    terminal.send(terminal.get("/").form_to("/language", "en"))
    page = terminal.get(terminal.get("/procedures/birth-certificate").path)
    page = steps_taken.begin(terminal)
    stopped = terminal.get(page.one("header a.button").get("href"))
    assert left(terminal, stopped).one("html").get("lang") == "fr"


def test_the_key_a_session_held_is_gone_with_it(terminal: Browser, box: Box) -> None:
    page = steps_taken.begin(terminal)
    assert box.store.read().table("data_keys").count_where("kind = 'session'") == 1
    left(terminal, terminal.get(f"/cases/{steps_taken.case_of(page)}/code"))
    assert box.store.read().table("data_keys").count_where("kind = 'session'") == 0


def test_a_screen_turned_to_a_citizen_is_not_left_by_them(desk: Browser) -> None:
    token = desk.get("/desk").form_to("/leave")["token"]
    turned = desk.send(steps_taken.to_review(desk).form("send"))
    form = turned.form("back").with_values({"token": token})
    form.action = "/next"
    assert desk.send(form).path == turned.path


def test_at_the_desk_one_press_from_any_page_leads_home_and_forgets_the_way_of_speaking(desk: Browser) -> None:
    step = steps_taken.begin(desk)
    case = steps_taken.case_of(step)
    submitted = steps_taken.submitted(desk)
    reference = steps_taken.reference_of(submitted)
    before = desk.client.get_cookie("parvis")
    for path in (
        "/desk", "/desk/find", "/desk/mandates", "/desk/printing", "/desk/box", "/desk/team", "/procedures",
        "/procedures/birth-certificate", step.path, f"/cases/{case}/park", f"/cases/{case}/discard", submitted.path,
        f"/desk/references/{reference}", f"/desk/references/{reference}/supplement", "/call", "/language",
    ):  # fmt: skip
        page = desk.get(path)
        assert page.path.split("?")[0] == path, page.path
        button = page.one("#next-person button")
        assert "Personne suivante (F8)" in " ".join(button.text_content().split()), path
        assert button.get("aria-keyshortcuts") == "F8"
        assert "js/desk/lock.js" in loaded_by(page), path
    home = desk.send(desk.get(step.path).form("next-person"))
    after = desk.client.get_cookie("parvis")
    assert home.path == "/desk", "the mediator stays"
    assert before and after and before.value != after.value


def test_what_the_browser_kept_of_the_person_is_wiped(desk: Browser) -> None:
    step = steps_taken.begin(desk)
    form = step.form("next-person")
    answer = desk.client.post(form.action, data=form)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert desk.get(step.path).path == "/desk", "and Back asks the box, which leads home"


def test_a_screen_turned_to_a_citizen_has_no_such_press(desk: Browser) -> None:
    turned = desk.send(steps_taken.to_review(desk).form("send"))
    assert not turned.all("#next-person")
