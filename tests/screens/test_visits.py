"""A person's visit is counted once, however they go about it, and says how long it took and what for, never who."""

from collections import Counter
from datetime import date, timedelta

import pytest

from kiosk.services.box.box import Box
from kiosk.services.upkeep import retention
from kiosk.store import opinions, visits
from tests.conftest import PIN, Watch
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page
from tests.gallery.site.steps_taken import called, sign_in

_ALWAYS = date(2020, 1, 1), date(2099, 12, 31)


def counted(box: Box) -> dict[str, int]:
    """What the ledger counts, as `kind procedure value`, which stands in its lines too."""
    counts = visits.select_counts(box.store.read(), *_ALWAYS)
    lines = box.store.read().query("SELECT kind, procedure_id, value FROM visit_ledger")
    said = Counter(" ".join(filter(None, line.values())) for line in lines)
    shown: Counter[str] = Counter()
    for count in counts:
        shown[" ".join(filter(None, (count.kind, count.procedure_id, count.value)))] += count.count
    assert shown == said
    return shown


def received(desk: Browser) -> Page:
    return desk.send(desk.get("/desk").form_to("/receive"))


def leave(browser: Browser, path: str = "/procedures") -> Page:
    return browser.send(browser.get(path).form_to("/next"))


def test_who_came_for_advice_alone_was_received(desk: Browser, box: Box, watch: Watch) -> None:
    assert received(desk).path == "/procedures"
    watch.wait(timedelta(minutes=4))
    leave(desk)
    counts = counted(box)
    assert counts["ended desk"] == 1 and counts["minutes 4"] == 1 and counts["language fr"] == 1
    assert not [what for what in counts if what.startswith(("case", "left", "submitted"))]


def test_two_requests_of_one_person_are_one_visit(desk: Browser, box: Box) -> None:
    received(desk)
    received(desk)
    steps_taken.submitted(desk)
    steps_taken.submitted(desk, "identity-document")
    leave(desk)
    counts = counted(box)
    assert counts["begun desk"] == counts["ended desk"] == 1
    assert counts["submitted birth-certificate counter"] == counts["submitted identity-document counter"] == 1
    assert not [what for what in counts if what.startswith("left")]


def test_a_favourite_pressed_at_once_begins_the_visit(desk: Browser, box: Box) -> None:
    steps_taken.begin(desk)
    assert counted(box)["begun desk"] == 1


def test_looking_at_the_desk_receives_nobody(desk: Browser, box: Box) -> None:
    desk.get("/desk")
    leave(desk)
    assert not counted(box)


def test_the_time_that_the_screen_was_locked_is_nobody_s_visit(desk: Browser, box: Box, watch: Watch) -> None:
    received(desk)
    watch.wait(timedelta(minutes=2))
    locked = desk.send(desk.get("/procedures").form_to("/lock/now"))
    watch.wait(timedelta(minutes=20))
    desk.send(locked.form("unlock").with_values({"pin": PIN}))
    watch.wait(timedelta(minutes=3))
    leave(desk)
    assert counted(box)["minutes 5"] == 1


@pytest.mark.parametrize("hours", [2, 15])
def test_a_visit_left_open_ended_when_the_screen_was_last_touched(
    desk: Browser, box: Box, watch: Watch, hours: int
) -> None:
    """Over lunch the screen asks for the PIN, over night for the whole sign-in."""
    received(desk)
    watch.wait(timedelta(minutes=3))
    desk.get("/procedures")
    watch.wait(timedelta(hours=hours))
    asked = desk.get("/desk")
    if asked.path.startswith("/lock"):
        desk.send(asked.form("unlock").with_values({"pin": PIN}))
    else:
        sign_in(desk)
    counts = counted(box)
    assert counts["ended desk"] == 1 and counts["minutes 3"] == 1, "what comes next is somebody else's"
    received(desk)
    assert counted(box)["begun desk"] == 2


def test_a_visit_that_nobody_ends_is_ended_by_the_box(desk: Browser, box: Box, watch: Watch) -> None:
    received(desk)
    watch.wait(timedelta(days=2))
    retention.destroy_expired_data(box)
    assert counted(box)["minutes 0"] == 1


def test_alone_at_a_terminal_one_is_counted_from_the_first_press_to_the_end(
    terminal: Browser, box: Box, watch: Watch
) -> None:
    before = counted(box).get("ended desk", 0)
    terminal.send(terminal.get("/").form_to("/language", "ar"))
    steps_taken.alone(terminal)
    leave(terminal)
    counts = counted(box)
    assert counts["ended terminal"] == counts["language ar"] == 1 and counts.get("ended desk", 0) == before
    assert counts["submitted birth-certificate kiosk"] == 1


def test_where_somebody_gives_up_is_known_and_who_is_not(terminal: Browser, box: Box) -> None:
    page = steps_taken.begin(terminal)
    steps_taken.fill(terminal, page, until="birth")
    leave(terminal)
    assert counted(box)["left birth-certificate person"] == 1
    columns = {column.name for column in box.store.read().table("visit_ledger").columns}
    assert columns == {"number", "visit_id", "day", "at", "kind", "procedure_id", "value", "mediator_id"}


def test_who_leaves_with_a_code_has_not_given_up(terminal: Browser, box: Box) -> None:
    page = steps_taken.begin(terminal)
    page = steps_taken.fill(terminal, page, until="birth")
    terminal.send(terminal.get(f"/cases/{steps_taken.case_of(page)}/code").form_to("/code"))
    leave(terminal)
    counts = counted(box)
    assert counts["ended terminal"] == 1 and not [what for what in counts if what.startswith("left")]


def test_a_mediator_who_comes_to_the_terminal_serves_the_same_visit(terminal: Browser, desk: Browser, box: Box) -> None:
    desk.get("/desk")
    page = steps_taken.begin(terminal)
    called(terminal, page.path)
    sign_in(terminal)
    terminal.send(terminal.get("/desk").form_to("/terminal/back"))
    leave(terminal)
    counts = counted(box)
    assert counts["called"] == counts["served"] == 1 and counts["alone"] == 2
    assert counts["ended terminal"] == 1 and "ended desk" not in counts


def test_a_request_taken_over_at_the_desk_stays_one_visit(terminal: Browser, desk: Browser, box: Box) -> None:
    case_id = steps_taken.case_of(steps_taken.begin(terminal))
    received(desk)
    desk.get(f"/cases/{case_id}")
    leave(terminal)
    leave(desk)
    counts = counted(box)
    assert counts["joined"] == 1 and counts["ended terminal"] == 1 and "ended desk" not in counts


def test_who_was_served_before_a_terminal_s_request_was_taken_over_is_a_visit_of_their_own(
    terminal: Browser, desk: Browser, box: Box
) -> None:
    """The mediator forgot « Personne suivante »."""
    case_id = steps_taken.case_of(steps_taken.begin(terminal))
    received(desk)
    steps_taken.submitted(desk)
    desk.get(f"/cases/{case_id}")
    leave(terminal)
    leave(desk)
    counts = counted(box)
    assert counts["ended terminal"] == counts["ended desk"] == 1 and "joined" not in counts
    assert sum(count for what, count in counts.items() if what.startswith("left")) == 1, "the terminal's alone"


def test_a_face_is_counted_once_however_often_it_is_pressed_and_may_be_changed(terminal: Browser, box: Box) -> None:
    page = steps_taken.alone(terminal)
    for face in ("bad", "good", "good"):
        page = terminal.send(page.form_to("/opinion", face))
    assert "Merci. Vous pouvez changer d’avis." in page.main
    page = terminal.send(page.form_to("/word").with_values({"word": "La dame était patiente."}))
    assert page.path.startswith("/cases/") and "Merci. C’est noté." in page.main and not page.all("#word")
    today = box.watch.today().day
    db = box.store.read()
    assert opinions.select_opinions(db, today, today) == {"bad": 0, "good": 1}
    assert db.table("opinion_words").count_where() == 1
    leave(terminal)
    assert db.table("open_visits").count_where("face <> ''") == 0, "no face is known to be anybody's"


def test_nothing_kept_says_when_a_face_was_pressed_or_where(box: Box) -> None:
    db = box.store.read()
    assert {column.name for column in db.table("opinions").columns} == {"month", "face", "count"}
    assert {column.name for column in db.table("opinion_words").columns} == {"id", "month", "service_id", "body"}
