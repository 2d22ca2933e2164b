"""The public screens before a case: welcome, language, accessibility, a terminal's own requests, leaving."""

from datetime import timedelta

import pytest
from flask import Flask

from kiosk.catalogue.check.rgaa_audit import read_rgaa_audit
from kiosk.domain.screen import station
from kiosk.domain.screen.station import USUAL
from kiosk.services.box.box import Box
from kiosk.web.request_state import state_of
from tests.conftest import PASSPHRASE, PIN, Watch
from tests.gallery.site import household, steps_taken
from tests.gallery.site.page import Browser, Page
from tests.loaded import loaded_by


def test_the_first_page_asks_for_no_name_and_keeps_no_session(browser: Browser) -> None:
    page = browser.get("/")
    assert page.status == 200
    assert page.heading == "Bonjour."
    assert page.words("main button") == [
        "Voir les démarches", "Français facile", "English", "العربية", "Українська", "Español", "Português",
    ]  # fmt: skip
    browser.get("/")
    box = state_of(browser.client.application).box
    assert box.store.read().execute("SELECT count(*) FROM sessions").fetchone()[0] == 0
    assert browser.get("/").link("Vous travaillez ici ? Connectez-vous") == "/sign-in"


def test_who_comes_back_to_the_terminal_finds_what_they_can_do_with_their_case(terminal: Browser) -> None:
    welcome = terminal.get("/")
    assert welcome.words("main button")[0] == "Commencer"
    page = terminal.get(welcome.link("J’ai déjà un dossier"))
    doors = ("Où en est ma demande ?", "Reprendre avec un code", "Relire mon reçu", "Retirer ma demande")
    for door in doors:
        assert terminal.get(page.link(door)).link("Retour") == "/my-case", door


def test_a_page_is_in_the_language_chosen_and_stays_so(browser: Browser) -> None:
    page = browser.send(browser.get("/").form_to("/language", "en"))
    assert page.path.partition("?")[0] == "/procedures"
    assert page.one("html").get("lang") == "en"
    choose(browser, "en")
    for path in ("/procedures", "/procedures/birth-certificate", "/call", "/"):
        page = browser.get(path)
        assert page.one("html").get("lang") == "en", path
    assert browser.get("/procedures").heading == "What do you want to do?"


def test_a_mediator_on_the_first_page_is_not_asked_to_sign_in_again(desk: Browser) -> None:
    page = desk.get("/")
    assert "Vous travaillez ici" not in page.text
    assert page.link("Accueil de Nadia Roux") == "/desk"


def choose(browser: Browser, code: str, back: str = "/procedures") -> Page:
    form = browser.get(f"/language?back={back}").form_to("/language", code)
    page = browser.send(form)
    assert page.path.partition("?")[0] == back
    return page


def test_each_language_is_written_in_itself_and_the_one_in_use_marked(browser: Browser) -> None:
    buttons = browser.get("/language").all("main button")
    assert [(button.get("lang"), button.get("dir"), button.text_content().strip()) for button in buttons[:4]] == [
        ("fr", "ltr", "Français"), ("fr", "ltr", "Français facile"), ("en", "ltr", "English"),
        ("ar", "rtl", "العربية"),
    ]  # fmt: skip
    choose(browser, "fr-plain")
    assert browser.get("/language").words("main button.primary") == ["Français facile"]


def test_a_language_that_nobody_has_read_over_says_so_once_and_under_accessibility(browser: Browser) -> None:
    """On the page after it is chosen, not on each: who reads it forty times no longer reads it."""
    for code, said in (("uk", "Цей переклад ще ніхто не перевірив"), ("en", "Nobody has checked this translation yet")):
        after = choose(browser, code)
        assert after.path.startswith("/procedures") and said in after.text
        assert said not in browser.get("/procedures").text
        assert said in browser.get("/accessibility").text
    assert not choose(browser, "fr").all(".unreviewed")
    assert not browser.get("/accessibility").all(".unreviewed")


def test_where_a_procedure_is_not_translated_its_french_is_marked(box: Box, watch: Watch, browser: Browser) -> None:
    """A town hall's own, until it is translated too."""
    household.put(box.settings)
    watch.wait(timedelta(seconds=3))
    choose(browser, "pt")
    page = browser.get("/procedures/household")
    assert page.one("html").get("lang") == "pt"
    assert page.one("h1 span").attrib == {"lang": "fr", "dir": "ltr"}
    assert page.one("title").text_content().startswith("Dire qui vit ici")


def test_plain_french_uses_the_plain_words_of_a_procedure(browser: Browser) -> None:
    ordinary = browser.get("/procedures/birth-certificate").heading
    choose(browser, "fr-plain")
    page = browser.get("/procedures/birth-certificate")
    assert (ordinary, page.heading) == ("Demander un acte de naissance", "Demander un acte de naissance")
    assert page.one("html").get("lang") == "fr"


def test_changing_the_language_in_a_case_comes_back_to_its_step(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    back = desk.send(steps_taken.helped(desk, page, "language").form_to("/language", "en"))
    assert back.path.partition("?")[0] == page.path
    assert back.one("html").get("lang") == "en"
    desk.get(f"/cases/{steps_taken.case_of(page)}/steps/person")
    assert desk.get(f"/cases/{steps_taken.case_of(page)}/steps/person").one("#f-birth_name").get("value") == "Benali"


def test_a_language_that_is_not_offered_is_refused_in_plain_words(browser: Browser) -> None:
    form = browser.get("/language").form_to("/language", "en")
    page = browser.send(form.with_values({"language": "tlh"}))
    assert page.status == 409
    assert "Cette langue n’est pas proposée ici." in page.text


def test_the_way_back_of_a_helper_never_leads_elsewhere(browser: Browser) -> None:
    outsides = ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil.example")
    for outside in outsides:
        for path in ("/language", "/accessibility", "/call", "/keyboard", "/comfort"):
            page = browser.get(path, query_string={"back": outside})
            assert page.link("Valider" if path == "/comfort" else "Retour") == "/", (path, outside)
        sent = browser.send(page.form_to("/comfort", "large").with_values({"back": outside}))
        assert sent.link("Valider") == "/", outside
        language = browser.get("/language").form_to("/language", "fr").with_values({"back": outside})
        assert browser.send(language).path == "/procedures", outside


@pytest.fixture
def declaration(browser: Browser) -> Page:
    return browser.get("/accessibility")


def test_the_declaration_says_the_rate_every_criterion_and_whom_to_tell(declaration: Page) -> None:
    assert f"{read_rgaa_audit().per_cent} % des critères du RGAA 4.1.2" in declaration.main
    assert {"full": "totalement conforme", "partial": "partiellement conforme", "none": "non conforme"}[
        read_rgaa_audit().state
    ] in declaration.one(".notice").text_content()
    assert "compté comme non respecté tout ce que nous n’avons pas encore vérifié" in declaration.main
    assert "Aucun lecteur d’écran n’a encore été essayé." in declaration.main
    assert len(declaration.all("details li")) == 106
    for theme in read_rgaa_audit().themes:
        for criterion in theme.criteria:
            assert " ".join(criterion.how.split()) in declaration.main, criterion.number
    text = " ".join(declaration.words("section:nth-of-type(1) li"))
    assert all(" ".join(criterion.how.split()) in text for criterion in read_rgaa_audit().of("not-met"))
    for words in ("02 99 00 00 00", "Défenseur des droits", "09 69 39 00 00", "Libre réponse 71120"):
        assert words in declaration.main


def test_the_audit_is_french_on_every_page(browser: Browser) -> None:
    browser.send(browser.get("/").form_to("/language", "en"))
    page = browser.get("/accessibility")
    assert page.heading == "Accessibility"
    assert {element.get("lang") for element in page.all("details li p:nth-child(2)")} == {"fr"}


def test_it_is_found_from_where_people_look(browser: Browser) -> None:
    for path in ["/", "/call", "/comfort"]:
        page = browser.get(path).one('a[href^="/accessibility"]').get("href")
        assert browser.get(browser.get(page).link("Retour")).path.partition("?")[0] == path


def here(terminal: Browser, page: Page) -> int:
    form = page.form("leave-now")
    form.action = "/terminal/here"
    return terminal.client.post(form.action, data=form).status_code


def test_a_terminal_has_no_link_to_the_desk_and_no_sign_in_to_see(terminal: Browser) -> None:
    pages = [terminal.get("/"), terminal.send(terminal.get("/").form_to("/language", "fr"))]
    pages += [terminal.get(path) for path in ("/procedures/birth-certificate", "/language", "/call", "/resume")]
    pages += [steps_taken.begin(terminal), steps_taken.alone(terminal)]
    for page in pages:
        for link in page.links():
            assert not link.startswith(("/desk", "/sign-in", "/lock", "/papers", "http")), f"{link} at {page.path}"
        assert not page.all("[target]"), f"nothing opens beside {page.path}"
        assert page.one("body").get("data-door") == "/sign-in", "who works here knows where to touch"


def test_a_first_page_offers_nothing_to_leave_and_any_other_does(terminal: Browser) -> None:
    assert not terminal.get("/").all("#leave-now, #idle")
    terminal.send(terminal.get("/").form_to("/language", "en"))
    for path in ("/", "/procedures", "/call", "/nowhere"):
        page = terminal.get(path)
        assert page.one("#leave-now:not([hidden]) button").text_content().split(), path
        assert page.one(".page-header").getchildren()[-2].get("id") == "leave-now", "always in the same place"
        assert page.all("dialog#idle"), path


def test_with_a_draft_there_is_one_way_to_stop_and_at_its_end_one_to_finish(terminal: Browser) -> None:
    """Review of the screens, S11: « Quitter maintenant » beside « Arrêter » ended at once, without a word."""
    page = steps_taken.begin(terminal)
    case = steps_taken.case_of(page)
    for path in (page.path, "/procedures", "/language", f"/cases/{case}/review"):
        assert terminal.get(path).words(".page-header a.button, .page-header form:not([hidden]) button") == ["Arrêter"]
    offered = terminal.get(page.link("Arrêter"))
    shown = terminal.send(offered.form("give"))
    submitted = terminal.send(steps_taken.fill(terminal, terminal.get(page.path)).form("send"))
    for end in (offered, shown, submitted):
        assert not end.words(".page-header a.button, .page-header form:not([hidden]) button")
        assert end.one("#leave-now").get("hidden") is not None, "three presses of Shift empty it still"
    for end in (shown, submitted):
        assert end.words(".actions .primary") == ["J’ai terminé"]


def test_who_erases_their_answers_leaves_nothing(terminal: Browser, box: Box) -> None:
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="parents")
    gone = terminal.send(terminal.get(page.link("Arrêter")).form_to("/erase"))
    assert gone.path == "/"
    assert box.store.read().table("data_keys").count_where() == 0
    assert "Benali" not in terminal.get(page.path).text


def test_the_question_who_is_there_offers_a_code_where_there_is_a_draft(terminal: Browser) -> None:
    terminal.send(terminal.get("/").form_to("/language", "fr"))
    assert not terminal.get("/procedures").all("#idle a")
    page = steps_taken.begin(terminal)
    assert page.one("#idle a").get("href") == f"/cases/{steps_taken.case_of(page)}/code"
    submitted = terminal.send(steps_taken.fill(terminal, page).form("send"))
    assert not submitted.all("#idle a")


def test_whoever_writes_for_long_is_still_there(terminal: Browser, watch: Watch, box: Box) -> None:
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    for _ in range(6):
        watch.wait(timedelta(minutes=4))
        assert here(terminal, page) == 204
    assert steps_taken.step_of(terminal.get(page.path)) == "birth"


def test_what_a_page_asks_by_itself_is_no_sign_of_anybody(terminal: Browser, watch: Watch, box: Box) -> None:
    submitted = steps_taken.alone(terminal)
    ends = station.ends_after(box.settings.terminal_idle_minutes, USUAL)
    for _ in range(5):
        watch.wait(ends / 5 + timedelta(seconds=1))
        terminal.client.get(f"/cases/{steps_taken.case_of(submitted)}/whereabouts", headers={"HX-Request": "true"})
    assert "Benali" not in terminal.get(submitted.path).text


def test_more_time_is_twice_as_much_for_the_box_too(terminal: Browser, watch: Watch, box: Box) -> None:
    page = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    with box.store.write() as db:
        db.conn.execute("UPDATE sessions SET comfort = 'slow'")
    watch.wait(timedelta(minutes=12))
    assert steps_taken.step_of(terminal.get(page.path)) == "birth"
    watch.wait(timedelta(minutes=15))
    assert "Benali" not in terminal.get(page.path).text


def test_only_a_mediator_gives_a_screen_back(terminal: Browser) -> None:
    page = steps_taken.begin(terminal)
    form = page.form("leave-now")
    form.action = "/terminal/back"
    assert terminal.send(form).path == "/"
    assert steps_taken.step_of(terminal.get(page.path)) == "for-whom", "and nothing of the citizen's is lost"


def test_a_draft_that_is_gone_leads_to_what_can_be_done(terminal: Browser, box: Box) -> None:
    page = steps_taken.begin(terminal)
    form = terminal.get(f"/sign-in?next={page.path}").form("sign-in")
    at_case = terminal.send(form.with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN}))
    asked = terminal.get(f"/cases/{steps_taken.case_of(page)}/discard")
    terminal.send(asked.form("discard"))
    assert terminal.send(at_case.form("give-back")).path == "/procedures"


def test_a_screen_that_is_no_terminal_has_neither_door_nor_question(browser: Browser, desk: Browser) -> None:
    for page in (browser.get("/"), desk.get("/desk")):
        assert not page.all("[data-door], #idle, #leave-now, #give-back")


def test_an_address_of_the_desk_leads_a_citizen_to_the_first_page(terminal: Browser, app: Flask) -> None:
    for path in ["/desk", "/desk/team", "/lock", "/desk/bell"]:
        assert terminal.get(path).path == "/"


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
    form = turned.form("yes").with_values({"token": token})
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
