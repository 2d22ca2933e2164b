"""A release is the same bytes for the same contents, names every library, and its installer reads as a shell does."""

import hashlib
import json
import os
import platform
import subprocess
import zipfile
from pathlib import Path

import pytest

from kiosk.version import VERSION
from scripts import release
from scripts.source import ROOT


def a_bundle(folder: Path) -> Path:
    tree = folder / "parvis-bundle"
    (tree / "wheels").mkdir(parents=True)
    (tree / "wheels" / "flask-3.1.0-py3-none-any.whl").write_bytes(b"wheel")
    (tree / "LISEZMOI.txt").write_text("Lisez-moi.\n", "utf-8")
    return tree


def test_the_same_contents_are_the_same_bytes(tmp_path: Path) -> None:
    first, second = a_bundle(tmp_path / "a"), a_bundle(tmp_path / "b")
    release.pack(first, tmp_path / "a.zip")
    release.pack(second, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert packed.namelist() == ["parvis-bundle/LISEZMOI.txt", "parvis-bundle/wheels/flask-3.1.0-py3-none-any.whl"]


def test_sha256sum_agrees_and_sees_a_changed_file(tmp_path: Path) -> None:
    tree = a_bundle(tmp_path)
    (tree / "SHA256SUMS").write_text(release.sums(tree), "utf-8")
    assert hashlib.sha256(b"wheel").hexdigest() in release.sums(tree)
    check = ["sha256sum", "--quiet", "--check", "--strict", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tree).returncode == 0
    (tree / "wheels" / "flask-3.1.0-py3-none-any.whl").write_bytes(b"whee1")
    assert subprocess.run(check, cwd=tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode == 1


@pytest.mark.parametrize("machine", sorted(release.ARCHITECTURES))
def test_no_mark_is_left_in_what_a_bundle_says(machine: str) -> None:
    for file in sorted(release.BUNDLE.iterdir()):
        text = release.written(file.read_text("utf-8"), machine)
        assert "@" not in text and VERSION in text and machine in text


SYSTEMCTL = """\
#!/bin/sh
# As systemd 257: try-restart of a unit that is not there ends with 5, whatever else was named with it.
for unit in "$@"; do
    [ "$unit" = "$1" ] || [ -e "/etc/systemd/system/$unit" ] ||
        { echo "Failed to try-restart $unit: Unit $unit not found." >&2; exit 5; }
done
echo "$*"
"""


def release_runs() -> bool:
    """Whether this machine has the Python that a bundle is for."""
    asked = ["/usr/bin/python3", "-c", f"import sys; sys.exit(sys.version_info[:2] != {release.PYTHON})"]
    return Path(asked[0]).exists() and subprocess.run(asked, check=False).returncode == 0


def installer(folder: Path, machine: str = "sparc") -> Path:
    script = folder / "installer.sh"
    script.write_text(release.written((release.BUNDLE / "installer.sh").read_text("utf-8"), machine), "utf-8")
    return script


def test_the_installer_says_in_french_why_it_stops(tmp_path: Path) -> None:
    script, home = installer(tmp_path), {"PARVIS_HOME": str(tmp_path / "home"), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(["sh", str(script)], capture_output=True, text=True, env=home)
    assert done.returncode == 1 and done.stderr.startswith("Ce dossier est pour une machine sparc ; celle-ci est ")
    back = subprocess.run(["sh", str(script), "--retour"], capture_output=True, text=True, env=home)
    assert (back.returncode, back.stderr) == (1, "Il n’y a pas de version d’avant sur ce poste.\n")


def test_the_version_before_comes_back_and_goes_again(tmp_path: Path) -> None:
    script, home = installer(tmp_path), tmp_path / "home"
    for version in ("0.1.0", "0.2.0"):
        (home / version).mkdir(parents=True)
    (home / "current").symlink_to(home / "0.2.0")
    (home / "previous").symlink_to(home / "0.1.0")
    command = ["sh", str(script), "--retour"]
    for expected in ("0.1.0", "0.2.0"):
        done = subprocess.run(
            command, capture_output=True, text=True, env={"PARVIS_HOME": str(home), "PATH": "/usr/bin:/bin"}
        )
        assert done.returncode == 0 and f"La version {expected} est de nouveau en service." in done.stdout
        assert (home / "current").resolve().name == expected


@pytest.mark.skipif(os.geteuid() != 0 or not release_runs(), reason="needs root, and the Python of the release")
@pytest.mark.parametrize("units", [(), ("parvis.service",), ("parvis.service", "parvis-hub.service")])
def test_on_a_running_machine_the_installer_says_what_comes_next(units: tuple[str, ...], tmp_path: Path) -> None:
    """Installed, then updated, then back: what runs there is started again, and nobody has both services."""
    home, services, tools = tmp_path / "home", tmp_path / "units", tmp_path / "tools"
    (home / "0.0.9").mkdir(parents=True)
    services.mkdir()
    tools.mkdir()
    (tools / "systemctl").write_text(SYSTEMCTL, "utf-8")
    (tools / "systemctl").chmod(0o755)
    for unit in units:
        (services / unit).write_text(f"ExecStart={home}/current/bin/python -m kiosk run\n", "utf-8")
    script = installer(tmp_path, platform.machine())
    (tmp_path / "SHA256SUMS").write_text(f"{hashlib.sha256(script.read_bytes()).hexdigest()}  installer.sh\n", "utf-8")
    (home / VERSION).mkdir()
    (home / VERSION / ".complete").touch()

    def typed(*words: str) -> str:
        booted = (
            f"mount -t tmpfs none /run && mkdir -p /run/systemd/system && mount --bind {services} /etc/systemd/system"
        )
        done = subprocess.run(
            ["unshare", "--mount", "sh", "-c", f'{booted} && exec sh "$@"', "sh", str(script), *words],
            capture_output=True,
            text=True,
            env={"PARVIS_HOME": str(home), "PATH": f"{tools}:/usr/sbin:/usr/bin:/sbin:/bin"},
        )
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    restarted = "".join(f"try-restart {unit}\n" for unit in units)
    first = typed()
    assert first.startswith(f"{restarted}Parvis {VERSION} est dans {home}/{VERSION}.\n")
    assert ("Pour préparer cette machine" in first) == (not units)
    (home / "current").unlink()
    (home / "current").symlink_to(home / "0.0.9")
    assert typed() == first
    assert typed("--retour").startswith(f"{restarted}La version 0.0.9 est de nouveau en service.")


def test_the_bill_names_what_pages_bring_from_npm_and_no_tool_of_tests() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    components = {component["name"]: component for component in release.front_end_materials(lock)}
    assert components["htmx.org"]["purl"].startswith("pkg:npm/htmx.org@")
    assert "@fontsource/noto-sans" in components and "%40fontsource" in components["@fontsource/noto-sans"]["purl"]
    assert "axe-core" not in components
