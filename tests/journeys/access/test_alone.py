"""A screen used by ear alone: no touch presses what lies under it, it may be black, whoever sees it can end that."""

import time

from playwright.sync_api import Page, Response, Route, expect

from kiosk.services.voices.voices import SoundsInMemory
from kiosk.web.request_state import state_of
from tests.journeys.alone import Terminal, at_questions
from tests.journeys.counter import named
from tests.journeys.heard import Spoken, Voice
from tests.journeys.unseen_hands import SWIPE_PX, ByGestures

MOST = 40
PRESSES = 12
"""Presses after which a person counts as lost."""


def by_ear(page: Page) -> Voice:
    voice = Voice(page)
    at_questions(page)
    ByGestures(page, voice, str).begin()
    expect(page.locator("html[data-alone] #alone")).to_be_visible()
    return voice


def test_a_touch_presses_nothing_and_three_fingers_give_the_screen_back(terminal: Terminal) -> None:
    with terminal.opened() as page:
        by_ear(page)
        session = page.context.new_cdp_session(page)
        address = page.url
        for selector in ("#helpers a, #helpers button", ".page-header a[data-then]"):
            page.locator(selector).first.tap(force=True)
            page.locator(selector).first.click(force=True)
        assert page.url == address, "nothing that lies under a hand is pressed, by a finger or a mouse"
        points = [{"x": 200 + 90 * number, "y": 600, "id": number} for number in range(3)]
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        expect(page.locator("#alone")).to_be_hidden()
        page.locator("#helpers [value=comfort]").tap()
        expect(page).not_to_have_url(address)


def test_a_black_screen_is_black_and_says_what_it_said(terminal: Terminal) -> None:
    with terminal.opened(600, 900) as page:
        by_ear(page)
        before = page.locator("main").aria_snapshot()
        with page.expect_response(lambda response: response.request.method == "POST"):
            page.evaluate("document.querySelector('[data-alone=dark]').click()")
        expect(page.locator("html[data-comfort~=dark]")).to_have_count(1)
        assert page.locator("main").aria_snapshot() == before, "what is covered is not hidden from a voice"
        colours = page.evaluate("getComputedStyle(document.documentElement, '::after').backgroundColor")
        assert colours == "rgb(0, 0, 0)"
        page.reload()
        expect(page.locator("html[data-comfort~=dark][data-alone]")).to_have_count(1)


def test_a_signature_is_not_drawn_by_who_does_not_see_it(terminal: Terminal) -> None:
    with terminal.opened() as page:
        by_ear(page)
        page.goto(f"{page.url.rsplit('/', 1)[0]}/pressed")
        ways = page.locator("#f-hand-group label.choice > span").all_inner_texts()
        assert ways == ["Je ne peux pas signer", "Je signerai sur le reçu imprimé"]
        assert not page.locator("canvas, .signature-pad").count()


def test_the_listening_key_begins_and_two_switches_lead_on(terminal: Terminal) -> None:
    """`1` moves on, `2` chooses; each thing is heard as one comes to it, by who sees nothing."""
    with terminal.opened() as page:
        voice = Voice(page)
        page.goto(terminal.address)

        def press(key: str) -> None:
            with voice.after():
                page.keyboard.press(key)

        press("F6")
        assert voice.first().begins("Français :") and voice.marks == ["begun"]
        press("1")
        assert voice.next().is_named("J’ai déjà un dossier")
        press("1")
        assert voice.next().begins("Français facile")
        press("2")
        voice.until(is_title, "the title of the situations")
        address = page.url
        for _ in range(MOST):
            press("1")
            if voice.next().is_named("Toutes les démarches"):
                break
        press("2")
        voice.until(is_title, "the title of the list")
        assert page.url != address


def test_who_chose_no_language_is_offered_them_again(terminal: Terminal) -> None:
    """The person before began, chose nothing, and left; the page is loaded again."""
    with terminal.opened() as page:
        voice = Voice(page)
        page.goto(terminal.address)
        with page.expect_response("**/speech/settings"):
            page.keyboard.press("F6")
        assert voice.first().begins("Français :")
        page.reload()
        voice.until(lambda spoken: spoken.begins("English:"), "the languages, after another load")
        with voice.after():
            page.keyboard.press("F6")
        assert voice.first().begins("Français :"), "the key begins the offers again"


def test_two_switches_begin_at_the_welcome(terminal: Terminal) -> None:
    """Three presses, said to be as far apart as a hand makes them; one that trembles begins nothing."""
    with terminal.opened() as page:
        page.evaluate("delete document.body.dataset.singleKeys")  # as a place has it that says nothing of it
        session, now = page.context.new_cdp_session(page), time.time()

        def press(after_s: float) -> None:
            for kind in ("keyDown", "keyUp"):
                event = {"type": kind, "key": "1", "code": "Digit1", "text": "1", "timestamp": now + after_s}
                session.send("Input.dispatchKeyEvent", event)

        for after_s in (0.0, 0.1, 0.2, 0.25, 11.0, 12.0):
            press(after_s)
        expect(page.locator("html[data-switches]")).to_have_count(0)
        with page.expect_navigation():
            press(13.0)
        expect(page.locator("html[data-switches][data-comfort~=switches]")).to_have_count(1)
        page.keyboard.press("2")
        expect(page).not_to_have_url(f"{terminal.address}/")


def test_an_arrow_always_says_where_it_led(terminal: Terminal) -> None:
    """However far the next thing is: a press that only scrolled would be silence."""
    with terminal.opened(800, 300) as page:
        voice = by_ear(page)
        for _ in range(PRESSES):
            with voice.after():
                page.keyboard.press("ArrowDown")
            assert voice.next().text


def test_a_hand_that_tries_a_key_is_told_which_one_begins(terminal: Terminal) -> None:
    """Whoever does not see the screen finds the keyboard first, and no key of it says anything."""
    with terminal.opened() as page:
        voice = Voice(page)
        page.goto(terminal.address)
        page.keyboard.press("Space")
        assert voice.first().text == "Cette borne parle. Pour écouter, appuyez sur F6."
        with voice.after():
            page.keyboard.press("F6")
        assert voice.next().begins("Français :")


def test_no_arrow_leads_to_a_button_that_says_nothing(terminal: Terminal) -> None:
    """Upwards from the title, round the page to its end: the bar of whoever listens is for the eye."""
    with terminal.opened() as page:
        voice = by_ear(page)
        for _ in range(PRESSES):
            with voice.after():
                page.keyboard.press("ArrowUp")
            if voice.next().is_named("Continuer"):
                return
        raise AssertionError("never came round to the end of the page")


def test_enter_as_a_thing_is_said_comes_to_it_and_once_more_presses_it(terminal: Terminal) -> None:
    """As the languages were chosen at the welcome, while they were said."""
    with terminal.opened() as page:
        voice = by_ear(page)
        page.goto(f"{page.url.rsplit('/', 1)[0]}/pressed")
        row = named(page, "one", "a")
        voice.until(lambda spoken: spoken.begins("Que pouvez-vous choisir"), "the title")
        with voice.after():
            page.keyboard.press("ArrowDown")
        voice.until(lambda spoken: spoken.begins("La première"), "the first row")
        row.blur()  # as while the page is read, when nothing but the voice is there
        with voice.after():
            page.keyboard.press("Enter")
        assert voice.next().begins("La première")
        expect(row).to_be_focused()
        expect(row).not_to_be_checked()
        page.keyboard.press("Enter")
        expect(row).to_be_checked()


def test_who_comes_back_to_a_box_erases_at_its_end(terminal: Terminal) -> None:
    with terminal.opened() as page:
        voice = by_ear(page)
        box = named(page, "line")
        box.fill("Canaris")
        box.blur()
        for _ in range(MOST):
            with voice.after():
                page.keyboard.press("ArrowDown")
            if box.evaluate("box => box === document.activeElement"):
                break
        page.keyboard.press("Backspace")
        expect(box).to_have_value("Canari")


def test_the_communes_below_a_box_are_said_one_by_one_and_counted_once(terminal: Terminal) -> None:
    with terminal.opened() as page:
        voice = by_ear(page)
        box = page.locator("[data-communes]").last
        box.evaluate("box => box.focus()")
        page.keyboard.type("Saint-Au")
        expect(page.locator(".suggestions:visible li").first).to_contain_text("Saint-Au")
        names = page.locator(".suggestions:visible li bdi:first-child").all_inner_texts()
        for name in names[:2]:
            with voice.after():
                page.keyboard.press("ArrowDown")
            assert voice.next().begins(name)


def test_the_last_title_is_said_to_be_the_last(terminal: Terminal) -> None:
    """And not that nothing follows: the buttons do."""
    with terminal.opened(1280, 800) as page:
        voice = by_ear(page)
        hands = ByGestures(page, voice, str)
        for _ in range(MOST):
            hands.swipe(0, SWIPE_PX)
            if voice.next().begins("Pas d’autre titre"):
                break
        assert voice.marked("edge")


def test_the_list_of_keys_is_read_from_its_title(terminal: Terminal) -> None:
    with terminal.opened(1280, 800) as page:
        voice = by_ear(page)
        with voice.after():
            page.keyboard.press("F1")
        assert voice.next().begins("Les touches")
        voice.until(lambda spoken: spoken.begins("↑ ↓"), "the arrows by their name")
        voice.until(lambda spoken: spoken.begins("Passe à l’élément suivant"), "what they do")
        page.keyboard.press("F1")
        expect(page.locator("#hands-help")).to_be_hidden()


def test_a_sound_that_the_box_has_forgotten_is_made_again(terminal: Terminal) -> None:
    def forget(route: Route) -> None:
        state_of(terminal.town.app).voices.memory = SoundsInMemory()
        route.continue_()

    with terminal.opened() as page:
        voice = Voice(page)
        at_questions(page, "pressed")
        page.route("**/speech/sound/**", forget, times=1)
        with page.expect_response(lambda response: bool(voice.gone) and is_sound(response)):
            page.keyboard.press("F6")
        assert voice.first().role == "title"
        expect(page.locator("#player [data-words]")).to_be_empty()


def is_sound(response: Response) -> bool:
    return response.ok and "/speech/sound/" in response.url


PLUGGED = """(label) => {
  navigator.mediaDevices.enumerateDevices = async () => [{ kind: "audiooutput", label, deviceId: "1", groupId: "1" }];
  navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
}"""
"""The system tells the page of an output, as it does where a headset is plugged in or pulled out."""


def test_a_headset_that_the_system_sees_begins_at_the_welcome_and_ends_what_it_allowed(terminal: Terminal) -> None:
    with terminal.opened() as page:
        voice = Voice(page)
        page.goto(terminal.address)
        page.evaluate(PLUGGED, "HDMI")
        page.evaluate(PLUGGED, "USB Headset")
        assert voice.first().begins("Français :") and voice.marks == ["begun"]
        expect(page.locator("html[data-alone] #alone")).to_be_visible()
        page.keyboard.press("Enter")
        voice.until(is_title, "the title of the situations")
        assert page.evaluate("JSON.parse(document.body.dataset.speech).private") == "headset"
        page.evaluate(PLUGGED, "HDMI")
        page.wait_for_function("() => JSON.parse(document.body.dataset.speech).private === 'ask'")


def is_title(spoken: Spoken) -> bool:
    return spoken.role == "title"
