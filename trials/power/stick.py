"""A USB stick: a backup onto it, one in the middle of which it is pulled out, and what lies on it afterwards."""

import re
import subprocess
import threading
import time
from pathlib import Path

from trials.debian.first_steps import KIOSK, held, step
from trials.power.image import STICK, Image
from trials.power.virtual import Virtual

MOUNTED = "/media/parvis"
_WELL_UNDER_WAY = 20_000
"""Bytes that a backup has written to the stick when it is pulled."""
_WAIT_S = 600


def pulled(machine: Virtual, image: Image, folder: Path) -> None:
    """A backup that is asked for and made, one that is cut off and told in one sentence; only whole ones are there."""
    file = folder / "stick.img"
    subprocess.run(["truncate", "-s", "64M", str(file)], check=True)
    subprocess.run(["mkfs.vfat", "-n", STICK, str(file)], check=True, stdout=subprocess.DEVNULL)
    code, said = machine.run(KIOSK, "backup", "--usb")
    held(code != 0 and is_one_sentence(said), said)
    step("a backup without a stick", said.strip())
    _plugged(machine, file)
    code, said = machine.run(KIOSK, "backup", "--usb")
    held(code == 0, said)
    step("a backup onto the stick", " ".join(said.split()))
    machine.run("/usr/bin/umount", MOUNTED)
    machine.pull()
    _plugged(machine, file, slow=True)
    code, said, written = _pulled_while_writing(machine)
    held(code != 0 and is_one_sentence(said), f"{code}: {said}")
    step("a stick pulled out in the middle of a backup", f"after {written} bytes: {said.strip()}")
    machine.run("/usr/bin/umount", "-l", MOUNTED)
    _plugged(machine, file)
    _only_whole_ones(machine, image)
    code, said = machine.run(KIOSK, "backup", "--usb")
    held(code == 0, said)
    step("plugged in again, the next backup is made", " ".join(said.split()))


def _plugged(machine: Virtual, file: Path, *, slow: bool = False) -> None:
    machine.plug(file, slow=slow)
    held(_soon(machine, "/usr/bin/test", "-b", f"/dev/disk/by-label/{STICK}"), "the stick is seen")


def _pulled_while_writing(machine: Virtual) -> tuple[int, str, int]:
    ended: list[tuple[int, str]] = []
    before = machine.written_to_stick()
    backup = threading.Thread(target=lambda: ended.append(machine.run(KIOSK, "backup", "--usb")))
    backup.start()
    until = time.monotonic() + _WAIT_S
    while (written := machine.written_to_stick() - before) < _WELL_UNDER_WAY and not ended:
        held(time.monotonic() < until, "no backup is written to the stick")
        time.sleep(0.02)
    held(not ended, f"the backup was over before the stick was pulled: {ended}")
    machine.pull()
    backup.join()
    return *ended[0], written


def _only_whole_ones(machine: Virtual, image: Image) -> None:
    """Whatever bears the name of a backup is opened by the words of the recovery sheet, into an empty folder."""
    names = machine.run("/usr/bin/find", MOUNTED, "-type", "f")[1].split()
    copies = [name for name in names if name.endswith(".backup")]
    held(bool(copies), f"no backup on the stick: {names}")
    for number, copy in enumerate(copies):
        target = f"/var/tmp/restored-{number}"
        code, said = machine.run(
            "/usr/bin/env", f"KIOSK_DATA={target}", "/opt/parvis/bin/python", "-m", "kiosk", "restore", copy, "--yes",
            typed=f"{image.sheet}\n\n",
        )  # fmt: skip
        held(code == 0, f"{copy} bears the name of a backup and is none: {said}")
    step("what bears the name of a backup there is a whole one", f"{len(copies)} of {len(names)} files")


def is_one_sentence(said: str) -> bool:
    """Words for a person, not a trace."""
    return "Traceback" not in said and len(re.findall(r"\S+", said)) > 3 and len(said.strip().splitlines()) == 1


def _soon(machine: Virtual, *words: str) -> bool:
    for _ in range(60):
        if machine.run(*words)[0] == 0:
            return True
        time.sleep(1)
    return False
