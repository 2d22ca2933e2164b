"""What a mediator with six people waiting does is two presses from the desk's home, whatever it is."""

from collections.abc import Callable

import pytest

from kiosk.services.box.box import Actor, Box
from kiosk.services.procedures import look_up
from tests.gallery.site import steps_taken
from tests.gallery.site.new_mandate import sign
from tests.gallery.site.page import Browser, Page

MOST = 2
Goal = Callable[[Page], bool]


def leads_to(path: str) -> Goal:
    return lambda page: page.path.split("?")[0] == path


def has_form(ending: str) -> Goal:
    """The press itself stands on the page."""
    return lambda page: any(form.get("action", "").endswith(ending) for form in page.all("form"))


def begins(procedure: str) -> Goal:
    """The press that begins it stands on the page."""
    return lambda page: bool(page.all(f"button[name='procedure'][value='{procedure}']"))


ACTIONS: dict[str, tuple[Goal, int]] = {
    "begin a favourite": (begins("identity-document"), 0),
    "begin any other procedure": (begins("birth-certificate"), 1),
    "take up a draft": (lambda page: "/steps/" in page.path, 1),
    "see the list of drafts": (lambda page: bool(page.all(".work.draft .do a")), 0),
    "throw a draft away": (has_form("/discard"), 1),
    "find by number or name": (has_form("/desk/find"), 1),
    "open a case of today": (lambda page: page.path.startswith("/desk/references/"), 1),
    "print its receipt once more": (lambda page: "/papers/receipt/" in page.source and bool(page.all("#print")), 1),
    "complete it": (lambda page: page.path.endswith("/supplement"), 2),
    "the same person, another procedure": (lambda page: page.path.startswith("/procedures?from="), 2),
    "list mandates": (leads_to("/desk/mandates"), 1),
    "make a mandate": (leads_to("/desk/mandates/new"), 2),
    "open a mandate": (lambda page: has_form("/revoke")(page), 2),
    "see what prints": (leads_to("/desk/printing"), 1),
    "transmit now": (has_form("/transmit"), 2),
    "see the team": (leads_to("/desk/team"), 2),
    "call someone": (leads_to("/call"), 2),
    "change the language": (leads_to("/language"), 2),
    "make the screen ready for the next person": (has_form("/next"), 0),
    "lock the screen": (has_form("/lock/now"), 0),
    "leave the screen": (has_form("/sign-in/leave"), 0),
}
"""Each with where one sees that it is reached, and after how many presses of links at most; the press of a form that
does it comes on top where it is not the last of the two."""


@pytest.fixture
def busy(desk: Browser, box: Box, nadia: Actor) -> Browser:
    """A day like any other: a favourite, a draft, a submitted case, a mandate."""
    look_up.set_favourite(box, "identity-document", True, nadia)
    steps_taken.submitted(desk)
    steps_taken.fill(desk, steps_taken.begin(desk), until="birth")
    sign(desk, manner="screen", signature="[[0, 40, 20, 0, 40, 40, 60, 10, 80, 40]]")
    return desk


def reached(desk: Browser, most: int = MOST) -> list[list[Page]]:
    seen, found = {"/desk"}, [[desk.get("/desk")]]
    for _ in range(most):
        pages = []
        for page in found[-1]:
            for link in page.links():
                bare = link.split("#")[0]
                if not bare or bare in seen or bare.endswith(".pdf") or bare.startswith("/documentation/"):
                    continue
                seen.add(bare)
                pages.append(desk.get(bare))
        found.append(pages)
    return found


def test_everything_the_desk_does_is_two_presses_from_its_home(busy: Browser) -> None:
    result = reached(busy)
    far = {}
    for action, (goal, most) in ACTIONS.items():
        presses = next((depth for depth, pages in enumerate(result) if any(map(goal, pages))), None)
        if presses is None or presses > most:
            far[action] = presses
    assert not far, f"further than that: {far}"
    assert all(most <= MOST for _, most in ACTIONS.values())


def test_no_page_on_the_way_is_a_dead_end(busy: Browser) -> None:
    for page in (page for pages in reached(busy, 1) for page in pages):
        assert page.status == 200, page.path
        assert page.all("#next-person"), page.path
        assert "/desk" in page.links() or page.all("[data-then=park]") or has_form("/next")(page), page.path
