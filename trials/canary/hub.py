"""Answers the cases at the hub in words that name the person, which must not be found in clear at the box."""

from gallery.site.central import in_a_month
from kiosk.clock import Clock
from kiosk.hub.decisions.asking import Asking
from kiosk.hub.decisions.decisions import decide
from kiosk.hub.opening import open_hub
from kiosk.hub.people.people import everyone
from kiosk.hub.settings import HubSettings
from trials.canary.someone import Someone


def answered_with(settings: HubSettings, references: list[str], people: list[Someone]) -> None:
    """Decide every case as incomplete, with its person's own words in the message and in the paper asked for."""
    hub = open_hub(settings, Clock())
    claire = next(person for person in everyone(hub.store) if person.login == "claire")
    for reference, who in zip(references, people, strict=True):
        decide(hub, claire, reference, "in_progress", "", 0)
        words = f"Madame Zqxname{who.mark}vk, il manque une pièce."
        asks = Asking((), f"Attestation Zqxasked{who.mark}vk")
        decide(hub, claire, reference, "incomplete", words, 1, in_a_month(hub), asks)
