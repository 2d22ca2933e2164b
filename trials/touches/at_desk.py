"""What a mediator does, as they would: a birth certificate, a case found again, a missing paper."""

from playwright.sync_api import Page

from trials.touches.counted import Count, Counted
from trials.touches.scene import Scene

HOME = "Recevoir une personne"
PROCEDURE = "Demander une copie d’un acte de naissance"


def fill(nadia: Counted, name: str) -> None:
    """From the desk's first page, every answer of an extract without the parents."""
    nadia.button(HOME)
    nadia.button(PROCEDURE)
    nadia.choose("Moi-même")
    nadia.choose("Extrait sans filiation")
    nadia.write("Nom de naissance", name)
    nadia.write("Prénoms", "Jeanne")
    nadia.write("Jour", "12031945")
    nadia.press(nadia.page.locator("[data-own-commune]"))
    nadia.choose("Au guichet de la mairie")


def certificate(scene: Scene, desk: Page) -> tuple[Count, str]:
    """The whole of it with the one screen turned; gives the count and the case's number."""
    nadia = Counted(desk)
    fill(nadia, "Martin")
    nadia.button("Faire confirmer par la personne")
    nadia.button("Oui, je confirme")
    nadia.sees("Merci. C’est confirmé.")
    nadia.type(scene.town.sign_ins.pin)
    nadia.key("Enter")
    nadia.sees("Votre demande est enregistrée")
    reference = desk.locator(".reference").first.inner_text()
    nadia.button("J’ai terminé")
    nadia.sees("Bonjour Nadia")
    return nadia.count, reference


def paired(scene: Scene, desk: Page) -> Page:
    """The second screen of this desk, in a browser of its own; what it takes is not part of the task."""
    desk.goto(f"{scene.town.url}/desk/second-screen")
    desk.get_by_role("button", name="Afficher un code").click()
    code = desk.locator(".reference").inner_text().replace(" ", "")
    second = scene.page(1280, 800, by_finger=True)
    second.goto(f"{scene.town.url}/second-screen")
    second.locator("[name=code]").fill(code)
    second.get_by_role("button", name="Relier cet écran").click()
    desk.wait_for_url("**/desk/second-screen")
    desk.goto(f"{scene.town.url}/desk")
    return second


def with_second_screen(scene: Scene, desk: Page) -> tuple[Count, Count]:
    """The same where the person confirms on their own screen; gives the mediator's count and theirs."""
    second = paired(scene, desk)
    nadia, jeanne = Counted(desk), Counted(second, by_finger=True)
    fill(nadia, "Petit")
    while second.get_by_role("button", name="Oui, c’est juste").count():
        jeanne.button("Oui, c’est juste")
        second.wait_for_timeout(1500)
    nadia.button("Faire confirmer sur le second écran")
    jeanne.button("Je confirme")
    nadia.sees("Votre demande est enregistrée")
    nadia.button("J’ai terminé")
    nadia.sees("Bonjour Nadia")
    second.context.close()
    return nadia.count, jeanne.count


def find(desk: Page, reference: str) -> Count:
    """A case by the name of its person, from the desk's first page."""
    nadia = Counted(desk)
    nadia.press(desk.locator("#reference"))
    nadia.type("martin")
    nadia.key("Enter")
    nadia.button("Jeanne Martin")
    nadia.sees(reference)
    return nadia.count


def missing_paper(scene: Scene, desk: Page, reference: str, scans: bool) -> Count:
    """What the hub asks for, joined and sent, from the list of work: scanned, or a file that is chosen."""
    wanted = desk.locator(".work.papers", has_text=reference).get_by_role("link", name="Ajouter la pièce")
    for _ in range(60):
        desk.goto(f"{scene.town.url}/desk")
        if wanted.count():
            break
        desk.wait_for_timeout(1000)
    nadia = Counted(desk)
    nadia.press(wanted)
    asked = desk.locator(".added-item", has_text="Demandé").first
    if scans:
        nadia.press(asked.get_by_role("button", name="Numériser"))
    else:
        with desk.expect_file_chooser() as chooser:
            nadia.press(asked.locator("input[type=file]"))
        chooser.value.set_files(scene.paper)
        nadia.count.touches += 1  # the file, in the window of the system
    asked.locator(".attachments").wait_for()
    nadia.button("Envoyer au service")
    nadia.sees(reference)
    return nadia.count
