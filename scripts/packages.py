"""Makes the Debian packages of a release from the wheels, and the folder for a stick that installs without a network.

`deploy/debian/` holds what is in them: a folder a package, laid out as it lies on the machine, with its `control`;
`scripts/` there holds what packages of services and of screens do when they come and go; `stick/` the installer.
"""

import compileall
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from py_compile import PycInvalidationMode

from scripts.debian.root import SUITE, mirror
from scripts.source import ROOT

SOURCE = ROOT / "deploy" / "debian"
PYTHON = (3, 13)
"""Debian 13's Python, by which bytecode is compiled ahead: services cannot write it."""
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
"""Debian's names of the architectures, and those of wheels."""
PROGRAM = Path("usr/lib/parvis")
ADDED = "/usr/local/lib/parvis"
"""Where an administrator puts what is wished for besides: boto3, Piper."""
ROLES = {"parvis-box": "parvis", "parvis-hub": "parvis-hub", "parvis-terminal": "parvis-screen", "parvis-desk": ""}
"""The packages that say what a machine is for, and the service that each brings."""
_SCREENS = ("parvis-desk", "parvis-terminal")
_ON_THE_STICK = ("parvis-box", "parvis-hub", "parvis-terminal", "cups")
"""What is installed without a network, with all that it needs; a desk needs less than a terminal."""
_GLIBC = ("manylinux_2_41", "manylinux_2_39", "manylinux_2_34", "manylinux_2_28", "manylinux_2_26", "manylinux_2_17",
          "manylinux2014")  # fmt: skip
"""Platforms that Debian 13 (glibc 2.41) runs."""
_VENV = "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.13\n"


def lay_out(tree: Path, wheel: Path, arch: str, constraints: Path) -> None:
    """Lay the program with its libraries out as a virtual environment of Debian's own Python, from wheels alone."""
    home = tree / PROGRAM
    site = home / "lib" / f"python{PYTHON[0]}.{PYTHON[1]}" / "site-packages"
    platforms = [argument for glibc in _GLIBC for argument in ("--platform", f"{glibc}_{MACHINES[arch]}")]
    _run(
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:",
        *platforms, "--python-version", "".join(map(str, PYTHON)), "--implementation", "cp",
        "--abi", f"cp{PYTHON[0]}{PYTHON[1]}", "--abi", "abi3", "--abi", "none", "--no-compile",
        "--constraint", str(constraints), "--target", str(site), f"{wheel}[hub]",
    )  # fmt: skip
    shutil.rmtree(site / "bin", ignore_errors=True)  # their first line names the Python of this machine
    # dpkg knows the files; the last of these names a folder of this machine.
    for name in ("RECORD", "REQUESTED", "direct_url.json"):
        for file in site.glob(f"*.dist-info/{name}"):
            file.unlink()
    (site / "parvis-local.pth").write_text(f"{ADDED}\n", "utf-8")
    compile_ahead(site, tree)
    (home / "bin").mkdir()
    (home / "bin" / "python").symlink_to("/usr/bin/python3")
    (home / "pyvenv.cfg").write_text(_VENV, "utf-8")


def compile_ahead(folder: Path, tree: Path) -> None:
    """Compile the bytecode of a folder within a program that was laid out, by the names of the machine's files."""
    compileall.compile_dir(
        folder, quiet=2, stripdir=str(tree), prependdir="/", force=True,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )  # fmt: skip


def pack(
    package: str, folder: Path, version: str, built_at: datetime, program: Path | None = None, arch: str = "all"
) -> Path:
    """Make one package in `folder`, the same bytes for the same contents; `program` is what `lay_out` laid out."""
    tree = folder / f".{package}-{arch}"
    shutil.copytree(SOURCE / package, tree, symlinks=True)
    if program:
        shutil.copytree(program, tree, symlinks=True, dirs_exist_ok=True)
    control = tree / "DEBIAN" / "control"
    size = sum(path.stat().st_size for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    control.write_text(_filled(control, VERSION=version, ARCH=arch, SIZE=str(size // 1024)), "utf-8")
    for name in ("prerm", "postinst", "postrm"):
        parts = [tree / "DEBIAN" / name]
        if ROLES.get(package):
            parts.append(SOURCE / "scripts" / "service" / name)
        if package in _SCREENS:
            parts.append(SOURCE / "scripts" / "screen" / name)
        said = "\n".join(_filled(part, UNIT=ROLES.get(package, "")) for part in parts if part.exists())
        if said:
            parts[0].write_text(f"#!/bin/sh\nset -e\n{said}", "utf-8")
            parts[0].chmod(0o755)
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
    made = folder / f"{package}_{version}_{arch}.deb"
    _run(
        "dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build", str(tree), str(made),
        env={**os.environ, "SOURCE_DATE_EPOCH": f"{built_at.timestamp():.0f}"},
    )  # fmt: skip
    shutil.rmtree(tree)
    return made


def fill_stick(stick: Path, packages: Iterable[Path], version: str, arch: str, work: Path) -> None:
    """Fill the folder of a stick: our packages, every package of Debian that they need, an index, the installer."""
    folder = stick / "paquets"
    folder.mkdir(parents=True)
    for package in packages:
        shutil.copy(package, folder)
    write_index(folder)
    for name in ("lists/partial", "archives/partial"):
        (work / name).mkdir(parents=True, exist_ok=True)
    (work / "status").touch()
    address = mirror().rstrip("/")
    signed = "[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]"
    (work / "sources.list").write_text(
        f"deb [trusted=yes] file:{folder} ./\ndeb {signed} {address} {SUITE} main\n"
        f"deb {signed} {address}-security {SUITE}-security main\n",
        "utf-8",
    )
    options = {
        "Dir::Etc::SourceList": work / "sources.list", "Dir::Etc::SourceParts": "/dev/null",
        "Dir::Etc::Preferences": "/dev/null", "Dir::Etc::PreferencesParts": "/dev/null", "Dir::State": work,
        "Dir::State::status": work / "status", "Dir::Cache": work, "APT::Architecture": arch,
        "APT::Architectures": arch, "APT::Sandbox::User": "root", "Debug::NoLocking": "1",
        "Dir::Cache::Archives": work / "archives", "Acquire::GzipIndexes": "false",
    }  # fmt: skip
    # To apt nothing is installed, so that it fetches what a Debian of any age may lack.
    apt = ("apt-get", "--quiet=2", *(f"-o{name}={value}" for name, value in options.items()))
    _run(*apt, "update")
    _run(*apt, "install", "--yes", "--download-only", "--no-install-recommends", *_ON_THE_STICK)
    for package in sorted((work / "archives").glob("*.deb")):
        shutil.copy(package, folder / package.name.replace("%3a", "~"))  # no FAT has a colon
    finish_stick(stick, version, arch)


def finish_stick(stick: Path, version: str, arch: str) -> None:
    """Write the index of a stick's packages, and the installer beside them."""
    write_index(stick / "paquets")
    for file in sorted((SOURCE / "stick").iterdir()):
        (stick / file.name).write_text(_filled(file, VERSION=version, ARCH=arch), "utf-8")


def write_index(folder: Path) -> None:
    """Write `Packages`, by which apt knows the packages of a folder, with the SHA-256 of each."""
    entries = []
    for package in sorted(folder.glob("*.deb")):
        fields = subprocess.run(["dpkg-deb", "--field", package], capture_output=True, text=True, check=True).stdout
        digest = hashlib.sha256(package.read_bytes()).hexdigest()
        entries.append(f"{fields}Filename: ./{package.name}\nSize: {package.stat().st_size}\nSHA256: {digest}\n")
    (folder / "Packages").write_text("\n".join(entries), "utf-8")


def _filled(file: Path, **marks: str) -> str:
    text = file.read_text("utf-8")
    for mark, value in marks.items():
        text = text.replace(f"@{mark}@", value)
    return text


def _run(*command: str, env: dict[str, str] | None = None) -> None:
    subprocess.run(command, check=True, env=env, stdout=subprocess.DEVNULL, cwd=ROOT)
