"""`kiosk screen` makes a machine a screen of a box elsewhere once somebody has compared its fingerprint."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.commands import browser
from kiosk.crypto import certificates
from tests.services.lan.a_box import Box, an_authority


def typed(*words: str, answer: str = "") -> Result:
    return CliRunner().invoke(main, ["screen", *words], input=answer)


def test_an_address_in_clear_is_no_box_elsewhere() -> None:
    result = typed("http://10.0.0.2:8600")
    assert result.exit_code == 2 and "ne commence pas par https" in result.output


def test_nothing_is_trusted_until_somebody_says_that_the_fingerprint_is_the_desk_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    policies, environment = tmp_path / "policies" / "parvis.local.json", tmp_path / "parvis" / "screen.env"
    monkeypatch.setattr(browser, "POLICIES", policies)
    monkeypatch.setattr(browser, "ENVIRONMENT", environment)
    authority = an_authority()
    box = Box(tmp_path, certificates.encode_certificate_der(authority.certificate), authority)
    fingerprint = " ".join(certificates.certificate_fingerprint(authority.certificate))
    try:
        silent, no, wrong = (
            typed(box.address),
            typed(box.address, answer="non\n"),
            typed(box.address, "--fingerprint", fingerprint[:-1]),
        )
        assert silent.exit_code == no.exit_code == wrong.exit_code == 1 and not policies.exists()
        assert "L’empreinte n’est pas celle du guichet" in no.output and "L’empreinte n’est pas" in wrong.output
        yes = typed(box.address, answer="oui\n")
        assert yes.exit_code == 0 and fingerprint[:39] in yes.output and f"Elle ouvre {box.address} " in yes.output
        held = json.loads(policies.read_text("utf-8"))
        assert held["URLAllowlist"] == held["VideoCaptureAllowedUrls"] == [box.address]
        assert len(held["CACertificates"]) == 1 and policies.stat().st_mode & 0o777 == 0o644
        assert environment.read_text("utf-8") == f"KIOSK_SCREEN_ADDRESS={box.address}\n"
        assert typed(box.address).exit_code == 0, "what was compared once is not asked again"
    finally:
        box.server.stop()
    for broken in ("", "{", "[]", '{"CACertificates": "MIIB"}'):
        policies.write_text(broken, "utf-8")
        assert browser.read_trusted_certificates() == (), "policies that somebody broke trust nobody"
