"""The first day, for real: from an empty Debian 13 to the first case that arrives, as the documentation says it.

`python -m scripts.first_day` (as root, ten minutes, on this machine alone) makes two machines in folders, with
debootstrap, and walks them: the wheel, `kiosk install`, the wizard in Chromium, the hub, enrolment, a case with the hub
down, the hub up again, everything sent; then the same with `kiosk setup` in a terminal. A step is printed once it held.
"""

import argparse
import os
import re
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, expect

from scripts.debian import secretary
from scripts.debian.first_steps import KIOSK, by_the_terminal, held, installation, program, step
from scripts.debian.root import Debian, debian, need
from scripts.source import ROOT
from tests.gallery.browser.hand import Hand, chromium
from tests.gallery.site.steps_taken import ANSWERS, BIRTH_CERTIFICATE

BOX, HUB = "http://127.0.0.1:8600", "http://127.0.0.1:8700"
TOWN = {"name": "Mairie de Saint-Aubin", "code": "SA", "address": "1 place de la Mairie, 35140 Saint-Aubin"}
WAIT_S = 60
_READING_MS = 1500
"""A tap that comes at once after a page is taken for the second of a double tap, and ignored."""


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m scripts.first_day", description="Walk the first day for real.")
    options.add_argument("--folder", type=Path, help="Where the machines are made; a temporary folder by default.")
    options.add_argument("--only", choices=("wizard", "terminal"), help="One of the two machines.")
    asked = options.parse_args()
    need("debootstrap")
    subprocess.run(["make", "wheel"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    (wheel,) = (ROOT / "dist").glob("*.whl")
    step("make wheel", wheel.name)
    with tempfile.TemporaryDirectory(prefix="parvis-first-day-", dir=asked.folder) as folder, chromium() as browser:
        for way in ("wizard", "terminal"):
            if asked.only in (None, way):
                place = Path(folder) / way
                place.mkdir()
                with debian(place) as machine:
                    step(f"an empty Debian 13 ({way})", machine.read("/etc/debian_version").strip())
                    walk(machine, wheel, browser, by_wizard=way == "wizard")
    return 0


def walk(machine: Debian, wheel: Path, browser: Browser, by_wizard: bool) -> None:
    """Everything on one machine."""
    program(machine, wheel, ROOT / "constraints.txt")
    installation(machine)
    secretary.doctor_before(machine)
    secretary.a_file_without_quotes(machine)
    nadia = Hand(browser, 1280, 1024)
    if by_wizard:
        box = machine.start(KIOSK, "run")
        pin = by_the_wizard(nadia, first_code(box))
    else:
        factor, pin, sheet = by_the_terminal(machine, TOWN["name"])
        box = machine.start(KIOSK, "run")
        listens(box, BOX)
        sign_in(nadia, factor, pin)
    code = kiosk(machine, "hub", "site", "add", "SA", TOWN["name"]).strip().splitlines()[-1]
    hub = machine.start(KIOSK, "hub")
    listens(hub, HUB)
    step("the box is enrolled", kiosk(machine, "enroll", HUB, code).strip())
    machine.stop(hub)
    number = deposit(nadia, pin)
    step("with the hub down a case is deposited", number)
    square = nadia.page.locator("svg.qr").first.screenshot()
    hub = machine.start(KIOSK, "hub")
    listens(hub, HUB)
    nadia.open(f"{BOX}/desk/box")
    nadia.press("Transmettre maintenant")
    nadia.finds("Tout est transmis")
    step("the hub is up: the case has arrived and is acknowledged")
    if not by_wizard:
        everyday(machine, nadia, number, factor, pin, square)
    held(nadia.strangers == [], f"nothing was asked of another machine: {nadia.strangers}")
    for process in (box, hub):
        machine.stop(process)
    secretary.no_way_back(machine)
    if not by_wizard:
        afterwards(machine, nadia, factor, pin, sheet, number)
    secretary.removed(machine)


def everyday(machine: Debian, nadia: Hand, number: str, factor: str, pin: str, square: bytes) -> None:
    """What the secretary's pages promise of a box at work."""
    secretary.doctor_after(machine)
    secretary.a_colleague(machine, nadia)
    secretary.a_printer(machine)
    secretary.a_receipt(machine, square, number)
    secretary.an_own_procedure(machine, nadia)
    secretary.a_persons_rights(machine, number, factor, pin)


def afterwards(machine: Debian, nadia: Hand, factor: str, pin: str, sheet: str, number: str) -> None:
    """What they promise of the day on which the machine is dead; box and hub stand still at first."""
    copy = secretary.a_backup(machine)
    secretary.copies_of_the_hub(machine)
    secretary.the_machine_is_dead(machine, copy, sheet)
    box = machine.start(KIOSK, "run")
    listens(box, BOX)
    sign_in(nadia, factor, pin)
    nadia.open(f"{BOX}/desk/find")
    nadia.page.fill("#reference", number)
    _press(nadia, "Chercher")
    nadia.sees(number)
    step("everything is there on the other machine, and Nadia enters as before")
    machine.stop(box)


def by_the_wizard(nadia: Hand, code: str) -> str:
    """Every page of the wizard, as the secretary reads and types it; gives her PIN."""
    page = nadia.page
    nadia.open(BOX)
    page.fill("#code", code)
    _press(nadia, "Commencer")
    _answer(nadia, "Comment s’appelle ce lieu ?", name=TOWN["name"])
    nadia.sees("Pour quelle commune ?")
    page.get_by_label("Le nom ou le code postal").fill("35140")
    _press(nadia, "Chercher")
    page.locator("label.choice", has_text="Saint-Aubin").first.click()
    _press(nadia, "Continuer")
    _answer(nadia, "Le code de vos dossiers", code=TOWN["code"])
    _answer(nadia, "Comment vous joindre ?", address=TOWN["address"])
    for title in (
        "Quand êtes-vous ouverts ?",
        "Quelles langues proposer ?",
        "Quels services proposer ?",
        "Utiliser d’autres écrans dans ce bâtiment ?",
    ):
        _answer(nadia, title)
    _answer(nadia, "Qui sera la première personne de l’équipe ?", name="Nadia Roux")
    nadia.sees("Prenez un papier et notez ceci")
    secrets = page.locator("strong.secret").all_inner_texts()
    six = page.locator("ol.secret li").all_inner_texts()
    _press(nadia, "Je l’ai noté")
    nadia.sees("La feuille de secours")
    twelve = page.locator("ol.secret li").all_inner_texts()
    _press(nadia, "C’est recopié")
    nadia.sees("Tapez les douze mots")
    for place, word in enumerate(twelve, 1):
        page.fill(f"#word-{place}", word)
    _press(nadia, "Continuer")
    nadia.sees("Entrez avec ce que vous avez noté")
    page.fill("#passphrase", " ".join(six))
    pin = secrets[1].replace(" ", "")
    page.fill("#pin", pin)
    _press(nadia, "Entrer")
    nadia.sees("Le premier jour")
    step("the wizard has made the town hall, Nadia and the recovery sheet")
    held(page.request.get(f"{BOX}/set-up/start").status == 404, "the wizard is gone")
    step("the wizard is gone for good")
    return pin


def sign_in(nadia: Hand, factor: str, pin: str) -> None:
    nadia.open(f"{BOX}/sign-in")
    nadia.write("Votre badge, ou vos six mots", factor)
    nadia.write("Votre identifiant (pas besoin avec un badge)", "nadia")
    nadia.write("Votre code PIN", pin)
    _press(nadia, "Ouvrir")
    nadia.sees("Nadia Roux")
    step("Nadia signs in")


def deposit(nadia: Hand, pin: str) -> str:
    """A birth certificate, from the first tap to the number."""
    page = nadia.page
    nadia.open(f"{BOX}/procedures/birth-certificate")
    _press(nadia, "Commencer")
    _press(nadia, "Une question à la fois")
    steps = [*BIRTH_CERTIFICATE]
    steps.insert(steps.index("parents"), "keeper")  # the town hall serves another commune than the one of the birth
    for step_id in steps:
        answers = ANSWERS["birth-certificate"][step_id]
        page.locator(f'form[id="answer"][action*="/steps/{step_id}"]').wait_for()
        for name, value in answers.items():
            choice = page.locator(f'input:is([type=radio], [type=checkbox])[name="{name}"][value="{value}"]')
            if choice.count():
                choice.check(force=True)
            elif value:
                page.locator(f'[name="{name}"]').fill(value)
                expect(page.locator(f'[name="{name}"]')).to_have_value(value)
        _press(nadia, "Continuer")
    nadia.sees("Vérifiez vos réponses")
    _press(nadia, "Faire confirmer par la personne")
    _press(nadia, "Oui, je confirme")
    nadia.sees("Merci. C’est confirmé.")
    nadia.write("Votre code PIN", pin)
    _press(nadia, "Reprendre l’écran")
    nadia.sees("Gardé ici, pas encore transmis")
    number = page.locator(".reference").first.inner_text()
    held(number.startswith("SA"), f"{number} begins with the code that was chosen")
    return number


def first_code(box: "subprocess.Popen[str]") -> str:
    """The one-time code that `kiosk run` prints."""
    return re.sub(r"\s", "", _line(box, r"(\d{4} \d{4})")[1])


def listens(process: "subprocess.Popen[str]", address: str) -> None:
    """Wait until a service says its address."""
    _line(process, re.escape(address))


def kiosk(machine: Debian, *words: str) -> str:
    """`sudo kiosk …`."""
    return machine.run(KIOSK, *words)


def _answer(nadia: Hand, title: str, **fields: str) -> None:
    nadia.sees(title)
    for name, text in fields.items():
        nadia.page.fill(f"#{name}", text)
    _press(nadia, "Continuer")


def _press(nadia: Hand, words: str) -> None:
    """Press once the page was read."""
    nadia.page.wait_for_timeout(_READING_MS)
    nadia.press(words)


def _line(process: "subprocess.Popen[str]", pattern: str) -> "re.Match[str]":
    """Wait for words in a service's output, for a minute."""
    assert process.stdout is not None
    until, printed, line = time.monotonic() + WAIT_S, "", process.stdout.fileno()
    while select.select([line], [], [], max(0.0, until - time.monotonic()))[0]:
        data = os.read(line, 65_536).decode("utf-8", "replace")
        printed += data
        if found := re.search(pattern, printed):
            return found
        if not data:
            break
    raise AssertionError(f"{pattern!r} never came:\n{printed}")


if __name__ == "__main__":
    sys.exit(main())
