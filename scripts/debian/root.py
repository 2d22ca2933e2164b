"""A Debian 13 of its own in a folder, made by debootstrap and booted: systemd, its own processes, and no network."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("systemd", "systemd-sysv", "dbus", "udev")
"""What a Debian that boots has; the rest comes with Parvis."""
SUITE = "trixie"
_ADDRESS = re.compile(r"^(?:URIs: *|deb (?:\[[^]]*\] )?)(https?://\S*debian/?)(?:\s|$)", re.MULTILINE)
_MADE_WITHIN_S = 3600
"""On a busy machine; else it is a matter of minutes."""
_NAMESPACES = ("mount", "uts", "ipc", "net", "pid", "cgroup")
_BOOT = """
set -e
cd "$0"
mount --make-rprivate /
mount --bind . . && cd "$0"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=755 tmpfs dev
mknod -m 666 dev/null c 1 3; mknod -m 666 dev/zero c 1 5; mknod -m 666 dev/full c 1 7
mknod -m 666 dev/random c 1 8; mknod -m 666 dev/urandom c 1 9; mknod -m 666 dev/tty c 5 0; mknod dev/console c 1 3
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
ln -s pts/ptmx dev/ptmx; ln -s /proc/self/fd dev/fd
mount -t tmpfs tmpfs dev/shm
mount -t tmpfs -o mode=755 tmpfs run
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
exec env -i container=other PATH=$PATH chroot . /lib/systemd/systemd --log-target=null --show-status=false
"""
"""Makes devices of the machine's own, none of this one's, in namespaces, and becomes its first process."""
_BOOTED_WITHIN_S = 120


@dataclass
class Debian:
    path: Path
    first: int = 0

    @property
    def live(self) -> Path:
        """The system as its own processes see it, with what lies in memory."""
        return Path(f"/proc/{self.first}/root")

    def command(self, *words: str) -> list[str]:
        spaces = [f"--{name}" for name in _NAMESPACES]
        return ["nsenter", f"--target={self.first}", *spaces, "--root", "--wd", *words]

    def variables(self, more: Mapping[str, str]) -> dict[str, str]:
        own = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        return {**own, "LANG": "C.UTF-8", "TERM": "dumb", **more}

    def run(self, *words: str, check: bool = True, seconds: float = 600, **variables: str) -> str:
        """Run a command to its end; what it printed. Raises `RuntimeError` with that where it failed."""
        done = subprocess.run(
            self.command(*words), env=self.variables(variables), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=seconds, check=False,
        )  # fmt: skip
        if check and done.returncode:
            raise RuntimeError(f"{' '.join(words)}: {done.returncode}\n{done.stdout}")
        return done.stdout

    def start(self, *words: str, **variables: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            self.command(*words), env=self.variables(variables), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip

    def enter_network(self) -> None:
        """Put this thread, and what it starts from now on, where the machine's own addresses are: it has no others."""
        with Path(f"/proc/{self.first}/ns/net").open("rb") as network:
            os.setns(network.fileno(), os.CLONE_NEWNET)

    def read(self, path: str) -> str:
        return (self.path / path.lstrip("/")).read_text("utf-8")


@contextmanager
def debian(folder: Path, packages: Sequence[str] = PACKAGES) -> Iterator[Debian]:
    made = Debian(folder / "root")
    cache = folder.parent / "debs"
    cache.mkdir(exist_ok=True)
    command = [
        "debootstrap", "--variant=minbase", f"--cache-dir={cache}", f"--include={','.join(packages)}",
        SUITE, str(made.path), mirror(),
    ]  # fmt: skip
    _debootstrapped(command, made.path)
    outer = ["unshare", "--fork", "--kill-child", *(f"--{name}" for name in _NAMESPACES), "sh", "-c", _BOOT]
    boot = subprocess.Popen([*outer, str(made.path)], stdin=subprocess.DEVNULL)
    try:
        made.first = _first_child(boot)
        until = time.monotonic() + _BOOTED_WITHIN_S
        while made.run("systemctl", "is-system-running", check=False).strip() not in ("running", "degraded"):
            if boot.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the machine does not boot")
            time.sleep(0.5)
        yield made
    finally:
        boot.kill()
        boot.wait()


def _first_child(boot: "subprocess.Popen[bytes]") -> int:
    children = Path(f"/proc/{boot.pid}/task/{boot.pid}/children")
    until = time.monotonic() + _BOOTED_WITHIN_S
    while not (found := children.read_text("ascii").split()):
        if time.monotonic() > until:
            raise RuntimeError("the machine does not start")
        time.sleep(0.1)
    return int(found[0])


def mirror() -> str:
    """Where this machine's own Debian comes from. Raises `RuntimeError` where it is none."""
    lists = [*Path("/etc/apt/sources.list.d").glob("*.sources"), *Path("/etc/apt/sources.list.d").glob("*.list")]
    for path in [*lists, Path("/etc/apt/sources.list")]:
        text = path.read_text("utf-8") if path.exists() else ""
        for address in _ADDRESS.findall(text):
            return str(address)
    raise RuntimeError("no Debian mirror in /etc/apt: this needs a Debian")


def need(*programs: str, **packages: str) -> None:
    """Install missing packages of this machine: those whose programs bear their names, or the package that is named for
    a program."""
    wanted = {**{name: name for name in programs}, **packages}
    missing = [package for name, package in wanted.items() if shutil.which(name) is None]
    if missing:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _debootstrapped(command: Sequence[str], path: Path) -> None:
    """Run debootstrap to its end; where it fails, nothing of this machine stays mounted in the folder, which somebody
    will delete."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        if code := process.wait(_MADE_WITHIN_S):
            raise RuntimeError(f"debootstrap: {code}; see {path / 'debootstrap/debootstrap.log'}")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        mounted = [Path(line.split(" ")[1]) for line in Path("/proc/mounts").read_text("utf-8").splitlines()]
        for place in sorted((place for place in mounted if place.is_relative_to(path)), reverse=True):
            _unmount(place)


def _unmount(place: Path) -> None:
    for _ in range(20):
        if subprocess.run(["umount", str(place)], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.2)
    subprocess.run(["umount", "--lazy", str(place)], check=False)
