"""`python -m trials.power`: boots Debian 13 in QEMU with the units that `kiosk install` writes, and cuts the power.

Needs root, QEMU, nbdkit, debootstrap and a Debian mirror; the image takes some minutes, then a quarter of an hour with
KVM and about an hour where the processor is emulated. It shows that box, hub and screen run under their units, that the
screen's account cannot read the data folder, what a public terminal shows (a picture), that after each of ten power
cuts the box starts by itself, that nothing confirmed is lost or doubled at the hub, and that a pulled USB stick is told
in one sentence and leaves no broken copy that is taken for a good one.
"""

import argparse
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image as Picture

from trials.debian.first_steps import KIOSK, held, step
from trials.debian.root import need
from trials.power.image import Image, build
from trials.power.moments import TEN, to_the_end, work_until
from trials.power.stick import pulled
from trials.power.verdict import judged
from trials.power.virtual import Virtual
from trials.power.work import TIMEOUT_S, Work
from trials.torture.ledger import Kept, Losses
from trials.torture.look import look
from trials.townhall.desk import Desk, SignIn
from trials.townhall.person import person

ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = ("parvis.service", "parvis-hub.service", "parvis-screen.service")
_SHOWN_S, _ARRIVE_S = 600, 600
_A_PAGE = 0.02
"""The share of the screen that is not of its commonest colour once a page is shown."""
_PROGRAMS = {
    "qemu-system-x86_64": "qemu-system-x86", "nbdkit": "nbdkit", "debootstrap": "debootstrap", "mkfs.ext4": "e2fsprogs",
    "mkfs.vfat": "dosfstools",
}  # fmt: skip


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.power", description="Real units, and power cuts.")
    options.add_argument("--cuts", type=int, default=len(TEN), help="At how many of the ten moments the power goes.")
    options.add_argument("--seed", type=int, default=1, help="Decides what people answer.")
    options.add_argument("--folder", type=Path, help="Where disk and pictures are made; an image there is used again.")
    options.add_argument("--emulated", action="store_true", help="Emulate the processor without trying KVM.")
    asked = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    need(**_PROGRAMS)
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="parvis-power-"))
    shutil.rmtree(folder / "taken", ignore_errors=True)
    subprocess.run(["make", "wheel"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = (ROOT / "dist").glob("*.whl")
    image = build(folder, wheel, ROOT / "constraints.txt")
    machine, losses, ledger = Virtual(image, folder, kvm=not asked.emulated), Losses(), list[Kept]()
    try:
        seconds = machine.start(screen=machine.kvm)
        step("booted", f"{seconds:.0f} s until the box answers, {'KVM' if machine.kvm else 'emulated'}")
        cuts(machine, image, asked.cuts, random.Random(asked.seed), ledger, losses)
        arrived(machine, image)
        pulled(machine, image, folder)
        machine.switch_off()
        step("judged", f"{judged(image, folder, ledger, losses)} cases at box and hub, {len(losses.all())} losses")
        machine.start()
        units(machine)
        terminal(machine, folder)
    finally:
        machine.kill()
    for line in losses.all():
        print(f"  {line}")
    return int(bool(losses.all()))


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


def cuts(
    machine: Virtual, image: Image, how_many: int, dice: random.Random, ledger: list[Kept], losses: Losses
) -> None:
    """A case up to its moment, the cut, a start by itself, a look, and the case is gone on with; and so the next."""
    who = SignIn("nadia", image.factor, image.pin)
    desk = Desk()
    desk.client.timeout = TIMEOUT_S
    desk.address = machine.address
    held(desk.sign_in(who).location == "/desk", "Nadia signs in")
    for number, moment in enumerate(TEN[:how_many], 1):
        ledger.append(Kept(person(number, dice)))
        work = Work(desk, who, ledger[-1])
        how = work_until(moment, work, machine.disk, machine.kill)
        seconds = machine.start(screen=machine.kvm)
        work.power_is_back()
        for kept in ledger:
            look(desk, kept, losses)
        answers = sum(len(kept.confirmed) for kept in ledger)
        losses_now = losses.all()
        step(
            f"power cut {number}, {moment}",
            f"{how}; {seconds:.0f} s until the box answers; {answers} confirmed answers, {len(losses_now)} losses",
        )
        to_the_end(work)


def arrived(machine: Virtual, image: Image) -> None:
    """Everything is sent, and the hub has acknowledged it."""
    desk = Desk()
    desk.client.timeout, desk.address = TIMEOUT_S, machine.address
    desk.sign_in(SignIn("nadia", image.factor, image.pin))
    until = time.monotonic() + _ARRIVE_S
    while "Tout est transmis." not in (page := desk.get("/desk/box")).body:
        held(time.monotonic() < until, "not everything is sent: " + page.text("#waiting"))
        desk.post("/desk/box/transmit", {"token": page.token()})
        time.sleep(2)
    step("everything is sent")


if __name__ == "__main__":
    sys.exit(main())
