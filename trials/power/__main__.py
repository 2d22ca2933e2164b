"""`python -m trials.power`: boots Debian 13 in QEMU with the units that `kiosk install` writes, and cuts the power.

Needs root, QEMU, nbdkit, debootstrap and a Debian mirror; the image takes some minutes, then a quarter of an hour with
KVM and about an hour where the processor is emulated. It shows that box, hub and screen run under their units, that the
screen's account cannot read the data folder, what a public terminal shows (a picture), that after each of ten power
cuts the box starts by itself, that nothing confirmed is lost or doubled at the hub, and that a pulled USB stick is told
in one sentence and leaves no broken copy that is taken for a good one. With `--processes`, in some minutes: the ten
power cuts and the stick alone, with box and hub as processes on a disk that forgets.
"""

import argparse
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image as Picture

from trials.debian.first_steps import KIOSK, held, step
from trials.debian.root import need
from trials.power.cuts import arrived, cuts
from trials.power.image import build
from trials.power.moments import TEN
from trials.power.processes import Processes
from trials.power.stick import pulled
from trials.power.verdict import judged
from trials.power.virtual import Virtual
from trials.torture.ledger import Kept, Losses
from trials.torture.verdict import judge
from trials.townhall.desk import SignIn

ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = ("parvis.service", "parvis-hub.service", "parvis-screen.service")
_SHOWN_S = 600
_A_PAGE = 0.02
"""The share of the screen that is not of its commonest colour once a page is shown."""
_PROGRAMS = {
    "qemu-system-x86_64": "qemu-system-x86", "nbdkit": "nbdkit", "debootstrap": "debootstrap", "mkfs.ext4": "e2fsprogs",
    "mkfs.vfat": "dosfstools", "qemu-storage-daemon": "qemu-utils",
}  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.power", description="Real units, and power cuts.")
    options.add_argument("--cuts", type=int, default=len(TEN), help="At how many of the ten moments the power goes.")
    options.add_argument("--seed", type=int, default=1, help="Decides what people answer.")
    options.add_argument("--folder", type=Path, help="Where disk and pictures are made; an image there is used again.")
    options.add_argument("--processes", action="store_true", help="No machine: box and hub on a disk that forgets.")
    options.add_argument("--emulated", action="store_true", help="Emulate the processor without trying KVM.")
    asked = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    need(**_PROGRAMS)
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="parvis-power-"))
    shutil.rmtree(folder / "taken", ignore_errors=True)
    losses = of_processes(folder, asked) if asked.processes else of_a_machine(folder, asked)
    for line in losses.all():
        print(f"  {line}")
    return int(bool(losses.all()))


def of_processes(folder: Path, asked: argparse.Namespace) -> Losses:
    """The cuts and the stick alone, on disks that are mounted here."""
    machine, losses, ledger = Processes(folder), Losses(), list[Kept]()
    try:
        machine.start()
        cuts(machine, machine.hall.nadia, asked.cuts, random.Random(asked.seed), ledger, losses)
        arrived(machine, machine.hall.nadia)
        machine.pulled_stick()
        machine.only_the_disk()
        cases = len(judge(machine.hall, ledger, losses).submissions)
        step("judged", f"{cases} cases at box and hub, {len(losses.all())} losses")
    finally:
        machine.kill()
    return losses


def of_a_machine(folder: Path, asked: argparse.Namespace) -> Losses:
    """Everything, on Debian 13 in QEMU."""
    image = build(folder, ROOT)
    machine, losses, ledger = Virtual(image, folder, kvm=not asked.emulated), Losses(), list[Kept]()
    who = SignIn("nadia", image.factor, image.pin)
    try:
        seconds = machine.start(screen=False)
        step("booted", f"{seconds:.0f} s until the box answers, {'KVM' if machine.kvm else 'emulated'}")
        cuts(machine, who, asked.cuts, random.Random(asked.seed), ledger, losses)
        arrived(machine, who)
        pulled(machine, image, folder)
        machine.switch_off()
        step("judged", f"{judged(image, folder, ledger, losses)} cases at box and hub, {len(losses.all())} losses")
        machine.start()
        units(machine)
        terminal(machine, folder)
    finally:
        machine.kill()
    return losses


def units(machine: Virtual) -> None:
    """The units run, and the account of the screen sees nothing of the box."""
    for name in UNITS:
        until = time.monotonic() + 60
        while machine.run("/usr/bin/systemctl", "is-active", name)[1].strip() != "active" and time.monotonic() < until:
            time.sleep(1)
        held(
            machine.run("/usr/bin/systemctl", "is-active", name)[0] == 0,
            machine.run("/usr/bin/journalctl", "-u", name)[1],
        )
        exposure = machine.run("/usr/bin/systemd-analyze", "security", "--no-pager", name)[1].strip().splitlines()[-1]
        step(f"{name} runs", exposure.strip("→ "))
    failed = machine.run("/usr/bin/systemctl", "--failed", "--plain", "--no-legend")[1].split()
    held(not failed, f"units that failed: {failed}")
    code, said = machine.run("/usr/sbin/runuser", "-u", "parvis-screen", "--", "ls", "/var/lib/parvis")
    held(code != 0, said)
    step("the screen's account cannot read the data folder", said.strip())
    code, said = machine.run(KIOSK, "doctor")
    held("Traceback" not in said, said)
    step("kiosk doctor", f"exit {code}")
    print(said)


def terminal(machine: Virtual, folder: Path) -> None:
    """Wait until the virtual screen shows a page that stays, and keep the picture for somebody to look at."""
    path, before = folder / "terminal.png", b""
    until = time.monotonic() + _SHOWN_S
    while True:
        with Picture.open(machine.photograph(path)) as picture:
            pixels = picture.convert("RGB")
        colours = pixels.getcolors(pixels.width * pixels.height) or []
        most = max((many for many, _ in colours), default=0) / (pixels.width * pixels.height)
        now = pixels.tobytes()
        if most < 1 - _A_PAGE and now == before:
            break
        held(time.monotonic() < until, f"no page on the screen: {path}")
        before = now
        time.sleep(5)
    step("what the public terminal shows", str(path))


if __name__ == "__main__":
    sys.exit(main())
