"""What a person had erased or withdrawn is not brought back, and is nobody else's to withdraw."""

from pathlib import Path

import pytest

from hub.cases.cases import read_case
from hub.cases.scope import EVERYTHING
from hub.decisions.rights import answer_request, open_requests
from hub.retention.erasure import read_erased_case
from kiosk.domain.language.preferences import Preferences
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.spool import print_queue
from kiosk.services.submitted import follow_case, personal_data, refused_events, withdraw_case
from kiosk.services.upkeep.backup import backup
from kiosk.store.cases.cases import Submission
from kiosk.store.events import outbox, updates
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented
from tests.services.conftest import brought_back, fault_of, held, reached_at, say, state_of
from tests.services.upkeep.test_backup import back, with_settings


def send(*boxes: Box) -> None:
    for _ in range(2):
        for box in boxes:
            talk(box, hub_of(box))
            print_queue.print_due(box)


def erased(central: Central, case: Submission, asked_at: Box, *boxes: Box, seen: int = 0) -> None:
    """The person asks at a box, and the service erases; every box hears of it."""
    say(central, case.reference, "refused", "Hors de la commune.", seen)
    send(*boxes)
    personal_data.ask(asked_at, case.reference, "erasure", helped(asked_at), asked_at.clock.new_id())
    send(asked_at)
    with central.hub.store.reading() as connection:
        (request,) = open_requests(connection, central.hub, EVERYTHING)
    answer_request(central.hub, central.claire, case.reference, request.id, "erased", "")
    send(*boxes)


def is_kept_here(box: Box, case: Submission) -> bool:
    """Whether anything that was answered, or said of it in words, can still be read at a box."""
    try:
        open_case(box, case.case_id, helped(box))
    except Refused:
        return any(update.message for update in follow_case.find(box, case.reference, helped(box)).updates)
    return True


def contents(central: Central) -> int:
    """The bytes of events that the hub holds."""
    with central.hub.store.reading() as connection:
        return int(connection.exec_driver_sql("SELECT sum(length(body)) FROM event").scalar_one())


def test_what_is_asked_at_another_box_is_erased_at_the_first_too(linked: Box, bruz: Box, central: Central) -> None:
    case = submitted(linked)
    send(linked)
    assert is_kept_here(linked, case)
    erased(central, case, bruz, linked, bruz)
    assert not is_kept_here(linked, case) and not is_kept_here(bruz, case)
    assert contents(central) == 0


def test_the_same_event_sent_again_brings_nothing_back(linked: Box, central: Central) -> None:
    """A line that plays old requests again, and a hub of a new epoch, which is sent everything once more."""
    case = submitted(linked)
    send(linked)
    erased(central, case, linked, linked)
    with linked.store.write() as db:
        db.conn.execute("INSERT INTO unanswered (event_id) SELECT id FROM events WHERE length(sealed) > 0")
    assert outbox.unsent(linked.store.read())[0]
    send(linked)
    reached_at(linked, epoch="of before a copy")
    send(linked)
    assert outbox.unsent(linked.store.read())[0] == 0
    assert contents(central) == 0 and not is_kept_here(linked, case)
    assert all(not update.body for update in updates.of(linked.store.read(), case.reference)[:-1])
    with central.hub.store.reading() as connection:
        assert read_erased_case(connection, case.reference, EVERYTHING).why == "asked"


def test_words_that_come_late_are_not_kept(linked: Box, bruz: Box, central: Central) -> None:
    """A box that was off meanwhile: it has an addition of its own, and words of before that it never fetched."""
    case = submitted(linked)
    send(linked)
    supplemented(bruz, case.reference)
    say(central, case.reference, "in_progress", "Mme Benali attend un logement.")
    erased(central, case, linked, linked, seen=1)
    send(bruz)
    (refused,) = outbox.attention(bruz.store.read())
    assert refused.code == "closed-case"
    assert contents(central) == 0 and not is_kept_here(bruz, case)
    refused_events.set_aside(bruz, refused.id, helped(bruz))
    send(bruz)
    left = "SELECT count(*) FROM events WHERE length(kept) > 0"
    assert bruz.store.read().execute(left).fetchone()[0] == 0


def test_a_box_that_comes_back_from_a_copy_of_before_erases_again(
    linked: Box, central: Central, tmp_path: Path
) -> None:
    box = with_settings(linked)
    case = submitted(box)
    send(box)
    backup(box, tmp_path / "copy")
    erased(central, case, box, box)
    brought_back(tmp_path / "copy", tmp_path / "again", lambda: "")
    again = back(tmp_path / "again")
    assert is_kept_here(again, case), "the copy is older than the request"
    send(again)
    assert not is_kept_here(again, case)
    assert contents(central) == 0
    again.store.close()


def test_the_code_of_one_s_own_receipt_withdraws_nobody_else_s_case(linked: Box, central: Central) -> None:
    mine, theirs = submitted(linked), submitted(linked)
    send(linked)
    forms = iter(range(10))

    def try_at(reference: str, code: str) -> None:
        withdraw_case.withdraw_alone(
            linked, reference, code, "", Preferences(), "station", f"{next(forms)}" * 32
        )  # fmt: skip
        send(linked)

    for code in (mine.follow_code, "AAAAA-AAAAA", "AAAAA-AAAAB", theirs.follow_code[::-1]):
        try_at(theirs.reference, code)
    assert state_of(linked, theirs.case_id) == "received"
    assert [kind for _, kind, _ in held(central)] == ["submitted", "submitted"]
    with central.hub.store.reading() as connection:
        assert read_case(connection, central.hub.ring, theirs.reference).state == "received"
    try_at(theirs.reference, theirs.follow_code)
    assert state_of(linked, theirs.case_id) == "withdrawn"
    assert state_of(linked, mine.case_id) == "received"


def test_an_erasure_is_not_asked_of_a_case_of_another_service(box: Box) -> None:
    case = submitted(box)
    stranger = helped(box)
    stranger.ring.privates.pop("etat-civil")
    with pytest.raises(Refused) as refused:
        personal_data.ask(box, case.reference, "erasure", stranger, "f" * 32)
    assert fault_of(refused) == "not-your-service"
    assert len(outbox.history(box.store.read(), case.reference)) == 1
