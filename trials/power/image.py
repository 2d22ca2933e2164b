"""The disk of a machine that is box, hub and public terminal, set up and enrolled as the documentation says.

It is made once in a folder and kept there as `base.img`; each trial works on a copy of it.
"""

import json
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

from trials.debian.first_steps import KIOSK, by_the_terminal, held, program, step
from trials.debian.root import PACKAGES, Debian, debian

TOWN = "Mairie de Saint-Aubin"
STICK = "PARVIS"
"""The label of the USB stick, as the page on backups says."""
_SIZE = "6G"
_KERNEL = ("linux-image-amd64", "systemd-sysv", "udev", "dbus", "libpam-systemd", "qemu-guest-agent", "kmod")
_PROXY = "/usr/lib/systemd/systemd-socket-proxyd"
_QUIET = "LogLevelMax=emerg\n"
"""For what the trial asks of the machine again and again: a line in the log each time is much work when emulated."""
_HUB = "http://127.0.0.1:8700"
_ENROLLED_S = 60
_OUTSIDE = {
    # The second line is that of docs/town-hall/backup.md.
    "etc/fstab": "/dev/vda / ext4 defaults 0 1\n"
    f"LABEL={STICK} /media/parvis vfat noauto,nofail,uid=parvis,umask=077,x-systemd.automount,"
    "x-systemd.device-timeout=5s 0 0\n",
    "etc/systemd/network/wired.network": "[Match]\nName=en*\n[Network]\nDHCP=yes\n",
    # Screens are served to this machine alone; the trial reaches them by a door that is no part of the product.
    "etc/systemd/system/outside.socket": "[Socket]\nListenStream=0.0.0.0:18600\n[Install]\nWantedBy=sockets.target\n",
    "etc/systemd/system/outside.service": f"[Service]\nExecStart={_PROXY} 127.0.0.1:8600\n{_QUIET}",
    "etc/systemd/system/qemu-guest-agent.service.d/trial.conf": f"[Service]\n{_QUIET}",
    # What the kernel needs to reach its disk and nothing else: an emulated machine is long in unpacking the rest.
    "etc/initramfs-tools/conf.d/trial": "MODULES=list\n",
    "etc/initramfs-tools/modules": "virtio_pci\nvirtio_blk\next4\n",
}


@dataclass(frozen=True)
class Image:
    """The disk, the kernel that boots it, what Nadia signs in with, and the words of the recovery sheet."""

    disk: Path
    kernel: Path
    initrd: Path
    factor: str
    pin: str
    sheet: str


def build(folder: Path, root: Path) -> Image:
    """Make the disk in a folder from the repository at `root` (as root, with a Debian mirror; some minutes),
    or take the one that an earlier trial left there.
    """
    base, secrets = folder / "base.img", folder / "secrets.json"
    if not secrets.exists():
        subprocess.run(["make", "wheel"], cwd=root, check=True, stdout=subprocess.DEVNULL)
        (wheel,) = (root / "dist").glob("*.whl")
        made = _made(folder, wheel, root / "constraints.txt")
        subprocess.run(["mkfs.ext4", "-q", "-d", str(folder / "root"), str(base), _SIZE], check=True)
        secrets.write_text(json.dumps(made), "utf-8")
    disk = folder / "disk.img"
    subprocess.run(["cp", "--sparse=always", str(base), str(disk)], check=True)
    (kernel,) = (folder / "root/boot").glob("vmlinuz-*")
    (initrd,) = (folder / "root/boot").glob("initrd.img-*")
    return Image(disk, kernel, initrd, *json.loads(secrets.read_text("utf-8")))


def _made(folder: Path, wheel: Path, constraints: Path) -> tuple[str, str, str]:
    with debian(folder, (*PACKAGES, *_KERNEL)) as machine:
        step("an empty Debian 13 with a kernel", machine.read("/etc/debian_version").strip())
        program(machine, wheel, constraints)
        said = machine.run("/opt/parvis/bin/kiosk", "install", "--terminal", seconds=1800)
        step("kiosk install --terminal", f"{said.count('Fichier écrit')} files")
        said = machine.run(KIOSK, "install", "--hub")
        step("kiosk install --hub", f"{said.count('Fichier écrit')} files")
        secrets = by_the_terminal(machine, TOWN)
        step("the box is enrolled", _enrolled(machine))
        _prepare(machine)
    return secrets


def _prepare(machine: Debian) -> None:
    settings = machine.path / "var/lib/parvis/kiosk.toml"
    settings.write_text(f'printer = "dummy"\n{settings.read_text("utf-8")}', "utf-8")
    for name, text in _OUTSIDE.items():
        (machine.path / name).parent.mkdir(parents=True, exist_ok=True)
        (machine.path / name).write_text(text, "utf-8")
    machine.run("systemctl", "enable", "systemd-networkd", "outside.socket")
    machine.run("update-initramfs", "-u", "-k", "all")
    machine.run("apt-get", "clean")


def _enrolled(machine: Debian) -> str:
    """Enrol the box at the hub of the same machine, in a network of their own; what the command says."""
    code = machine.run(KIOSK, "hub", "site", "add", "SA", TOWN).strip().splitlines()[-1]
    steps = (
        f"ip link set lo up; {shlex.join(machine.command(KIOSK, 'hub'))} >/dev/null & hub=$!; "
        f"for second in $(seq {_ENROLLED_S}); do "
        f"{shlex.join(machine.command(KIOSK, 'enroll', _HUB, code))} && break; sleep 1; done; kill $hub; wait"
    )
    done = subprocess.run(
        ["unshare", "--net", "sh", "-c", steps], env=machine.variables({}), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    held(TOWN in done.stdout, done.stdout + done.stderr)
    return done.stdout.strip().splitlines()[-1]
