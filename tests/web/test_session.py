"""Sessions and stations, and how a request wakes the loops."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.app import create_app
from kiosk.crypto import keys, sealing
from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.loops import background
from kiosk.services.loops.background import PrintLoop
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.services.upkeep import retention
from kiosk.web import session
from kiosk.web.request_state import Station, request_state, state_of
from kiosk.web.session import COOKIE, STATION_COOKIE, sync_now
from tests.conftest import Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser
from tests.gallery.site.steps_taken import sign_in
from tests.soon import soon


def cookie(browser: Browser, name: str = COOKIE) -> str:
    result = browser.client.get_cookie(name)
    assert result is not None
    return result.value


def signed_in(browser: Browser) -> bool:
    return browser.client.get("/desk").status_code == 200


def test_the_store_holds_only_the_hash_of_it(desk: Browser, box: Box) -> None:
    kept = repr(list(box.store.read().query("SELECT * FROM sessions"))) + repr(
        list(box.store.read().query("SELECT * FROM stations"))
    )
    assert cookie(desk) not in kept and cookie(desk, STATION_COOKIE) not in kept


def test_someone_who_only_looks_leaves_nothing_in_the_store(browser: Browser, box: Box) -> None:
    browser.get("/")
    browser.get("/procedures")
    assert box.store.read().table("sessions").count_where() == 0


def test_signing_in_makes_a_new_id(browser: Browser, app: Flask, nadia: object) -> None:
    """Whoever put the old one there (or read it) holds nothing."""
    browser.get("/")
    before = cookie(browser)
    steps_taken.sign_in(browser)
    assert cookie(browser) != before
    other = Browser(app.test_client())
    other.client.set_cookie(COOKIE, before)
    assert not signed_in(other)


def test_an_id_that_somebody_planted_is_never_written_down(app: Flask, browser: Browser, box: Box) -> None:
    """Session fixation: who put an id into this browser must not come to share the session that begins with it."""
    planted = box.clock.token()
    browser.client.set_cookie(COOKIE, planted)
    browser.send(browser.get("/language").form_to("/language", "en"))
    assert cookie(browser) != planted
    other = Browser(app.test_client())
    other.client.set_cookie(COOKIE, planted)
    assert other.get("/language").one("html").get("lang") == "fr"


def test_a_planted_session_opens_nothing_of_the_case_begun_with_it(app: Flask, terminal: Browser) -> None:
    """The id is one the store knows, by the planter's own choice of language or even by a case of their own."""
    planter = Browser(app.test_client())
    planter.client.set_cookie(STATION_COOKIE, cookie(terminal, STATION_COOKIE))
    planter.send(planter.get("/language").form_to("/language", "en"))
    for _ in range(2):
        planted = cookie(planter)
        terminal.client.set_cookie(COOKIE, planted)
        draft = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
        assert cookie(terminal) != planted
        assert planter.get(draft.path).status == 404
        steps_taken.begin(planter)


def test_a_citizen_who_begins_a_second_procedure_still_opens_the_first(terminal: Browser) -> None:
    terminal.send(terminal.get("/language").form_to("/language", "en"))
    first = steps_taken.fill(terminal, steps_taken.begin(terminal), until="birth")
    second = steps_taken.begin(terminal, "identity-document")
    assert second.one("html").get("lang") == "en"
    assert steps_taken.step_of(terminal.get(first.path)) == "birth"


def test_leaving_ends_it_everywhere(desk: Browser, app: Flask) -> None:
    copied = Browser(app.test_client())
    copied.client.set_cookie(COOKIE, cookie(desk))
    assert signed_in(copied)
    desk.send(desk.get("/desk").form_to("/leave"))
    assert not signed_in(copied) and not signed_in(desk)


def test_a_session_outlives_the_box_and_the_keys_do_not(desk: Browser, box: Box) -> None:
    """And so does a form that was open; the mediator is known, and says again who they are."""
    form = desk.get("/language").form_to("/language", "en")
    box.store.close()
    again = open_box(box.settings, box.clock)
    later = Browser(create_app(again.settings, box=again).test_client())
    for name in (COOKIE, STATION_COOKIE):
        later.client.set_cookie(name, cookie(desk, name))
    assert not signed_in(later)
    later.send(form)
    steps_taken.sign_in(later)
    assert later.get("/language").words("main button.primary") == ["English"]
    again.store.close()


def test_a_desk_nobody_touches_is_locked_and_then_left(desk: Browser, watch: Watch, box: Box) -> None:
    watch.wait(timedelta(minutes=box.settings.lock_minutes - 1))
    assert signed_in(desk)
    watch.wait(timedelta(minutes=box.settings.lock_minutes + 1))
    assert desk.get("/desk").path.startswith("/lock")
    watch.wait(timedelta(minutes=box.settings.idle_minutes + 1))
    assert desk.get("/desk").path.startswith("/sign-in")
    assert box.store.read().table("sessions").count_where() == 0


def test_a_clock_that_is_put_back_does_not_keep_a_desk_open(desk: Browser, watch: Watch, box: Box) -> None:
    watch.jump(-timedelta(days=400))
    desk.client.get("/desk")
    watch.wait(timedelta(minutes=box.settings.idle_minutes + 1))
    assert not signed_in(desk)


@pytest.mark.parametrize("minutes", [1, 3, 480])
def test_every_touch_counts_however_short_the_time_is(box: Box, watch: Watch, nadia: object, minutes: int) -> None:
    """Koha's self check-out threw people out while they were at it."""
    hurried = replace(box, settings=replace(box.settings, idle_minutes=minutes, lock_minutes=minutes))
    browser = Browser(create_app(hurried.settings, box=hurried).test_client())
    steps_taken.sign_in(browser)
    for _ in range(min(12, 600 // minutes)):  # a shift has twelve hours
        watch.wait(timedelta(minutes=minutes * 0.85))
        assert signed_in(browser)


def test_sessions_nobody_came_back_to_are_forgotten_with_their_keys(terminal: Browser, watch: Watch, box: Box) -> None:
    steps_taken.begin(terminal)
    text = "SELECT count(*) FROM data_keys WHERE kind = 'session'"
    assert box.store.read().execute(text).fetchone()[0] == 1
    watch.wait(timedelta(minutes=box.settings.idle_minutes + 1))
    retention.destroy_expired_data(box)
    assert box.store.read().table("sessions").count_where() == 0
    assert box.store.read().execute(text).fetchone()[0] == 0


def test_a_session_s_key_is_in_no_table_and_follows_from_the_cookie_alone(terminal: Browser, box: Box) -> None:
    case = steps_taken.case_of(steps_taken.begin(terminal))
    db = box.store.read()
    text = "SELECT wrapped, holder FROM data_keys WHERE subject = ? AND kind = 'session'"
    (records,) = list(db.query(text, [case]))
    assert records["holder"] == keys.token_hash(cookie(terminal))
    key = sealing.derive_key(cookie(terminal).encode(), "parvis-session")
    assert len(sealing.unlock_bytes(key, records["wrapped"], f"key:{case}")) == 32
    assert key not in box.settings.paths.database.read_bytes()


def test_a_browser_stays_the_same_station(desk: Browser, box: Box) -> None:
    before = cookie(desk, STATION_COOKIE)
    desk.send(desk.get("/desk").form_to("/leave"))
    steps_taken.sign_in(desk)
    assert cookie(desk, STATION_COOKIE) == before
    assert [row["role"] for row in box.store.read().query("SELECT role FROM stations")] == ["desk"]


@pytest.mark.parametrize("found", ["", "x", "x" * 3500, "é" * 45, "a b;c"])
def test_a_cookie_that_is_none_of_ours_is_replaced(client: FlaskClient, found: str) -> None:
    client.set_cookie(COOKIE, found)
    assert client.get("/").status_code == 200
    kept = client.get_cookie(COOKIE)
    assert kept is not None and kept.value != found


TOKEN = "a" * 43


def test_whoever_signs_in_makes_it_a_desk_and_once(desk: Browser, app: Flask, box: Box) -> None:
    (known,) = list(box.store.read().query("SELECT id, role FROM stations"))
    assert known["role"] == StationRole.DESK
    cookie = desk.client.get_cookie(session.STATION_COOKIE)
    assert cookie is not None
    with app.test_request_context("/", headers={"Cookie": f"{session.STATION_COOKIE}={cookie.value}"}):
        assert session.current_station() == session.ensure_station_stored() == Station(known["id"], StationRole.DESK)
    with app.test_request_context("/", headers={"Cookie": f"{session.STATION_COOKIE}=of-nobody"}):
        assert session.current_station() == Station()


def arrive(client: FlaskClient, token: str = TOKEN, asked_by: str = "none") -> str:
    """What the browser keeps afterwards, "" for nothing."""
    answer = client.get(f"/arrival/{token}", headers={"Sec-Fetch-Site": asked_by})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
    kept = client.get_cookie(session.STATION_COOKIE)
    return kept.value if kept else ""


def test_a_terminal_whose_browser_forgets_everything_is_a_terminal_again(app: Flask, box: Box, nadia: Actor) -> None:
    first = Browser(app.test_client())
    assert arrive(first.client) == TOKEN
    sign_in(first)
    first.send(first.get("/desk/station").form_to("/desk/station/role", "terminal"))
    assert first.get("/").one("body").get("data-door") == "/sign-in"
    again = Browser(app.test_client())
    assert again.get("/").one("body").get("data-door") is None, "an empty profile knows nothing"
    assert arrive(again.client) == TOKEN
    assert again.get("/").one("body").get("data-door") == "/sign-in"
    assert len(list(box.store.read().query("SELECT id FROM stations"))) == 1


def test_no_page_gives_a_screen_another_name(app: Flask) -> None:
    for asked_by in ("cross-site", "same-site", "same-origin"):
        assert arrive(app.test_client(), asked_by=asked_by) == ""
    for token in ("short", "a" * 44, "à" * 43):
        assert arrive(app.test_client(), token) == ""
    known = app.test_client()
    assert arrive(known) == TOKEN
    assert arrive(known, "b" * 43) == TOKEN, "it knows already which screen it is"


def test_a_submitted_case_is_printed_without_waiting_for_the_loops_next_look(
    desk: Browser, app: Flask, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "PRINT_EVERY_S", 3600.0)
    loop = PrintLoop(box)
    state_of(app).printing = loop
    loop.start()
    steps_taken.submitted(desk)
    soon(lambda: box.carrier.jobs)  # type: ignore[attr-defined]
    loop.stop()
    loop.join(5)
    assert len(box.carrier.jobs) == 1  # type: ignore[attr-defined]


def test_transmitting_now_tells_what_came_of_it_before_the_page_answers(app: Flask, box: Box) -> None:
    loop = SyncLoop(box)
    state_of(app).sync = loop
    with app.test_request_context():
        sync_now()
    assert (loop.line.connected, loop.line.reason) == (False, "no-hub")


def test_in_a_training_its_own_papers_are_printed_and_no_real_loop_wakes(desk: Browser, app: Flask, box: Box) -> None:
    state_of(app).printing, state_of(app).sync = PrintLoop(box), SyncLoop(box)
    desk.send(desk.get("/desk").form("training"))
    (training,) = state_of(app).trainings._by_session.values()
    steps_taken.submitted(desk)
    soon(lambda: training.box.carrier.jobs)
    assert len(training.box.carrier.jobs) == 1 and not box.carrier.jobs  # type: ignore[attr-defined]
    with app.test_request_context():
        request_state().training = training
        sync_now()
        request_state().training = None
    assert not state_of(app).sync.line.connected  # type: ignore[union-attr]
    desk.send(desk.get("/desk").form_to("/training/end"))
    assert training.printing is not None and not training.printing.is_alive()
