"""From the stick to a box, to the next version and back, and away again; each step is printed once it held."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from kiosk.version import BUILT_AT, VERSION
from scripts import packages
from scripts.debian.root import Debian
from scripts.release import SIGNING_KEY, allowed_signers, sign_folder

KIOSK = "/usr/bin/kiosk"
STICK = "/media/cle"
"""Where the stick is: a folder of the machine's."""
NEXT = "0.2.1"
"""An invented next version, whose tables are others."""
_NEW_TABLE = """
RECORDED = "m9999_invented"

def migrate(db):
    db.execute("CREATE TABLE invented (id TEXT PRIMARY KEY) STRICT")
"""
_NEW_HUB_TABLE = """
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "0001", None, None

def upgrade():
    op.execute("CREATE TABLE invented (id VARCHAR PRIMARY KEY)")
"""
_BEGAN = time.monotonic()


def plug_in(machine: Debian, stick: Path) -> None:
    place = machine.path / STICK.lstrip("/")
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(stick, place, copy_function=shutil.copy)


def install(machine: Debian, *roles: str) -> str:
    """`sudo sh installer.sh …`; what it said at the end."""
    said = machine.run("sh", f"{STICK}/installer.sh", *roles, seconds=3600)
    held("est installé." in said, said)
    return said[said.rindex("Parvis ") :]


def next_stick(stick: Path, folder: Path, hub_too: bool = False) -> Path:
    """A stick of the next version, whose box has one more table, and where it is asked for the hub has one more too.

    It is signed with the key that signed `stick`, or with a new one where nothing was.
    """
    made, program = folder / "next", folder / "program"
    shutil.copytree(stick, made)
    (ours,) = (made / "paquets").glob("parvis_*.deb")
    subprocess.run(["dpkg-deb", "--extract", str(ours), str(program)], check=True)
    (version,) = program.rglob("kiosk/version.py")
    migrations = version.parent / "store" / "migrations"
    (migrations / "m9999_invented.py").write_text(_NEW_TABLE, "utf-8")
    for file, old, new in (
        (version, f'VERSION = "{VERSION}"', f'VERSION = "{NEXT}"'),
        (next(program.rglob("parvis-*.dist-info/METADATA")), f"\nVersion: {VERSION}\n", f"\nVersion: {NEXT}\n"),
        (migrations / "__init__.py", "import m0001_first", "import m0001_first, m9999_invented"),
        (migrations / "__init__.py", "STEPS = (m0001_first,)", "STEPS = (m0001_first, m9999_invented)"),
    ):
        text = file.read_text("utf-8")
        held(old in text, f"{file.name} says {old}")
        file.write_text(text.replace(old, new), "utf-8")
    packages.compile_ahead(version.parent, program)
    if hub_too:
        versions = version.parent.parent / "hub" / "store" / "migrations" / "versions"
        (versions / "9999_invented.py").write_text(_NEW_HUB_TABLE, "utf-8")
        packages.compile_ahead(versions, program)
    for package in (made / "paquets").glob("parvis*.deb"):
        package.unlink()
    if (stick / "SHA256SUMS.sig").exists():
        key = os.environ.get(SIGNING_KEY, "")
        held(key != "", f"{SIGNING_KEY} names the key that signed {stick}")
    else:
        key = make_key(folder / "publisher")
    signers = program / "usr" / "share" / "parvis" / "allowed_signers"
    signers.parent.mkdir(parents=True, exist_ok=True)
    signers.write_text(allowed_signers(key), "utf-8")
    packages.pack("parvis", made / "paquets", NEXT, BUILT_AT, program, "amd64")
    for role in packages.ROLES:
        packages.pack(role, made / "paquets", NEXT, BUILT_AT)
    packages.finish_stick(made, NEXT, "amd64")
    sign_folder(made, key)
    return made


def make_key(file: Path) -> str:
    """A new key for signing, without a passphrase; gives the name of its file."""
    subprocess.run(("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(file)), check=True)
    return str(file)


def step(words: str, detail: str = "") -> None:
    minutes, seconds = divmod(int(time.monotonic() - _BEGAN), 60)
    print(f"ok  {minutes:3}:{seconds:02}  {words}" + (f": {detail}" if detail else ""), flush=True)


def held(fact: bool, words: str) -> None:
    """Raises `AssertionError` with the words where the fact does not hold."""
    if not fact:
        raise AssertionError(words)
