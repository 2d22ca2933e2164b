"""What nobody sends is forgotten after a day, and at once with its case; the database says nothing of it in clear."""

from datetime import timedelta

from sqlalchemy import select

from hub.files import file_ends
from hub.hub import Hub
from hub.retention.daily_upkeep import run_upkeep
from hub.retention.erasure import ASKED, erase
from hub.secrets.vault import lock_of
from hub.store.schema import telephone_file
from hub.telephone import rows
from tests.gallery.site.strange_files import picture
from tests.gallery.site.telephone import Telephone
from tests.hub.conftest import Watch
from tests.hub.samples import Item

FILE = "a" * 32


def left(hub: Hub) -> tuple[int, int]:
    """The rows and the objects that are there."""
    with hub.store.reading() as connection:
        found = len(connection.execute(select(telephone_file.c.id)).all())
    return found, len(list(hub.objects.below(f"aa/{FILE}/")))


def test_what_nobody_sent_is_gone_after_a_day(telephone: Telephone, hub: Hub, watch: Watch) -> None:
    telephone.put(FILE, picture("JPEG"))
    watch.ahead.append(rows.KEPT - timedelta(minutes=1))
    run_upkeep(hub)
    assert left(hub) == (1, 1)
    watch.ahead.append(timedelta(minutes=2))
    run_upkeep(hub)
    assert left(hub) == (0, 0)


def test_it_goes_with_its_case(telephone: Telephone, hub: Hub, asked: Item) -> None:
    telephone.put(FILE, picture("JPEG"))
    with hub.store.writing() as connection:
        erase(hub, connection, asked["stream"], ASKED)
    file_ends.bury(hub)
    assert left(hub) == (0, 0)


def test_its_name_and_its_contents_are_nowhere_in_clear(telephone: Telephone, hub: Hub) -> None:
    telephone.put(FILE, picture("JPEG"), name="bail Benali.jpg")
    with hub.store.reading() as connection:
        row = connection.execute(select(telephone_file)).one()
    assert not [value for value in row if b"Benali" in (value if isinstance(value, bytes) else str(value).encode())]
    (stored,) = hub.objects.below(f"aa/{FILE}/")
    assert b"\xff\xd8\xff" not in hub.objects.get(stored.name)


def test_a_twin_that_was_faster_is_not_written_over(telephone: Telephone, hub: Hub, asked: Item) -> None:
    telephone.put(FILE, picture("JPEG"))
    with hub.store.writing() as connection:
        file, lock = rows.find(connection, FILE), lock_of(connection, hub.ring, asked["stream"])
        assert file and lock
        cleaned = rows.opened(file, lock)
        assert not rows.keep(connection, file, lock, cleaned.made, "autre.jpg", "image/jpeg")
        again = rows.find(connection, FILE)
    assert again and rows.opened(again, lock) == cleaned
