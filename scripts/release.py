"""Makes a release in `dist/`: wheel, source, a bundle for machines without a network, bill of materials, checksums.

`make release`. Libraries come from the package registry, as wheels only, at the versions of `constraints.txt`; the
bundle for this machine's architecture is then installed into an empty environment with nothing else to take from.
"""

import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from kiosk.version import BUILT_AT, VERSION  # noqa: E402 - from the root, whoever runs this

DIST = ROOT / "dist"
BUNDLE = ROOT / "scripts" / "bundle"
CONSTRAINTS = ROOT / "constraints.txt"
MATERIALS = "parvis.cdx.json"
PYTHON = (3, 13)
"""Debian 13's Python."""
ARCHITECTURES = {"x86_64": "x86_64", "aarch64": "arm64"}
"""What `uname -m` says, and the name in the bundle's file name."""
_GLIBC = ("manylinux_2_41", "manylinux_2_39", "manylinux_2_34", "manylinux_2_28", "manylinux_2_26", "manylinux_2_17",
          "manylinux2014")  # fmt: skip
"""Platforms that Debian 13 (glibc 2.41) runs."""


def main() -> None:
    """Build everything. Raises `CalledProcessError` where a step fails."""
    shutil.rmtree(DIST, ignore_errors=True)
    _run(sys.executable, "-m", "build", "--outdir", str(DIST), str(ROOT))
    wheel = next(DIST.glob("*.whl"))
    with tempfile.TemporaryDirectory(prefix="parvis-release-") as folder:
        trees = [_filled(Path(folder), name, wheel, machine) for machine, name in ARCHITECTURES.items()]
        own = trees[list(ARCHITECTURES).index(platform.machine())]
        materials = bill_of_materials(own, Path(folder) / "listed")
        for tree in trees:
            if libraries(tree) != libraries(own):
                raise SystemExit(f"release: {tree.name} holds other libraries than {own.name}")
            (tree / MATERIALS).write_text(materials, "utf-8")
            (tree / "SHA256SUMS").write_text(sums(tree), "utf-8")
            pack(tree, DIST / f"{tree.name}.zip")
        try_out(own, Path(folder) / "installed")
    (DIST / MATERIALS).write_text(materials, "utf-8")
    shutil.copy(CONSTRAINTS, DIST)
    (DIST / "SHA256SUMS").write_text(sums(DIST), "utf-8")
    for file in sorted(DIST.iterdir()):
        print(f"{file.stat().st_size / 1e6:8.1f} MB  {file.name}")


def written(text: str, machine: str) -> str:
    """A file of the bundle, with version, machine and Python put in."""
    marks = {"@VERSION@": VERSION, "@MACHINE@": machine, "@PYTHON@": ", ".join(map(str, PYTHON))}
    for mark, value in marks.items():
        text = text.replace(mark, value)
    return text


def sums(folder: Path) -> str:
    """The SHA-256 of every file below a folder but `SHA256SUMS`, as `sha256sum --check` reads them."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "SHA256SUMS")
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in files
    )


def pack(tree: Path, target: Path) -> None:
    """Zip a folder, the same bytes for the same contents: sorted, every date that of the build."""
    date = BUILT_AT.timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(item for item in tree.rglob("*") if item.is_file()):
            entry = zipfile.ZipInfo(f"{tree.name}/{path.relative_to(tree).as_posix()}", date)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if path.suffix == ".whl" else zipfile.ZIP_DEFLATED
            packed.writestr(entry, path.read_bytes())


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


def libraries(tree: Path) -> set[str]:
    """Name and version of every wheel of a bundle."""
    return {"-".join(path.name.split("-")[:2]) for path in (tree / "wheels").glob("*.whl")}


def bill_of_materials(tree: Path, empty: Path) -> str:
    """The CycloneDX bill of a bundle, as JSON: its libraries with their licences, and what comes from npm."""
    python = str(empty / "bin" / "python")
    _run(sys.executable, "-m", "venv", "--without-pip", str(empty))
    _run(
        sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--disable-pip-version-check",
        "--no-index", "--find-links", str(tree / "wheels"), f"parvis[hub]=={VERSION}",
    )  # fmt: skip
    tool = (sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--of", "JSON", python)
    bill = json.loads(subprocess.run(tool, capture_output=True, text=True, check=True).stdout)
    bill["components"] += front_end_materials(json.loads((ROOT / "package-lock.json").read_text("utf-8")))
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


def try_out(tree: Path, home: Path) -> None:
    """Install a bundle into an empty folder with nothing else to take from, and ask what was installed to work."""
    _run("sh", str(tree / "installer.sh"), env={**os.environ, "PARVIS_HOME": str(home)})
    kiosk = (str(home / "current" / "bin" / "python"), "-m", "kiosk")
    # Not from the root, whose folders would stand in for what was installed.
    version = subprocess.run([*kiosk, "--version"], capture_output=True, text=True, check=True, cwd=home).stdout
    if VERSION not in version:
        raise SystemExit(f"release: what was installed says {version.strip()!r}, not {VERSION}")
    _run(*kiosk, "procedures", "check", *map(str, sorted((ROOT / "kiosk" / "procedures").glob("*.yaml"))), cwd=home)


def _filled(folder: Path, name: str, wheel: Path, machine: str) -> Path:
    """A bundle's folder with its wheels, files and constraints; bill of materials and checksums come last."""
    tree = folder / f"parvis-{VERSION}-debian13-{name}"
    (tree / "wheels").mkdir(parents=True)
    for file in sorted(BUNDLE.iterdir()):
        (tree / file.name).write_text(written(file.read_text("utf-8"), machine), "utf-8")
    platforms = [argument for glibc in _GLIBC for argument in ("--platform", f"{glibc}_{machine}")]
    _run(
        sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--only-binary=:all:",
        *platforms, "--python-version", "".join(map(str, PYTHON)), "--implementation", "cp",
        "--abi", f"cp{PYTHON[0]}{PYTHON[1]}", "--abi", "abi3", "--abi", "none",
        "--constraint", str(CONSTRAINTS), "--dest", str(tree / "wheels"), f"{wheel}[hub]", "pip",
    )  # fmt: skip
    shutil.copy(CONSTRAINTS, tree)
    return tree


def _run(*command: str, env: dict[str, str] | None = None, cwd: Path = ROOT) -> None:
    subprocess.run(command, check=True, env=env, cwd=cwd)


if __name__ == "__main__":
    main()
