"""A folder receives each job whole, once, and for its owner only."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from printers.carrier import COMPLETED, NOT_PRINTED, NotPrintedFault
from printers.carriers.file import File


def test_a_job_becomes_one_file_for_its_owner(tmp_path: Path) -> None:
    File(tmp_path).carry("job-1", "Reçu", b"%PDF")
    (path,) = tmp_path.iterdir()
    assert (path.name, path.read_bytes()) == ("job-1.pdf", b"%PDF")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_same_job_twice_is_one_file(tmp_path: Path) -> None:
    carrier = File(str(tmp_path), "text/plain; charset=utf-8")
    carrier.carry("job-1", "Reçu", b"first")
    carrier.carry("job-1", "Reçu", b"again")
    assert [path.name for path in tmp_path.iterdir()] == ["job-1.txt"]
    assert (tmp_path / "job-1.txt").read_bytes() == b"again"


def test_a_job_cut_by_the_power_is_finished_by_the_next_try(tmp_path: Path) -> None:
    (tmp_path / ".job-1.part").write_bytes(b"half")
    File(tmp_path).carry("job-1", "Reçu", b"whole")
    assert [path.name for path in tmp_path.iterdir()] == ["job-1.pdf"]


def test_a_planted_link_receives_nothing(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    folder.mkdir()
    os.symlink(elsewhere, folder / ".job-1.part")
    File(folder).carry("job-1", "Reçu", b"paper")
    assert not elsewhere.exists() and (folder / "job-1.pdf").read_bytes() == b"paper"


@pytest.mark.parametrize("job_id", ["", "../job", "a/b", ".hidden", "a\n", "a" * 101])
def test_a_job_cannot_name_another_folder(tmp_path: Path, job_id: str) -> None:
    with pytest.raises(NotPrintedFault, match="bad-job-id"):
        File(tmp_path).carry(job_id, "Reçu", b"x")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("folder", ["", "missing"])
def test_a_folder_that_is_not_there_is_said(tmp_path: Path, folder: str) -> None:
    carrier = File(str(tmp_path / folder) if folder else "")
    assert carrier.what_is_wrong() == "folder-missing"
    with pytest.raises(NotPrintedFault, match="folder-missing"):
        carrier.carry("job-1", "Reçu", b"x")


def test_a_kind_of_bytes_without_an_extension_is_said(tmp_path: Path) -> None:
    assert File(tmp_path, "image/png").what_is_wrong() == "unknown-media-type"


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    code = (
        "import resource, sys\n"
        "from printers.carriers.file import File\n"
        "from printers.carrier import NotPrintedFault\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: File(sys.argv[1]).carry('job-1', 'x', b'x' * 5000)\n"
        "except NotPrintedFault as fault: print(fault.code)\n"
    )
    root = Path(__file__).parents[3]
    run = subprocess.run([sys.executable, "-c", code, tmp_path], cwd=root, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "disk-full"
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_there_was_printed(tmp_path: Path) -> None:
    carrier = File(tmp_path)
    (tmp_path / ".job-1.part").write_bytes(b"%P")
    assert carrier.state_of("job-1") == carrier.call_off("job-1") == NOT_PRINTED
    carrier.carry("job-1", "Reçu", b"%PDF")
    assert carrier.state_of("job-1") == COMPLETED
    assert File.find() == ()
