"""Shots of the hub's pages in every state; it speaks French."""

from collections.abc import Iterator, Mapping
from typing import Any

from gallery.shots.shots import Shot
from gallery.shots.telephone import from_a_telephone
from gallery.shots.town import NADIA, Town
from gallery.site.central import PASSPHRASE
from gallery.site.hub_browser import Browser
from gallery.site.strange_files import plain_pdf, saved
from kiosk.hub.decisions.decisions import decide
from kiosk.hub.files.given_file import NewDocument
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor
from kiosk.store.cases import cases

OPEN = {"follow-form": "/f", "receipt": "/r", "sign-in": "/connexion", "no-such-page": "/nowhere"}
"""Pages before anyone has signed in."""
INSIDE = {
    "cases": "/dossiers", "prepared": "/dossiers/prepares", "requests": "/demandes", "sites": "/lieux",
    "by-hand": "/cles",
    "site": "/lieux/SA", "revoke": "/lieux/SA/revoquer", "people": "/equipe", "outgoing": "/transmissions",
    "trail": "/trace", "account": "/compte", "absences": "/absences",
    "templates": "/modeles", "template": "/modeles/shipped-incomplete", "template-new": "/modeles/nouveau",
    "several": "/dossiers?view=all&several=all",
    "passphrase": "/compte/phrase", "new-codes": "/compte/codes",
}  # fmt: skip


def hub_shots(place: Town) -> Iterator[Shot]:
    """Every page that Claire sees, and what a citizen sees of a case; uses the town after `shots`."""
    known = _submitted(place)
    client = place.central.app.test_client()
    browser = Browser(client)
    for name, path in OPEN.items():
        yield taken(name, client.get(path))
    reference, code = known[0]
    yield taken("follow", client.get(f"/f/{reference}/{code}"))
    yield taken("follow-ar", client.get(f"/f/{reference}/{code}?lang=ar"))
    yield taken("follow-form-ar", client.get("/f?lang=ar"))
    yield taken("follow-unknown", client.get(f"/f/{reference}/AAAAAAAAAA"))
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
    for name, response in from_a_telephone(place, known):
        yield taken(name, response)
    yield from _documented(place, browser, known)


def _documented(place: Town, browser: Browser, known: list[tuple[str, str]]) -> Iterator[Shot]:
    """A decision with a document: its form, without a certificate and without a quality, and what follows."""
    client = browser.client
    for reference, code in known:
        browser.open(f"/dossiers/{reference}?decision=accepted")
        if not browser.page.xpath("//input[@name='carries']"):
            continue
        yield taken("decide", client.get(f"/dossiers/{reference}?decision=accepted"))
        sent = browser.fields(f"/dossiers/{reference}") | {"carries": "scan", "quality": "Maire"}
        yield taken("decide-no-file", client.post(f"/dossiers/{reference}", data=sent))
        scanned = NewDocument("Lettre signée.pdf", "application/pdf", saved(plain_pdf("Accord")))
        hub, claire = place.central.hub, place.central.claire
        decide(hub, claire, reference, "accepted", "Votre acte est prêt.", int(sent["seen"]), document=scanned)
        yield taken("case-document", client.get(f"/dossiers/{reference}"))
        follower = Browser(place.central.app.test_client()).open(f"/f/{reference}/{code}")
        said = follower.fields("/f") | {"birth_date": "03 02 1965"}
        yield taken("follow-document", follower.client.post("/f", data=said))
        return


def _written_and_chosen(browser: Browser) -> Iterator[Shot]:
    """A template with words that are wrong, a message filled from one, and several cases: the question and its end."""
    wrong = {"name": "Essai", "message": "Bonjour {prenom},\nvotre {demarche} est prête.", "said_ar": "{"}
    browser.open("/modeles/nouveau")
    yield taken("template-wrong", _sent(browser, "/modeles/", wrong))
    listed = browser.open("/dossiers?view=all&several=all").page.xpath("//input[@name='case']/@value")
    yield taken("several-ask", _sent(browser, "/dossiers/plusieurs", {"case": listed, "to": "in_progress"}))
    moved = {"case": [f"{reference}:{9 * place}" for place, reference in enumerate(listed)], "to": "in_progress"}
    yield taken("several-done", _sent(browser, "/dossiers/plusieurs", moved, "/dossiers/plusieurs/changer"))
    for reference in listed:
        if browser.choose(reference, "accepted").asks(f"/dossiers/{reference}"):
            filled = {"to": "accepted", "template": "shipped-accepted"}
            there = f"/dossiers/{reference}"
            yield taken("case-template", _sent(browser, there, filled, f"{there}/modele"))
            break


def _sent(browser: Browser, action: str, fields: Mapping[str, object], to: str = "") -> Any:
    """What comes of the form of the current page whose action begins so, or of its fields sent elsewhere."""
    form = next(form for form in browser.page.iter("form") if form.get("action", "").startswith(action))
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
    """The reference and follow code of every case that Nadia can still open."""
    db, nadia = place.box.store.read(), Actor(ring=place.box.shifts.ring(NADIA.id))
    results = []
    for (case_id,) in db.execute("SELECT case_id FROM submissions ORDER BY counter").fetchall():
        submission = cases.submission(db, case_id, data_keys.found_key(db, case_id, nadia))
        if submission is not None and submission.follow_code:
            results.append((submission.reference, submission.follow_code))
    return results


def taken(name: str, response: Any) -> Shot:
    """One response as a shot."""
    assert response.mimetype == "text/html" and response.location is None, name
    path, headers = response.request.path, tuple(response.headers.items())
    return Shot(f"hub-{name}", path, response.status_code, response.text, headers)
