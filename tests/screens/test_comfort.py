"""How a person sees, hears and types at a screen."""

from dataclasses import replace
from itertools import chain

import pytest
from flask import Flask

from kiosk.domain.screen.station import CHOICES
from kiosk.http.static_files import make_pictogram
from kiosk.services.box.box import Box
from kiosk.web.request_state import state_of
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page

HERE = {name: choices for name, choices in CHOICES.items() if name not in ("keyboard", "keys", "shift", "screen")}
"""What is chosen on this page; keys have one of their own, and the screen is black only for who goes by ear alone."""


def press(browser: Browser, word: str, back: str = "/procedures") -> Page:
    """Press the button of a choice; the page is shown again."""
    page = browser.send(browser.get(f"/comfort?back={back}").form_to("/comfort", word))
    assert page.path.split("?")[0] == "/comfort"
    return page


def worn(page: Page) -> str:
    return page.one("html").get("data-comfort", "")


@pytest.mark.parametrize("word", list(chain(*HERE.values())))
def test_each_press_acts_at_once_and_the_button_says_so(browser: Browser, word: str) -> None:
    usual = word in {choices[0] for choices in HERE.values()}
    page = press(browser, word)
    assert worn(page) == ("" if usual else word)
    (button,) = page.all(f"main button[value='{word}']")
    assert button.get("aria-pressed") == "true"
    assert button.get("data-comfort") == word, "it wears what it offers"
    assert page.path.endswith(f"#{button.get('id')}"), "the page is shown where the person was"
    pressed = page.all("main button[aria-pressed='true']")
    assert [button.get("name") for button in pressed] == list(HERE), "one of each is chosen"


def test_choices_add_up_follow_to_every_page_and_one_press_takes_all_back(browser: Browser) -> None:
    for word in ("largest", "low-glare", "dyslexic", "still", "slow"):
        press(browser, word)
    for path in ("/", "/procedures", "/procedures/birth-certificate", "/call", "/language", "/nowhere"):
        assert worn(browser.get(path)) == "largest low-glare dyslexic still slow", path
    assert worn(browser.send(browser.get("/comfort").form("comfort").with_values({"usual": "1"}))) == ""
    assert worn(browser.get("/")) == ""


def test_it_is_one_press_away_and_leads_back_to_the_same_question(desk: Browser) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    comfort = steps_taken.helped(desk, page, "comfort")
    larger = desk.send(comfort.form_to("/comfort", "larger"))
    back = desk.get(larger.link("Valider"))
    assert back.path == page.path and worn(back) == "larger"


def test_the_way_there_is_on_every_page(desk: Browser) -> None:
    for path in ["/desk", "/desk/find", "/desk/team", "/sign-in", "/", "/procedures", "/nowhere"]:
        assert desk.get(path).link("Confort").startswith("/comfort?back=")


def test_a_screen_that_is_turned_to_a_citizen_has_it_too(desk: Browser) -> None:
    turned = desk.send(steps_taken.to_review(desk).form("send"))
    page = press(desk, "white-on-black", turned.link("Confort").partition("back=")[2])
    again = desk.get(page.link("Valider"))
    assert again.path == turned.path and worn(again) == "white-on-black"


def test_the_next_person_begins_anew_comfort(terminal: Browser) -> None:
    press(terminal, "largest")
    case = steps_taken.case_of(steps_taken.begin(terminal))
    assert worn(terminal.get(f"/cases/{case}/steps/for-whom")) == "largest"
    terminal.send(terminal.get(f"/cases/{case}/code").form_to("/next"))
    assert worn(terminal.get("/")) == ""


def test_what_one_person_chose_is_nothing_to_another_screen(browser: Browser, app: Flask) -> None:
    press(browser, "largest")
    assert worn(Browser(app.test_client()).get("/")) == ""


def test_words_that_nobody_offers_change_nothing(browser: Browser) -> None:
    press(browser, "larger")
    form = browser.get("/comfort").form_to("/comfort", "large").with_values({"size": "huge", "colours": "<script>"})
    assert worn(browser.send(form)) == "larger"


def test_the_page_of_keys_is_one_press_away_and_comes_back(browser: Browser) -> None:
    keys = browser.get(browser.get("/comfort?back=/procedures").link("Clavier et touches"))
    assert keys.heading == "Clavier et touches"
    assert browser.get(keys.link("Retour")).link("Valider") == "/procedures"
    page = choose(browser, "abc", "/keyboard?back=/procedures")
    assert page.link("Retour") == "/procedures"


def choose(browser: Browser, value: str, path: str = "/keyboard") -> Page:
    return browser.send(browser.get(path).form_to("/keyboard", value))


def comfort(page: Page) -> str:
    return str(page.one("html").get("data-comfort") or "")


def pressed(page: Page) -> list[str]:
    return page.words("main button[aria-pressed=true]")


def test_letters_in_order_and_two_buttons_are_kept_with_the_session(browser: Browser) -> None:
    assert pressed(browser.get("/keyboard")) == ["A Z E R T Y", "Toutes les touches"]
    choose(browser, "abc")
    assert comfort(choose(browser, "switches")) == "abc switches"
    assert pressed(browser.get("/keyboard")) == ["A B C D E F", "Deux boutons"]
    choose(browser, "azerty")
    assert comfort(browser.get("/procedures")) == "switches"


def test_what_nobody_offers_is_refused(browser: Browser) -> None:
    form = browser.get("/keyboard").form_to("/keyboard", "abc")
    page = browser.send(form.with_values({"keyboard": "dvorak"}))
    assert page.status == 409 and comfort(page) == ""


def test_the_script_of_the_keyboard_is_told_the_token_of_the_forms_from_then_on(browser: Browser) -> None:
    """The first choice gives the session a new id; the page that is open sends its forms all the same."""
    form = browser.get("/keyboard").form_to("/keyboard", "abc")
    answer = browser.client.post("/keyboard", data=form, headers={"X-Keyboard": "1"})
    assert answer.status_code == 204
    assert browser.send(form).status == 403, "the token of the old id"
    assert comfort(browser.send(form.with_values({"token": answer.headers["X-Form-Token"]}))) == "abc"


def test_the_next_person_begins_anew_keyboard(terminal: Browser) -> None:
    steps_taken.begin(terminal)
    choose(terminal, "abc")
    page = steps_taken.alone(terminal)
    assert comfort(page) == "abc"
    assert comfort(terminal.send(page.form_to("/next"))) == ""


def test_a_keyboard_on_the_screen_stands_ready_wherever_a_finger_may_write(desk: Browser, app: Flask) -> None:
    """Hidden, at a terminal, a desk and a sign-in: a desk may be touched too. A finger alone opens it."""
    terminal = steps_taken.hand_over(Browser(app.test_client()))
    for page in (terminal.get("/"), desk.get("/desk"), Browser(app.test_client()).get("/sign-in")):
        assert page.one("#keyboard").get("hidden") is not None


def test_keys_and_switches_are_for_citizens_and_a_desk_has_its_own(desk: Browser, app: Flask) -> None:
    browser = Browser(app.test_client())
    assert browser.get("/").all("#hands-help") and not browser.get("/").all("#keys-help")
    assert desk.get("/desk").all("#keys-help") and not desk.get("/desk").all("#hands-help")
    turned = desk.send(steps_taken.to_review(desk).form("send"))
    assert turned.path.endswith("/confirm") and turned.all("#hands-help")


def test_every_key_that_is_told_has_its_words(terminal: Browser) -> None:
    page = terminal.get("/")
    by_key = {
        element.get("data-key"): (element.text_content().strip() or element.get("title"))
        for element in page.all("[data-key]")
    }
    assert all(by_key.values()) and len(by_key) > 12
    assert all(element.text_content().strip() for element in page.all("[data-sign]"))


def test_the_page_on_which_reading_begins_fetches_the_bar_that_later_pages_bring(browser: Browser) -> None:
    page = browser.get("/comfort")
    assert not page.all("#player")
    piece = browser.client.get("/speech/player").get_data(as_text=True)
    assert "Répéter" in piece and 'id="who-hears"' in piece and "<html" not in piece
    token = page.form_to("/comfort", "large")["token"]
    browser.client.post("/speech/settings", data={"token": token, "reading": "on"})
    later = browser.get("/comfort")
    assert later.one("body").get("data-reading") is not None
    assert len(later.all("#player button")) == piece.count("<button") - 3
    assert later.one("[data-listen]").get("aria-pressed") == "true"


def test_the_helper_stands_before_the_call(browser: Browser) -> None:
    words = browser.get("/comfort").words("#helpers a, #helpers button")
    assert words == ["Langue", "Confort", "Écouter", "Appeler quelqu’un"]


def test_a_terminal_says_that_it_speaks_only_where_the_town_hall_wishes_it(terminal: Browser, app: Flask) -> None:
    assert not terminal.get("/").all("[data-invites]")
    state = state_of(app)
    state.box = replace(state.box, settings=replace(state.box.settings, invite_every_min=20))
    told = terminal.get("/").one("[data-invites]")
    assert told.get("data-invites") == "20" and (told.text or "").startswith("Cette borne parle.")


def test_a_site_that_is_silent_offers_no_voice(browser: Browser, app: Flask) -> None:
    state = state_of(app)
    state.box = replace(state.box, settings=replace(state.box.settings, speech="off"))
    assert not browser.get("/comfort").all("[data-listen], [data-speech]")


CLIP = b"\x1a\x45\xdf\xa3" + bytes(range(256)) * 4


@pytest.fixture
def clips(box: Box) -> None:
    for name in ("catalogue", "birth-certificate", "birth-certificate.copy_type"):
        file = box.settings.paths.signs / "fr" / f"{name}.webm"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(CLIP)


def test_a_page_offers_its_clip_and_starts_none(browser: Browser, clips: None) -> None:
    page = browser.get("/procedures")
    (clip,) = page.all(".signed video")
    assert page.words(".signed summary") == ["Voir en langue des signes"]
    assert (clip.get("src"), clip.get("preload")) == ("/signs/fr/catalogue.webm", "none")
    assert clip.get("controls") is not None and clip.get("autoplay") is None
    assert [video.get("src") for video in browser.get("/procedures/birth-certificate").all(".signed video")] == [
        "/signs/fr/birth-certificate.webm"
    ]
    assert not browser.get("/call").all(".signed"), "nothing where nobody recorded one"


def test_a_question_has_its_clip_beside_it(terminal: Browser, clips: None) -> None:
    page = steps_taken.begin(terminal, "birth-certificate")
    page = terminal.send(page.form("answer").with_values({"f.for_whom": "myself"}))
    assert [video.get("src") for video in page.all("#answer .signed video")] == [
        "/signs/fr/birth-certificate.copy_type.webm"
    ]


def test_nothing_else_of_the_box_is_given(browser: Browser, clips: None) -> None:
    whole = browser.client.get("/signs/fr/catalogue.webm")
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "video/webm", CLIP)
    part = browser.client.get("/signs/fr/catalogue.webm", headers={"Range": "bytes=4-7"})
    assert (part.status_code, part.data) == (206, CLIP[4:8])
    assert part.headers["Content-Range"] == f"bytes 4-7/{len(CLIP)}"
    assert browser.client.get("/signs/fr/catalogue.webm", headers={"Range": "bytes=9999-"}).status_code == 416
    for path in ["fr/none.webm", "fr/..%2f..%2fkiosk.toml", "..%2fparvis.db", "fr/../../parvis.db", "%2e%2e/parvis.db"]:
        assert browser.client.get(f"/signs/{path}").status_code == 404


DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script><path d="M0 0h9"/></svg>'


def test_a_pictogram_is_shown_cleaned_and_can_run_nothing(browser: Browser, box: Box) -> None:
    folder = box.settings.paths.pictograms
    folder.mkdir()
    (folder / "creche.svg").write_bytes(DRAWING)
    assert 'src="/pictograms/creche"' in make_pictogram("site-creche") and 'alt=""' in make_pictogram("site-creche")
    shown = browser.client.get("/pictograms/creche")
    assert (shown.status_code, shown.mimetype) == (200, "image/svg+xml")
    assert b"script" not in shown.data and b"M0 0h9" in shown.data
    assert shown.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    again = browser.client.get("/pictograms/creche", headers={"If-None-Match": shown.headers["ETag"]})
    assert again.status_code == 304
    for name in ("none", "..%2fparvis.db", "%2e%2e"):
        assert browser.client.get(f"/pictograms/{name}").status_code == 404
