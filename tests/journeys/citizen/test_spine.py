"""One case, from the first tap to the hub's decision and back, by touch, in a real browser."""

from pathlib import Path

from playwright.sync_api import Browser
from pypdf import PdfReader

from kiosk.paths import Paths
from tests.gallery.browser.hand import Hand
from tests.gallery.browser.town import Town
from tests.soon import soon

NAMES = {"Nom de naissance": "Benali", "Prénoms": "Marie Louise"}
PARENTS = {
    "Nom de la mère, ou du premier parent": "Petit",
    "Prénom de la mère, ou du premier parent": "Anne",
    "Nom du père, ou du second parent": "Benali",
    "Prénom du père, ou du second parent": "Karim",
}


def test_a_case_goes_from_the_first_tap_to_the_decision_and_back(saint_aubin: Town, chrome: Browser) -> None:
    """Hub down: welcome to receipt. Hub up: acknowledged, incomplete, completed, accepted, shown, printed."""
    nadia = Hand(chrome)
    saint_aubin.start_box()
    nadia.open(saint_aubin.url)
    nadia.press("Français facile")
    nadia.press("J’ai besoin d’un acte d’état civil")
    nadia.press("Connectez-vous")
    nadia.write("Votre badge, ou vos six mots", saint_aubin.sign_ins.mediator)
    nadia.write("Votre identifiant (pas besoin avec un badge)", "nadia")
    nadia.write("Votre code PIN", saint_aubin.sign_ins.pin)
    nadia.press("Ouvrir")
    nadia.press("Une question à la fois")
    answer_everything(nadia)
    nadia.press("Faire confirmer par la personne")

    nadia.sees("Est-ce bien cela")
    nadia.press("Oui, je confirme")
    nadia.sees("Merci. C’est confirmé.")
    nadia.page.keyboard.type(saint_aubin.sign_ins.pin)

    nadia.sees("Votre demande est enregistrée")
    nadia.sees("Gardé ici, pas encore transmis")
    reference = nadia.page.locator(".reference").first.inner_text()
    compact = "".join(reference.split())
    assert compact.startswith("SA")
    assert nadia.page.locator("svg.qr").is_visible()
    assert reference in text_of(wait_for_paper(saint_aubin, 1)), "the receipt came out with the cable cut"

    saint_aubin.start_hub()
    nadia.press("J’ai terminé")
    nadia.press("Réglages")
    nadia.press("Transmission")
    nadia.press("Transmettre maintenant")
    nadia.sees("Tout est transmis")

    claire = Hand(chrome, 1280, 800)
    claire.open(saint_aubin.hub_url)
    claire.write("Identifiant", "claire")
    claire.write("Phrase secrète", saint_aubin.sign_ins.instructor)
    claire.press("Se connecter")
    claire.sees("Le code de votre téléphone")
    claire.write("Code", saint_aubin.sign_ins.codes[0])
    claire.press("Se connecter")
    claire.press(reference)
    claire.sees("Marie Louise")
    decide(claire, "Demander des pièces", "Il manque une pièce d’identité lisible.")

    nadia.press("À faire")
    nadia.finds("Pièces à compléter")
    nadia.press(reference)
    nadia.sees("Il manque une pièce d’identité lisible.")
    nadia.press("Ajouter la pièce")
    nadia.page.locator(".added-others > summary").first.tap()
    nadia.page.get_by_role("group", name="Une pièce d’identité").get_by_label("Original vu").tap()
    nadia.write("Réponse ou précision (facultatif)", "Passeport vu ce matin.")
    nadia.press("Envoyer au service")
    nadia.press("À faire")
    nadia.finds("Tout est transmis")
    nadia.page.go_back()

    claire.finds("Passeport vu ce matin.")
    decide(claire, "Accepter", "Votre acte est prêt au guichet.")

    nadia.finds("Votre acte est prêt au guichet.")
    nadia.sees("Acceptée")
    letter = saint_aubin.folder / "letter.pdf"  # nothing prints here
    opens = nadia.page.get_by_role("link", name="Ouvrir le PDF").first
    letter.write_bytes(nadia.page.request.get(str(opens.evaluate("link => link.href"))).body())
    assert "Votre acte est prêt au guichet." in text_of([letter])
    assert nadia.strangers == claire.strangers == [], "nothing was asked of another machine"


def answer_everything(nadia: Hand) -> None:
    """Every question of the birth certificate, as Marie Louise answers them."""
    nadia.answer("Étape 1 ·", chosen=("Moi-même",))
    nadia.answer("Nombre d’exemplaires", {"Nombre d’exemplaires": "1"}, chosen=("Copie intégrale",))
    nadia.answer("Étape 3 ·", NAMES)
    nadia.answer(
        "Étape 4 ·", {"Jour": "3", "Mois": "2", "Année": "1965", "Commune de naissance": "Saint-Aubin-d’Aubigné"}
    )
    nadia.sees("Étape 5 ·")
    for label, text in PARENTS.items():
        nadia.write(label, text)
    nadia.press("Continuer")
    nadia.answer("Étape 6 ·", chosen=("Au guichet",))
    nadia.answer("Étape 7 ·", {"Téléphone (facultatif)": "02 99 00 00 00"})
    nadia.answer("Étape 8 ·", chosen=("Original vu",))
    nadia.sees("Vérifiez vos réponses")


def decide(claire: Hand, gesture: str, message: str) -> None:
    """What the deciding service does with a case, and the words the citizen will read."""
    claire.press(gesture)
    claire.page.locator("#message").fill(message)
    claire.press(gesture)
    claire.sees(message)


def wait_for_paper(town: Town, count: int) -> list[Path]:
    folder = Paths(town.folder / "site").printed
    soon(lambda: len(list(folder.glob("*.pdf"))) >= count)
    sheets = sorted(folder.glob("*.pdf"))
    assert len(sheets) >= count
    return sheets


def text_of(sheets: list[Path]) -> str:
    return "\n".join(page.extract_text() for sheet in sheets for page in PdfReader(sheet).pages)
