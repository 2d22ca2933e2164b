"""Takes the pictures of the documentation in a real browser: `python -m scripts.pictures`, from the root."""

import tempfile
from pathlib import Path

from scripts import desk_pictures, setup_pictures
from tests.gallery.browser.hand import Hand, chromium
from tests.gallery.browser.town import town

FOLDER = Path(__file__).parent.parent / "docs" / "pictures"


def main() -> None:
    """Take the ten tasks at the desk, then a step on a terminal, the day at the desk and the first procedure."""
    FOLDER.mkdir(exist_ok=True)
    with chromium() as browser:
        desk_pictures.take_all(browser)
        setup_pictures.take_all(browser)
    with tempfile.TemporaryDirectory() as folder, town(Path(folder)) as saint_aubin, chromium() as browser:
        own = saint_aubin.folder / "site" / "procedures" / "composteur.yaml"
        own.write_text(twelve_lines(), "utf-8")
        saint_aubin.start_box()
        tall, wide = Hand(browser), Hand(browser, 1280, 800)
        for hand in (tall, wide):
            hand.open(f"{saint_aubin.url}/sign-in")
            hand.write("Votre badge, ou vos six mots", saint_aubin.sign_ins.mediator)
            hand.write("Votre identifiant (pas besoin avec un badge)", "nadia")
            hand.write("Votre code PIN", saint_aubin.sign_ins.pin)
            hand.press("Ouvrir")
            hand.sees("Bonjour Nadia")
        tall.open(f"{saint_aubin.url}/procedures/birth-certificate")
        tall.press("Commencer")
        tall.answer("Étape 1 sur", chosen=("Moi-même",))
        tall.sees("Étape 2 sur")
        tall.page.screenshot(path=FOLDER / "step.png")
        tall.open(f"{saint_aubin.url}/procedures/composteur")
        tall.press("Commencer")
        tall.answer("Étape 1 sur", chosen=("Moi-même",))
        tall.sees("Étape 2 sur")
        tall.page.screenshot(path=FOLDER / "composteur.png")
        wide.page.reload()
        wide.page.screenshot(path=FOLDER / "desk.png")


def twelve_lines() -> str:
    """The first procedure in `docs/procedures.md`."""
    guide = (FOLDER.parent / "procedures.md").read_text("utf-8")
    return guide.split("```yaml\n", 1)[1].split("```", 1)[0]


if __name__ == "__main__":
    main()
