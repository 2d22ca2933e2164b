"""`kiosk install` says what it does, in French, and what comes next."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.crypto import certificates
from kiosk.services.install import box_trust, chromium_policies
from kiosk.services.lan import firewall
from kiosk.services.lan.firewall import Firewall
from tests.services.install.a_box import Box, an_authority
from tests.services.install.image import FOR_REAL, an_image


def typed(*words: str) -> Result:
    return CliRunner().invoke(main, ["install", *words])


@pytest.mark.parametrize("words", [(), ("--hub",), ("--terminal",), ("--desk",)])
def test_a_dry_run_shows_every_file_in_full_and_needs_nothing(words: tuple[str, ...], tmp_path: Path) -> None:
    result = typed(*words, "--dry-run", "--root", str(tmp_path))
    assert result.exit_code == 0 and not list(tmp_path.iterdir())
    assert "Fichier /etc/" in result.output and "Commandes, là où elles sont utiles :" in result.output


def test_the_unit_and_the_policies_are_shown_as_they_are_written() -> None:
    output = typed("--terminal", "--dry-run").output
    assert "    User=parvis-screen\n" in output and '    "DownloadRestrictions": 3,' in output


@pytest.mark.parametrize("by", ["current/bin/kiosk", "current/bin/python -m kiosk", "0.1.0/bin/kiosk"])
def test_what_is_installed_from_a_stick_runs_the_version_in_service_however_the_command_was_called(
    by: str, tmp_path: Path
) -> None:
    """The first line of the script names the folder of its version; after an upgrade, services would stay there."""
    version = tmp_path / "0.1.0"
    (version / "bin").mkdir(parents=True)
    (version / "bin" / "python").symlink_to(sys.executable)
    (version / "lib").symlink_to(Path(sys.prefix, "lib"))
    (version / "pyvenv.cfg").write_bytes(Path(sys.prefix, "pyvenv.cfg").read_bytes())
    (version / "bin" / "kiosk").write_text(f"#!{version}/bin/python\nfrom kiosk.cli import main\nmain()\n", "utf-8")
    (version / "bin" / "kiosk").chmod(0o755)
    (tmp_path / "current").symlink_to(version)
    program, *words = by.split()
    command = [str(tmp_path / program), *words, "install", "--dry-run"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert f"ExecStart={tmp_path}/current/bin/python -m kiosk run\n" in shown
    assert f"program={tmp_path}/current/bin/python\n" in shown and str(version) not in shown


@FOR_REAL
def test_a_box_is_installed_once_and_says_what_comes_next(tmp_path: Path) -> None:
    root = str(an_image(tmp_path / "image").root)
    first, second = typed("--root", root), typed("--root", root)
    assert first.exit_code == second.exit_code == 0, first.output
    assert "Fichier écrit : /etc/systemd/system/parvis.service" in first.output
    assert "Compte créé : parvis" in first.output and "http://127.0.0.1:8600" in first.output
    assert "Tout est déjà installé : rien n’a changé." in second.output
    removed = typed("--remove", "--root", root)
    assert "Fichier retiré : /usr/local/bin/kiosk" in removed.output
    assert "Les données n’ont pas été touchées : /var/lib/parvis" in removed.output


@FOR_REAL
def test_what_cannot_be_is_one_sentence(tmp_path: Path) -> None:
    result = typed("--root", str(an_image(tmp_path / "image", system="arch").root))
    assert result.exit_code == 1 and len(result.output.splitlines()) == 1 and "Debian 13" in result.output


def test_options_that_say_nothing_together_are_explained() -> None:
    for words in [
        ("--hub", "--terminal"), ("--address", "https://10.0.0.2:8643"),
        ("--desk", "--address", "http://10.0.0.2:8600"),
    ]:  # fmt: skip
        result = typed(*words, "--dry-run")
        assert result.exit_code == 2 and "Traceback" not in result.output


def test_other_screens_are_asked_of_the_box_of_this_machine_alone() -> None:
    for words in [("--lan", "--hub"), ("--lan", "--root", "/tmp"), ("--no-lan", "--remove"), ("--firewall",)]:
        result = typed(*words, "--dry-run")
        assert result.exit_code == 2 and "--firewall va avec" in result.output


def test_a_dry_run_says_what_opens_other_screens_and_which_firewall_would_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(firewall, "present", lambda: Firewall.UFW)
    assert typed("--lan", "--dry-run").output.endswith("    /usr/local/bin/kiosk lan on\n")
    output = typed("--no-lan", "--firewall", "--dry-run").output
    assert output.endswith("    /usr/local/bin/kiosk lan off\n    ufw delete allow 8643/tcp\n")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """The address of a box on another machine, and its fingerprint as the desk there shows it."""
    authority = an_authority()
    box = Box(tmp_path, certificates.der(authority.certificate), authority)
    yield box.address, " ".join(certificates.fingerprint(authority.certificate))
    box.server.stop()


def test_a_dry_run_shows_the_fingerprint_and_the_certificate_as_it_is_written(
    elsewhere: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, fingerprint = elsewhere
    monkeypatch.setattr(box_trust, "is_this_machine", lambda _: False)
    result = typed("--desk", "--address", address, "--dry-run", "--root", str(tmp_path / "image"))
    assert fingerprint[:39] in result.output and fingerprint[-39:] in result.output
    assert '"CACertificates": [' in result.output and not (tmp_path / "image").exists()


@FOR_REAL
def test_nothing_is_trusted_until_somebody_says_that_the_fingerprint_is_the_desk_s(
    elsewhere: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, fingerprint = elsewhere
    monkeypatch.setattr(box_trust, "is_this_machine", lambda _: False)
    root = an_image(tmp_path / "image").root
    words = ["install", "--desk", "--address", address, "--root", str(root)]
    policies = root / "etc" / "chromium" / "policies" / "managed" / "parvis.json"
    silent, no = CliRunner().invoke(main, words, input=""), CliRunner().invoke(main, words, input="non\n")
    wrong = CliRunner().invoke(main, [*words, "--fingerprint", fingerprint[:-1]])
    assert silent.exit_code == no.exit_code == wrong.exit_code == 1 and not policies.exists()
    assert "L’empreinte n’est pas celle du bureau" in no.output and "L’empreinte n’est pas" in wrong.output
    yes = CliRunner().invoke(main, words, input="oui\n")
    assert yes.exit_code == 0 and fingerprint[:39] in yes.output and f"Elle ouvre {address} " in yes.output
    assert len(chromium_policies.trusted(policies.read_text("utf-8"))) == 1
    again = CliRunner().invoke(main, words, input="")
    assert again.exit_code == 0 and "rien n’a changé" in again.output, "what was compared once is not asked again"
    kept = root / "root" / ".config" / "parvis" / "station.cookies"
    kept.parent.mkdir(parents=True)
    kept.touch()
    removed = CliRunner().invoke(main, [*words, "--remove"])
    assert removed.exit_code == 0 and not policies.exists() and not kept.exists()
    assert "Fichier retiré : /root/.config/parvis/station.cookies" in removed.output
