"""What was decrypted for the mediator at this screen, kept in memory for their shift."""

from kiosk.services.box.box import Box
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser


def named(desk: Browser, typed: str) -> list[str]:
    """Whose cases are found."""
    page = desk.send(desk.get("/desk/find").form_to("/desk/find").with_values({"reference": typed}))
    return page.words("main tbody th")


def test_a_name_is_found_the_moment_it_is_answered(desk: Browser) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    assert named(desk, "benali") == ["Marie Louise Benali"]
    person = desk.get(f"/cases/{steps_taken.case_of(draft)}/steps/person")
    steps_taken.answer(desk, person, {"f.birth_name": "Çelik"})
    assert named(desk, "benali") == []
    assert named(desk, "celik") == ["Marie Louise Çelik"]


def test_it_leaves_the_memory_with_the_shift(desk: Browser, box: Box) -> None:
    steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    assert named(desk, "benali")
    before = box.shifts.memory("a" * 32)["directory"]
    desk.send(desk.get("/desk").form("lock-now"))
    assert not box.shifts.memory("a" * 32)
    steps_taken.sign_in(desk)
    assert named(desk, "benali") == ["Marie Louise Benali"]
    assert box.shifts.memory("a" * 32)["directory"] is not before, "made anew"


def test_what_is_destroyed_is_found_no_more(desk: Browser) -> None:
    draft = steps_taken.fill(desk, steps_taken.begin(desk), until="parents")
    assert named(desk, "benali")
    desk.send(desk.get(f"/cases/{steps_taken.case_of(draft)}/discard").form("discard"))
    assert named(desk, "benali") == []


def test_how_a_mediator_fills_a_case_is_remembered_until_the_shift_ends(desk: Browser) -> None:
    form = desk.get("/procedures").form("begin").with_values({"procedure": "birth-certificate"})
    whole = desk.send(form)
    assert whole.path.endswith("/whole")
    desk.send(whole.form("answer").with_values({"then": "steps"}))
    again = desk.get("/procedures").form("begin").with_values({"procedure": "birth-certificate"})
    assert "/steps/" in desk.send(again).path
    desk.send(desk.get("/desk").form("lock-now"))
    steps_taken.sign_in(desk)
    begun = desk.send(desk.get("/procedures").form("begin").with_values({"procedure": "birth-certificate"}))
    assert begun.path.endswith("/whole")
