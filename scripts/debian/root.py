"""A Debian 13 of its own in a folder, made by debootstrap: a machine on which nothing was ever installed."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PACKAGES = ("python3", "python3-venv", "make", "git", "ca-certificates")
"""What the first page of the documentation asks for, and the authorities that pip believes."""
SUITE = "trixie"
_ADDRESS = re.compile(r"^(?:URIs: *|deb (?:\[[^]]*\] )?)(https?://\S*debian/?)(?:\s|$)", re.MULTILINE)
_MADE_WITHIN_S = 3600
"""On a busy machine; else it is a matter of minutes."""
_MOUNTS = (("proc", "proc"), ("tmpfs", "run"), ("tmpfs", "dev/shm"))
_AUTHORITIES = "etc/ssl/certs/ca-certificates.crt"
_TAKEN_ALONG = (
    "PIP_CERT",
    "PIP_INDEX_URL",
    "PIP_DEFAULT_TIMEOUT",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "http_proxy",
    "https_proxy",
    "no_proxy",
)
"""Variables of the outside machine after which pip and apt find their way."""


@dataclass
class Debian:
    """The folder of the system, and the processes that were started in it."""

    path: Path
    started: "list[subprocess.Popen[str]]" = field(default_factory=list)

    def command(self, *words: str) -> list[str]:
        """What runs `words` there."""
        return ["chroot", str(self.path), *words]

    def variables(self, more: Mapping[str, str]) -> dict[str, str]:
        """The variables of a process there: few, as in a fresh session of root."""
        along = {name: value for name, value in os.environ.items() if name in _TAKEN_ALONG}
        own = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"}
        return {**along, **own, "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive", **more}

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
        """Start a service in a process group of its own."""
        process = subprocess.Popen(
            self.command(*words), env=self.variables(variables), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.started.append(process)
        return process

    def stop(self, process: "subprocess.Popen[str]") -> None:
        """End a service as systemd does; kill its group where it does not."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, how)
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
                break

    def read(self, path: str) -> str:
        """A file of the system."""
        return (self.path / path.lstrip("/")).read_text("utf-8")


@contextmanager
def debian(folder: Path, packages: Sequence[str] = PACKAGES) -> Iterator[Debian]:
    """Make the system, with `/proc`, `/run` and `/dev/shm`; at the end every process started in it is ended."""
    made = Debian(folder / "root")
    cache = folder.parent / "debs"
    cache.mkdir(exist_ok=True)
    command = [
        "debootstrap", "--variant=minbase", f"--cache-dir={cache}", f"--include={','.join(packages)}",
        SUITE, str(made.path), mirror(),
    ]  # fmt: skip
    _debootstrapped(command, made.path)
    for name in ("etc/resolv.conf", _AUTHORITIES):
        if Path("/", name).exists():
            (made.path / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(Path("/", name), made.path / name)
    mounted: list[Path] = []
    try:
        for kind, name in _MOUNTS:
            subprocess.run(["mount", "-t", kind, kind, str(made.path / name)], check=True)
            mounted.append(made.path / name)
        yield made
    finally:
        for process in made.started:
            made.stop(process)
        for place in reversed(mounted):
            _unmount(place)


def mirror() -> str:
    """Where this machine's own Debian comes from. Raises `RuntimeError` where it is none."""
    lists = [*Path("/etc/apt/sources.list.d").glob("*.sources"), *Path("/etc/apt/sources.list.d").glob("*.list")]
    for path in [*lists, Path("/etc/apt/sources.list")]:
        text = path.read_text("utf-8") if path.exists() else ""
        for address in _ADDRESS.findall(text):
            return str(address)
    raise RuntimeError("no Debian mirror in /etc/apt: this needs a Debian")


def need(*programs: str, **packages: str) -> None:
    """Install missing packages of this machine: those whose programs bear their names, or the package that is named
    for a program.
    """
    wanted = {**{name: name for name in programs}, **packages}
    missing = [package for name, package in wanted.items() if shutil.which(name) is None]
    if missing:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _debootstrapped(command: Sequence[str], path: Path) -> None:
    """Run debootstrap to its end; where it fails, nothing of this machine stays mounted in the folder, which somebody
    will delete.
    """
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
