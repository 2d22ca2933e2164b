"""A case and its files go on one stick; what also went by wire counts once, and what is missing goes again."""

from contextlib import closing

from hub.files.opened_file import open_file
from kiosk.services.box.box import Box
from kiosk.services.bundles import export
from kiosk.services.drafts import join_files
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.store.events import file_transfers
from kiosk.store.people.people import Mediator
from tests.gallery.site.cast import at_work
from tests.gallery.site.central import Central
from tests.gallery.site.strange_files import plain_pdf, saved
from tests.services.bundles.by_hand import answered, brought_back, carried
from tests.services.exchange.test_file_transfers import submitted


def test_a_file_goes_with_its_case_and_is_whole_at_the_hub(linked: Box, central: Central, nadias: Mediator) -> None:
    nadia = at_work(linked, nadias)
    case_id, name = submitted(linked, nadia, saved(plain_pdf("Bonjour", pages=3)))
    bundle = carried(linked)
    assert abs(export.waiting(linked).bytes - len(bundle)) < 3_000
    answer = answered(central.hub, bundle)
    assert file_transfers.waiting(linked.store.read())
    taken = brought_back(linked, answer)
    assert (taken.acknowledged, taken.files) == (1, 1)
    assert not file_transfers.waiting(linked.store.read())
    assert b"".join(open_file(central.hub, case_id, name)) == join_files.read(linked, case_id, name, nadia).data


def test_by_wire_and_by_hand_a_file_is_there_once_in_both_orders(
    linked: Box, central: Central, nadias: Mediator
) -> None:
    nadia = at_work(linked, nadias)
    submitted(linked, nadia)
    bundle = carried(linked)
    with closing(hub_of(linked)) as hub:
        talk(linked, hub)
    assert brought_back(linked, answered(central.hub, bundle)).files == 1
    submitted(linked, nadia)
    answer = answered(central.hub, carried(linked))
    with closing(hub_of(linked)) as hub:
        talk(linked, hub)
    assert brought_back(linked, answer).files == 1
    assert not file_transfers.waiting(linked.store.read())


def test_a_file_that_was_wiped_meanwhile_is_missing_and_its_case_arrives(
    linked: Box, central: Central, nadias: Mediator
) -> None:
    _, name = submitted(linked, at_work(linked, nadias))
    made = export.begin(linked)
    with linked.store.write() as db:
        db.conn.execute("DELETE FROM attachment_pieces WHERE attachment_id = ? AND number > 0", (name,))
    bundle = b"".join(made.pieces())
    made.finish()
    taken = brought_back(linked, answered(central.hub, bundle))
    assert (taken.acknowledged, taken.files) == (1, 0)
