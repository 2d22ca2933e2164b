"""Shots of how a person is told of news, where the hub writes e-mails and text messages: chosen, read back, changed,
and the number alone sent or left where nothing prints.
"""

from collections.abc import Iterator
from dataclasses import replace

from kiosk.services.box.box import Actor
from kiosk.services.printers import printer_setup
from kiosk.store.spool import PrinterChoice
from tests.gallery.shots.town import Town, transmit
from tests.gallery.site import steps_taken
from tests.gallery.site.cast import PIN
from tests.gallery.site.page import Browser, Page

REACHED = {"f.phone": "06 12 34 56 78", "f.email": "marie.benali@exemple.fr"}


def notified(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """From the choice on the review to its change at the desk; then somebody alone, without a printer."""
    _serves(place)
    browser, terminal = place.browser, steps_taken.hand_over(Browser(place.app.test_client()))
    page = _with_mobile(browser)
    yield "review-notices", page
    turned = browser.send(page.form("send").with_values({"notices": ["sms", "call", "message"]}))
    yield "confirm-notices", turned
    yield "confirm-pointing", browser.get(f"{turned.path}?not=1")
    yield "confirm-covered-open", steps_taken.covered(browser, turned)
    thanks = browser.send(turned.form("yes"))
    yield "confirm-thanks", thanks
    yield "confirm-thanks-wrong", browser.send(thanks.form("back").with_values({"pin": "1"}))
    submitted = browser.send(thanks.form("back").with_values({"pin": PIN}))
    reference = steps_taken.reference_of(submitted)
    yield "rights-notices", browser.get(f"/desk/references/{reference}/rights")
    printer_setup.choose_printer(place.box, PrinterChoice("", "", None), Actor())
    terminal.send(terminal.get("/").form_to("/language", language))
    submitted = terminal.send(_with_mobile(terminal).form("send"))
    yield "number-offered", submitted
    sent = terminal.send(submitted.form("send-number").with_values({"way": "sms"}))
    yield "number-left", terminal.send(sent.form("leave-number"))
    printer_setup.remove_printer_choice(place.box, "", "", Actor())
    transmit(place)


def _serves(place: Town) -> None:
    """The hub has a mail server and a gateway for text messages, and the box has heard so."""
    mail = {"name": "mail", "kind": "smtp", "recipient": "les personnes, par e-mail", "server": "mail.example:587"}
    mail["sender"] = "Mairie <mairie@saint-aubin.example>"
    sms = {"name": "sms", "kind": "sms_gateway", "recipient": "les personnes, par SMS"}
    sms |= {"url": "https://sms.example/messages", "body": "to={to}&text={text}"}
    hub = place.central.hub
    object.__setattr__(hub, "settings", replace(hub.settings, connectors=(mail, sms)))
    transmit(place)


def _with_mobile(browser: Browser) -> Page:
    """The review of a case whose person gave a mobile number and an address."""
    page = steps_taken.fill(browser, steps_taken.begin(browser), until="contact")
    return steps_taken.fill(browser, steps_taken.answer(browser, page, REACHED))
