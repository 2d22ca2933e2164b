"""`python -m trials.arm64`: the bundle for ARM64 on a Debian 13 for ARM64, whose processor is emulated.

Needs root, debootstrap, a Debian mirror, qemu-user-static and the bundle that `make release` leaves in `dist/`; about
twenty minutes. On a machine made by debootstrap the bundle's installer runs without a line; then `kiosk procedures
check`, `kiosk setup`, `kiosk doctor`, and one case over HTTP up to its number. The kernel is this machine's: no unit,
no screen and no printer is tried, and a Raspberry Pi is not either.
"""

import argparse
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from trials.debian.first_steps import by_the_terminal, held, step
from trials.debian.root import Debian, debian, need
from trials.power.moments import to_the_end
from trials.power.work import TIMEOUT_S, Work
from trials.torture.ledger import Kept
from trials.townhall.desk import Desk, SignIn
from trials.townhall.person import person

ROOT = Path(__file__).resolve().parent.parent
_PACKAGES = ("python3",)
"""All that the bundle asks for."""
_STICK, _PROGRAM = "/media/stick", "/opt/parvis/current/bin/python"
_COMMAND = "usr/local/bin/kiosk"
_BINFMT = Path("/proc/sys/fs/binfmt_misc")
_STARTS_S = 300


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m trials.arm64", description="The bundle on an emulated ARM64.")
    options.add_argument("--bundle", type=Path, help="The ARM64 bundle; the one in dist/ by default.")
    options.add_argument("--folder", type=Path, help="Where the machine is made; a temporary folder by default.")
    asked = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    need("debootstrap", **{"qemu-aarch64-static": "qemu-user-static"})
    bundle = asked.bundle or next((ROOT / "dist").glob("parvis-*-debian13-arm64.zip"), None)
    if bundle is None:
        options.error("there is no bundle in dist/: make release")
    with tempfile.TemporaryDirectory(prefix="parvis-arm64-", dir=asked.folder) as folder:
        emulated()
        place = Path(folder) / "machine"
        place.mkdir()
        with debian(place, _PACKAGES, "arm64") as machine:
            step("an empty Debian 13 for ARM64", machine.run("uname", "-m").strip())
            installed(machine, bundle)
            worked(machine)
    return 0


def emulated() -> None:
    """Let this kernel run programs for ARM64. Raises `AssertionError` where it does not."""
    if not (_BINFMT / "register").exists():
        subprocess.run(["mount", "-t", "binfmt_misc", "none", str(_BINFMT)], check=True)
    if not (_BINFMT / "qemu-aarch64").exists():
        (_BINFMT / "register").write_bytes(Path("/usr/lib/binfmt.d/qemu-aarch64.conf").read_bytes().strip())
    held((_BINFMT / "qemu-aarch64").exists(), "the kernel does not take programs for ARM64")


def installed(machine: Debian, bundle: Path) -> None:
    """The installer of the bundle, in a network of its own that leads nowhere."""
    stick = machine.path / _STICK.lstrip("/")
    with zipfile.ZipFile(bundle) as packed:
        packed.extractall(stick)
    (folder,) = stick.iterdir()
    done = subprocess.run(
        ["unshare", "--net", *machine.command("sh", f"{_STICK}/{folder.name}/installer.sh")],
        env=machine.variables({}), capture_output=True, text=True, check=False,
    )  # fmt: skip
    held(done.returncode == 0, done.stdout + done.stderr)
    step("the bundle installs itself without a line", done.stdout.strip().splitlines()[0])
    procedures = machine.run("sh", "-c", f"ls {_site_packages(machine)}/kiosk/procedures/*.yaml").split()
    said = machine.run(_PROGRAM, "-m", "kiosk", "procedures", "check", *procedures)
    step("kiosk procedures check", f"{len(procedures)} files, {said.strip().splitlines()[-1]}")


def worked(machine: Debian) -> None:
    """Set-up in a terminal, the examination, and a case up to its number."""
    # There is no systemd whose `kiosk install` would make the account and this command.
    machine.run("useradd", "--system", "--create-home", "--home-dir", "/var/lib/parvis", "parvis")
    command = machine.path / _COMMAND
    command.write_text(
        f'#!/bin/sh\nexport KIOSK_DATA=/var/lib/parvis\nexec runuser -u parvis -- {_PROGRAM} -m kiosk "$@"\n', "utf-8"
    )
    command.chmod(0o755)
    factor, pin, _ = by_the_terminal(machine, "Mairie de Saint-Aubin")
    box = machine.start(f"/{_COMMAND}", "run", "--port", "0")
    address = _first_line(box)
    said = machine.run(f"/{_COMMAND}", "doctor", check=False)
    held("Traceback" not in said and "✓" in said, said)
    step("kiosk doctor", f"{said.count('✓')} well, {said.count('○')} to do, {said.count('✗')} to mend")
    print(said)
    desk = Desk()
    desk.client.timeout, desk.address = TIMEOUT_S, address
    who = SignIn("nadia", factor, pin)
    held(desk.sign_in(who).location == "/desk", "Nadia signs in")
    kept = Kept(person(1, random.Random(1)))
    to_the_end(Work(desk, who, kept))
    step("a case over HTTP has its number", kept.reference)
    machine.stop(box)


def _site_packages(machine: Debian) -> str:
    return machine.run(_PROGRAM, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()


def _first_line(box: "subprocess.Popen[str]") -> str:
    """The address that a box prints once it listens."""
    assert box.stdout is not None
    until = time.monotonic() + _STARTS_S
    while select.select([box.stdout], [], [], max(0.0, until - time.monotonic()))[0]:
        line = box.stdout.readline().strip()
        if line.startswith("http"):
            return line
        if not line:
            break
    raise AssertionError("the box does not start")


if __name__ == "__main__":
    sys.exit(main())
