"""`python -m trials.power`: boots Debian 13 in QEMU with the units that `kiosk install` writes, and cuts the power.

Needs root, QEMU, debootstrap and a Debian mirror; with KVM a quarter of an hour. It shows that box and screen run under
their units, that the screen's account cannot read the data folder, what a public terminal shows (a picture), that what
was confirmed before each of ten power cuts is there afterwards, and that a pulled USB stick is told in one sentence.
"""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

from trials.debian.first_steps import held, step
from trials.debian.root import need
from trials.power.image import Image, build
from trials.power.virtual import Virtual
from trials.torture.gate import Gate
from trials.torture.ledger import Kept, Losses
from trials.torture.look import look
from trials.torture.mediator import Mediator
from trials.townhall.desk import Desk, SignIn
from trials.townhall.person import person

ROOT = Path(__file__).resolve().parent.parent.parent
UNITS = ("parvis.service", "parvis-screen.service")


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.power", description="Real units, and power cuts.")
    options.add_argument("--cuts", type=int, default=10, help="How many times the power goes.")
    options.add_argument("--seed", type=int, default=1, help="Decides the moments and what people answer.")
    options.add_argument("--folder", type=Path, help="Where disk and pictures are made; a temporary folder by default.")
    asked = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    need("debootstrap", "mkfs.ext4")
    if subprocess.run(["which", "qemu-system-x86_64"], capture_output=True, check=False).returncode:
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "qemu-system-x86"], check=True)
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="parvis-power-"))
    subprocess.run(["make", "wheel"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = (ROOT / "dist").glob("*.whl")
    image = build(folder, wheel, ROOT / "constraints.txt")
    machine = Virtual(image, folder)
    try:
        step("booted", f"{machine.start():.0f} s until the box answers")
        units(machine, folder)
        losses = cuts(machine, image, asked.cuts, random.Random(asked.seed))
        stick(machine, folder)
    finally:
        machine.kill()
    for line in losses.all():
        print(f"  {line}")
    return int(bool(losses.all()))


def units(machine: Virtual, folder: Path) -> None:
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
    code, said = machine.run("/usr/sbin/runuser", "-u", "parvis-screen", "--", "ls", "/var/lib/parvis")
    held(code != 0, said)
    step("the screen's account cannot read the data folder", said.strip())
    code, said = machine.run("/usr/local/bin/kiosk", "doctor")
    held("Traceback" not in said, said)
    step("kiosk doctor", f"{said.count('✓')} well, {said.count('✗')} not")
    print(said)
    time.sleep(20)
    step("what the public terminal shows", str(machine.photograph(folder / "terminal.png")))


def cuts(machine: Virtual, image: Image, how_many: int, dice: random.Random) -> Losses:
    """Work, cut, boot, look; what a screen had confirmed must be there."""
    who = SignIn("nadia", image.factor, image.pin)
    gate, losses, ledger, numbers, checker = Gate(), Losses(), list[Kept](), count(1), Desk()

    def next_case() -> Kept:
        ledger.append(Kept(person(next(numbers), dice)))
        return ledger[-1]

    mediator = Mediator(gate, Desk(), who, next_case, random.Random(dice.random()))
    mediator.start()
    checker.address = machine.address
    try:
        for number in range(1, how_many + 1):
            gate.open(machine.address)
            gate.wait_for_answers(dice.choice((1, 5, 9, 11, 14)), 30)
            time.sleep(dice.uniform(0, 0.3))
            machine.kill()
            gate.close()
            seconds = machine.start()
            held(checker.sign_in(who).location == "/desk", "Nadia signs in after a power cut")
            for kept in (kept for kept in ledger if kept.touched):
                look(checker, kept, losses)
            held(mediator.is_alive(), mediator.fault)
            answers = sum(len(kept.confirmed) for kept in ledger)
            step(f"power cut {number}", f"{seconds:.0f} s, {answers} confirmed answers, {len(losses.all())} losses")
    finally:
        gate.finish()
        mediator.let_in.set()
    return losses


def stick(machine: Virtual, folder: Path) -> None:
    """A copy onto a USB stick; and onto one that is pulled."""
    file = folder / "stick.img"
    subprocess.run(["mkfs.ext4", "-q", str(file), "64M"], check=True)
    machine.plug(file)
    held(_soon(machine, "test", "-b", "/dev/sda"), "the stick is seen")
    machine.run("/usr/bin/mount", "/dev/sda", "/mnt")
    machine.run("/usr/bin/chown", "parvis", "/mnt")
    code, said = machine.run("/usr/local/bin/kiosk", "backup", "/mnt")
    held("Traceback" not in said, said)
    step("a copy onto the stick", f"{code}: {said.strip()}")
    machine.pull()
    time.sleep(1)
    code, said = machine.run("/usr/local/bin/kiosk", "backup", "/mnt")
    held(code != 0 and "Traceback" not in said and len(said.strip().splitlines()) == 1, said)
    step("a copy onto a stick that was pulled", said.strip())


def _soon(machine: Virtual, *words: str) -> bool:
    for _ in range(40):
        if machine.run(f"/usr/bin/{words[0]}", *words[1:])[0] == 0:
            return True
        time.sleep(0.5)
    return False


if __name__ == "__main__":
    sys.exit(main())
