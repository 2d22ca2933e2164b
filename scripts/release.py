"""Makes a release in `dist/`: wheel, source, Debian packages, a folder for a stick, bill of materials, checksums.

`make release`, on a Debian 13. Libraries come from the package registry, as wheels only, at the versions of
`constraints.txt`; the packages of Debian that a machine without a network needs come from this machine's own mirror.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kiosk.version import BUILT_AT, VERSION  # noqa: E402 - from the root, whoever runs this
from scripts import packages, site  # noqa: E402

DIST = ROOT / "dist"
CONSTRAINTS = ROOT / "constraints.txt"
MATERIALS = "parvis.cdx.json"
STICK = DIST / f"parvis-{VERSION}-cle-usb"
SIGNING_KEY = "PARVIS_SIGNING_KEY"
"""Names the file of the publisher's private SSH key, which is no part of the source; without it nothing is signed."""
WHO = "parvis"
"""Who signs, and what for, as `check-stick` asks."""
OURS = "amd64"
"""The architecture of the stick, whose program is tried out here; ARM64's is laid out from wheels, and not run."""


def main() -> None:
    """Build everything. Raises `CalledProcessError` where a step fails."""
    key = os.environ.get(SIGNING_KEY, "")
    shutil.rmtree(DIST, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "build", "--outdir", str(DIST), str(ROOT)], check=True)
    wheel = next(DIST.glob("*.whl"))
    roles = [packages.pack(role, DIST, VERSION, BUILT_AT) for role in packages.ROLES]
    with tempfile.TemporaryDirectory(prefix="parvis-release-") as name:
        folder = Path(name)
        for arch in packages.MACHINES:
            packages.lay_out(folder / arch, wheel, arch, CONSTRAINTS)
        materials = bill_of_materials(folder / OURS)
        (DIST / MATERIALS).write_text(materials, "utf-8")
        try_out(folder / OURS)
        pages, made = folder / "pages", {}
        site.build(pages, folder / "site")
        for arch in packages.MACHINES:
            documents = folder / arch / "usr" / "share" / "doc" / "parvis"
            documents.mkdir(parents=True)
            (documents / MATERIALS).write_text(materials, "utf-8")
            shutil.copy(CONSTRAINTS, documents)
            shutil.copy(ROOT / "LICENSE", documents / "copyright")
            shutil.copytree(pages, documents / "html")
            if key:
                signers = folder / arch / "usr" / "share" / WHO / "allowed_signers"
                signers.parent.mkdir(parents=True)
                signers.write_text(allowed_signers(key), "utf-8")
            made[arch] = packages.pack("parvis", DIST, VERSION, BUILT_AT, folder / arch, arch)
        packages.fill_stick(STICK, [made[OURS], *roles], VERSION, OURS, folder / "apt")
        shutil.copytree(pages, STICK / "documentation")
    shutil.copy(CONSTRAINTS, DIST)
    for file in sorted(DIST.iterdir()):
        if file.is_file():
            print(f"{file.stat().st_size / 1e6:8.1f} MB  {file.name}")
    for signed in (STICK, DIST):
        sign_folder(signed, key)
    print(f"For a stick, this folder as it is: {STICK}")
    if not key:
        print(f"Not signed: {SIGNING_KEY} names no key.")


def allowed_signers(key: str) -> str:
    """The line by which `ssh-keygen -Y verify` knows the publisher. Raises `CalledProcessError` for no such key."""
    public = subprocess.run(("ssh-keygen", "-y", "-f", key), capture_output=True, text=True, check=True).stdout
    return f'{WHO} namespaces="{WHO}" {" ".join(public.split()[:2])}\n'


def sign_folder(folder: Path, key: str) -> None:
    """Write `SHA256SUMS` of a folder, and its signature where there is a key."""
    listed = folder / "SHA256SUMS"
    listed.write_text(sums(folder), "utf-8")
    (folder / "SHA256SUMS.sig").unlink(missing_ok=True)  # ssh-keygen would ask whether to replace it
    if key:
        subprocess.run(("ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", WHO, str(listed)), check=True)


def sums(folder: Path) -> str:
    """The SHA-256 of every file below a folder but its own `SHA256SUMS`, as `sha256sum --check` reads them."""
    ours = {folder / "SHA256SUMS", folder / "SHA256SUMS.sig"}
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path not in ours)
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    )


def front_end_materials(lock: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """CycloneDX components of what `package-lock.json` brings into pages and paper; tools for tests are left out."""
    for place, package in sorted(lock["packages"].items()):
        if place and not package.get("dev"):
            name = place.removeprefix("node_modules/")
            component = {
                "type": "library", "bom-ref": f"npm:{name}", "name": name, "version": package["version"],
                "purl": f"pkg:npm/{name.replace('@', '%40', 1)}@{package['version']}",
            }  # fmt: skip
            if license_id := package.get("license"):
                component["licenses"] = [{"license": {"name": license_id}}]
            yield component


def bill_of_materials(program: Path) -> str:
    """The CycloneDX bill of a program that was laid out: its libraries with their licences, and what comes from npm."""
    python = str(program / packages.PROGRAM / "bin" / "python")
    tool = (sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON", python)
    bill = json.loads(subprocess.run(tool, capture_output=True, text=True, check=True).stdout)
    bill["components"] += front_end_materials(json.loads((ROOT / "package-lock.json").read_text("utf-8")))
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def try_out(program: Path) -> None:
    """Ask what was laid out to work, from a folder whose own folders do not stand in for it."""
    kiosk = (str(program / packages.PROGRAM / "bin" / "python"), "-m", "kiosk")
    version = subprocess.run([*kiosk, "--version"], capture_output=True, text=True, check=True, cwd=program).stdout
    if VERSION not in version:
        raise SystemExit(f"release: what was laid out says {version.strip()!r}, not {VERSION}")
    procedures = map(str, sorted((ROOT / "kiosk" / "procedures").glob("*.yaml")))
    subprocess.run([*kiosk, "procedures", "check", *procedures], check=True, cwd=program)


if __name__ == "__main__":
    main()
