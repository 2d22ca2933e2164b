"""A citizen calls a mediator, and the desk hears it."""

from dataclasses import replace
from datetime import timedelta

from msgspec import structs

from kiosk.app import create_app
from kiosk.domain.time.opening_hours import parse_opening_hours
from kiosk.services.box.box import Box
from kiosk.services.box.in_memory import HEARS_S, RINGS_S
from kiosk.store import people, spool
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Form, Page
from tests.gallery.site.steps_taken import called
from tests.loaded import loaded_by


def test_the_page_says_where_when_and_by_which_number_and_is_one_touch_away(browser: Browser) -> None:
    page = browser.get("/call")
    for words in ("02 99 00 00 00", "lundi à vendredi, 9 h à 17 h", "1 place de la Mairie"):
        assert words in page.main
    call = browser.get("/procedures/birth-certificate").link("Appeler quelqu’un")
    assert browser.get(call).link("Retour") == "/procedures/birth-certificate"


def test_an_email_address_is_shown_where_there_is_one(browser: Browser, box: Box) -> None:
    assert "Courriel" not in browser.get("/call").main
    with_mail = replace(box, site=structs.replace(box.site, email="mairie@saint-aubin.example"))
    page = Browser(create_app(box.settings, box=with_mail).test_client()).get("/call")
    assert "mairie@saint-aubin.example" in page.main


def test_hours_are_said_in_the_citizens_language_with_the_next_opening(box: Box) -> None:
    opening = parse_opening_hours([{"days": "tous les jours, jours fériés", "open": "0h-23h59"}])
    open_always = replace(box, site=structs.replace(box.site, hours="", opening=opening))
    browser = Browser(create_app(box.settings, box=open_always).test_client())
    page = browser.get("/call")
    assert "du lundi au dimanche de 0 h à 23 h 59" in page.main.replace("\xa0", " ")
    assert "Ouvert jusqu’à 23 h 59" in page.main.replace("\xa0", " ")
    browser.send(browser.get("/language").form_to("/language", "en"))
    assert "Monday to Sunday" in browser.get("/call").main


def test_one_touch_rings_where_somebody_is_and_comes_back(terminal: Browser, desk: Browser) -> None:
    desk.get("/desk")
    page = steps_taken.begin(terminal)
    ringing = called(terminal, page.path)
    assert "Appel en cours au guichet" in ringing.main
    assert ringing.link("Retour") == page.path
    assert called(terminal, f"/call?back={page.path}").link("Retour") == page.path, "also when pressed there again"


def test_where_nobody_is_it_says_so_and_how_else(terminal: Browser, watch: Watch, desk: Browser) -> None:
    watch.wait(timedelta(seconds=HEARS_S + 5))
    page = called(terminal)
    assert "Personne n’est à un guichet en ce moment" in page.main
    for words in ("02 99 00 00 00", "lundi à vendredi, 9 h à 17 h", "1 place de la Mairie", "sur papier"):
        assert words in page.main


def test_a_call_that_nobody_answers_says_so_and_can_be_made_again(
    terminal: Browser, watch: Watch, desk: Browser
) -> None:
    desk.get("/desk")
    called(terminal)
    watch.wait(timedelta(seconds=RINGS_S + 1))
    page = terminal.get("/call")
    assert "Personne n’a répondu" in page.main
    assert "02 99 00 00 00" in page.main
    desk.get("/desk")
    again = terminal.send(again_form(page))
    assert "Appel en cours au guichet" in again.main


def test_the_page_asks_again_while_it_rings_and_gets_only_what_is_new(terminal: Browser, desk: Browser) -> None:
    desk.get("/desk")
    page = called(terminal)
    asks = page.one("#call-state [hx-get]").get("hx-get")
    assert terminal.client.get(asks, headers={"HX-Request": "true"}).status_code == 204
    desk.send(desk.get("/desk").form_to(str(desk.get("/desk").one("#bell form").get("action"))))
    result = terminal.get(asks, headers={"HX-Request": "true"})
    assert "Nadia Roux arrive" in result.text
    assert not result.all("[hx-get]"), "and then it is quiet"


def test_who_needs_nobody_any_more_says_so(terminal: Browser, desk: Browser) -> None:
    desk.get("/desk")
    page = steps_taken.begin(terminal)
    back = terminal.send(called(terminal, page.path).form_to("/call/end"))
    assert back.path == page.path
    assert "Quelqu’un appelle" not in " ".join(desk.get("/desk").words("#bell"))


def test_a_call_ends_with_whoever_made_it(terminal: Browser, desk: Browser) -> None:
    desk.get("/desk")
    terminal.send(called(terminal).form("leave-now"))
    assert "Quelqu’un appelle" not in " ".join(desk.get("/desk").words("#bell"))
    assert "Appel en cours" not in terminal.get("/call").main


def test_it_prints_how_to_reach_the_town_hall(terminal: Browser, box: Box) -> None:
    page = called(terminal)
    printing = terminal.send(page.form("print"))
    assert "Votre papier s’imprime" in printing.main
    (job,) = spool.select_jobs_in_state(box.store.read(), "pending")
    assert job.kind == "reaching"


def test_at_a_desk_the_page_rings_nowhere_and_its_address_leads_to_the_day(desk: Browser) -> None:
    page = desk.get("/call")
    assert not page.all("#call-state")
    assert desk.get("/desk/bell").path == "/desk"


def test_calling_without_end_has_to_wait(terminal: Browser, desk: Browser) -> None:
    desk.get("/desk")
    answers = [called(terminal).status for _ in range(8)]
    assert answers[0] == 200 and answers[-1] == 429


def again_form(page: Page) -> Form:
    """« Appeler encore », which stands in the page, not in its bar."""
    (form,) = [element for element in page.all("main form") if "Appeler encore" in element.text_content()]
    return Form(form)


BELL = {"X-Bell": "1"}


def heard(desk: Browser) -> str:
    """What js/desk/bell.js gets."""
    return desk.client.get("/desk/bell", headers=BELL).get_data(as_text=True)


def test_a_call_stands_on_every_page_of_the_desk(desk: Browser, terminal: Browser) -> None:
    desk.get("/desk")
    called(terminal)
    for path in ("/desk", "/desk/team", "/procedures", "/procedures/birth-certificate", "/call"):
        page = desk.get(path)
        assert "Quelqu’un appelle" in " ".join(page.words("#bell")), path
        assert "js/desk/bell.js" in loaded_by(page), path
    assert "Quelqu’un appelle" in " ".join(steps_taken.begin(desk).words("#bell"))
    assert "Quelqu’un appelle" in heard(desk)


def test_it_says_where_and_in_which_language_nothing_of_the_case(desk: Browser, terminal: Browser, box: Box) -> None:
    desk.get("/desk")
    terminal.send(terminal.get("/").form_to("/language", "en"))
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    station = next(box.store.read().query("SELECT id FROM stations WHERE role = 'terminal'"), None)
    assert station
    with box.store.write() as db:
        db.conn.execute("UPDATE stations SET name = 'Borne du hall' WHERE id = ?", (station["id"],))
    assert people.read_station_name(box.store.read(), station["id"]) == "Borne du hall"
    called(terminal, page.path)
    heard_text = heard(desk)
    assert "Appel de :</strong> <bdi>Borne du hall</bdi> – <bdi>English</bdi>" in " ".join(heard_text.split())
    assert steps_taken.case_of(page) not in heard_text and "Benali" not in heard_text and "naissance" not in heard_text


def test_who_says_i_am_coming_is_named_to_the_citizen(desk: Browser, terminal: Browser) -> None:
    home = desk.get("/desk")
    assert "Appel en cours au guichet" in called(terminal).main
    form = desk.get("/desk/find").form_to(call_path(desk))
    assert desk.send(form).path == "/desk/find", "the mediator stays where they were"
    page = terminal.get("/call")
    assert "Nadia Roux arrive" in page.main
    assert "Quelqu’un appelle" not in heard(desk)
    assert home.path == "/desk"


def test_with_a_script_the_page_of_the_desk_is_left_as_it_is(desk: Browser, terminal: Browser) -> None:
    desk.get("/desk")
    called(terminal)
    form = desk.get("/desk").form_to(call_path(desk))
    answer = desk.client.post(form.action, data=form, headers=BELL)
    assert answer.status_code == 200
    assert "Quelqu’un appelle" not in answer.get_data(as_text=True)


def test_asking_for_calls_keeps_no_desk_from_locking(desk: Browser, terminal: Browser, watch: Watch) -> None:
    desk.get("/desk")
    for _ in range(6):
        watch.wait(timedelta(minutes=2))
        desk.client.get("/desk/bell", headers=BELL)
    assert desk.client.get("/desk/bell", headers=BELL).status_code == 204
    assert desk.get("/desk").path.startswith("/lock")


def test_a_locked_desk_is_nobody_to_call(desk: Browser, terminal: Browser) -> None:
    desk.send(desk.get("/desk").form_to("/lock/now"))
    assert "Personne n’est à un guichet" in called(terminal).main


def call_path(desk: Browser) -> str:
    return str(desk.get("/desk").one("#bell form").get("action"))
