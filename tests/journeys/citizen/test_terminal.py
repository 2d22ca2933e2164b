"""A public terminal in a real Chromium: the question who is there, the ways to leave, the call, the door."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from kiosk.services.box.in_memory import RINGS_S
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PASSPHRASE, PIN
from tests.gallery.site.page import Browser as Robot
from tests.journeys.counter import Counter

AFTER, WITHIN = 300, 45
KEY_AWAY = [
    "F5",
    "F11",
    "F12",
    "Alt+ArrowLeft",
    "Alt+Home",
    "Shift+Escape",
    *(f"Control+{letter}" for letter in "tnwpolsuhjr"),
]


@pytest.fixture
def context(counter: Counter, chrome: Browser) -> Iterator[BrowserContext]:
    """A screen that Nadia has made a terminal."""
    robot = steps_taken.hand_over(Robot(counter.town.app.test_client()))
    station = robot.client.get_cookie("parvis_station")
    assert station
    made = chrome.new_context(viewport={"width": 1080, "height": 1920}, has_touch=True, locale="fr-FR")
    made.add_cookies([{"name": "parvis_station", "value": station.value, "url": counter.address}])
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, counter: Counter) -> Page:
    page = context.new_page()
    page.clock.install()
    page.goto(counter.address)
    page.get_by_role("button", name="Commencer", exact=True).tap()
    page.wait_for_url("**/procedures")
    page.goto(f"{counter.address}/procedures/every-kind")
    page.get_by_role("button", name="Commencer").tap()
    expect(page.locator("#answer")).to_have_count(1)
    return page


def left_alone(page: Page, seconds: float) -> None:
    page.clock.fast_forward(int(seconds * 1000))


def asked(page: Page) -> None:
    left_alone(page, AFTER + 1)
    expect(page.get_by_role("alertdialog")).to_be_visible()


def test_after_five_minutes_it_asks_with_the_focus_and_aloud(page: Page) -> None:
    left_alone(page, AFTER - 10)
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    left_alone(page, 11)
    dialog = page.get_by_role("alertdialog", name="Êtes-vous encore là ?")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("button", name="Oui, je continue")).to_be_focused()
    element = dialog.get_by_role("status")
    expect(element).to_contain_text("Il reste 4")
    left_alone(page, 15)
    expect(element).to_contain_text("Il reste 3")
    left_alone(page, 15)
    expect(element).to_contain_text("Il reste 1")


@pytest.mark.parametrize("sign", ["touch", "key", "button", "Escape"])
def test_one_touch_anywhere_or_any_key_goes_on(page: Page, sign: str) -> None:
    page.locator("[name='f.line']").fill("Bonjour")
    asked(page)
    if sign == "touch":
        page.touchscreen.tap(540, 1700)  # where « Continuer » lies beneath: it is not pressed
    elif sign == "key":
        page.keyboard.press("x")
    elif sign == "button":
        page.get_by_role("button", name="Oui, je continue").tap()
    else:
        page.keyboard.press("Escape")
    expect(page.get_by_role("alertdialog")).to_be_hidden()
    expect(page.locator("[name='f.line']")).to_have_value("Bonjour")
    left_alone(page, AFTER - 10)
    expect(page.get_by_role("alertdialog")).to_be_hidden()


def test_moving_through_the_question_gives_time_to_read_it(page: Page) -> None:
    asked(page)
    left_alone(page, WITHIN - 5)
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("alertdialog").get_by_role("link")).to_be_focused()
    left_alone(page, WITHIN - 5)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Arrêter maintenant, reprendre plus tard")


def test_without_an_answer_nothing_is_left_and_the_draft_waits_for_its_code(page: Page, counter: Counter) -> None:
    page.locator("[name='f.line']").fill("Canari")
    where = page.url
    case = where.split("/cases/")[1].split("/")[0]
    asked(page)
    left_alone(page, WITHIN + 1)
    page.wait_for_url(f"{counter.address}/")
    expect(page.get_by_role("button", name="Commencer", exact=True)).to_be_visible()
    for _ in range(3):
        page.go_back()
        expect(page.locator("body")).not_to_contain_text("Canari")
    page.goto(where)
    expect(page.locator("body")).to_contain_text("Ce dossier n’est pas ici")
    nadia = counter.page
    nadia.goto(f"{counter.address}/cases/{case}")
    assert nadia.locator("[name='f.line']").input_value() == "Canari", "what was typed waits with the draft"


def test_a_machine_that_slept_through_the_question_shows_nothing(page: Page, counter: Counter) -> None:
    left_alone(page, 3600)
    page.wait_for_url(f"{counter.address}/")


def test_where_no_script_runs_the_screen_leaves_by_itself(page: Page, chrome: Browser) -> None:
    plain = chrome.new_context(java_script_enabled=False)
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    other = plain.new_page()
    other.goto(page.url)
    refresh = other.locator("noscript meta[http-equiv=refresh]").get_attribute("content")
    plain.close()
    assert refresh is not None and refresh.endswith(";url=/")
    assert int(refresh.split(";")[0]) > AFTER + WITHIN


def test_whoever_writes_is_not_asked(page: Page) -> None:
    for _ in range(4):
        left_alone(page, AFTER - 60)
        page.locator("[name='f.line']").press("a")
    expect(page.get_by_role("alertdialog")).to_be_hidden()


def test_stopping_by_the_key_that_is_always_there(page: Page, counter: Counter) -> None:
    where = page.url
    box = page.get_by_role("link", name="Arrêter").bounding_box()
    assert box is not None and box["x"] + box["width"] > 1080 * 0.9 and box["y"] < 150
    page.get_by_role("link", name="Arrêter").tap()
    page.get_by_role("button", name="Arrêter sans code").tap()
    page.wait_for_url(f"{counter.address}/")
    page.goto(where)
    expect(page.locator("body")).to_contain_text("Ce dossier n’est pas ici")


def test_leaving_now_by_shift_three_times_and_not_by_writing_capitals(page: Page, counter: Counter) -> None:
    page.locator("[name='f.line']").focus()
    for key in ("Shift+A", "Shift+B", "Shift+C", "Shift+D"):
        page.keyboard.press(key)
    assert "/cases/" in page.url
    expect(page.locator("[name='f.line']")).to_have_value("ABCD")
    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(f"{counter.address}/")


def test_the_screen_is_empty_before_the_box_has_answered(page: Page) -> None:
    page.route("**/*", lambda route: None)  # a box that does not answer
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page.locator("html")).to_be_hidden()


def test_five_touches_on_the_emblem_or_f9_lead_to_the_door_and_back(page: Page, counter: Counter) -> None:
    where = page.url
    for _ in range(4):
        page.locator(".site-name .icon").tap()
    assert page.url == where
    left_alone(page, 4)
    page.locator(".site-name .icon").tap()
    assert page.url == where, "five within three seconds"
    for _ in range(4):
        page.locator(".site-name .icon").tap()
    page.wait_for_url("**/sign-in?*")
    page.get_by_role("link", name="Retour").tap()
    page.wait_for_url(where)
    page.keyboard.press("F9")
    page.wait_for_url("**/sign-in?*")
    for name, typed in (("login", "nadia"), ("passphrase", PASSPHRASE), ("pin", PIN)):
        page.locator(f"[name={name}]").fill(typed)
    page.get_by_role("button", name="Ouvrir").tap()
    page.wait_for_url(where)
    page.get_by_role("button", name="Rendre l’écran à la même personne").tap()
    page.wait_for_url(where)
    expect(page.get_by_role("link", name="Arrêter")).to_be_visible()


def test_a_call_is_heard_at_the_desk_and_the_citizen_reads_who_comes(page: Page, counter: Counter) -> None:
    nadia = counter.page
    nadia.goto(f"{counter.address}/desk/find")
    nadia.locator("[name=reference]").fill("à moitié écrit")
    page.locator("[name='f.line']").fill("Bonjour")
    where = page.url
    page.get_by_role("button", name="Appeler quelqu’un").tap()
    expect(page.locator("main")).to_contain_text("Appel en cours au guichet")
    expect(nadia.locator("#bell")).to_contain_text("Quelqu’un appelle", timeout=15_000)
    nadia.get_by_role("button", name="J’arrive").click()
    expect(nadia.locator("#bell .incoming-call")).to_have_count(0)
    expect(nadia.locator("[name=reference]")).to_have_value("à moitié écrit")
    page.clock.run_for(3000)
    expect(page.locator("main")).to_contain_text("Nadia Roux arrive")
    page.get_by_role("link", name="Retour").tap()
    page.wait_for_url(where)
    expect(page.locator("[name='f.line']")).to_have_value("Bonjour")


def test_a_call_that_nobody_answers_says_so(page: Page, counter: Counter) -> None:
    counter.page.goto(f"{counter.address}/desk")
    page.get_by_role("button", name="Appeler quelqu’un").tap()
    expect(page.locator("main")).to_contain_text("Appel en cours au guichet")
    counter.town.watch.passed.append(timedelta(seconds=RINGS_S + 1).total_seconds())
    page.clock.run_for(3000)
    expect(page.locator("main")).to_contain_text("Personne n’a répondu")
    expect(page.locator("main")).to_contain_text("02 99 00 00 00")


def test_nothing_a_page_can_refuse_leads_out(page: Page) -> None:
    page.locator("[name='f.line']").focus()  # elsewhere Escape and Home are keys of the page itself
    page.evaluate("() => { window.kept = []; addEventListener('keydown', e => window.kept.push(e.defaultPrevented)); }")
    for key in KEY_AWAY:
        page.keyboard.press(key)
        assert page.evaluate("() => window.kept.at(-1)"), key
    for name in ("contextmenu", "dragstart", "dragover", "drop", "copy", "cut", "auxclick"):
        refused = page.evaluate(
            "name => !document.querySelector('a').dispatchEvent(new Event(name, {bubbles: true, cancelable: true}))",
            name,
        )
        assert refused, name
    for key in ("a", "ArrowLeft", "Tab", "Control+a", "Control+z", "Home"):
        page.keyboard.press(key)
        assert not page.evaluate("() => window.kept.at(-1)"), f"{key} is a writer's"
    page.evaluate("() => window.print()")


def test_the_door_of_a_desk_is_no_door(counter: Counter) -> None:
    counter.page.goto(f"{counter.address}/desk")
    for _ in range(6):
        counter.page.keyboard.press("Shift")
    assert counter.page.url == f"{counter.address}/desk"
