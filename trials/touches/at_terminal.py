"""What a citizen does alone at a terminal: the same birth certificate, on the keyboard of the screen."""

from playwright.sync_api import Page

from trials.touches.counted import Count, Counted


def certificate(terminal: Page) -> Count:
    """From the first page to the next person's."""
    marie = Counted(terminal, by_finger=True)
    marie.button("Français")
    marie.button("J’ai besoin d’un acte d’état civil")
    marie.button("Commencer")
    marie.choose("Moi-même")
    marie.button("Continuer")
    marie.choose("Extrait sans filiation")
    marie.button("Continuer")
    marie.write("Nom de naissance", "Martin")
    marie.key("next")
    marie.type("Jeanne")
    marie.button("Continuer")
    marie.write("Jour", "12031945")
    marie.press(terminal.locator("[data-own-commune]"))
    marie.button("Continuer")
    marie.choose("Au guichet de la mairie")
    marie.button("Continuer")
    marie.sees("Comment vous joindre")
    marie.button("Continuer")
    marie.button("Enregistrer ma demande")
    marie.sees("Votre demande est enregistrée")
    marie.button("J’ai terminé")
    marie.sees("Choisissez votre langue")
    return marie.count
