"""What the secretary's pages promise beyond the first case: each promise is one function, and a step once it held."""

import json
import os
import pty
import re
import select
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from scripts.debian.first_steps import KIOSK, NEXT, STICK, held, install, make_key, plug_in, step
from scripts.debian.root import Debian
from scripts.release import sign_folder
from tests.gallery.browser.hand import Hand


class Terminal:
    def __init__(self, command: Sequence[str], variables: Mapping[str, str]) -> None:
        self._near, far = pty.openpty()
        self._process = subprocess.Popen(
            command, env=dict(variables), stdin=far, stdout=far, stderr=far, start_new_session=True
        )
        os.close(far)
        self.printed = ""
        self._read = 0

    def sees(self, pattern: str, seconds: float = 60) -> "re.Match[str]":
        """Wait for words that were not seen before. Raises `AssertionError` with what was printed instead."""
        until = time.monotonic() + seconds
        while not (found := re.compile(pattern, re.MULTILINE).search(self.printed, self._read)):
            if time.monotonic() > until or not self._more(until):
                raise AssertionError(f"{pattern!r} never came; printed:\n{self.printed}")
        self._read = found.end()
        return found

    def types(self, words: str) -> None:
        os.write(self._near, f"{words}\n".encode())

    def ends(self, seconds: float = 60) -> int:
        until = time.monotonic() + seconds
        while self._more(until):
            pass
        os.close(self._near)
        return self._process.wait(max(1.0, until - time.monotonic()))

    def _more(self, until: float) -> bool:
        if not select.select([self._near], [], [], max(0.0, until - time.monotonic()))[0]:
            return False
        try:
            data = os.read(self._near, 65_536)
        except OSError:  # the command has ended
            return False
        self.printed += data.decode("utf-8", "replace").replace("\r\n", "\n")
        return bool(data)


BOX = "http://127.0.0.1:8600"
DATA = "/var/lib/parvis"
COPIES = "/mnt/copies"
CARRIED = "/mnt/carried"
SIX_WORDS = r"(?m)^  ((?:[^\W\d]+ ){5}[^\W\d]+)$"


def says(machine: Debian, *words: str, check: bool = True, seconds: float = 600, **variables: str) -> str:
    return machine.run(KIOSK, *words, check=check, seconds=seconds, **variables)


def refuses(machine: Debian, sentence: str, *words: str) -> None:
    """The command is refused with a sentence of French, and with no trace. Raises `AssertionError`."""
    refused = says(machine, *words, check=False)
    held(sentence in refused and refused.startswith("Erreur : ") and "Traceback" not in refused, refused)


def doctor_before(machine: Debian) -> None:
    """trouble.md: what is still to do is no fault."""
    listed = says(machine, "doctor")
    held("○" in listed and "✗" not in listed, listed)
    held(json.loads(says(machine, "doctor", "--json"))["outcome"] == "to-do", "kiosk doctor --json")
    step("kiosk doctor on a new machine: something is to do, nothing is broken, it ends with 0")


def doctor_after(machine: Debian) -> None:
    """update.md: « sudo kiosk doctor dit si tout va »."""
    listed = says(machine, "doctor")
    held("✓" in listed and "✗" not in listed, listed)
    step("kiosk doctor on a machine at work ends with 0", listed.strip().splitlines()[-1])


def a_file_without_quotes(machine: Debian) -> None:
    """first-day.md: a mistake in the file is told at its line, with the line as it should be."""
    (machine.path / "srv/wrong.toml").write_text("site_code = SA\n", "utf-8")
    told = says(machine, "setup", "--from", "/srv/wrong.toml", check=False)
    held("ligne 1" in told and 'site_code = "SA"' in told and "guillemets" in told, told)
    (machine.path / "srv/wrong.toml").write_text('site_code = "SA"\nservices = ["etat-civile"]\n', "utf-8")
    told = says(machine, "setup", "--from", "/srv/wrong.toml", check=False)
    held("ligne 2" in told and "etat-civil, logement" in told, told)
    step("a wrong settings file is told at its line, and nothing is changed")


def a_colleague(machine: Debian, nadia: Hand) -> None:
    """first-day.md: a colleague is added in a terminal, is seen by the team, and leaves."""
    added = says(machine, "mediator", "add", "paul", "Paul Morel")
    held(bool(re.search(SIX_WORDS, added)) and bool(re.search(r"PIN \d{6}", added)), added)
    held("PIN" in says(machine, "mediator", "add", "lea", "Léa Petit", "--factor", "badge"), "a badge")
    nadia.open(f"{BOX}/desk/team")
    nadia.sees("Paul Morel")
    nadia.sees("Léa Petit")
    held("ne peut plus se connecter" in says(machine, "mediator", "remove", "paul"), "Paul leaves")
    step("colleagues are added, seen at the desk, and leave")


def a_printer(machine: Debian) -> None:
    """printers.md: every command of the page, with a printer that keeps its papers as files."""
    says(machine, "printers", "add", "Guichet 1", "--kind", "file")
    held("Guichet 1" in says(machine, "printers", "list", "--no-search"), "it is listed")
    says(machine, "printers", "use", "Guichet 1")
    before = len(_papers(machine))
    says(machine, "printers", "test", "Guichet 1")
    waits(lambda: len(_papers(machine)) > before, "a test page came out")
    says(machine, "printers", "remove", "Guichet 1")
    held("Guichet 1" not in says(machine, "printers", "list", "--no-search"), "it is forgotten")
    step("a printer is added, chosen, tried and forgotten")


def a_receipt(machine: Debian, square: bytes, number: str) -> None:
    """trouble.md: a picture of the square on a receipt says whether it is genuine."""
    (machine.path / "srv/RECU.png").write_bytes(square)
    told = says(machine, "receipt", "verify", "/srv/RECU.png")
    held(number in told, told)
    refused = says(machine, "receipt", "verify", "HTTPS://EXEMPLE.FR/R#ABC", check=False)
    held("Traceback" not in refused, refused)
    step("the receipt is genuine, by a picture of its square", told.splitlines()[0])


def an_own_procedure(machine: Debian, nadia: Hand) -> None:
    """trouble.md: a sound file appears by itself, a broken one is told at its line and the last sound one serves on."""
    site_packages = next((machine.path / "usr/lib/parvis/lib").glob("python3.*")) / "site-packages"
    shipped = (site_packages / "kiosk/procedures/street-problem.yaml").read_text("utf-8")
    own = shipped.replace("id: street-problem", "id: our-pool").replace("id: services-techniques", "id: piscine")
    file = machine.path / f"{DATA.lstrip('/')}/procedures/our-pool.yaml"
    file.write_text(own, "utf-8")
    machine.run("chown", "parvis:", f"{DATA}/procedures/our-pool.yaml")
    nadia.page.wait_for_timeout(2_500)
    held(nadia.page.request.get(f"{BOX}/procedures/our-pool").status == 200, "it appears within two seconds")
    file.write_text(own.replace("steps:", "stps:"), "utf-8")
    held("our-pool.yaml" in says(machine, "procedures", "check", check=False), "its fault is told")
    nadia.page.wait_for_timeout(2_500)
    held(nadia.page.request.get(f"{BOX}/procedures/our-pool").status == 200, "the last sound version serves on")
    file.write_text(own, "utf-8")
    step("an own procedure appears when its file is saved, and a broken file leaves the last sound one")


def a_persons_rights(machine: Debian, number: str, factor: str, pin: str) -> None:
    """trouble.md: a copy of everything that is kept, and the register of processing."""
    terminal = Terminal(machine.command(KIOSK, "citizen", "export", number, "--login", "nadia"), machine.variables({}))
    terminal.sees(r": ?$")
    terminal.types(factor)
    terminal.sees(r"PIN ?: ?$")
    terminal.types(pin)
    held(terminal.ends() == 0 and "Benali" in terminal.printed, terminal.printed)
    says(machine, "privacy", "register")
    says(machine, "journal", "verify")
    says(machine, "sync", "--once")
    step("a person's copy, the register, the journal and an exchange at once: as the page says")


def the_documentation(machine: Debian, nadia: Hand) -> None:
    """index.md: « Aide » opens the page of what the desk is doing, from this machine alone."""
    nadia.open(f"{BOX}/desk")
    with nadia.context.expect_page() as opened:
        nadia.page.locator('a[href*="/documentation/"]').first.tap()
    page = opened.value
    page.wait_for_load_state()
    held(page.url == f"{BOX}/documentation/desk/index.html", page.url)
    shown = page.request.get(page.url).text()
    held(shown == machine.read("/usr/share/doc/parvis/html/desk/index.html"), "it is the page of the package")
    unstyled = "!document.styleSheets.length || [...document.images].some(image => !image.naturalWidth)"
    held(not page.evaluate(unstyled), "its style and its pictures are there")
    step("« Aide » opens the documentation of the package", page.title())
    page.close()


def carry_away(machine: Debian) -> str:
    """by-hand.md: a file with what waits for the hub; gives its path."""
    machine.run("install", "-d", "-o", "parvis", "-m", "700", CARRIED)
    says(machine, "bundle", "export", CARRIED)
    (file,) = (machine.path / CARRIED.lstrip("/")).iterdir()
    return f"{CARRIED}/{file.name}"


def an_answer_by_hand(machine: Debian, bundle: str) -> None:
    """by-hand.md: what has also gone by the line counts once; the answer is taken where root alone may read it, and
    refused where the service sees another folder than root does."""
    at_hub, answer = "/srv/carried", "/root/answer"
    machine.run("install", "-d", "-o", "parvis-hub", "-m", "700", at_hub)
    machine.run("install", "-o", "parvis-hub", "-m", "600", bundle, f"{at_hub}/brought")
    says(machine, "hub", "import", f"{at_hub}/brought", f"{at_hub}/answer")
    machine.run("install", "-m", "600", f"{at_hub}/answer", answer)
    for folder in ("/tmp/carried", "/home/carried"):
        machine.run("install", "-D", "-m", "644", answer, f"{folder}/answer")
        for source in (folder, f"{folder}/answer"):
            refuses(
                machine, f"ne voit pas le même dossier que vous à cet endroit : {source}.", "bundle", "import", source
            )
    told = says(machine, "bundle", "import", answer)
    held(not list((machine.live / "run").glob("parvis.*")), "what was handed over is gone")
    step("an answer comes back by hand, in a file that root alone may read", told.strip())


def a_backup(machine: Debian) -> Path:
    refuses(machine, "n’a pas le droit", "backup", "/srv")
    machine.run("install", "-d", "-o", "parvis", "-m", "700", COPIES)
    told = says(machine, "backup", COPIES)
    (file,) = (machine.path / COPIES.lstrip("/")).iterdir()
    held(file.name in told and b"Benali" not in file.read_bytes(), told)
    step("a backup is made by hand, and says nothing to whoever finds it", f"{file.stat().st_size} bytes")
    return Path(COPIES) / file.name


def no_way_back(machine: Debian) -> None:
    """update.md: where nothing was upgraded there is nothing to go back to, and a sentence says so."""
    refused = says(machine, "rollback", check=False)
    held(refused == "Il n’y a pas de version d’avant sur ce poste.\n", refused)
    step("kiosk rollback without an upgrade", refused.strip())


def hurry(machine: Debian) -> None:
    """A terminal of this town hall takes nobody to be there after three minutes, so that no upgrade waits for five."""
    settings = machine.path / DATA.lstrip("/") / "kiosk.toml"
    settings.write_text(settings.read_text("utf-8") + "\nterminal_idle_minutes = 3\n", "utf-8")
    machine.run("systemctl", "restart", "parvis")
    answers(8600)


def the_next_version(machine: Debian, stick: Path, case: Callable[[Callable[[], None]], str]) -> None:
    """update.md: the next version waits for a case in progress, and then has the data; `case` is one, in the middle of
    which it does what it is given."""
    plug_in(machine, stick)
    upgrades: list[subprocess.Popen[str]] = []

    def upgrade() -> None:
        upgrades.append(machine.start("sh", f"{STICK}/installer.sh"))
        output, said = upgrades[0].stdout, ""
        while output and "est en cours" not in said:
            line = output.readline()
            held(line != "", said)
            said += line
        step("the upgrade waits for a case in progress", said.splitlines()[-1].strip())

    case(upgrade)
    said = upgrades[0].communicate(timeout=1800)[0]
    held(upgrades[0].returncode == 0 and f"Parvis {NEXT} est installé." in said, said)
    held(NEXT in says(machine, "--version"), "the next version answers")
    for port in (8600, 8700):
        answers(port)
    held((machine.path / f"{DATA.lstrip('/')}/parvis.db.before").exists(), "its tables are others")
    doctor_after(machine)
    step("once the case is submitted the next version is in service")


def another_program_lies_there(machine: Debian, version: str) -> None:
    """update.md: « et si la version qui tourne est bien celle qui est installée »."""
    for laid, found in ((version, f"{NEXT} → {version}"), (NEXT, "")):
        machine.run("dpkg-deb", "--extract", f"/var/lib/parvis-packages/parvis_{laid}_amd64.deb", "/")
        told = says(machine, "doctor", check=False)
        held(found in told and ("✗" in told) == bool(found), told)
        of_hub = says(machine, "hub", "doctor", check=False)
        held((f"{NEXT} → {version}" in of_hub) == bool(found), of_hub)
        if found:
            step(
                "kiosk doctor says that another program lies there",
                next(line for line in told.splitlines() if found in line),
            )


def a_stick_is_judged(machine: Debian) -> None:
    """update.md: the installed version says whose a stick is, and refuses one that is not the publisher's."""
    stick = machine.path / STICK.lstrip("/")
    listed, signature, package = (
        stick / "SHA256SUMS",
        stick / "SHA256SUMS.sig",
        next(stick.glob("paquets/parvis-box_*")),
    )
    genuine = {file: file.read_bytes() for file in (listed, signature, package)}

    def judged(words: str) -> str:
        told = machine.run("sh", "/usr/share/parvis/check-stick", STICK, check=False)
        held(words in told, told)
        if "bonne" not in words:
            refused = machine.run("sh", f"{STICK}/installer.sh", check=False)
            held(words in refused and "Rien n’a été changé" in refused and "est installé" not in refused, refused)
            for file, content in genuine.items():
                file.write_bytes(content)
        return told

    step("the installed version judges a stick", judged("La signature est bonne").strip())
    package.write_bytes(genuine[package][:-1] + bytes([genuine[package][-1] ^ 1]))
    step("one byte was changed", judged("a changé ou manque").strip())
    extra = stick / "paquets" / "one-more.deb"
    extra.write_bytes(genuine[package])
    step("one package was added", judged("un fichier de trop : paquets/one-more.deb").strip())
    extra.unlink()
    signature.unlink()
    step("the signature was taken away", judged("n’est pas signé").strip())
    sign_folder(stick, make_key(machine.path.parent / "stranger"))
    step("somebody else signed", judged("n’est pas celle de qui publie").strip())
    judged("La signature est bonne")


def the_way_back(machine: Debian, version: str) -> None:
    """update.md: one command brings back the program and the data of the version before."""
    told = says(machine, "rollback", seconds=1800)
    held(f"La version {version} est de nouveau en service." in told, told)
    held(version in says(machine, "--version"), "the version before answers")
    for port in (8600, 8700):
        answers(port)
    doctor_after(machine)
    step("the version before is back with its data")


def the_machine_is_dead(machine: Debian, copy: Path, sheet: str) -> None:
    """replace.md: another machine, the twelve words (a wrong one is named), what the copy holds, and a yes.

    The box stands still meanwhile; its data folder is put aside, as if this were a new machine. Root brings the copy,
    and alone may read it.
    """
    machine.run("chown", "root:", str(copy))
    machine.run("chmod", "600", str(copy))
    machine.run("mv", DATA, "/srv/dead")
    machine.run("install", "-d", "-o", "parvis", "-m", "700", DATA)
    words = sheet.split()
    terminal = Terminal(machine.command(KIOSK, "restore", str(copy)), machine.variables({}))
    terminal.sees(r"douze mots.*: ?$")
    terminal.types(" ".join([*words[:4], "zzzz", *words[5:]]))
    terminal.sees("mot 5")
    terminal.sees(r": ?$")
    terminal.types(sheet)
    terminal.sees("Elle contient")
    terminal.sees(r"\(oui ou non\) ?$")
    terminal.types("oui")
    while "Les numéros continuent" not in terminal.printed:
        asked = terminal.sees(r"dernier numéro[^\n]*: ?$|\(oui ou non\) ?$|Les numéros continuent")[0]
        if "continuent" not in asked:
            terminal.types("" if "numéro" in asked else "oui")
    held(terminal.ends() == 0, terminal.printed)
    held(not list((machine.path / "var/tmp").glob("parvis.*")), "what was handed over is gone")
    held((machine.path / DATA.lstrip("/") / "procedures/our-pool.yaml").is_file(), "the own procedure came back")
    step("a copy is brought back onto another machine with the twelve words")


def copies_of_the_hub(machine: Debian) -> None:
    """deployment.md: database and keys in one file under a passphrase, brought back into an empty hub."""
    folder, secret = "/srv/hub-copies", "une phrase secrete assez longue"
    machine.run("install", "-d", "-o", "parvis-hub", "-m", "700", folder)
    file = f"{folder}/hub.copy"
    told = says(machine, "hub", "backup", file, KIOSK_HUB_COPY_PASSPHRASE=secret)
    held("lieux : 1" in told, told)
    machine.run("mv", "/var/lib/parvis-hub", "/srv/dead-hub")
    machine.run("install", "-d", "-o", "parvis-hub", "-m", "700", "/var/lib/parvis-hub")
    told = says(machine, "hub", "restore", file, KIOSK_HUB_COPY_PASSPHRASE=secret)
    held("est rétablie" in told, told)
    step("the hub's copy holds database and keys, and comes back", told.splitlines()[0])


def the_screen_of_a_terminal(machine: Debian) -> None:
    """install.md: this machine's own screen becomes a public terminal; here it has none, and nothing breaks."""
    install(machine, "parvis-terminal")
    policies = json.loads(machine.read("/etc/chromium/policies/managed/parvis.json"))
    held(policies["URLAllowlist"] == [BOX], str(policies))
    state = machine.run("systemctl", "is-enabled", "parvis-screen")
    held(state.strip() == "enabled" and "Chromium" in machine.run("chromium", "--version"), state)
    machine.run("apt-get", "remove", "--yes", "parvis-terminal")
    held(not (machine.path / "etc/chromium/policies/managed/parvis.json").exists(), "its rules go with it")
    step("a terminal is installed and taken away by dpkg, with its rules")


def removed(machine: Debian, number: str) -> None:
    """install.md: removed and purged, the data stay; installed again, everything is there."""
    base = machine.path / DATA.lstrip("/") / "parvis.db"
    machine.run("apt-get", "remove", "--yes", "parvis")
    held(not (machine.path / "usr/lib/parvis/bin").exists() and base.exists(), "the data stay")
    left = machine.run("dpkg-query", "-W", "-f", "${db:Status-Abbrev}${Package} ", "parvis*")
    held("ii " not in left, left)
    step("removed: every file of Parvis is gone, the data stay")
    said = machine.run("apt-get", "purge", "--yes", "parvis", "parvis-box", "parvis-hub")
    held(base.exists() and f"Les données restent dans {DATA}" in said, said)
    step("purged: the data stay, and a sentence says where")
    install(machine, "parvis-box")
    answers(8600)
    listed = says(machine, "doctor", check=False)  # its hub was taken away with the rest
    held(f"tout va bien. {DATA}/parvis.db" in listed, listed)
    step("installed again, the box has everything", number)


def answers(port: int) -> None:
    def listens() -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return True
        return False

    waits(listens, f"port {port} answers")


def waits(fact: Callable[[], bool], words: str) -> None:
    """Half a minute for what another process does. Raises `AssertionError` with the words where it does not."""
    until = time.monotonic() + 30
    while not fact():
        held(time.monotonic() < until, words)
        time.sleep(0.2)


def _papers(machine: Debian) -> list[Path]:
    """The papers that the carrier `file` has written, which are in memory only."""
    memory = (machine.live / "dev/shm", machine.live / "run")
    return [path for folder in memory for path in folder.rglob("*/printed/*") if path.is_file()]
