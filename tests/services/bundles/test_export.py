"""The file that carries what waits: in pieces, without words in clear, whatever becomes of it."""

import pytest

from hub.files.opened_file import read_file
from kiosk.services.box.box import Box
from kiosk.services.bundles import export
from kiosk.services.submitted import follow_case
from kiosk.store.events import bundles, file_transfers
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import submitted, supplemented
from tests.services.bundles.by_hand import answered, brought_back, carried
from tests.services.submitted.test_supplement_files import EVENT, FILE, NOTHING_ELSE, add, at_desk


def test_what_waits_is_counted_with_the_bytes_that_it_takes(linked: Box) -> None:
    nothing = export.waiting(linked)
    assert (nothing.events, nothing.oldest, nothing.closed) == (0, None, 0)
    case = submitted(linked)
    supplemented(linked, case.reference)
    waits = export.waiting(linked)
    assert (waits.events, waits.closed) == (2, 0) and waits.oldest is not None
    assert abs(len(carried(linked)) - waits.bytes) < 3_000


def test_nothing_of_a_case_is_in_clear_and_the_file_has_no_telling_name(linked: Box) -> None:
    case = submitted(linked)
    made = export.begin(linked)
    data = b"".join(made.pieces())
    assert made.name == f"envoi-{made.bundle.id[:12]}.parvis"
    for words in (case.reference, "birth-certificate", "Lefebvre", "Saint-Aubin", linked.site.code * 2):
        assert words.encode() not in data


def test_an_export_that_was_broken_off_is_shown_nowhere_and_may_begin_again(linked: Box, central: Central) -> None:
    submitted(linked)
    broken = export.begin(linked).pieces()
    next(broken)
    broken.close()
    assert bundles.latest(linked.store.read()) == []
    assert brought_back(linked, answered(central.hub, carried(linked))).acknowledged == 1
    assert len(bundles.latest(linked.store.read())) == 1


def test_what_is_on_a_stick_counts_as_perhaps_sent(linked: Box) -> None:
    submitted(linked)
    assert linked.store.read().table("sends").count_where() == 0
    carried(linked)
    assert linked.store.read().table("sends").count_where() == 1


def test_what_does_not_fit_goes_with_the_next_stick(
    linked: Box, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        submitted(linked)
    with monkeypatch.context() as patch:
        patch.setattr(export, "MOST_BYTES", export.waiting(linked).bytes // 2)
        first = carried(linked)
    done = brought_back(linked, answered(central.hub, first)).acknowledged
    assert 0 < done < 3
    assert brought_back(linked, answered(central.hub, carried(linked))).acknowledged == 3 - done


def test_a_file_of_a_supplement_goes_on_the_stick_with_its_event_and_counts_once(linked: Box, central: Central) -> None:
    case, desk = submitted(linked), at_desk(linked)
    add(linked, case.reference, desk)
    follow_case.supplement(linked, case.reference, NOTHING_ELSE, desk, EVENT)
    assert brought_back(linked, answered(central.hub, carried(linked))).acknowledged == 2
    assert file_transfers.waiting(linked.store.read()) == 0
    assert read_file(central.hub, case.case_id, FILE)
