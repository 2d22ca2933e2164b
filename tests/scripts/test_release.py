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


def test_only_the_publishers_stick_is_taken_by_what_is_installed(tmp_path: Path) -> None:
    """As it lies in the package, with the keys of this test in the place of the publisher's."""
    key, stick, signers = tmp_path / "key", tmp_path / "stick", tmp_path / "allowed_signers"
    for file in (key, tmp_path / "another"):
        said("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(file))
    script = packages.SOURCE / "parvis" / "usr" / "share" / "parvis" / "check-stick"
    judge = tmp_path / "check-stick"
    judge.write_text(script.read_text("utf-8").replace(f"/usr/share/parvis/{signers.name}", str(signers)), "utf-8")

    def judged() -> str:
        done = subprocess.run(("sh", judge, stick), capture_output=True, text=True)
        assert (done.returncode == 0) == (not done.stderr)
        return done.stdout or done.stderr

    (stick / "paquets").mkdir(parents=True)
    for name in ("paquets/parvis_1_amd64.deb", "paquets/Packages", "installer.sh"):
        (stick / name).write_text(name, "utf-8")
    release.sign_folder(stick, "")
    assert "n’est pas vérifié" in judged(), "nothing installed knows a key"
    signers.write_text(release.allowed_signers(str(key)), "utf-8")
    assert "n’est pas signé" in judged()
    release.sign_folder(stick, str(tmp_path / "another"))
    assert "n’est pas celle" in judged()
    (stick / "SHA256SUMS.sig").unlink()
    release.sign_folder(stick, str(key))
    assert "La signature est bonne" in judged()
    (stick / "paquets" / "parvis_1_evil.deb").write_text("more", "utf-8")
    assert "de trop : paquets/parvis_1_evil.deb" in judged()
    (stick / "paquets" / "parvis_1_evil.deb").unlink()
    (stick / "installer.sh").write_text("changed", "utf-8")
    assert "a changé ou manque" in judged()
    (stick / "SHA256SUMS").write_text(release.sums(stick), "utf-8")
    assert "n’est pas celle" in judged()


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
