"""What comes under a known id with other contents is kept beside the first, shown to staff, and goes with the case."""

from sqlalchemy import select

from hub.cases import other_contents
from hub.cases.cases import read_case
from hub.decisions.copy_of_case import copy_of_case
from hub.hub import Hub
from hub.secrets.vault import destroy_contents, lock_of
from hub.store.schema import other_content
from tests.gallery.site.hub_browser import Browser
from tests.hub.samples import Box, Item, answers


def _other(box: Box, sent: Item, answer: str) -> Item:
    rows = answers()
    rows[0]["shown"] = answer
    return box.submitted(id=sent["id"], answers=rows)


def test_both_are_kept_once_and_staff_see_both(hub: Hub, box: Box, instructor: Browser) -> None:
    sent = box.submitted()
    other = _other(box, sent, "BENALI-PETIT")
    assert box.outcomes(sent, other, other) == ["acknowledged"] + ["rejected: changed-event"] * 2
    assert box.outcomes(other) == ["rejected: changed-event"]
    page = instructor.open(f"/dossiers/{sent['reference']}")
    assert "BENALI-PETIT" in page.text and "BENALI" in page.text
    with hub.store.reading() as connection:
        file = read_case(connection, hub.ring, sent["reference"])
        [kept] = other_contents.of_case(connection, file.id, file.lock)
        copied = copy_of_case(hub, connection, file)
        [stored] = connection.execute(select(other_content.c.body)).scalars()
    assert kept.site == "SA" and kept.body["answers"][0]["shown"] == "BENALI-PETIT"
    assert copied["other_contents"] == [kept.body] and b"BENALI" not in stored
    assert file.submitted["answers"][0]["shown"] == "BENALI", "the first counts"


def test_a_box_that_makes_another_each_time_does_not_fill_the_disk(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent, *(_other(box, sent, str(number)) for number in range(other_contents.MOST + 5)))
    with hub.store.reading() as connection:
        assert len(connection.execute(select(other_content.c.sha256)).all()) == other_contents.MOST


def test_they_are_erased_with_the_case_and_none_is_kept_after(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    box.send(sent, _other(box, sent, "BENALI-PETIT"))
    with hub.store.writing() as connection:
        destroy_contents(connection, hub.ring, sent["stream"])
    assert box.outcomes(_other(box, sent, "BENALI-GRAND")) == ["rejected: changed-event"]
    with hub.store.reading() as connection:
        assert lock_of(connection, hub.ring, sent["stream"]) is None
        assert connection.execute(select(other_content)).first() is None
