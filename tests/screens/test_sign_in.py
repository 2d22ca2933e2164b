"""Mediators sign in, lock, unlock, make badges and train."""

import io
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask

from kiosk.app import create_app
from kiosk.domain.keys.ring import DESK
from kiosk.http.security_headers import CAMERA, HEADERS
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.people import first_day
from kiosk.services.people import sign_in as staff
from kiosk.services.people.sign_in import MOST_BYTES
from kiosk.settings import Settings
from kiosk.web.rate_limits import LIMITS
from kiosk.web.request_state import state_of
from tests.conftest import PASSPHRASE, PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import sign_in
from tests.loaded import loaded_by
from tests.screens.conftest import OMARS_PIN, OMARS_WORDS
from tests.services.people.test_badges import BADGE, pgm, shown

OUTSIDE = ("//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", "evil.example", "\\\\evil")


def test_a_case_asks_who_you_are_and_then_leads_where_you_were_going(browser: Browser, nadia: Actor) -> None:
    asked = browser.get("/desk/find?reference=SA")
    assert asked.path == "/sign-in?next=/desk/find?reference%3DSA"
    form = asked.form("sign-in").with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN})
    assert browser.send(form).path == "/desk/find?reference=SA"


@pytest.mark.usefixtures("nadia")
def test_a_wrong_passphrase_says_so_and_keeps_the_login(browser: Browser) -> None:
    page = sign_in(browser, "nadia", "le marché du dimanche", going="/sign-in?next=/desk/box")
    assert page.status == 422
    assert "Connexion refusée." in page.main
    assert page.one("#login").get("value") == "nadia"
    assert page.one("#passphrase").get("value", "") == ""
    assert page.one('input[name="next"]').get("value") == "/desk/box"
    assert page.one(".notice.danger a").get("href") == "#passphrase"


@pytest.mark.usefixtures("nadia")
def test_a_badge_scanned_into_the_first_field_does_not_come_back_in_clear(browser: Browser) -> None:
    badge = "BCDEFGHIJKLNPRST" * 2
    page = browser.send(browser.get("/sign-in").form("sign-in").with_values({"login": badge.lower()}))
    assert page.status == 422
    assert page.one("#login").get("value", "") == ""


def test_an_unknown_login_is_told_exactly_what_a_wrong_passphrase_is(browser: Browser, nadia: Actor) -> None:
    known, unknown = sign_in(browser, "nadia", "x" * 20), sign_in(browser, "zoe", "x" * 20)
    assert known.main == unknown.main


@pytest.mark.usefixtures("nadia")
def test_after_five_wrong_tries_even_the_right_passphrase_waits_for_a_colleague(browser: Browser) -> None:
    for _ in range(5):
        page = sign_in(browser, "nadia", "le marché du dimanche")
    assert "Cinq essais faux" in page.main
    page = sign_in(browser)
    assert page.status == 422
    assert "Cinq essais faux" in page.main


@pytest.mark.usefixtures("nadia")
def test_signing_in_never_leads_out_of_here(app: Flask) -> None:
    for outside in OUTSIDE:
        browser = Browser(app.test_client())
        page = browser.get("/sign-in", query_string={"next": outside})
        assert page.one('input[name="next"]').get("value", "") == ""
        typed = {"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN, "next": outside}
        assert browser.send(page.form("sign-in").with_values(typed)).path == "/desk"


@pytest.mark.usefixtures("nadia")
def test_the_language_chosen_before_is_kept(browser: Browser) -> None:
    browser.send(browser.get("/").form_to("/language", "en"))
    sign_in(browser)
    assert steps_taken.begin(browser).one("html").get("lang") == "en"


def test_cookies_are_read_by_no_script_and_sent_by_no_other_site(browser: Browser, nadia: Actor) -> None:
    form = browser.get("/sign-in").form("sign-in").with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN})
    response = browser.client.post(form.action, data=form)
    cookies = response.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    for cooky in cookies:
        value = cooky.partition(";")[0].partition("=")[2]
        assert "HttpOnly" in cooky and "SameSite=Strict" in cooky and 40 <= len(value) <= 60
        assert "nadia" not in value.lower()
    assert PASSPHRASE not in response.get_data(as_text=True)


@pytest.mark.parametrize("kind", ["badge", "key-file", "passphrase"])
def test_each_first_factor_opens_with_its_pin_alone(browser: Browser, box: Box, nadia: Actor, kind: str) -> None:
    made = first_day.add_mediator(box, "zoe", "Zoé Martin", kind)
    staff.grant_service(box, "zoe", DESK, nadia)
    typed = {"badge": f" {made.factor.lower()}\n", "passphrase": made.factor.upper()}.get(kind, "")
    form = browser.get("/sign-in").form("sign-in").with_values({"login": "zoe", "passphrase": typed})
    for pin, opens in (("000001", False), ("", False), (made.pin, True)):
        if kind == "key-file":
            form["login"], form["key-file"] = "", (BytesIO(made.factor.encode()), "zoe.key")
        page = browser.send(form.with_values({"pin": pin}))
        assert (page.path == "/desk") is opens, pin
        assert made.factor not in page.source


def test_who_holds_no_service_yet_is_told_whom_to_ask(browser: Browser, box: Box) -> None:
    made = first_day.add_mediator(box, "zoe", "Zoé Martin", "passphrase")
    page = sign_in(browser, "zoe", made.factor, made.pin)
    assert page.status == 422
    assert "Votre compte n’ouvre encore aucun service." in page.main
    assert not box.shifts.on_shift()


def test_a_file_that_is_no_key_opens_nothing(browser: Browser, nadia: Actor) -> None:
    form = browser.get("/sign-in").form("sign-in")
    for content in (b"", b"PARVIS-KEY-1\n", b"\xff\xfe" * 500, b"PARVIS-KEY-1\n" + b"0" * 64):
        form["login"], form["pin"], form["key-file"] = "nadia", PIN, (BytesIO(content), "nadia.key")
        assert browser.send(form).status == 422


def test_a_box_that_is_not_set_up_says_so_at_its_door(settings: Settings, watch: Watch) -> None:
    fresh = create_app(settings, watch)
    page = Browser(fresh.test_client()).get("/sign-in")
    assert "Ce poste n’est pas encore prêt" in page.main
    state_of(fresh).box.store.close()


IDLE = timedelta(minutes=11)


def left(desk: Browser, watch: Watch) -> Page:
    watch.wait(IDLE)
    page = desk.get("/desk")
    assert page.path.startswith("/lock"), page.path
    return page


def unlocked(desk: Browser, page: Page, pin: str = PIN) -> Page:
    return desk.send(page.form("unlock").with_values({"pin": pin}))


def test_a_screen_that_was_left_shows_nothing_and_asks_for_the_pin(desk: Browser, watch: Watch) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    page = left(desk, watch)
    assert page.heading == "Écran verrouillé"
    for address in (draft.path, f"/cases/{steps_taken.case_of(draft)}/review", "/desk/team", "/desk/printing"):
        shown = desk.get(address)
        assert shown.path.startswith("/lock"), address
        assert "Benali" not in shown.text


def test_the_pin_alone_brings_back_to_where_one_was(desk: Browser, watch: Watch) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    watch.wait(IDLE)
    assert unlocked(desk, desk.get(draft.path)).path == draft.path


def test_what_is_sent_from_a_screen_that_was_left_is_kept_and_not_shown(desk: Browser, watch: Watch) -> None:
    page = steps_taken.fill(desk, steps_taken.begin(desk), until="person")
    form = page.form("answer").with_values(steps_taken.BIRTH_CERTIFICATE["person"])
    discard = desk.get(f"/cases/{steps_taken.case_of(page)}/discard").form("discard")
    watch.wait(IDLE)
    assert desk.send(discard).path.startswith("/lock"), "only what is posted at a question is kept"
    kept = desk.send(form, headers={"Referer": f"http://localhost{page.path}"})
    assert kept.path.startswith("/lock")
    assert "Benali" not in kept.text
    assert unlocked(desk, kept).path == page.path
    person = desk.get(page.path)
    assert person.one("#f-birth_name").get("value") == "Benali"


@pytest.mark.usefixtures("omar")
def test_five_wrong_pins_end_the_shift_and_wait_for_a_colleague(desk: Browser, watch: Watch, box: Box) -> None:
    page = left(desk, watch)
    for _ in range(4):
        page = unlocked(desk, page, "000001")
        assert page.status == 422
        assert "Ce n’est pas le bon code PIN." in page.main
    assert unlocked(desk, page, "000001").path.startswith("/sign-in")
    assert not box.shifts.on_shift()
    assert "Cinq essais faux" in sign_in(desk).main


@pytest.mark.parametrize("jump", [timedelta(), timedelta(days=-400), timedelta(days=400)])
def test_wrong_pins_are_counted_across_a_restart_and_a_clock_that_is_set(
    desk: Browser, watch: Watch, box: Box, jump: timedelta
) -> None:
    page = desk.get("/lock")
    for _ in range(3):
        page = unlocked(desk, page, "000001")
    box.store.close()
    watch.jump(jump)
    again = open_box(box.settings, watch)
    browser = Browser(create_app(again.settings, box=again).test_client())
    for tries in range(2):
        page = sign_in(browser, "nadia", pin="000001")
        assert ("Cinq essais faux" in page.main) is (tries == 1)
    assert sign_in(browser).status == 422
    again.store.close()


def test_one_touch_locks_at_once_and_a_pin_comes_back_to_the_same_page(desk: Browser, box: Box) -> None:
    """Review of the screens, S3: a lock that asked for six words was a lock that nobody used."""
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    page = desk.send(draft.form("lock-now"), headers={"Referer": f"http://localhost{draft.path}"})
    assert page.heading == "Écran verrouillé" and page.one("#pin").get("data-pin") == str(len(PIN))
    for address in ("/desk", draft.path, "/desk/team"):
        shown = desk.get(address)
        assert shown.path.startswith("/lock") and "Benali" not in shown.text
    assert unlocked(desk, page, "000001").status == 422
    assert unlocked(desk, page).path == draft.path
    actions = [row["action"] for row in box.store.read().query("SELECT action FROM journal ORDER BY number")]
    assert actions[-3:] == ["locked", "wrong-pin", "unlocked"]


def test_a_lock_lasts_no_longer_than_the_shift_and_signing_out_asks_for_everything(
    desk: Browser, box: Box, watch: Watch
) -> None:
    desk.send(desk.get("/desk").form("lock-now"))
    watch.wait(timedelta(hours=box.settings.shift_hours, seconds=1))
    assert desk.get("/lock").path.startswith("/sign-in")
    sign_in(desk)
    desk.send(desk.get("/desk").form_to("/leave"))
    assert not box.shifts.on_shift() and desk.get("/desk").path.startswith("/sign-in")


def test_a_colleague_signs_in_whole_at_a_locked_screen_and_finds_no_draft(desk: Browser, omar: Actor, box: Box) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    locked = desk.send(desk.get("/desk").form("lock-now"))
    box.shifts.end(omar.mediator_id)
    assert not locked.all("[type=radio]"), "one name is no choice"
    desk.get(locked.link("Quelqu’un d’autre"))
    assert sign_in(desk, "omar", OMARS_WORDS, OMARS_PIN).heading == "Bonjour Omar Haddad"
    assert desk.get(draft.path).status == 404


def test_a_key_locks_too(desk: Browser) -> None:
    page = desk.get("/desk")
    assert page.one("#lock-now button").get("aria-keyshortcuts") == "F9"
    assert "js/desk/lock.js" in loaded_by(page)


def test_a_colleague_on_shift_takes_over_with_their_pin_and_finds_nothing_of_who_left(
    desk: Browser, omars_desk: Browser, watch: Watch
) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    form = left(desk, watch).form("unlock")
    before = desk.client.get_cookie("parvis")
    page = desk.send(form.with_values({"mediator": "b" * 32, "pin": OMARS_PIN}))
    assert page.heading == "Bonjour Omar Haddad"
    after = desk.client.get_cookie("parvis")
    assert before and after and before.value != after.value
    assert desk.get(draft.path).status == 404, "not his service, and not his session"
    assert omars_desk.get("/desk").path.startswith("/lock"), "his own screen was left as well"


def test_a_colleague_s_pin_does_not_open_nadia_s_name(desk: Browser, omars_desk: Browser, watch: Watch) -> None:
    page = unlocked(desk, left(desk, watch), OMARS_PIN)
    assert page.status == 422
    assert omars_desk.get("/desk").path.startswith("/lock")


def test_who_is_not_on_shift_is_not_let_in_by_a_pin_alone(desk: Browser, omar: Actor, watch: Watch) -> None:
    form = left(desk, watch).form("unlock")
    page = desk.send(form.with_values({"mediator": omar.mediator_id, "pin": OMARS_PIN}))
    assert page.path.startswith("/sign-in")


def test_after_the_shift_the_pin_alone_is_not_enough(desk: Browser, watch: Watch) -> None:
    watch.wait(timedelta(hours=13))
    assert desk.get("/lock").path.startswith("/sign-in")


def test_a_clock_that_is_set_neither_lengthens_a_shift_nor_ends_it(desk: Browser, watch: Watch, box: Box) -> None:
    watch.jump(timedelta(days=-400))
    assert box.shifts.on_shift()
    watch.wait(timedelta(hours=13))
    assert not box.shifts.on_shift()


def test_a_terminal_takes_no_pin_alone(terminal: Browser, box: Box) -> None:
    """Or a citizen could read who works today, and lock them out one after the other."""
    assert box.shifts.on_shift()
    page = terminal.get("/lock")
    assert page.path == "/"
    assert "Nadia" not in page.text
    door = terminal.get("/sign-in")
    assert "Déjà là aujourd’hui ?" not in door.main
    form = door.form("sign-in")
    form.action = "/lock"
    assert terminal.send(form.with_values({"mediator": "a" * 32, "pin": PIN})).path == "/"


def test_the_way_back_never_leads_outside(desk: Browser, watch: Watch) -> None:
    form = left(desk, watch).form("unlock")
    assert desk.send(form.with_values({"pin": PIN, "next": "//evil.example"})).path == "/desk"


@pytest.mark.usefixtures("omar")
def test_a_colleague_lets_in_who_was_locked_out(desk: Browser, app: Flask) -> None:
    other = Browser(app.test_client())
    for _ in range(5):
        sign_in(other, "omar", OMARS_WORDS, "000001")
    page = desk.get("/desk/team")
    assert "bloqué" in page.main
    desk.send(page.form_to("/omar/let-in"))
    assert "bloqué" not in desk.get("/desk/team").main
    assert sign_in(other, "omar", OMARS_WORDS, OMARS_PIN).path == "/desk"


def posted(browser: Browser, picture: bytes, token: str = "") -> tuple[int, str]:
    """What the script of the sign-in page sends, and what it is told."""
    token = token or browser.get("/sign-in").form("sign-in")["token"][0]
    data = {"token": token, "picture": (io.BytesIO(picture), "badge.pgm")}
    answer = browser.client.post("/badge/read", data=data)
    assert answer.headers["Cache-Control"] == "no-store" and answer.mimetype == "text/plain"
    return answer.status_code, answer.get_data(as_text=True)


def issued(desk: Browser, **changed: str) -> Page:
    form = desk.get("/desk/team").form_to("/team/add")
    values = {"name": "Zoé Martin", "login": "zoe", "service": ["etat-civil"], "factor": "badge"}
    return desk.send(form.with_values(values | changed))


def test_a_badge_before_the_camera_gives_its_letters_to_the_page(browser: Browser) -> None:
    assert posted(browser, pgm(shown(BADGE))) == (200, BADGE)
    assert posted(browser, pgm(shown("https://example.org"))) == (204, "")
    assert posted(browser, b"\x89PNG\r\n")[0] == 400
    assert browser.client.post("/badge/read", data={"token": browser.get("/sign-in").form("sign-in")["token"]}
                               ).status_code == 400  # fmt: skip


def test_a_picture_that_is_too_large_is_refused_before_it_is_read(browser: Browser) -> None:
    token = browser.get("/sign-in").form("sign-in")["token"][0]
    data = {"token": token, "picture": (io.BytesIO(bytes(MOST_BYTES + 300_000)), "x")}
    assert browser.client.post("/badge/read", data=data).status_code == 413


def test_only_the_page_of_this_session_may_ask(app: Flask, browser: Browser) -> None:
    other = Browser(app.test_client()).get("/sign-in").form("sign-in")["token"][0]
    browser.get("/sign-in")
    data = {"token": other, "picture": (io.BytesIO(pgm(shown(BADGE))), "x")}
    assert browser.client.post("/badge/read", data=data).status_code == 403


def test_looking_is_counted_apart_from_signing_in(browser: Browser, nadia: Actor) -> None:
    token = browser.get("/sign-in").form("sign-in")["token"][0]
    together = LIMITS["badge"].burst * state_of(browser.client.application).box.settings.stations
    status_codes = [browser.client.post("/badge/read", data={"token": token}).status_code for _ in range(together + 1)]
    assert set(status_codes[:-1]) == {400} and status_codes[-1] == 429
    assert sign_in(browser).path == "/desk"


def test_the_sign_in_page_alone_may_use_the_camera_and_hides_it_until_there_is_one(browser: Browser) -> None:
    page = browser.get("/sign-in")
    assert page.headers["Permissions-Policy"] == CAMERA
    assert page.one("#badge-camera").get("hidden") is not None
    assert browser.get("/").headers["Permissions-Policy"] == HEADERS["Permissions-Policy"]


def test_a_badge_that_is_given_is_a_square_and_groups_of_letters(desk: Browser) -> None:
    page = issued(desk)
    badge = page.one("input[name=badge]").get("value")
    assert page.words("strong.secret")[0].replace(" ", "") == badge
    assert page.one("svg.qr title").text_content() == "Code QR du badge", "what is read aloud does not say the secret"


def test_six_words_have_no_square_and_no_card(desk: Browser) -> None:
    page = issued(desk, factor="passphrase")
    assert not page.all("svg.qr") and not page.all("input[name=badge]")


def test_the_card_is_a_pdf_that_is_kept_nowhere(desk: Browser, box: Box) -> None:
    page = issued(desk)
    form = page.form_to("/badge/card")
    badge = form["badge"][0]
    card = desk.send(form)
    assert card.headers["Content-Type"] == "application/pdf" and card.bytes.startswith(b"%PDF")
    assert card.headers["Cache-Control"] == "no-store"
    assert card.headers["Content-Disposition"].startswith("inline"), "a download would be a file"
    assert box.store.read().execute("SELECT count(*) FROM jobs").fetchone()[0] == 0
    kept = [path for path in box.settings.data.rglob("*") if path.is_file()]
    assert kept and not [path for path in kept if badge.encode() in path.read_bytes()]


def test_no_card_without_signing_in(browser: Browser, desk: Browser, app: Flask) -> None:
    form = issued(desk).form_to("/badge/card")
    stranger = Browser(app.test_client())
    form["token"] = stranger.get("/sign-in").form("sign-in")["token"]
    assert stranger.send(form).path.startswith("/sign-in")


@pytest.mark.usefixtures("nadia")
def test_enter_after_the_badge_without_a_pin_counts_no_try_and_shows_no_badge(
    browser: Browser, box: Box, nadia: Actor
) -> None:
    """Where no script runs, a scanner's Enter sends the form."""
    zoe = first_day.add_mediator(box, "zoe", "Zoé Martin", "badge")
    staff.grant_service(box, "zoe", "etat-civil", nadia)
    for _ in range(6):
        page = sign_in(browser, "", zoe.factor, "")
        assert page.status == 422 and "Il manque le code PIN" in page.main
        assert zoe.factor not in page.source
    assert sign_in(browser, "", zoe.factor, zoe.pin).path == "/desk"


def test_neither_badge_nor_pin_opens_alone(browser: Browser, box: Box, nadia: Actor) -> None:
    zoe = first_day.add_mediator(box, "zoe", "Zoé Martin", "badge")
    staff.grant_service(box, "zoe", "etat-civil", nadia)
    for badge, pin in ((zoe.factor, "000000"), (BADGE, zoe.pin), ("", zoe.pin), (zoe.factor, "")):
        assert sign_in(browser, "zoe", badge, pin).status == 422
    assert sign_in(browser, "", zoe.factor, zoe.pin).path == "/desk"


def test_a_second_press_stays_in_the_same_training(desk: Browser) -> None:
    page = desk.get("/desk")
    desk.send(page.form("training"))
    desk.send(desk.get("/language").form_to("/language", "en"))
    again = desk.send(page.form("training"))
    assert desk.get("/language").words("main button.primary") == ["English"] and again.all("section.training")


def test_an_end_without_a_training_is_the_desk(desk: Browser) -> None:
    page = desk.send(desk.get("/desk").form("training"))
    for _ in range(2):
        assert desk.send(page.form_to("/training/end")).path == "/desk"


def test_the_banner_is_on_a_page_in_every_language(desk: Browser) -> None:
    desk.send(desk.get("/desk").form("training"))
    for language in ("fr", "en", "ar", "uk", "es", "pt"):
        page = desk.send(desk.get("/language").form_to("/language", language))
        assert page.all("section.training button")
