"""What was done today can be seen and taken back."""

from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser
from tests.screens.conftest import Decide, transmit


def test_what_was_done_is_listed_with_who_did_it_and_comes_back(linked_desk: Browser, decides: Decide) -> None:
    reference = steps_taken.reference_of(steps_taken.submitted(linked_desk))
    transmit(linked_desk)
    decides(reference, "accepted", "Venez la chercher.")
    transmit(linked_desk)
    assert "Rien n’a été noté comme fait" in linked_desk.get("/desk/done").main
    home = linked_desk.get("/desk")
    linked_desk.send(home.form(home.one(".work form[id^=done]").get("id")))
    done = linked_desk.get("/desk/done")
    assert "Nadia Roux" in done.words(".work")[0]
    again = linked_desk.send(done.form(done.one(".work form").get("id")))
    assert again.path == "/desk" and len(again.all("#work .work")) == 1
