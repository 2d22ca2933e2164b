"""A receipt is judged, read back, asked after, and proved again."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from hub.sites.sites import revoke_site
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto import keys
from kiosk.domain.events.reference import format_reference, mint_reference
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.errors import Refused, Unreachable
from kiosk.services.access.open_case import of_ring
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import enrol
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops import sync_loop
from kiosk.services.loops.sync_loop import SyncLoop, exchange_with_hub
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.printers import printer_choice
from kiosk.services.receipts import verify_receipt
from kiosk.services.receipts.verify_receipt import ShownReceipt, find_case_whereabouts
from kiosk.services.submitted import refused_events
from kiosk.services.upkeep import retention
from kiosk.store import cases, wrapped_keys
from kiosk.store.cases import Submission
from kiosk.store.wrapped_keys import StoredKeyList
from kiosk.words import paper_fonts
from kiosk.words.words import Words
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central, enrolled, new_site
from tests.gallery.site.gestures import helped, submitted
from tests.services.conftest import reached_at, rejected, submitted_event
from tests.services.people.test_badges import pgm, shown

OTHER = bytes(range(32))


def of(box: Box, case: Submission) -> str:
    kept = cases.read_submission(box.store.read(), case.case_id)
    assert kept is not None and kept.proof
    return receipt_proof.encode_receipt_proof(kept.proof)


def test_a_box_that_stands_alone_knows_its_own_receipts_and_no_others(box: Box) -> None:
    case = submitted(box)
    verified = verify_receipt.verify_receipt(box, of(box, case))
    assert verified.verdict.genuine and verified.verdict.proof is not None
    proof = verified.verdict.proof
    assert (proof.reference, proof.site, proof.kind) == (case.reference, "SA", "deposited")
    assert (proof.procedure, proof.day.isoformat()) == ("birth-certificate", case.legal_date)
    assert (
        verify_receipt.verify_receipt(
            box, receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(proof, OTHER))
        ).verdict.code
        == "unknown-key"
    )
    assert verify_receipt.kept_list(box) is None


def test_it_names_nobody_and_says_nothing_that_could_be_guessed(box: Box) -> None:
    """What was answered is in the digest alone, keyed with a salt that lies in the sealed body."""
    case = submitted(box)
    event = submitted_event(box, case.case_id)
    key = helped(box)
    opened = data_keys.open_key(box.store.read(), case.case_id, key)
    body = event.body(opened)
    content = json.loads(body)
    read = receipt_proof.parse_receipt_proof(of(box, case))
    assert read.proof.digest == receipt_proof.digest_body(body, bytes.fromhex(content["salt"]))
    for word in (
        "Benali",
        "Marie",
        "Nadia",
        content["salt"],
        bytes.fromhex(content["salt"]),
        event.sha256,
        case.follow_code,
    ):
        needle = word if isinstance(word, bytes) else word.encode()
        assert needle not in read.message.payload


def test_the_desk_is_told_whether_the_case_kept_here_is_the_one_on_the_paper(box: Box, nadia: Actor) -> None:
    one, other = submitted(box), submitted(box)
    assert verify_receipt.verify_receipt(box, of(box, one), nadia).content == "same"
    mine = receipt_proof.parse_receipt_proof(of(box, one)).proof
    theirs = receipt_proof.parse_receipt_proof(of(box, other)).proof
    swapped = receipt_proof.make_receipt_proof(replace(mine, digest=theirs.digest), box.site_seed)
    assert verify_receipt.verify_receipt(box, receipt_proof.encode_receipt_proof(swapped), nadia).content == "changed"
    # with nobody signed in nothing is read
    assert verify_receipt.verify_receipt(box, of(box, one), Actor()).content == ""
    assert verify_receipt.verify_receipt(box, of(box, one)).content == ""


def test_the_list_comes_with_an_exchange_and_then_needs_no_line(linked: Box, central: Central) -> None:
    code = new_site(central, "BZ", "Mairie de Bruz")
    enrolled(central, OTHER, code)
    SyncLoop(linked).talk()
    case = submitted(linked)
    theirs = replace(
        receipt_proof.parse_receipt_proof(of(linked, case)).proof, site="BZ", reference=mint_reference("BZ", 1041)[0]
    )
    verified = verify_receipt.verify_receipt(
        linked, receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(theirs, OTHER))
    )
    assert verified.verdict.genuine and verified.verdict.by is not None and verified.verdict.by.name == "Mairie de Bruz"
    mixed = verify_receipt.verify_receipt(
        linked,
        receipt_proof.encode_receipt_proof(
            receipt_proof.make_receipt_proof(receipt_proof.parse_receipt_proof(of(linked, case)).proof, OTHER)
        ),
    )
    assert mixed.verdict.code == "another-site"


def test_a_revoked_site_is_known_at_the_next_exchange(linked: Box, central: Central) -> None:
    case = submitted(linked)
    verify_receipt.follow_list(linked, hub_of(linked))
    assert verify_receipt.verify_receipt(linked, of(linked, case)).verdict.genuine
    hub = hub_of(linked)
    revoke_site(central.hub.store, "SA", central.hub.clock)
    hub_client = Hub(hub.url, "any", hub.verify_key, hub.seal_key, "SA")
    verify_receipt.follow_list(linked, hub_client)
    verdict = verify_receipt.verify_receipt(linked, of(linked, case)).verdict
    assert verdict.code == "revoked" and verdict.by is not None and verdict.by.revoked is not None


def test_a_receipt_made_before_the_box_was_known_is_verified_by_everyone_afterwards(box: Box, central: Central) -> None:
    case = submitted(box)
    enrol.enrol_at_hub(box, central.url, central.code)
    verify_receipt.follow_list(box, hub_of(box))
    known = verify_receipt.kept_list(box)
    assert known is not None and [key.key for key in known.keys] == [keys.verify_key(box.site_seed)]
    assert receipt_proof.verify_text(of(box, case), known, box.clock.now()).genuine


def test_a_list_that_knows_less_is_not_kept(linked: Box, central: Central) -> None:
    verify_receipt.follow_list(linked, hub_of(linked))
    older = wrapped_keys.read_receipt_keys(linked.store.read())
    new_key = new_site(central, "BZ", "Mairie de Bruz")
    enrolled(central, OTHER, new_key)
    verify_receipt.follow_list(linked, hub_of(linked))
    newer = wrapped_keys.read_receipt_keys(linked.store.read())
    assert older is not None and newer is not None and older != newer

    class Replayed(Hub):
        def receipt_keys(self) -> SignedStatement:
            return SignedStatement(older.statement, older.signature)

    hub = hub_of(linked)
    verify_receipt.follow_list(linked, Replayed(hub.url, hub.token, hub.verify_key, hub.seal_key, "SA"))
    assert wrapped_keys.read_receipt_keys(linked.store.read()) == newer


def test_what_another_hub_signs_is_not_believed(linked: Box, central: Central) -> None:
    hub = hub_of(linked)
    stranger = Hub(hub.url, hub.token, keys.verify_key(OTHER), hub.seal_key, "SA")
    with pytest.raises(Unreachable):
        verify_receipt.follow_list(linked, stranger)
    assert wrapped_keys.read_receipt_keys(linked.store.read()) is None
    with linked.store.write() as db:
        wrapped_keys.save_receipt_keys(db, StoredKeyList(b"{}", b"", keys.verify_key(OTHER)), linked.clock.now())
    assert verify_receipt.kept_list(linked) is None, "a list of the hub before this one"


def test_an_old_list_is_said_to_be(linked: Box, central: Central, watch: Watch) -> None:
    case = submitted(linked)
    verify_receipt.follow_list(linked, hub_of(linked))
    assert not verify_receipt.verify_receipt(linked, of(linked, case)).verdict.old_list
    watch.wait(timedelta(days=40))
    verdict = verify_receipt.verify_receipt(linked, of(linked, case)).verdict
    assert verdict.genuine and verdict.old_list


@pytest.mark.parametrize("paper", ["pdf-a4", "pdf-80mm", "pdf-58mm"])
def test_the_code_is_read_back_from_the_printed_receipt(linked: Box, paper: str, tmp_path: Path) -> None:
    """As a thermal head prints it, at 203 dots an inch; scanned, and verified."""
    case = submitted(linked)
    slip = case_receipt.make_case_receipt_slip(linked, case.case_id, linked.words(), of_ring(helped(linked).ring))
    (tmp_path / "receipt.pdf").write_bytes(
        printer_choice.renderer_of(paper).render(slip, paper_fonts.load_paper_fonts())
    )
    command = ["pdftoppm", "-mono", "-r", "203", "-png", tmp_path / "receipt.pdf", tmp_path / "page"]
    subprocess.run(command, check=True)
    results = [verify_receipt.read_proof_in_picture(page.read_bytes()) for page in sorted(tmp_path.glob("page*.png"))]
    (result,) = filter(None, results)
    assert result == receipt_proof.make_receipt_link(linked.hub_url, case.proof)
    assert verify_receipt.verify_receipt(linked, result).verdict.genuine


def test_a_camera_sees_it_and_a_file_that_is_no_picture_is_refused(box: Box) -> None:
    result = receipt_proof.make_receipt_link("https://hub.example", submitted(box).proof)
    assert verify_receipt.read_from_picture(pgm(shown(result, module=4))) == result
    # a damaged one is told as such
    assert verify_receipt.read_from_picture(pgm(shown(result[:-9], module=4))) == result[:-9]
    assert verify_receipt.read_from_picture(pgm(shown("https://example.org/page"))) == ""
    with pytest.raises(Refused, match="not-a-picture"):
        verify_receipt.read_proof_in_picture(b"%PDF-1.4 nothing")


def test_a_mended_case_gets_another_proof_and_the_paper_before_stays_genuine(linked: Box) -> None:
    nadia = helped(linked)
    case = submitted(linked)
    before = of(linked, case)
    event = submitted_event(linked, case.case_id)
    rejected(linked, event.id)
    refused_events.mend_case(linked, case.case_id, nadia)
    after = of(linked, case)
    assert after != before
    assert [verify_receipt.verify_receipt(linked, receipt, nadia).content for receipt in (before, after)] == [
        "changed",
        "same",
    ]
    assert all(verify_receipt.verify_receipt(linked, receipt).verdict.genuine for receipt in (before, after))


def test_the_proof_outlives_the_case(linked: Box, watch: Watch) -> None:
    case = submitted(linked)
    before = of(linked, case)
    sync_loop.exchange_with_hub(linked, hub_of(linked))
    watch.wait(timedelta(days=40))
    assert retention.destroy_expired_data(linked) == 1
    assert of(linked, case) == before and verify_receipt.verify_receipt(linked, before, helped(linked)).verdict.genuine


def test_it_is_told_in_plain_values_and_what_nobody_signed_is_not_repeated(linked: Box) -> None:
    case = submitted(linked)
    result = verify_receipt.report_verification(linked, of(linked, case))
    assert (result.code, result.reference, result.day) == ("genuine", format_reference(case.reference), case.legal_date)
    forged = receipt_proof.encode_receipt_proof(
        receipt_proof.make_receipt_proof(receipt_proof.parse_receipt_proof(of(linked, case)).proof, OTHER)
    )
    assert verify_receipt.report_verification(linked, forged) == verify_receipt.VerificationReport(
        "unknown-key", False, "", ""
    )


def square(box: Box, procedure: str = "") -> str:
    """The text of the square of a case that was submitted here, of another procedure where one is named."""
    proof = receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(submitted(box).proof)).proof
    signed = receipt_proof.make_receipt_proof(replace(proof, procedure=procedure or proof.procedure), box.site_seed)
    return receipt_proof.encode_receipt_proof(signed)


def test_the_procedure_is_named_unless_it_is_discreet(box: Box) -> None:
    titles = {known.id: known for known in box.catalogue.procedures}
    discreet = next(
        known for known in titles.values() if known.discreet and len(known.id) <= receipt_proof.MOST_PROCEDURE
    )
    assert verify_receipt.read_back(box, square(box), box.words()).title
    assert verify_receipt.read_back(box, square(box, discreet.id), box.words()).title == ""


def test_a_procedure_that_is_not_known_here_has_no_name(box: Box) -> None:
    found = verify_receipt.read_back(box, square(box, "tax-on-windows"), box.words())
    assert found.good and found.title == "" and found.number


def link_of(box: Box, case_id: str) -> str:
    submission = cases.read_submission(box.store.read(), case_id)
    assert submission
    return receipt_proof.make_receipt_link("https://hub.example", submission.proof)


def test_a_line_that_is_down_says_since_when(linked: Box) -> None:
    case = submitted(linked)
    exchange_with_hub(linked, hub_of(linked))
    cut = reached_at(linked, url="http://127.0.0.1:9")
    heard = find_case_whereabouts(cut, ShownReceipt(link_of(linked, case.case_id)), Words())
    assert (heard.news, heard.back and heard.back.verdict, heard.since is not None) == (None, "genuine", True)


def test_what_is_submitted_is_proven_and_the_proof_is_kept(box: Box) -> None:
    case = submitted(box)
    assert case.proof and cases.read_submission(box.store.read(), case.case_id) is not None
    kept = cases.read_submission_by_reference(box.store.read(), case.reference)
    assert kept is not None and kept.proof == case.proof
    assert (
        receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(case.proof)).proof.reference
        == case.reference
    )


def test_two_people_with_the_same_answers_have_nothing_in_common(box: Box) -> None:
    one, other = (
        receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(submitted(box).proof)).proof
        for _ in range(2)
    )
    assert one.digest != other.digest
