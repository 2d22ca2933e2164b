"""An operator hands in the file of a stick and takes the answer away."""

import re
from io import BytesIO

from hub.hub import Hub
from hub.trail.audit import lines
from tests.gallery.site.hub_browser import Browser
from tests.hub.bundles.by_hand import bundle
from tests.hub.samples import Box


def handed_in(browser: Browser, data: bytes, name: str = "envoi-bbbbbbbbbbbb.parvis") -> Browser:
    token = browser.open("/cles").page.xpath("//form[@enctype]//input[@name='token']")[0].get("value")
    sent = {"token": token, "file": (BytesIO(data), name)}
    return browser.look(browser.client.post("/cles", data=sent, follow_redirects=True))


def test_a_file_is_taken_and_its_answer_downloaded(operator: Browser, hub: Hub, box: Box) -> None:
    assert "/cles" in operator.open("/lieux").links()
    data = bundle(hub, box, box.submitted(), box.submitted())
    page = handed_in(operator, data)
    assert "Le fichier de Mairie de Saint-Aubin est enregistré" in page.text and "2 envois dans le fichier" in page.text
    address = f"/cles/{'b' * 32}/reponse"
    assert address in page.links()
    answer = operator.client.get(address)
    assert answer.data.startswith(b"PARVIS-ANSWER-1\n") and answer.headers["Cache-Control"] == "no-store"
    assert re.search(r"filename=reponse-b{12}\.parvis", answer.headers["Content-Disposition"])
    assert [line.detail for line in lines(hub.store) if line.action == "bundle-taken"] == ["SA"]


def test_what_is_not_taken_is_said_in_words(operator: Browser, hub: Hub, box: Box) -> None:
    data = bundle(hub, box, box.submitted())
    assert "Le fichier n’est pas entier" in handed_in(operator, data[:-20]).text
    assert "n’est pas un envoi ni une réponse" in handed_in(operator, b"bonjour").text
    assert "n’est pas un envoi ni une réponse" in handed_in(operator, b"", "").text
    assert operator.client.get(f"/cles/{'c' * 32}/reponse").status_code == 400
    assert operator.client.get("/cles/nowhere/reponse").status_code == 400


def test_an_instructor_has_no_business_here(instructor: Browser) -> None:
    assert instructor.client.get("/cles").status_code == 403
    assert "/cles" not in instructor.open("/lieux").links()
