"""The last announcement counts."""

from hub.sites.release_notes import announce, announced
from kiosk.domain.proofs import release_note, signed_statement
from tests.gallery.site.central import Central


def test_the_last_announcement_takes_the_place_of_the_one_before(central: Central) -> None:
    assert announced(central.hub) is None
    announce(central.hub, "99.0.0", "Corrige.")
    announce(central.hub, "99.0.1", " Corrige mieux. ")
    note = release_note.read(signed_statement.shown(announced(central.hub)), central.verify_key)
    assert (note.release, note.text) == ("99.0.1", "Corrige mieux.")
