"""`kiosk` as the package brings it, for the account of the service: what root alone may read is handed over."""

import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.packages import SOURCE

pytestmark = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root hands a file over")
PROGRAM = '#!/bin/sh\nshift 2\necho "$@"\nfor word in "$@"; do [ ! -f "$word" ] || cat "$word"; done\nexit 3\n'


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that another account may enter, with the command, whose program says and reads what it is given."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as name:  # nosec B108: a folder of our own
        there = Path(name)
        there.chmod(0o755)
        (there / "program").write_text(PROGRAM, "utf-8")
        (there / "program").chmod(0o755)
        command = (SOURCE / "parvis" / "usr" / "bin" / "kiosk").read_text("utf-8")
        command = command.replace("program=/usr/lib/parvis/bin/python", f"program={there}/program")
        (there / "kiosk").write_text(re.sub("account=parvis.*", "account=nobody", command), "utf-8")
        (there / "SA-1.backup").write_text("sealed", "utf-8")
        (there / "SA-1.backup").chmod(0o600)
        yield there


def typed(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(("sh", folder / "kiosk", *words), capture_output=True, text=True, cwd=folder)


def test_a_copy_that_root_brought_is_read_under_any_name_and_nothing_of_it_stays(folder: Path) -> None:
    for reads in (("restore",), ("bundle", "import"), ("hub", "keys", "restore")):
        done = typed(folder, *reads, "SA-1.backup")
        said, content = done.stdout.split("\n", 1)
        assert (done.returncode, content) == (3, "sealed"), done.stderr
        lent = Path(said.split()[-1])
        assert lent.name == "SA-1.backup" and lent.parent != Path() and not lent.parent.exists()


def test_a_file_that_a_command_writes_is_never_a_copy(folder: Path) -> None:
    for writes in (("backup",), ("bundle", "export"), ("hub", "keys", "backup")):
        assert typed(folder, *writes, "SA-1.backup").stdout.splitlines()[0] == " ".join((*writes, "SA-1.backup"))
