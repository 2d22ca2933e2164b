"""First steps on a new machine: program, `kiosk install`, `kiosk setup` in a terminal; each is printed once it held."""

import re
from pathlib import Path

from scripts.debian.root import Debian
from scripts.debian.typed import Terminal

KIOSK = "/usr/local/bin/kiosk"


def program(machine: Debian, wheel: Path, constraints: Path) -> None:
    """docs/town-hall/install.md: a virtual environment in /opt/parvis, and the wheel in it."""
    for file in (wheel, constraints):
        (machine.path / "root" / file.name).write_bytes(file.read_bytes())
    machine.run("python3", "-m", "venv", "/opt/parvis")
    pip = (
        "/opt/parvis/bin/pip",
        "install",
        "--quiet",
        "--only-binary",
        ":all:",
        "--constraint",
        f"/root/{constraints.name}",
    )
    machine.run(*pip, f"/root/{wheel.name}[hub]", seconds=1800)
    step("the wheel is installed", machine.run("/opt/parvis/bin/kiosk", "--version").strip())


def installation(machine: Debian) -> None:
    """`kiosk install`: shown, refused without systemd, done, and not done twice."""
    install = ("/opt/parvis/bin/kiosk", "install")
    shown = machine.run(*install, "--dry-run")
    held(not (machine.path / "etc/systemd/system/parvis.service").exists(), "a dry run writes nothing")
    refused = machine.run(*install, check=False)
    held("apt-get install systemd" in refused and "Traceback" not in refused, refused)
    step("a machine without systemd is told what to type")
    machine.run("apt-get", "update", "-qq")
    machine.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", "systemd")
    done = machine.run(*install)
    for path in re.findall(r"^Fichier (/\S+) ", shown, re.MULTILINE):
        text = "".join(f"    {line}\n" for line in machine.read(path).splitlines())
        held(text in shown and f"Fichier écrit : {path}" in done, f"{path} is written as the dry run showed it")
    step("kiosk install writes what its dry run showed", f"{done.count('Fichier écrit')} files")
    held("rien n’a changé" in machine.run(*install), "a second run changes nothing")
    held("Compte créé : parvis-hub" in machine.run(*install, "--hub"), "the hub has an account")
    rights = machine.run("stat", "-c", "%U %a", "/var/lib/parvis", "/var/lib/parvis-hub").split("\n")
    held(rights[:2] == ["parvis 700", "parvis-hub 700"], str(rights))
    step("box and hub have an account and a folder of their own, and a second run changes nothing")


def by_the_terminal(machine: Debian, town: str) -> tuple[str, str, str]:
    """`kiosk setup`, typed; gives Nadia's six words, her PIN, and the words of the recovery sheet."""
    described = f'site_code = "SA"\nsite_name = "{town}"\ncommune = ["35251"]\n'
    (machine.path / "root/site.toml").write_text(described, "utf-8")
    told = machine.run(KIOSK, "setup", "--from", "/root/site.toml", check=False)
    held("Copiez-le dans /tmp" in told, told)
    step("a file that only root can read is named, with what to do")
    machine.run("cp", "/root/site.toml", "/tmp/site.toml")
    step("kiosk setup --from site.toml", machine.run(KIOSK, "setup", "--from", "/tmp/site.toml").strip())
    terminal = Terminal(machine.command(KIOSK, "setup", "nadia", "Nadia Roux"), machine.variables({}))
    words = [terminal.sees(rf"^ *{place}\. (\w+)$")[1] for place in range(1, 13)]
    terminal.sees(r": ?$")
    terminal.types("un deux trois")
    terminal.sees(r"^.*\n.*: ?$")
    terminal.types(" ".join(words))
    factor = terminal.sees(r"^  ((?:[^\W\d]+ ){5}[^\W\d]+)$")[1]
    pin = terminal.sees(r"PIN (\d{6})")[1]
    held(terminal.ends() == 0, terminal.printed)
    step("kiosk setup has made Nadia and the recovery sheet, which was typed back")
    return factor, pin, " ".join(words)


def step(words: str, detail: str = "") -> None:
    print(f"ok  {words}" + (f": {detail}" if detail else ""), flush=True)


def held(fact: bool, words: str) -> None:
    """Raises `AssertionError` with the words where the fact does not hold."""
    if not fact:
        raise AssertionError(words)
