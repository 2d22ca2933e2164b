"""What was decrypted for the mediator at this screen, kept in memory for their shift."""

from kiosk.services.box import Box
from tests import walk
from tests.conftest import PASSPHRASE, PIN
from tests.page import Browser


def named(desk: Browser, typed: str) -> list[str]:
    """Whose cases are found."""
    page = desk.send(desk.get("/desk/find").form_to("/desk/find").with_values({"reference": typed}))
    return page.words("main tbody th")


def test_a_name_is_found_the_moment_it_is_answered(desk: Browser) -> None:
    draft = walk.fill(desk, walk.begin(desk), until="parents")
    assert named(desk, "benali") == ["Marie Louise Benali"]
    person = desk.get(f"/cases/{walk.case_of(draft)}/steps/person")
    walk.answer(desk, person, {"f.birth_name": "Çelik"})
    assert named(desk, "benali") == []
    assert named(desk, "celik") == ["Marie Louise Çelik"]


def test_it_leaves_the_memory_with_the_shift(desk: Browser, box: Box) -> None:
    walk.fill(desk, walk.begin(desk), until="parents")
    assert named(desk, "benali")
    before = box.shifts.memory("a" * 32)["directory"]
    desk.send(desk.get("/desk").form("lock-now"))
    assert not box.shifts.memory("a" * 32)
    form = desk.get("/sign-in").form("sign-in")
    desk.send(form.with_values({"login": "nadia", "passphrase": PASSPHRASE, "pin": PIN}))
    assert named(desk, "benali") == ["Marie Louise Benali"]
    assert box.shifts.memory("a" * 32)["directory"] is not before, "made anew"


def test_what_is_destroyed_is_found_no_more(desk: Browser) -> None:
    draft = walk.fill(desk, walk.begin(desk), until="parents")
    assert named(desk, "benali")
    desk.send(desk.get(f"/cases/{walk.case_of(draft)}/discard").form("discard"))
    assert named(desk, "benali") == []
