"""What people see of it today: sheets by title and by the words they hold, messages until they were read."""

from datetime import timedelta

from kiosk.catalogue.published import files
from kiosk.services.box.box import Actor, Box
from kiosk.services.published import shown
from tests.gallery.site.cast import Watch
from tests.gallery.site.published import MEETING, publish


def test_sheets_are_found_by_the_words_they_hold(box: Box) -> None:
    publish(box)
    for typed, found in [
        ("passeport", ["passeport.yaml"]), ("encombrant", ["encombrants.yaml"]), ("النفايات", ["encombrants.yaml"]),
        ("froid nuit", ["grand-froid.yaml"]), ("passeport encombrants", []), ("e", []), ("", []),
    ]:  # fmt: skip
        assert [sheet.name for sheet in shown.matching(box, "ar", typed)] == found


def test_the_sheets_that_ship_with_the_gallery_are_sound(box: Box) -> None:
    publish(box)
    assert [sheet.name for sheet in shown.sheets(box, "fr")] == [
        "encombrants.yaml",
        "grand-froid.yaml",
        "passeport.yaml",
    ]
    assert shown.sheet_named(box, "passeport.yaml") is not None
    assert shown.sheet_named(box, "../passeport.yaml") is None
    assert files.message_faults({"a": MEETING.encode()}, box.watch.today().day) == []


def test_a_sheet_past_its_day_is_not_shown(box: Box, watch: Watch) -> None:
    publish(box)
    watch.wait(timedelta(days=365 * 5))
    assert [sheet.name for sheet in shown.sheets(box, "fr")] == ["passeport.yaml"]


def test_a_message_stays_until_each_has_read_it_and_comes_back_when_it_changes(box: Box, nadia: Actor) -> None:
    publish(box)
    assert [message.name for message in shown.messages(box, nadia)] == ["logement.yaml"]
    shown.have_read(box, nadia, "logement.yaml")
    shown.have_read(box, nadia, "another.yaml")
    assert shown.messages(box, nadia) == []
    publish(box, {("message", "logement.yaml"): MEETING.replace("lundi", "mardi")})
    assert [message.name for message in shown.messages(box, nadia)] == ["logement.yaml"]
