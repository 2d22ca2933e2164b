"""What this process holds in memory stays there: asked of processes that really crash and really look."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk import control
from kiosk.domain.trail.finding import Finding
from kiosk.operations import upkeep
from kiosk.process import hardening
from kiosk.settings import Settings
from tests.running import running, set_up

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
TELL = "import sys\nfrom kiosk.process import hardening\nprint(hardening.find_memory_exposures())\n"


def said(code: str, folder: Path) -> str:
    """What a process of its own prints, started where cores are allowed as far as they may be."""
    allow = (
        "import resource\nresource.setrlimit(resource.RLIMIT_CORE, resource.getrlimit(resource.RLIMIT_CORE)[1:] * 2)\n"
    )
    script = "import os, sys\n" + allow + f"os.execv(sys.executable, [sys.executable, '-c', {code!r}])"
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=folder).stdout.strip()


def test_a_process_says_what_it_exposes_until_it_is_hardened(tmp_path: Path) -> None:
    if "core" in said(TELL, tmp_path):  # some machines allow no core to anybody
        assert said(TELL, tmp_path) == "('core', 'dumpable')"
    assert "dumpable" in said(TELL, tmp_path)
    assert said(TELL.replace("print(hardening.find_memory_exposures())", "print(hardening.harden())"), tmp_path) == "()"


def test_a_crash_leaves_no_core(tmp_path: Path) -> None:
    crash = "from kiosk.process import hardening\nhardening.harden()\nimport os\nos.abort()"
    assert said(crash, tmp_path) == ""
    assert list(tmp_path.iterdir()) == []


def test_it_may_be_asked_twice_and_does_not_keep_others_from_starting() -> None:
    assert hardening.harden() == hardening.harden() == ()
    child = subprocess.run([sys.executable, "-c", TELL], capture_output=True, text=True)
    assert child.stdout.strip() == "('dumpable',)", "a new program may be dumped, though with a limit of 0"


def test_a_running_box_is_hardened_and_leaves_no_core(settings: Settings) -> None:
    set_up(settings)
    with running(settings) as box:
        limits = Path(f"/proc/{box.process.pid}/limits").read_text()
        assert [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core")] == [["0", "0"]]
        examined = control.ask_running_box(settings, upkeep.run_doctor)
        assert examined is not None and Finding("core", True) in examined
        box.process.send_signal(signal.SIGABRT)
        assert box.process.wait(20) == -signal.SIGABRT
    assert not list(settings.data.glob("*core*"))


def test_a_confined_process_holds_no_more_memory_than_it_may_and_writes_no_file(tmp_path: Path) -> None:
    """What decodes strangers' bytes, and what speaks, each with limits of its own."""
    begun = (
        "from kiosk.process.hardening import confine_this_process; confine_this_process(64 << 20); "
        f"path = {str(tmp_path / 'file')!r}; "
    )
    for gesture, error in (("bytearray(128 << 20)", "MemoryError"), ("Path(path).write_bytes(b'x')", "OSError")):
        program = (
            f"import signal; from pathlib import Path; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); {begun}{gesture}"
        )
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
        assert done.returncode != 0 and error in done.stderr, gesture
