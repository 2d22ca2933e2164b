"""`kiosk receipt verify`: by this box's own list, or by a file and nothing else."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hub.sites.sites import signed_list_text
from kiosk.cli import main
from kiosk.domain.events.reference import format_reference
from kiosk.domain.proofs import receipt_proof
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box, open_box
from kiosk.services.exchange import send_events
from kiosk.services.papers import papers
from kiosk.services.receipts import verify_receipt
from kiosk.settings import Settings
from kiosk.words import paper_fonts
from printers.renderers.pdf import A4
from tests.commands.conftest import Command
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted
from tests.running import set_up
from tests.services.people.test_badges import shown


def proven(settings: Settings) -> bytes:
    set_up(settings)
    box = open_box(settings)
    made = submitted(box).proof
    box.store.close()
    return made


def test_text_and_picture_are_verified_with_nothing_running(kiosk: Command, settings: Settings, tmp_path: Path) -> None:
    made = proven(settings)
    shown(receipt_proof.encode_receipt_proof(made), module=4).save(tmp_path / "receipt.png")
    for item in (
        receipt_proof.encode_receipt_proof(made),
        receipt_proof.make_receipt_link("https://hub.example", made),
        str(tmp_path / "receipt.png"),
    ):
        result = kiosk("receipt", "verify", item)
        assert result.exit_code == 0, result.output
        assert "Ce reçu est authentique." in result.output and "Demander un acte de naissance" in result.output
    cut = kiosk("receipt", "verify", receipt_proof.encode_receipt_proof(made)[:-3])
    assert cut.exit_code == 1 and "incomplet" in cut.output


def test_the_pdf_that_the_app_gives_is_verified_and_a_changed_one_is_told(
    kiosk: Command, settings: Settings, tmp_path: Path
) -> None:
    set_up(settings)
    box = open_box(settings)
    case = submitted(box)
    slip = papers.slip_of_kind(box, "receipt", case.case_id, box.words(), KeyHolder(helped(box)))
    given = verify_receipt.seal_receipt_pdf(box, case.case_id, A4.render(slip, paper_fonts.load_paper_fonts()))
    box.store.close()
    path = tmp_path / "receipt.pdf"
    path.write_bytes(given)
    result = kiosk("receipt", "verify", str(path))
    assert result.exit_code == 0 and "Ce reçu est authentique." in result.output, result.output
    assert "Ce PDF est bien celui que la mairie a donné." in result.output
    path.write_bytes(given + b"%changed\n")
    changed = kiosk("receipt", "verify", str(path))
    assert changed.exit_code == 1 and "Ce PDF a été modifié." in changed.output
    path.write_bytes(A4.render(slip, paper_fonts.load_paper_fonts()))
    printed = kiosk("receipt", "verify", str(path))
    assert printed.exit_code == 1 and "Il n’y a pas de reçu ici." in printed.output
    assert "sceau" not in printed.output, "one sentence, which does not say that a receipt has no seal"


def test_a_file_is_enough_where_there_is_no_box(
    linked: Box, central: Central, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another machine, which has never heard of this town: the list and the key of the hub it must be of."""
    case = submitted(linked)
    text = receipt_proof.encode_receipt_proof(case.proof)
    path = tmp_path / "list.json"
    path.write_text(signed_list_text(central.hub), "utf-8")

    def typed(*arguments: str) -> Result:
        return CliRunner().invoke(main, ["receipt", "verify", *arguments], env={"KIOSK_DATA": str(tmp_path / "none")})

    for more in ((), ("--hub", central.verify_key), ("--hub", central.verify_key.upper())):
        result = typed(text, "--list", str(path), *more)
        assert result.exit_code == 0 and central.verify_key[:16] in result.output, result.output
    assert not (tmp_path / "none").exists(), "nothing is made on a machine that only verifies"
    refused = typed(text, "--list", str(path), "--hub", "0" * 64)
    assert refused.exit_code == 1 and "Un autre système central" in refused.output
    changed = json.loads(path.read_text("utf-8"))
    changed["statement"] = changed["statement"].replace("Saint-Aubin", "Saint-Malo")
    for wrong in (json.dumps(changed), "{}", "bonjour", json.dumps({"statement": "[]", "signature": ""})):
        path.write_text(wrong, "utf-8")
        assert typed(text, "--list", str(path)).exit_code == 1


def test_the_receipt_of_a_former_number_is_genuine_and_says_the_number_of_now(
    kiosk: Command, settings: Settings
) -> None:  # fmt: skip
    set_up(settings)
    box = open_box(settings)
    case = submitted(box)
    with box.store.write() as db:
        reference = send_events.renumber_case(box, db, case.case_id, case.reference, "wrong-site")
    box.store.close()
    result = kiosk("receipt", "verify", receipt_proof.encode_receipt_proof(case.proof))
    assert result.exit_code == 0, result.output
    assert format_reference(case.reference) in result.output
    assert f"Ce dossier porte maintenant le numéro {format_reference(reference)}." in result.output
