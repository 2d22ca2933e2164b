"""What goes by a stick: nothing in clear leaves, nothing half is left, and the hub's signed answer alone counts."""

import errno
import json
import os
import random
import threading
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path

import httpx
import pytest

from hub.files.listed_file import open_case_file
from hub.keyring import rotate_sealing_key
from hub.opening import begin_new_epoch
from kiosk.crypto import keys
from kiosk.domain.events.sealed import MEDIA_TYPE, open_message, seal_message
from kiosk.errors import Refused, Unreachable
from kiosk.files.carried_file import open_carried, write_carried
from kiosk.process import whole_file
from kiosk.services import bundles
from kiosk.services.box.box import Box
from kiosk.services.bundles import Carrying, Export
from kiosk.services.drafts import join_files
from kiosk.services.exchange import enrol, receive_updates
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.submitted import supplements
from kiosk.services.upkeep.backup import FOLDER
from kiosk.services.upkeep.machine import Mounts
from kiosk.store import file_transfers, outbox, updates
from kiosk.store.people import Mediator
from tests.gallery.site.cast import at_work
from tests.gallery.site.central import Central, central_hub
from tests.gallery.site.gestures import submitted, supplemented
from tests.gallery.site.plugged_in import plugged_in
from tests.gallery.site.strange_files import plain_pdf, saved
from tests.services.bundles.by_hand import answered, brought_back, carried, there_and_back
from tests.services.conftest import held, say
from tests.services.exchange.test_file_transfers import submitted as submitted_with_file
from tests.services.submitted.test_supplement_files import EVENT, FILE, NOTHING_ELSE, add, at_desk


def test_what_waits_is_counted_with_the_bytes_that_it_takes(linked: Box) -> None:
    nothing = bundles.estimate_bundle(linked)
    assert (nothing.events, nothing.oldest, nothing.closed) == (0, None, 0)
    case = submitted(linked)
    supplemented(linked, case.reference)
    waits = bundles.estimate_bundle(linked)
    assert (waits.events, waits.closed) == (2, 0) and waits.oldest is not None
    assert abs(len(carried(linked)) - waits.bytes) < 3_000


def test_nothing_of_a_case_is_in_clear_and_the_file_has_no_telling_name(linked: Box) -> None:
    case = submitted(linked)
    made = bundles.begin_bundle_export(linked)
    data = b"".join(made.pieces())
    assert made.name == f"envoi-{made.bundle.id[:12]}.parvis"
    for words in (case.reference, "birth-certificate", "Lefebvre", "Saint-Aubin", linked.site.code * 2):
        assert words.encode() not in data


def test_an_export_that_was_broken_off_is_shown_nowhere_and_may_begin_again(linked: Box, central: Central) -> None:
    submitted(linked)
    broken = bundles.begin_bundle_export(linked).pieces()
    next(broken)
    broken.close()
    assert file_transfers.select_latest_bundles(linked.store.read()) == []
    assert brought_back(linked, answered(central.hub, carried(linked))).acknowledged == 1
    assert len(file_transfers.select_latest_bundles(linked.store.read())) == 1


def test_what_is_on_a_stick_counts_as_perhaps_sent(linked: Box) -> None:
    submitted(linked)
    assert linked.store.read().table("sends").count_where() == 0
    carried(linked)
    assert linked.store.read().table("sends").count_where() == 1


def test_what_does_not_fit_goes_with_the_next(linked: Box, central: Central, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        submitted(linked)
    with monkeypatch.context() as patch:
        patch.setattr(bundles, "MOST_BYTES", bundles.estimate_bundle(linked).bytes // 2)
        first = carried(linked)
    done = brought_back(linked, answered(central.hub, first)).acknowledged
    assert 0 < done < 3
    assert brought_back(linked, answered(central.hub, carried(linked))).acknowledged == 3 - done


def test_a_file_of_a_supplement_goes_on_the_stick_with_its_event_and_counts_once(linked: Box, central: Central) -> None:
    case, desk = submitted(linked), at_desk(linked)
    add(linked, case.reference, desk)
    supplements.append_supplement(linked, case.reference, NOTHING_ELSE, desk, EVENT)
    assert brought_back(linked, answered(central.hub, carried(linked))).acknowledged == 2
    assert file_transfers.count_waiting_parcels(linked.store.read()) == 0
    assert b"".join(open_case_file(central.hub, case.case_id, FILE))


class Failing(Export):
    """A bundle at whose second piece the stick fails."""

    fault = errno.EIO

    def pieces(self) -> Iterator[bytes]:
        yield b"PARVIS"
        raise OSError(self.fault, os.strerror(self.fault))


def failing(box: Box, fault: int) -> Export:
    made = bundles.begin_bundle_export(box)
    made.__class__ = type("F", (Failing,), {"fault": fault})
    return made


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (errno.EIO, "stick-gone"), (errno.ENODEV, "stick-gone"), (errno.ENOENT, "stick-gone"),
        (errno.ENOSPC, "no-room"), (errno.EFBIG, "no-room"), (errno.EROFS, "no-access"),
    ],
)  # fmt: skip
def test_what_fails_in_writing_is_named_and_leaves_nothing(linked: Box, tmp_path: Path, fault: int, code: str) -> None:
    with pytest.raises(Refused, match=code):
        bundles.write_bundle_file(failing(linked, fault), tmp_path)
    assert os.listdir(tmp_path) in ([], ["site"], ["hub", "site"], ["site", "hub"])
    assert file_transfers.select_latest_bundles(linked.store.read()) == []


def test_a_stick_with_something_else_is_not_believed(
    linked: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_file, "digest_file", lambda path: "")
    with pytest.raises(Refused, match="bundle-not-written"):
        bundles.write_bundle_file(bundles.begin_bundle_export(linked), bundles.folder_of(tmp_path))
    with pytest.raises(Refused, match="stick-gone"):
        bundles.folder_of(tmp_path / "gone")


def test_two_exports_at_once_are_two_files(linked: Box, tmp_path: Path) -> None:
    submitted(linked)
    folder = bundles.folder_of(tmp_path)
    first, second = bundles.begin_bundle_export(linked), bundles.begin_bundle_export(linked)
    assert bundles.write_bundle_file(second, folder) != bundles.write_bundle_file(first, folder)
    assert len(list(folder.iterdir())) == 2


def test_the_answer_that_this_box_waits_for_is_found_before_another(linked: Box, tmp_path: Path) -> None:
    with plugged_in(tmp_path / "A", tmp_path / "B"):
        there = bundles.sticks(Mounts())
        assert [stick.name for stick in there] == ["A", "B"] and there[0].free > 0
        assert bundles.answer_among(linked, there) is None
        bundles.folder_of(tmp_path / "A")
        strange = tmp_path / "A" / FOLDER / "reponse-000000000000.parvis"
        strange.write_bytes(b"")
        assert bundles.answer_among(linked, there) == strange
        written = bundles.write_bundle_file(bundles.begin_bundle_export(linked), bundles.folder_of(tmp_path / "B"))
        mine = written.with_name(written.name.replace("envoi", "reponse"))
        mine.write_bytes(b"")
        assert bundles.answer_among(linked, there) == mine


def test_it_says_how_far_it_is_and_a_second_waits(linked: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    submitted(linked)
    carrying, gate, write = Carrying(), threading.Event(), bundles.write_bundle_file

    def slow(made: Export, folder: Path) -> Path:
        gate.wait(10)
        return write(made, folder)

    monkeypatch.setattr(bundles, "write_bundle_file", slow)
    assert not carrying.progress().running and carrying.progress().path is None
    carrying.start(linked, tmp_path)
    under_way = carrying.progress()
    assert (under_way.running, under_way.done, under_way.percent, under_way.events) == (True, 0, 0, 1)
    with pytest.raises(Refused, match="carrying-already"):
        carrying.start(linked, tmp_path)
    gate.set()
    carrying.wait(10)
    ended = carrying.progress()
    assert (ended.running, ended.percent, ended.fault) == (False, 100, None)
    assert ended.path is not None and ended.path.stat().st_size == ended.done


def test_a_stick_that_is_gone_is_said_and_another_copy_may_begin(linked: Box, tmp_path: Path) -> None:
    carrying = Carrying()
    carrying.start(linked, tmp_path / "gone")
    carrying.wait(10)
    fault = carrying.progress().fault
    assert fault is not None and fault.code == "stick-gone"
    carrying.start(linked, tmp_path)
    carrying.wait(10)
    assert carrying.progress().path is not None


def waits(box: Box) -> int:
    return outbox.read_unsent_summary(box.store.read())[0]


def exchanged(box: Box) -> None:
    with closing(hub_of(box)) as hub:
        exchange_with_hub(box, hub)


def statements(box: Box) -> list[tuple[str, bytes]]:
    acknowledged = list(box.store.read().query("SELECT event_id, statement FROM acknowledgements ORDER BY event_id"))
    return [(row["event_id"], row["statement"]) for row in acknowledged]


def refused(box: Box, answer: bytes) -> str:
    with pytest.raises(Refused) as reason:
        brought_back(box, answer)
    return str(reason.value.code)


def test_what_went_by_hand_is_at_the_hub_once_and_leaves_on_the_signed_answer(linked: Box, central: Central) -> None:
    case = submitted(linked)
    supplemented(linked, case.reference)
    bundle = carried(linked)
    assert waits(linked) == 2, "an export deletes nothing"
    answer = answered(central.hub, bundle)
    assert [(kind, number) for _, kind, number in held(central)] == [
        ("submitted", case.reference), ("supplement", case.reference),
    ]  # fmt: skip
    assert waits(linked) == 2, "nor does what only the hub knows"
    taken = brought_back(linked, answer)
    assert (taken.acknowledged, taken.rejected, taken.later, waits(linked)) == (2, 0, 0, 0)
    kept = file_transfers.select_latest_bundles(linked.store.read())[0]
    assert kept.answered_at is not None
    assert refused(linked, answer) == "answer-known"


def test_a_case_that_also_went_by_wire_counts_once_in_both_orders(linked: Box, central: Central) -> None:
    submitted(linked)
    bundle = carried(linked)
    exchanged(linked)
    by_wire = statements(linked)
    assert brought_back(linked, answered(central.hub, bundle)).acknowledged == 1
    assert statements(linked) == by_wire, "the same acknowledgement, whichever way it came"
    submitted(linked)
    bundle = carried(linked)
    answer = answered(central.hub, bundle)
    exchanged(linked)
    assert brought_back(linked, answer).acknowledged == 1
    assert len(held(central)) == 2 and waits(linked) == 0


def test_two_bundles_of_the_same_cases_and_one_twice_are_acknowledged_alike(linked: Box, central: Central) -> None:
    submitted(linked)
    first, second = carried(linked), carried(linked)
    assert first != second
    late = answered(central.hub, first)
    again = answered(central.hub, first)
    assert brought_back(linked, answered(central.hub, second)).acknowledged == 1
    said = statements(linked)
    assert brought_back(linked, again).acknowledged == 1
    assert refused(linked, late) == "answer-known"
    assert statements(linked) == said and len(held(central)) == 1


def test_decisions_come_back_with_the_answer_and_no_cursor_is_skipped(linked: Box, central: Central) -> None:
    case = submitted(linked)
    there_and_back(linked, central.hub)
    say(central, case.reference, "in_progress")
    older = carried(linked)
    given = answered(central.hub, older)
    say(central, case.reference, "accepted", "Venez.", 1)
    assert there_and_back(linked, central.hub).updates == 2
    assert brought_back(linked, given).updates == 1, "an older one brings nothing new, and harms nothing"
    assert [update.state for update in updates.select_updates(linked.store.read(), case.reference)] == [
        "in_progress",
        "accepted",
    ]
    exchanged(linked)
    assert there_and_back(linked, central.hub).updates == 0


def test_an_answer_of_before_the_hub_was_put_back_is_refused_and_what_it_lacks_goes_again(
    linked: Box, central: Central
) -> None:
    submitted(linked)
    before = answered(central.hub, carried(linked))
    begin_new_epoch(central.hub.store, central.hub.clock)
    exchanged(linked)  # acknowledged in the new epoch
    submitted(linked)
    assert refused(linked, before) == "answer-older"
    assert waits(linked) == 1
    begin_new_epoch(central.hub.store, central.hub.clock)
    assert there_and_back(linked, central.hub).acknowledged == 1
    assert receive_updates.was_hub_put_back(linked)
    assert waits(linked) == 1, "the first is sent again, because the hub may lack it"
    assert there_and_back(linked, central.hub).acknowledged == 1 and waits(linked) == 0


def test_a_new_sealing_key_of_the_hub_comes_with_the_answer(linked: Box, central: Central) -> None:
    rotate_sealing_key(central.hub.store, central.hub.ring, central.hub.clock)
    submitted(linked)  # sealed to the former key, which the hub still has
    assert there_and_back(linked, central.hub).acknowledged == 1
    enrolled = linked.enrolment()
    assert enrolled is not None and enrolled.seal_key == central.hub.ring.newest().pair.public


def test_an_answer_for_another_site_an_unknown_bundle_or_of_another_hub_is_said_and_changes_nothing(
    linked: Box, bruz: Box, central: Central, tmp_path: Path
) -> None:
    submitted(linked)
    theirs = answered(central.hub, carried(bruz))
    assert refused(linked, theirs) == "answer-of-another-site"
    mine = answered(central.hub, carried(linked))
    with linked.store.write() as db:
        file_transfers.delete_old_bundles(db, linked.clock.now())  # as in a database that came back from a backup
    assert refused(linked, mine) == "answer-unknown"
    waited = answered(central.hub, carried(linked))
    with central_hub(tmp_path / "elsewhere") as elsewhere:
        enrol.enrol_at_hub(linked, elsewhere.url, elsewhere.code)
        assert refused(linked, waited) == "answer-of-another-hub"
    assert waits(linked) == 1


def test_what_the_hub_refuses_is_for_the_desk_and_what_it_has_no_time_for_goes_again(
    linked: Box, central: Central, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hub.intake import intake
    from hub.intake.batch import Busy, RefusedEvent
    from kiosk.error_codes import Rejection

    submitted(linked)
    outcomes = [[Busy(1)], [Busy(1)], [RefusedEvent(Rejection.REFERENCE_TAKEN, "")]]
    monkeypatch.setattr(intake, "take_opened_events", lambda *_: outcomes.pop(0))
    assert there_and_back(linked, central.hub).rejected == 1
    assert outcomes == []


def test_a_file_that_is_cut_or_changed_anywhere_changes_nothing(linked: Box, central: Central) -> None:
    submitted(linked)
    bundle = carried(linked)
    answer = answered(central.hub, bundle)
    dice = random.Random(30)
    first = answer.index(b"events/0") + len("events/0")
    for place in [2, 16, 60, first, first + 8, first + 90, *(dice.randrange(2, len(answer)) for _ in range(60))]:
        assert refused(linked, answer[:place]) == "bundle-damaged", place
    for place in [first, first + 8, first + 90, *(dice.randrange(first, first + 600) for _ in range(60))]:
        changed = bytearray(answer)
        changed[place] ^= 1 << dice.randrange(8)
        assert refused(linked, bytes(changed)) == "bundle-damaged", place
    assert waits(linked) == 1 and not statements(linked)
    assert refused(linked, bundle) == "bundle-for-an-answer"
    assert brought_back(linked, answer).acknowledged == 1


def test_the_answers_of_two_sticks_cannot_be_mixed(linked: Box, central: Central) -> None:
    """Nor does an answer under the name of another bundle, or one that this box signed itself, count."""
    submitted(linked)
    first, second = (open_carried(BytesIO(answered(central.hub, carried(linked)))) for _ in range(2))
    swapped = {name: first.read(name) for name in first.names} | {"events/0": second.read("events/0")}
    assert refused(linked, b"".join(write_carried(first.id, swapped.items()))) == "bundle-forged"
    forged = seal_message(b"{}", linked.site_seed, keys.verify_key(linked.site_seed))
    own = {name: first.read(name) for name in first.names} | {"site": forged}
    assert refused(linked, b"".join(write_carried(first.id, own.items()))) == "bundle-forged"
    assert waits(linked) == 1 and not statements(linked)


def test_what_is_on_a_stick_is_what_goes_over_the_line(linked: Box, central: Central) -> None:
    submitted(linked)
    stick = open_carried(BytesIO(carried(linked)))
    assert stick.names == ["events/0", "updates/0"]
    enrolled = linked.enrolment()
    assert enrolled is not None
    headers = {"Authorization": f"Bearer {enrolled.token}", "Content-Type": MEDIA_TYPE}
    line = httpx.post(f"{central.url}/api/v2/events", content=stick.read("events/0"), headers=headers, trust_env=False)
    told = open_message(line.content, linked.site_seed, 100_000)
    assert told.signer([central.verify_key])
    assert json.loads(told.content)["answers"][0]["outcome"] == "acknowledged"


def test_a_box_without_a_hub_makes_no_bundle_and_takes_no_answer(box: Box) -> None:
    with pytest.raises(Unreachable, match="no-hub"):
        carried(box)
    with pytest.raises(Unreachable, match="no-hub"):
        brought_back(box, b"")


def test_a_file_goes_with_its_case_and_is_whole_at_the_hub(linked: Box, central: Central, nadias: Mediator) -> None:
    nadia = at_work(linked, nadias)
    case_id, name = submitted_with_file(linked, nadia, saved(plain_pdf("Bonjour", pages=3)))
    bundle = carried(linked)
    assert abs(bundles.estimate_bundle(linked).bytes - len(bundle)) < 3_000
    answer = answered(central.hub, bundle)
    assert file_transfers.count_waiting_parcels(linked.store.read())
    taken = brought_back(linked, answer)
    assert (taken.acknowledged, taken.files) == (1, 1)
    assert not file_transfers.count_waiting_parcels(linked.store.read())
    assert (
        b"".join(open_case_file(central.hub, case_id, name))
        == join_files.read_joined_file(linked, case_id, name, nadia).data
    )


def test_by_wire_and_by_hand_a_file_is_there_once_in_any_order(linked: Box, central: Central, nadias: Mediator) -> None:
    nadia = at_work(linked, nadias)
    submitted_with_file(linked, nadia)
    bundle = carried(linked)
    with closing(hub_of(linked)) as hub:
        exchange_with_hub(linked, hub)
    assert brought_back(linked, answered(central.hub, bundle)).files == 1
    submitted_with_file(linked, nadia)
    answer = answered(central.hub, carried(linked))
    with closing(hub_of(linked)) as hub:
        exchange_with_hub(linked, hub)
    assert brought_back(linked, answer).files == 1
    assert not file_transfers.count_waiting_parcels(linked.store.read())


def test_a_file_that_was_wiped_is_missing_its_case_arrives(linked: Box, central: Central, nadias: Mediator) -> None:
    _, name = submitted_with_file(linked, at_work(linked, nadias))
    made = bundles.begin_bundle_export(linked)
    with linked.store.write() as db:
        db.conn.execute("DELETE FROM attachment_pieces WHERE attachment_id = ? AND number > 0", (name,))
    bundle = b"".join(made.pieces())
    made.finish()
    taken = brought_back(linked, answered(central.hub, bundle))
    assert (taken.acknowledged, taken.files) == (1, 0)
