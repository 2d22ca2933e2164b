"""Any receipt is verified at any desk, with the cable cut, by the list that came with the last exchange."""

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk import keys
from kiosk.connectors.hub import Hub
from kiosk.domain import proof, sitekeys
from kiosk.domain.reference import mint, spoken
from kiosk.errors import Refused, Unreachable
from kiosk.hub.sites import revoke
from kiosk.services import enrolling, mending, papers, printers, retention, safe, sync, verifying
from kiosk.services.box import Actor, Box
from kiosk.services.reader import of_ring
from kiosk.services.sync import SyncLoop, hub_of
from kiosk.store import answers, cases, outbox, receipt_keys
from kiosk.store.cases import Submission
from kiosk.store.receipt_keys import KeptList
from tests.central import Central, enrolled, new_site
from tests.conftest import Watch
from tests.gestures import helped, submitted
from tests.services.test_badges import pgm, shown

OTHER = bytes(range(32))


def of(box: Box, case: Submission) -> str:
    """The text on the receipt."""
    kept = cases.submission(box.store.read(), case.case_id)
    assert kept is not None and kept.proof
    return proof.text(kept.proof)


def test_a_box_that_stands_alone_knows_its_own_receipts_and_no_others(box: Box) -> None:
    case = submitted(box)
    found = verifying.verify(box, of(box, case))
    assert found.verdict.genuine and found.verdict.proof is not None
    said = found.verdict.proof
    assert (said.reference, said.site, said.kind) == (case.reference, "SA", "deposited")
    assert (said.procedure, said.day.isoformat()) == ("birth-certificate", case.legal_date)
    assert verifying.verify(box, proof.text(proof.made(said, OTHER))).verdict.code == "unknown-key"
    assert verifying.kept_list(box) is None


def test_it_names_nobody_and_says_nothing_that_could_be_guessed(box: Box) -> None:
    """What was answered is in the digest alone, keyed with a salt that lies in the sealed body."""
    case = submitted(box)
    event = outbox.current(box.store.read(), case.case_id, "submitted")
    assert event is not None
    key = helped(box)
    opened = safe.open_key(box.store.read(), case.case_id, key)
    body = event.body(opened)
    said = json.loads(body)
    read = proof.read(of(box, case))
    assert read.proof.digest == proof.digest_of(body, bytes.fromhex(said["salt"]))
    for word in ("Benali", "Marie", "Nadia", said["salt"], bytes.fromhex(said["salt"]), event.sha256, case.follow_code):
        needle = word if isinstance(word, bytes) else word.encode()
        assert needle not in read.message.payload


def test_the_desk_is_told_whether_the_case_kept_here_is_the_one_on_the_paper(box: Box, nadia: Actor) -> None:
    one, other = submitted(box), submitted(box)
    assert verifying.verify(box, of(box, one), nadia).content == "same"
    mine = proof.read(of(box, one)).proof
    theirs = proof.read(of(box, other)).proof
    swapped = proof.made(replace(mine, digest=theirs.digest), box.site_seed)
    assert verifying.verify(box, proof.text(swapped), nadia).content == "changed"
    assert verifying.verify(box, of(box, one), Actor()).content == "", "with nobody signed in nothing is read"
    assert verifying.verify(box, of(box, one)).content == ""


def test_the_list_comes_with_an_exchange_and_then_needs_no_line(linked: Box, central: Central) -> None:
    code = new_site(central, "BZ", "Mairie de Bruz")
    enrolled(central, OTHER, code)
    SyncLoop(linked).talk()
    case = submitted(linked)
    theirs = replace(proof.read(of(linked, case)).proof, site="BZ", reference=mint("BZ", 1041)[0])
    found = verifying.verify(linked, proof.text(proof.made(theirs, OTHER)))
    assert found.verdict.genuine and found.verdict.by is not None and found.verdict.by.name == "Mairie de Bruz"
    mixed = verifying.verify(linked, proof.text(proof.made(proof.read(of(linked, case)).proof, OTHER)))
    assert mixed.verdict.code == "another-site"


def test_a_revoked_site_is_known_at_the_next_exchange(linked: Box, central: Central) -> None:
    case = submitted(linked)
    verifying.follow_list(linked, hub_of(linked))
    assert verifying.verify(linked, of(linked, case)).verdict.genuine
    hub = hub_of(linked)
    revoke(central.hub.store, "SA", central.hub.clock)
    told = Hub(hub.url, "any", hub.verify_key, hub.seal_key, "SA")
    verifying.follow_list(linked, told)
    found = verifying.verify(linked, of(linked, case)).verdict
    assert found.code == "revoked" and found.by is not None and found.by.revoked is not None


def test_a_receipt_made_before_the_box_was_known_is_verified_by_everyone_afterwards(box: Box, central: Central) -> None:
    case = submitted(box)
    enrolling.enroll(box, central.url, central.code)
    verifying.follow_list(box, hub_of(box))
    known = verifying.kept_list(box)
    assert known is not None and [each.key for each in known.keys] == [keys.verify_key(box.site_seed)]
    assert sitekeys.judge(of(box, case), known, box.clock.now()).genuine


def test_a_list_that_knows_less_is_not_kept(linked: Box, central: Central) -> None:
    verifying.follow_list(linked, hub_of(linked))
    older = receipt_keys.current(linked.store.read())
    new_key = new_site(central, "BZ", "Mairie de Bruz")
    enrolled(central, OTHER, new_key)
    verifying.follow_list(linked, hub_of(linked))
    newer = receipt_keys.current(linked.store.read())
    assert older is not None and newer is not None and older != newer

    class Replayed(Hub):
        def receipt_keys(self) -> tuple[bytes, bytes]:
            return older.statement, older.signature

    hub = hub_of(linked)
    verifying.follow_list(linked, Replayed(hub.url, hub.token, hub.verify_key, hub.seal_key, "SA"))
    assert receipt_keys.current(linked.store.read()) == newer


def test_what_another_hub_signs_is_not_believed(linked: Box, central: Central) -> None:
    hub = hub_of(linked)
    stranger = Hub(hub.url, hub.token, keys.verify_key(OTHER), hub.seal_key, "SA")
    with pytest.raises(Unreachable):
        verifying.follow_list(linked, stranger)
    assert receipt_keys.current(linked.store.read()) is None
    with linked.store.write() as db:
        receipt_keys.keep(db, KeptList(b"{}", b"", keys.verify_key(OTHER)), linked.clock.now())
    assert verifying.kept_list(linked) is None, "a list of the hub before this one"


def test_an_old_list_is_said_to_be(linked: Box, central: Central, watch: Watch) -> None:
    case = submitted(linked)
    verifying.follow_list(linked, hub_of(linked))
    assert not verifying.verify(linked, of(linked, case)).verdict.old_list
    watch.wait(timedelta(days=40))
    found = verifying.verify(linked, of(linked, case)).verdict
    assert found.genuine and found.old_list


@pytest.mark.parametrize("paper", ["pdf-a4", "pdf-80mm", "pdf-58mm"])
def test_the_code_is_read_back_from_the_printed_receipt(linked: Box, paper: str, tmp_path: Path) -> None:
    """As a thermal head prints it, at 203 dots an inch; scanned, and verified."""
    case = submitted(linked)
    slip = papers.receipt_slip(linked, case.case_id, linked.words(), of_ring(helped(linked).ring))
    (tmp_path / "receipt.pdf").write_bytes(printers.renderer_of(paper).render(slip, papers.fonts()))
    command = ["pdftoppm", "-mono", "-r", "203", "-png", tmp_path / "receipt.pdf", tmp_path / "page"]
    subprocess.run(command, check=True)
    found = [verifying.pictured(page.read_bytes()) for page in sorted(tmp_path.glob("page*.png"))]
    (said,) = filter(None, found)
    assert said == proof.link(linked.hub_url, case.proof)
    assert verifying.verify(linked, said).verdict.genuine


def test_a_camera_sees_it_and_a_file_that_is_no_picture_is_refused(box: Box) -> None:
    said = proof.link("https://hub.example", submitted(box).proof)
    assert verifying.seen(pgm(shown(said, module=4))) == said
    assert verifying.seen(pgm(shown(said[:-9], module=4))) == said[:-9], "a damaged one is told as such"
    assert verifying.seen(pgm(shown("https://example.org/page"))) == ""
    with pytest.raises(Refused, match="not-a-picture"):
        verifying.pictured(b"%PDF-1.4 nothing")


def test_a_mended_case_gets_another_proof_and_the_paper_before_stays_genuine(linked: Box) -> None:
    nadia = helped(linked)
    case = submitted(linked)
    before = of(linked, case)
    event = outbox.current(linked.store.read(), case.case_id, "submitted")
    assert event is not None
    with linked.store.write() as db:
        answers.reject(db, event.id, linked.clock.now(), "bad-event", "")
    mending.mend_case(linked, case.case_id, nadia)
    after = of(linked, case)
    assert after != before
    assert [verifying.verify(linked, each, nadia).content for each in (before, after)] == ["changed", "same"]
    assert all(verifying.verify(linked, each).verdict.genuine for each in (before, after))


def test_the_proof_outlives_the_case(linked: Box, watch: Watch) -> None:
    """When the answers are destroyed, what can be printed again is the number and what was proven."""
    case = submitted(linked)
    before = of(linked, case)
    sync.talk(linked, hub_of(linked))
    watch.wait(timedelta(days=40))
    assert retention.due(linked) == 1
    assert of(linked, case) == before and verifying.verify(linked, before, helped(linked)).verdict.genuine


def test_it_is_told_in_plain_values_and_what_nobody_signed_is_not_repeated(linked: Box) -> None:
    case = submitted(linked)
    told = verifying.report(linked, of(linked, case))
    assert (told["code"], told["reference"], told["day"]) == ("genuine", spoken(case.reference), case.legal_date)
    forged = proof.text(proof.made(proof.read(of(linked, case)).proof, OTHER))
    assert verifying.report(linked, forged) == {"code": "unknown-key", "old_list": False, "at": "", "hub": ""}
