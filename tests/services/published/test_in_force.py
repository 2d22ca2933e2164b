"""Each kind comes into force whole, or stays as it was; most of it is held by `test_follow.py`."""

from kiosk.domain.published import documents
from kiosk.domain.published.documents import ItemList
from kiosk.services.box.box import Box
from kiosk.services.published import in_force
from kiosk.services.published.kinds import KINDS
from kiosk.store.published import publications
from tests.gallery.site.authority import Authority


def test_no_two_kinds_have_a_name_or_a_folder_in_common() -> None:
    assert len({kind.name for kind in KINDS}) == len({kind.folder for kind in KINDS}) == len(KINDS)


def test_a_fault_is_told_until_a_list_no_longer_has_its_kind(box: Box) -> None:
    authority = Authority()
    for number, files in ((1, {("hologram", "a"): b""}), (2, {})):
        signed = authority.list(number, files)
        with box.store.write() as db:
            publications.keep_content(db, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", b"")
        in_force.swap(box, [(documents.read(ItemList, signed), signed)])
        assert [fault.kind for fault in publications.faults(box.store.read())] == [kind for kind, _ in files]
