"""A box makes itself known to a hub, once."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from hub import publications
from hub.sites.sites import invite, key_list, revoke_site, signers
from kiosk.crypto import keys
from kiosk.domain.events.reference import MARGIN
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.receipt_proof import verify_text
from kiosk.domain.published import documents
from kiosk.domain.published.documents import Root
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.box.box import Actor, Box, make_next_site_key, open_box, shipped_procedures
from kiosk.services.exchange import enrol, receive_updates, send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.published import follow
from kiosk.services.upkeep import retention
from kiosk.settings import Settings
from kiosk.store import cases, counters, outbox
from kiosk.store.database import DatabaseError
from kiosk.store.publications import read_follow_progress
from tests.gallery.site.authority import Authority, packed
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.central import Central, enrolled, new_site
from tests.gallery.site.gestures import submitted
from tests.services.bundles.by_hand import answered, brought_back, carried
from tests.services.conftest import fault_of, opened, reached_at


@contextmanager
def bare(settings: Settings) -> Iterator[Box]:
    box = open_box(settings)
    set_up(box)
    yield box
    box.store.close()


def test_what_was_submitted_before_is_sealed_by_who_is_on_shift(box: Box, nadia: Actor, central: Central) -> None:
    case = submitted(box)
    assert outbox.select_due_events(box.store.read(), 10) == []
    enrol.enrol_at_hub(box, central.url, central.code)
    assert [event.reference for event in outbox.select_due_events(box.store.read(), 10)] == [case.reference]
    assert exchange_with_hub(box, hub_of(box)).acknowledged == 1
    assert opened(central) == [case.reference]


def test_a_box_pins_the_root_that_the_hub_shows_with_the_code(box: Box, central: Central) -> None:
    authority, second = Authority(), Authority()
    files = {("procedure", "a.yaml"): (shipped_procedures() / "census-at-16.yaml").read_bytes()}
    publications.take_publication(central.hub, authority.bundle(1, files))
    publications.take_publication(
        central.hub, packed([second.root(2, *authority.seeds)], [second.list(2, files)], files)
    )
    enrol.enrol_at_hub(box, central.url, central.code)
    exchange_with_hub(box, hub_of(box))
    trusted = follow.find_trusted_root(box.store.read())
    assert trusted is not None
    assert (trusted.number, read_follow_progress(box.store.read()).code) == (2, "")
    noted = box.store.read().query("SELECT detail FROM journal WHERE action = 'root-trusted'")
    assert [row["detail"] for row in noted] == ["2"]


def test_enrolling_again_at_a_hub_that_was_taken_over_replaces_nobody_whom_the_box_trusts(
    box: Box, central: Central
) -> None:
    authority, thief = Authority(), Authority()
    follow.trust_given_root(box, authority.root(2))
    publications.take_publication(central.hub, thief.bundle(1, {}))
    enrol.enrol_at_hub(box, central.url, central.code)
    exchange_with_hub(box, hub_of(box))
    assert follow.find_trusted_root(box.store.read()) == documents.parse_document(Root, authority.root(2))
    assert read_follow_progress(box.store.read()).code == "untrusted-publication", "whoever works at the desk is told"
    follow.trust_given_root(box, thief.root())
    # a person may, who compared keys
    assert follow.find_trusted_root(box.store.read()) == documents.parse_document(Root, thief.root())


def test_with_nobody_on_shift_it_waits_for_a_sign_in(box: Box, nadia: Actor, central: Central) -> None:
    case = submitted(box)
    before = outbox.read_newest_event(box.store.read(), case.case_id, "submitted")
    box.shifts.end(nadia.mediator_id)
    enrol.enrol_at_hub(box, central.url, central.code)
    assert exchange_with_hub(box, hub_of(box)).acknowledged == 0
    assert send_events.reseal_waiting_events(box, nadia.ring) == 1
    assert exchange_with_hub(box, hub_of(box)).acknowledged == 1
    after = outbox.read_newest_event(box.store.read(), case.case_id, "submitted")
    assert before is not None and after is not None and before.sha256 == after.sha256


def test_the_hubs_keys_are_pinned_and_the_sites_is_registered(box: Box, central: Central) -> None:
    assert box.enrolment() is None and box.hub_url == ""
    enrol.enrol_at_hub(box, f"{central.url}/", central.code)
    result = box.enrolment()
    assert result is not None
    assert (result.url, result.name, result.verify_key) == (central.url, "Mairie de Saint-Aubin", central.verify_key)
    assert result.seal_key.hex() == central.seal_key
    assert hub_of(box).what_is_wrong() is None
    noted = list(box.store.read().query("SELECT action, detail FROM journal ORDER BY number DESC LIMIT 1"))
    assert noted == [{"action": "enrolled", "detail": ""}], "the code is written nowhere"


def test_a_code_is_one_boxs_and_may_be_sent_again_by_it_where_the_answer_was_lost(
    box: Box, central: Central, settings: Settings, tmp_path: Path
) -> None:
    enrol.enrol_at_hub(box, central.url, central.code)
    enrol.enrol_at_hub(box, central.url, central.code)
    thief = open_box(replace(settings, data=tmp_path / "thief"))
    with pytest.raises(Refused, match=Refusal.WRONG_CODE):
        enrol.enrol_at_hub(thief, central.url, central.code)
    assert thief.enrolment() is None
    thief.store.close()


def test_another_towns_code_enrols_nobody_here_and_stays_usable_there(
    box: Box, central: Central, settings: Settings, tmp_path: Path
) -> None:
    code = new_site(central, "BZ", "Mairie de Bruz")
    with pytest.raises(Refused) as refused:
        enrol.enrol_at_hub(box, central.url, code)
    expected = {"site": "BZ", "own": "SA", "path": str(box.settings.paths.settings)}
    assert (fault_of(refused), refused.value.details) == (Refusal.ANOTHER_SITE, expected)
    assert box.enrolment() is None
    with bare(replace(settings, data=tmp_path / "bruz", site_code="BZ")) as bruz:
        assert enrol.enrol_at_hub(bruz, central.url, code).site == "BZ"


def test_a_box_that_lost_its_database_goes_on_after_the_highest_number_the_hub_has_heard_of(
    linked: Box, central: Central, settings: Settings, tmp_path: Path
) -> None:
    sent = [submitted(linked) for _ in range(2)][-1]
    exchange_with_hub(linked, hub_of(linked))
    with bare(replace(settings, data=tmp_path / "new")) as box:
        enrol.enrol_at_hub(box, central.url, invite(central.hub, "SA"))
        assert counters.read_reference_counter(box.store.read()) == sent.counter + MARGIN
        enrol.enrol_at_hub(box, central.url, invite(central.hub, "SA"))
        # a box that has not lost count stays
        assert counters.read_reference_counter(box.store.read()) == sent.counter + MARGIN


@pytest.mark.parametrize("by_stick", [False, True])
def test_a_box_whose_key_was_revoked_makes_a_new_one_and_what_waited_arrives_once(
    linked: Box, central: Central, by_stick: bool
) -> None:
    taken = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    waiting = submitted(linked)
    revoked = keys.verify_key(linked.site_seed)
    revoke_site(central.hub.store, "SA", central.hub.clock)
    enrol.enrol_at_hub(linked, central.url, invite(central.hub, "SA"))
    fresh = keys.verify_key(linked.site_seed)
    assert signers(central.hub.store, "SA") == {fresh: False, revoked: True}
    if by_stick:
        assert brought_back(linked, answered(central.hub, carried(linked))).acknowledged == 1
    for _ in range(2):
        exchange_with_hub(linked, hub_of(linked))
    later = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    assert sorted(opened(central)) == sorted([taken.reference, waiting.reference, later.reference])
    linked.store.close()
    again = open_box(linked.settings)
    assert keys.verify_key(again.site_seed) == fresh
    again.store.close()


def test_a_receipt_is_worth_something_again_once_it_is_printed_with_the_new_key(linked: Box, central: Central) -> None:
    case = submitted(linked)

    def receipt() -> str:
        made = cases.read_submission(linked.store.read(), case.case_id)
        assert made is not None
        return receipt_proof.encode_receipt_proof(made.proof)

    before = receipt()
    revoke_site(central.hub.store, "SA", central.hub.clock)
    enrol.enrol_at_hub(linked, central.url, invite(central.hub, "SA"))
    listed = key_list(central.hub)
    verdicts = [verify_text(text, listed, linked.clock.now()).code for text in (before, receipt())]
    assert verdicts == ["revoked", "genuine"]


def test_the_journal_stays_whole_under_a_new_key(box: Box, nadia: Actor, watch: Watch, central: Central) -> None:
    enrol.enrol_at_hub(box, central.url, central.code)
    submitted(box)
    watch.wait(timedelta(days=800))
    assert retention.purge_journal(box, box.site_seed)
    revoke_site(central.hub.store, "SA", central.hub.clock)
    enrol.enrol_at_hub(box, central.url, invite(central.hub, "SA"))
    assert retention.report_journal(box).faults == ()
    with pytest.raises(DatabaseError, match="append-only"), box.store.write() as db:
        db.conn.execute("UPDATE journal_checkpoints SET number = 1")


def test_a_new_key_survives_a_power_cut_and_an_answer_that_was_lost(linked: Box, central: Central) -> None:
    paths = linked.settings.paths
    submitted(linked)
    revoke_site(central.hub.store, "SA", central.hub.clock)
    code = invite(central.hub, "SA")
    fresh = make_next_site_key(paths)
    enrolled(central, fresh, code)  # the answer went nowhere
    former = linked.site_seed
    enrol.enrol_at_hub(linked, central.url, code)
    assert linked.site_seed == fresh != former
    linked.store.close()
    paths.site_key.rename(paths.next_site_key)  # as it stood between the database and the file
    keys.write_secret_file(paths.site_key, former)
    again = open_box(linked.settings)
    assert again.site_seed == fresh and not paths.next_site_key.exists()
    again.store.close()


def test_an_address_that_cannot_be_a_hubs_is_said_before_the_code_is_spent(box: Box) -> None:
    for url, code in [
        ("hub.example", "not-an-address"), ("ftp://hub.example", "not-an-address"), ("", "not-an-address"),
        ("http://hub.example", "needs-https"),
    ]:  # fmt: skip
        with pytest.raises(Refused, match=code):
            enrol.enrol_at_hub(box, url, "whatever")


def test_a_hub_that_is_not_there_leaves_the_box_as_it_was(box: Box) -> None:
    with pytest.raises(Unreachable):
        enrol.enrol_at_hub(box, "http://127.0.0.1:9", "9UED-8KY9-EPJ3-E6SH")
    assert box.enrolment() is None


def test_another_epoch_is_told_at_the_desk_for_a_week(linked: Box, watch: Watch) -> None:
    submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    reached_at(linked, epoch="of before the copy")
    exchange_with_hub(linked, hub_of(linked))
    assert receive_updates.was_hub_put_back(linked)
    watch.wait(receive_updates.TOLD_FOR)
    assert not receive_updates.was_hub_put_back(linked)
