"""The first day, for real: from an empty Debian 13 without a network to the first case that arrives, and on from there.

`python -m scripts.first_day` (as root, after `make release`) makes a machine in a folder with debootstrap, boots it and
walks it as the documentation says: the stick, the wizard in Chromium, a receipt on a printer, read aloud, the hub,
enrolment, a case with the hub down; the next version and the way back, a dead machine, removal. A step is printed once
it held, with the minutes since the beginning.
"""

import argparse
import re
import socket
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

from kiosk.version import VERSION
from scripts.debian import secretary
from scripts.debian.first_steps import KIOSK, held, install, next_stick, plug_in, step
from scripts.debian.root import Debian, debian, need
from scripts.release import STICK
from tests.gallery.browser.hand import Hand, chromium
from tests.gallery.site.steps_taken import BIRTH_CERTIFICATE

BOX, HUB = "http://127.0.0.1:8600", "http://127.0.0.1:8700"
TOWN = {"name": "Mairie de Saint-Aubin", "code": "SA", "address": "1 place de la Mairie, 35140 Saint-Aubin"}
_READING_MS = 1500
"""A tap that comes at once after a page is taken for the second of a double tap, and ignored."""


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m scripts.first_day", description="Walk the first day for real.")
    options.add_argument("--folder", type=Path, help="Where the machine is made; a temporary folder by default.")
    asked = options.parse_args()
    need("debootstrap")
    with tempfile.TemporaryDirectory(prefix="parvis-first-day-", dir=asked.folder) as name:
        folder = Path(name) / "machine"
        folder.mkdir()
        coming = next_stick(STICK, Path(name))
        with debian(folder) as machine:
            step("an empty Debian 13 has booted, without a network", machine.read("/etc/debian_version").strip())
            machine.enter_network()
            with chromium() as browser:
                walk(machine, coming, Hand(browser, 1280, 1024))
    return 0


def walk(machine: Debian, coming: Path, nadia: Hand) -> None:
    plug_in(machine, STICK)
    said = install(machine)
    step("installed from the stick", said.strip())
    code = re.search(r"tapez ce code : (\d{4}) (\d{4})", said)
    held(code is not None, said)
    assert code is not None
    secretary.doctor_before(machine)
    secretary.a_file_without_quotes(machine)
    factor, pin, sheet = by_the_wizard(nadia, code[1] + code[2])
    printed = a_network_printer(machine)
    install(machine, "parvis-hub")
    invited = kiosk(machine, "hub", "site", "add", "SA", TOWN["name"]).strip().splitlines()[-1]
    step("the hub is installed beside it; the box is enrolled", kiosk(machine, "enroll", HUB, invited).strip())
    machine.run("systemctl", "stop", "parvis-hub")
    number = deposit(nadia, pin)
    step("with the hub down a case is deposited", number)
    held(printed.wait(60), "its receipt is printed")
    step("its receipt is printed")
    bundle = secretary.carry_away(machine)
    heard(nadia)
    square = nadia.page.locator("svg.qr").first.screenshot()
    machine.run("systemctl", "start", "parvis-hub")
    secretary.answers(8700)
    nadia.open(f"{BOX}/desk/box")
    nadia.press("Transmettre maintenant")
    nadia.finds("Tout est transmis")
    step("the hub is up: the case has arrived and is acknowledged")
    secretary.an_answer_by_hand(machine, bundle)
    everyday(machine, nadia, number, factor, pin, square)
    secretary.no_way_back(machine)
    secretary.the_screen_of_a_terminal(machine)
    secretary.hurry(machine)
    sign_in(nadia, factor, pin)
    secretary.the_next_version(machine, coming, lambda upgrade: deposit(nadia, pin, upgrade))
    secretary.another_program_lies_there(machine, VERSION)
    secretary.a_stick_is_judged(machine)
    secretary.the_way_back(machine, VERSION)
    held(nadia.strangers == [], f"nothing was asked of another machine: {nadia.strangers}")
    afterwards(machine, nadia, factor, pin, sheet, number)
    secretary.removed(machine, number)


def a_network_printer(machine: Debian) -> threading.Event:
    came, listener = threading.Event(), socket.create_server(("127.0.0.1", 9100))

    def prints() -> None:
        while True:
            line, _ = listener.accept()
            with line:
                while data := line.recv(65_536):
                    if b"\x1dV" in data:  # GS V: the paper is cut
                        came.set()

    threading.Thread(target=prints, daemon=True).start()
    kiosk(machine, "printers", "add", "Reçus", "--kind", "network", "--set", "host=127.0.0.1")
    kiosk(machine, "printers", "use", "Reçus")
    step("a receipt printer is added and chosen")
    return came


def heard(nadia: Hand) -> None:
    with nadia.page.expect_response(lambda response: "audio" in response.headers.get("content-type", "")) as said:
        nadia.press("Écouter")
    held(said.value.ok and len(said.value.body()) > 1000, said.value.url)
    step("the page of the receipt is read aloud", said.value.headers["content-type"])
    nadia.page.locator('[data-plays="end"]').tap()


def everyday(machine: Debian, nadia: Hand, number: str, factor: str, pin: str, square: bytes) -> None:
    secretary.doctor_after(machine)
    secretary.the_documentation(machine, nadia)
    secretary.a_colleague(machine, nadia)
    secretary.a_printer(machine)
    secretary.a_receipt(machine, square, number)
    secretary.an_own_procedure(machine, nadia)
    secretary.a_persons_rights(machine, number, factor, pin)


def afterwards(machine: Debian, nadia: Hand, factor: str, pin: str, sheet: str, number: str) -> None:
    """What they promise of the day on which the machine is dead; box and hub stand still at first."""
    machine.run("systemctl", "stop", "parvis", "parvis-hub")
    copy = secretary.a_backup(machine)
    secretary.copies_of_the_hub(machine)
    secretary.the_machine_is_dead(machine, copy, sheet)
    machine.run("systemctl", "start", "parvis")
    secretary.answers(8600)
    sign_in(nadia, factor, pin)
    nadia.open(f"{BOX}/desk/find")
    nadia.page.fill("#reference", number)
    _press(nadia, "Chercher")
    nadia.sees(number)
    step("everything is there on the other machine, and Nadia enters as before")


def by_the_wizard(nadia: Hand, code: str) -> tuple[str, str, str]:
    """Every page of the wizard, as the secretary reads and types it; gives six words, a PIN and the sheet's twelve."""
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
        "Qui est responsable des données ?",
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
    nadia.sees("Connectez-vous avec ce que vous avez noté")
    page.fill("#passphrase", " ".join(six))
    pin = secrets[1].replace(" ", "")
    page.fill("#pin", pin)
    _press(nadia, "Entrer")
    nadia.sees("Le premier jour")
    step("the wizard has made the town hall, Nadia and the recovery sheet")
    held(page.request.get(f"{BOX}/set-up/start").status == 404, "the wizard is gone")
    step("the wizard is gone for good")
    return " ".join(six), pin, " ".join(twelve)


def sign_in(nadia: Hand, factor: str, pin: str) -> None:
    nadia.open(f"{BOX}/sign-in")
    nadia.write("Votre badge, ou vos six mots", factor)
    nadia.write("Votre identifiant (pas besoin avec un badge)", "nadia")
    nadia.write("Votre code PIN", pin)
    _press(nadia, "Ouvrir")
    nadia.sees("Nadia Roux")
    step("Nadia signs in")


def deposit(nadia: Hand, pin: str, meanwhile: Callable[[], None] | None = None) -> str:
    """A birth certificate, from the first tap to the number; `meanwhile` happens in the middle, with the hub up."""
    page = nadia.page
    nadia.open(f"{BOX}/procedures/birth-certificate")
    _press(nadia, "Commencer")
    _press(nadia, "Une question à la fois")
    for step_id, answered in BIRTH_CERTIFICATE.items():
        # Another commune than the town hall's would be a stop.
        answers = answered | ({"f.birth_town": "Saint-Aubin-du-Cormier"} if step_id == "birth" else {})
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
    if meanwhile:
        meanwhile()
    _press(nadia, "Faire confirmer par la personne")
    _press(nadia, "Oui, je confirme")
    nadia.sees("Merci. C’est confirmé.")
    page.keyboard.type(pin)
    nadia.sees("Reçu par le système central" if meanwhile else "Gardé ici, pas encore transmis")
    number = page.locator(".reference").first.inner_text()
    held(number.startswith("SA"), f"{number} begins with the code that was chosen")
    return number


def kiosk(machine: Debian, *words: str) -> str:
    """`sudo kiosk …`."""
    return machine.run(KIOSK, *words)


def _answer(nadia: Hand, title: str, **fields: str) -> None:
    nadia.sees(title)
    for name, text in fields.items():
        nadia.page.fill(f"#{name}", text)
    _press(nadia, "Continuer")


def _press(nadia: Hand, words: str) -> None:
    nadia.page.wait_for_timeout(_READING_MS)
    nadia.press(words)


if __name__ == "__main__":
    sys.exit(main())
