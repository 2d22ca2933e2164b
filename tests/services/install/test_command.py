"""The command `kiosk` that everybody has: a shell script."""

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.services.install.command import command
from tests.services.install.image import LAYOUT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="is for Linux")


def test_it_hands_on_what_was_typed(tmp_path: Path) -> None:
    program = tmp_path / "python"
    program.write_text('#!/bin/sh\necho "$KIOSK_DATA" "$@"\n', "utf-8")
    program.chmod(0o755)
    script = tmp_path / "kiosk"
    script.write_text(command(replace(LAYOUT, program=program)).text, "utf-8")
    result = subprocess.run(
        ["sh", str(script), "mediator", "add", "paul", "Paul Morel"], capture_output=True, text=True, check=True
    )
    assert result.stdout == "/var/lib/parvis -m kiosk mediator add paul Paul Morel\n"


def test_it_reads_the_hub_s_settings_as_systemd_does(tmp_path: Path) -> None:
    program, settings = tmp_path / "python", tmp_path / "hub.env"
    program.write_text("#!/bin/sh\nenv | grep ^KIOSK_HUB_ | sort\n", "utf-8")
    program.chmod(0o755)
    settings.write_text(
        '# words\nKIOSK_HUB_NAME="Les mairies = $HOME"\n#KIOSK_HUB_PORT=1\nKIOSK_HUB_PROXIES=1\n', "utf-8"
    )
    text = command(replace(LAYOUT, program=program)).text.replace("/etc/parvis/hub.env", str(settings))
    result = subprocess.run(["sh", "-c", text, "kiosk", "hub"], capture_output=True, text=True, check=True)
    assert result.stdout == "KIOSK_HUB_NAME=Les mairies = $HOME\nKIOSK_HUB_PROXIES=1\n"


def test_root_is_told_which_file_the_account_cannot_read(tmp_path: Path) -> None:
    """A file of root's own home, say; `runuser` and `id` are played by shell functions."""
    file, program = tmp_path / "site.toml", tmp_path / "python"
    file.touch()
    program.write_text('#!/bin/sh\necho "$@"\n', "utf-8")
    program.chmod(0o755)
    text = command(replace(LAYOUT, program=program, comments={"unreadable": "Copiez ce fichier dans /tmp :"})).text
    root = 'id() { case "$1" in -un) echo root ;; -u) echo 0 ;; esac; }\n'
    typed = ["kiosk", "setup", "--from", str(file)]
    refused = subprocess.run(
        ["sh", "-c", f"{root}runuser() {{ false; }}\n{text}", *typed], capture_output=True, text=True
    )
    assert (refused.returncode, refused.stderr) == (1, f"Copiez ce fichier dans /tmp : {file}\n")
    (tmp_path / "runuser").write_text('#!/bin/sh\nshift 3\ntest "$1" = test || exec "$@"\n', "utf-8")
    (tmp_path / "runuser").chmod(0o755)
    reads = subprocess.run(
        ["sh", "-c", f'PATH="{tmp_path}:$PATH"\n{root}{text}', *typed], capture_output=True, text=True, check=True
    )
    assert reads.stdout == f"-m kiosk setup --from {file}\n"


def test_whoever_may_not_is_told_how(tmp_path: Path) -> None:
    """`root` owns the data here, and we are somebody else: what is typed before is played by a shell function."""
    comments = {"as-root": "Tapez : sudo kiosk …"}
    text = command(replace(LAYOUT, comments=comments)).text.replace("account=parvis\n", "account=root\n")
    someone = 'id() { case "$1" in -un) echo paul ;; -u) echo 1000 ;; esac; }\n'
    result = subprocess.run(["sh", "-c", someone + text, "kiosk", "doctor"], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (1, "Tapez : sudo kiosk …\n")
