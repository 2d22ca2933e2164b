"""A release is the same bytes for the same contents, names every library, and its scripts read as a shell does."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import pytest

from kiosk.version import BUILT_AT, VERSION
from scripts import packages, release
from scripts.source import ROOT

DPKG = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="no dpkg here")


def said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_sha256sum_agrees_and_sees_a_changed_file(tmp_path: Path) -> None:
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / "flask.whl").write_bytes(b"wheel")
    (tmp_path / "SHA256SUMS").write_text(release.sums(tmp_path), "utf-8")
    assert hashlib.sha256(b"wheel").hexdigest() in release.sums(tmp_path)
    check = ["sha256sum", "--quiet", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path).returncode == 0
    (tmp_path / "wheels" / "flask.whl").write_bytes(b"whee1")
    assert subprocess.run(check, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 1


@DPKG
def test_the_same_contents_are_the_same_package_and_belong_to_root(tmp_path: Path) -> None:
    for package, unit in packages.ROLES.items():
        first, second = tmp_path / "a", tmp_path / "b"
        for folder in (first, second):
            folder.mkdir(exist_ok=True)
        made = packages.pack(package, first, VERSION, BUILT_AT)
        assert made.read_bytes() == packages.pack(package, second, VERSION, BUILT_AT).read_bytes()
        assert "@" not in said("dpkg-deb", "--field", str(made)).replace("parvis@localhost", "")
        assert f"parvis (= {VERSION})" in said("dpkg-deb", "--field", str(made), "Depends")
        contents = said("dpkg-deb", "--contents", str(made)).splitlines()
        assert all(line.split()[1] == "root/root" for line in contents)
        assert all(line[5] == line[8] == "-" for line in contents if not line.startswith("l"))
        control = tmp_path / package
        said("dpkg-deb", "--control", str(made), str(control))
        for script in (control / name for name in ("prerm", "postinst", "postrm")):
            assert script.exists() == (bool(unit) or (package, script.name) == ("parvis-desk", "postrm"))
            if script.exists():
                said("sh", "-n", str(script))
                assert "@" not in script.read_text("utf-8") and script.stat().st_mode & 0o777 == 0o755


@DPKG
def test_a_stick_names_each_package_with_its_sum_and_no_mark_is_left_in_what_it_says(tmp_path: Path) -> None:
    (tmp_path / "paquets").mkdir()
    made = packages.pack("parvis-box", tmp_path / "paquets", VERSION, BUILT_AT)
    packages.finish_stick(tmp_path, VERSION, "amd64")
    index = (tmp_path / "paquets" / "Packages").read_text("utf-8")
    assert f"Filename: ./{made.name}\n" in index and hashlib.sha256(made.read_bytes()).hexdigest() in index
    for file in (tmp_path / "installer.sh", tmp_path / "LISEZMOI.txt"):
        text = file.read_text("utf-8")
        assert VERSION in text and "amd64" in text and not {"@VERSION@", "@ARCH@"} & set(text.split())


@DPKG
def test_the_installer_says_in_french_why_it_stops(tmp_path: Path) -> None:
    (tmp_path / "paquets").mkdir()
    packages.finish_stick(tmp_path, VERSION, "sparc")
    done = subprocess.run(["sh", str(tmp_path / "installer.sh")], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr in (
        "Ce dossier est pour une machine sparc.\n", "Il faut les droits de root : sudo sh installer.sh\n",
    )  # fmt: skip


def test_the_bill_names_what_pages_bring_from_npm_and_no_tool_of_tests() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    components = {component["name"]: component for component in release.front_end_materials(lock)}
    assert components["htmx.org"]["purl"].startswith("pkg:npm/htmx.org@")
    assert "@fontsource/noto-sans" in components and "%40fontsource" in components["@fontsource/noto-sans"]["purl"]
    assert "axe-core" not in components
