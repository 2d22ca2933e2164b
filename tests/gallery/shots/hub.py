"""Shots of the hub's pages in every state; it speaks French."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

from flask.testing import FlaskClient
from msgspec.structs import replace
from sqlalchemy import select
from werkzeug.test import TestResponse

from hub.decisions.decisions import DraftDecision, decide_case
from hub.figures.figures import keep_month_figures
from hub.message_templates import shipped_templates
from hub.people.people import NewStaff, add_staff
from hub.people.staff_role import StaffRole
from hub.replies import Passing
from hub.store.schema import cases as case_rows
from kiosk.domain.events.wire.month_figures import MonthFigures
from kiosk.domain.events.wire.reading import convert
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor
from kiosk.store import cases
from tests.gallery.shots.documented import with_a_document
from tests.gallery.shots.shots import Shot
from tests.gallery.shots.telephone import from_a_telephone
from tests.gallery.shots.town import NADIA, Town
from tests.gallery.site.central import PASSPHRASE
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.month_figures import figures

OPEN = {"follow-form": "/f", "receipt": "/r", "sign-in": "/connexion", "no-such-page": "/nowhere"}
"""Pages before anyone has signed in."""
INSIDE = {
    "cases": "/dossiers", "prepared": "/dossiers/prepares", "requests": "/demandes", "sites": "/lieux",
    "site": "/lieux/SA", "people": "/equipe", "outgoing": "/transmissions", "account": "/compte",
    "templates": "/modeles", "template": "/modeles/tous", "template-new": "/modeles/ccas",
    "several": "/dossiers?view=all&several=all", "absences": "/absences", "passphrase": "/compte/phrase",
    "new-codes": "/compte/codes", "not-for-you": "/journal",
}  # fmt: skip
RUNNING = {
    "sites-running": "/lieux", "site-running": "/lieux/SA", "revoke": "/lieux/SA/revoquer",
    "let-in": "/lieux/SA/reprendre", "by-hand": "/cles",
    "people-running": "/equipe", "trail": "/journal", "figures-none": "/chiffres",
}  # fmt: skip
"""Pages of an operator, who runs the hub and opens no case."""


def _followed(client: FlaskClient, reference: str, code: str, language: str = "fr") -> TestResponse:
    typed = Browser(client).open(f"/f?lang={language}").fields("/f")
    return client.post("/f", data=typed | {"reference": reference, "code": code}, follow_redirects=True)


def hub_shots(place: Town) -> Iterator[Shot]:
    known = _submitted(place)
    client = place.central.app.test_client()
    browser = Browser(client)
    for name, path in OPEN.items():
        yield taken(name, client.get(path))
    reference, code = known[0]
    yield taken("follow", _followed(client, reference, code))
    yield taken("follow-ar", _followed(client, reference, code, "ar"))
    yield taken("follow-form-ar", client.get("/f?lang=ar"))
    yield taken("follow-unknown", _followed(client, reference, "AAAAAAAAAA"))
    yield from _come_in(browser)
    yield taken("person", client.get(f"/equipe/{place.central.claire.id}"))
    for name, path in INSIDE.items():
        yield taken(name, client.get(path))
    browser.open("/demandes")
    for number, path in enumerate(link for link in browser.links() if "/demandes/" in link):
        yield taken(f"request-{number}", client.get(path))
    for number, (reference, _) in enumerate(known):
        response = client.get(f"/dossiers/{reference}")
        if response.status_code == 200:  # some are still on the box
            yield taken(f"case-{number}", response)
    yield taken("case-unknown", client.get("/dossiers/SA1X"))
    yield from _written_and_chosen(browser)
    browser.open("/dossiers").fill("/dossiers", words="Benali")
    yield taken("cases-found", client.get("/dossiers?found=1"))
    yield taken("case-beside-found", client.get(f"/dossiers/{known[-1][0]}"))
    yield from _worked_on(browser, known[-1][0])
    yield from _passed_on(place, known)
    yield from _running(place)
    for name, response in with_a_document(place, browser, known):
        yield taken(name, response)
    for name, response in from_a_telephone(place, known):
        yield taken(name, response)


def _worked_on(browser: Browser, reference: str) -> Iterator[Shot]:
    """A case that Claire takes and notes something of, with the form of each decision, a fault, and a decision."""
    case = f"/dossiers/{reference}"
    browser.open(case).fill(f"{case}/suivi").fill(f"{case}/notes", message="Registre de 1945 en reliure.")
    for decision in ("accepted", "incomplete", "refused"):
        yield taken(f"case-{decision}", browser.client.get(f"{case}?decision={decision}"))
    (form,) = (form for form in browser.choose(reference, "refused").page.forms if form.get("action") == case)
    yield taken("case-no-message", browser.client.post(case, data=dict(form.form_values())))
    browser.decide(reference, "accepted", message="Le document vous attend.")
    yield taken("case-decided", browser.client.get(case))


def _passed_on(place: Town, known: list[tuple[str, str]]) -> Iterator[Shot]:
    """A case that Sonia, of one service, passes on to the schools: the form, its end, what stays with her."""
    hub = replace(place.central.hub, settings=dataclasses.replace(place.central.hub.settings, take_back_minutes=0))
    add_staff(hub, NewStaff("omar", "Omar Diallo", services=("scolarite",)), PASSPHRASE)
    with hub.store.reading() as connection:
        rows = connection.execute(select(case_rows).where(case_rows.c.listed_state == "received")).all()
    row = next(row for row in rows if row.reference in dict(known) and not row.prepared)
    sonia = add_staff(hub, NewStaff("sonia", "Sonia Petit", services=(row.service,)), PASSPHRASE)
    browser = Browser(place.central.app.test_client()).sign_in("sonia", PASSPHRASE)
    path = f"/dossiers/{row.reference}"
    yield taken("case-passing", browser.client.get(f"{path}?decision=received"))
    yield taken("case-passing-nowhere", _sent(browser.open(f"{path}?decision=received"), path, {"message": "Bonjour."}))
    passing = Passing(service="scolarite", site=row.site)
    said = DraftDecision("received", "La scolarité s’occupe de ces demandes.", 0, passing=passing)
    decide_case(hub, sonia, row.reference, said)
    yield taken("passed", browser.client.get("/dossiers/transmis"))
    yield taken("follow-passed", _followed(place.central.app.test_client(), row.reference, dict(known)[row.reference]))
    omar = Browser(place.central.app.test_client()).sign_in("omar", PASSPHRASE)
    yield taken("case-passed", omar.client.get(path))


def _running(place: Town) -> Iterator[Shot]:
    """Pages that Luc sees, who runs the hub."""
    add_staff(place.central.hub, NewStaff("luc", "Luc Petit", role=StaffRole.OPERATOR), PASSPHRASE)
    browser = Browser(place.central.app.test_client()).sign_in("luc", PASSPHRASE)
    for name, path in RUNNING.items():
        yield taken(name, browser.client.get(path))
    keep_month_figures(place.central.hub, "SA", convert(MonthFigures, figures("2025-10")))
    yield taken("figures", browser.client.get("/chiffres"))
    yield taken("figures-of-one", browser.client.get("/chiffres?lieu=SA"))


def _written_and_chosen(browser: Browser) -> Iterator[Shot]:
    """A template with words that are wrong, a message filled from one, and several cases: the question and its end."""
    wrong = {"message": "# Essai\nréponse : oui\nBonjour {prenom},\nvotre {demarche} est prête.\n## ar\n{"}
    browser.open("/modeles/ccas")
    yield taken("template-wrong", _sent(browser, "/modeles/ccas", wrong))
    listed = browser.open("/dossiers?view=all&several=all").page.xpath("//input[@name='case']/@value")
    yield taken("several-ask", _sent(browser, "/dossiers/plusieurs", {"case": listed, "to": "in_progress"}))
    moved = {"case": [f"{reference}:{9 * place}" for place, reference in enumerate(listed)], "to": "in_progress"}
    yield taken("several-done", _sent(browser, "/dossiers/plusieurs", moved, "/dossiers/plusieurs/changer"))
    for reference in listed:
        if browser.choose(reference, "accepted").asks(f"/dossiers/{reference}"):
            filled = {"to": "accepted", "template": shipped_templates()["Demande acceptée"].id}
            there = f"/dossiers/{reference}"
            yield taken("case-template", _sent(browser, there, filled, f"{there}/modele"))
            break


def _sent(browser: Browser, action: str, fields: Mapping[str, object], to: str = "") -> Any:
    """What comes of the form of the current page whose action begins so, or of its fields sent elsewhere."""
    forms = [form for form in browser.page.iter("form") if form.get("action", "").startswith(action)]
    form = min(forms, key=lambda form: len(form.get("action")))
    kept = {name: value for name, value in form.fields.items() if isinstance(value, str)}
    return browser.client.post(to or form.get("action"), data=kept | dict(fields))


def _come_in(browser: Browser) -> Iterator[Shot]:
    """Claire's second step: setting up her telephone on the first day; its code, in another browser, from then on."""
    for name, here in (("set-up", browser), ("code", Browser(browser.client.application.test_client()))):
        here.open("/connexion").fill("/connexion", login="claire", passphrase=PASSPHRASE)
        path = "/connexion/installation" if name == "set-up" else "/connexion/code"
        yield taken(name, here.client.get(path))
        if name == "set-up":
            here.open(path).give_code("claire")


def _submitted(place: Town) -> list[tuple[str, str]]:
    db, nadia = place.box.store.read(), Actor(ring=place.box.shifts.ring(NADIA.id))
    results = []
    for (case_id,) in db.execute("SELECT case_id FROM submissions ORDER BY counter").fetchall():
        submission = cases.read_submission(db, case_id, data_keys.find_key(db, case_id, nadia))
        if submission is not None and submission.follow_code:
            results.append((submission.reference, submission.follow_code))
    return results


def taken(name: str, response: Any) -> Shot:
    assert response.mimetype == "text/html" and response.location is None, name
    path, headers = response.request.path, tuple(response.headers.items())
    return Shot(f"hub-{name}", path, response.status_code, response.text, headers)
