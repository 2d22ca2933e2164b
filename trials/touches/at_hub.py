"""What an instructor does at the hub, from the list of cases."""

from playwright.sync_api import Locator, Page

from trials.touches.counted import Count, Counted
from trials.touches.scene import Scene


def _row(scene: Scene, hub: Page, reference: str) -> Locator:
    """The case's row in the list, once it has arrived."""
    row = hub.locator("[data-worklist] a", has_text=reference)
    for _ in range(60):
        hub.goto(f"{scene.town.hub_url}/dossiers?view=all")
        if row.count():
            return row
        hub.wait_for_timeout(1000)
    raise AssertionError(f"{reference} never came to the hub")


def ask(scene: Scene, hub: Page, reference: str) -> Count:
    """Ask for one paper, in words: an extract without the parents asks for none by itself."""
    row = _row(scene, hub, reference)
    claire = Counted(hub)
    claire.press(row)
    claire.button("Demander des pièces")
    claire.write("Autres pièces", "Une pièce lisible")
    claire.button("Demander des pièces")
    claire.sees("Pièces demandées")
    return claire.count


def accept(scene: Scene, hub: Page, reference: str) -> Count:
    """Accept."""
    row = _row(scene, hub, reference)
    claire = Counted(hub)
    claire.press(row)
    claire.button("Accepter")
    claire.button("Accepter")
    claire.sees("Demande acceptée")
    return claire.count
