"""The disk of a machine that is box and public terminal, set up as the documentation says, with Nadia at the desk."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from trials.debian.first_steps import by_the_terminal, program, step
from trials.debian.root import PACKAGES, debian

_SIZE = "6G"
_KERNEL = ("linux-image-amd64", "systemd-sysv", "udev", "dbus", "libpam-systemd", "qemu-guest-agent", "kmod")
_PROXY = "/usr/lib/systemd/systemd-socket-proxyd"
_OUTSIDE = {
    "etc/fstab": "/dev/vda / ext4 defaults 0 1\n",
    "etc/systemd/network/wired.network": "[Match]\nName=en*\n[Network]\nDHCP=yes\n",
    # Screens are served to this machine alone; the trial reaches them by a door that is no part of the product.
    "etc/systemd/system/outside.socket": "[Socket]\nListenStream=0.0.0.0:18600\n[Install]\nWantedBy=sockets.target\n",
    "etc/systemd/system/outside.service": f"[Service]\nExecStart={_PROXY} 127.0.0.1:8600\n",
}


@dataclass(frozen=True)
class Image:
    """The disk, the kernel that boots it, and what Nadia signs in with."""

    disk: Path
    kernel: Path
    initrd: Path
    factor: str
    pin: str


def build(folder: Path, wheel: Path, constraints: Path) -> Image:
    """Make the disk in an empty folder (as root, with the line to a Debian mirror; some minutes)."""
    with debian(folder, (*PACKAGES, *_KERNEL)) as machine:
        step("an empty Debian 13 with a kernel", machine.read("/etc/debian_version").strip())
        program(machine, wheel, constraints)
        said = machine.run("/opt/parvis/bin/kiosk", "install", "--terminal", seconds=1800)
        step("kiosk install --terminal", f"{said.count('Fichier écrit')} files")
        factor, pin, _ = by_the_terminal(machine, "Mairie de Saint-Aubin")
        for name, text in _OUTSIDE.items():
            (machine.path / name).parent.mkdir(parents=True, exist_ok=True)
            (machine.path / name).write_text(text, "utf-8")
        machine.run("systemctl", "enable", "systemd-networkd", "outside.socket")
        machine.run("apt-get", "clean")
    disk = folder / "disk.img"
    subprocess.run(["mkfs.ext4", "-q", "-d", str(machine.path), str(disk), _SIZE], check=True)
    (kernel,) = (machine.path / "boot").glob("vmlinuz-*")
    (initrd,) = (machine.path / "boot").glob("initrd.img-*")
    return Image(disk, kernel, initrd, factor, pin)
