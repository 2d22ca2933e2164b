"""Shots of a decision with a document at the hub: its form, the same without a file, and what follows."""

from collections.abc import Iterable, Iterator
from typing import Any

from hub.decisions.decisions import DraftDecision, decide_case
from hub.files.listed_file import NewDocument
from tests.gallery.shots.town import Town
from tests.gallery.site.hub_browser import Browser
from tests.gallery.site.strange_files import plain_pdf, saved

BORN = "03 02 1965"


def with_a_document(place: Town, browser: Browser, known: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Any]]:
    """Names and responses, of the first case that can be accepted; `known` are numbers with their follow codes."""
    client = browser.client
    for reference, code in known:
        here = f"/dossiers/{reference}"
        browser.open(f"{here}?decision=accepted")
        if not browser.page.xpath("//input[@name='carries']"):
            continue
        yield "decide", client.get(f"{here}?decision=accepted")
        sent = browser.fields(here) | {"carries": "document", "quality": "Maire"}
        yield "decide-no-file", client.post(here, data=sent)
        scanned = NewDocument("Lettre signée.pdf", "application/pdf", saved(plain_pdf("Accord")))
        hub, claire = place.central.hub, place.central.claire
        decide_case(
            hub,
            claire,
            reference,
            DraftDecision("accepted", "Votre acte est prêt.", int(sent["seen"])),
            document=scanned,
        )
        yield "case-document", client.get(here)
        follower = Browser(place.central.app.test_client()).open("/f")
        follower.fill("/f", reference=reference, code=code)
        typed = follower.fields("/f") | {"birth_date": BORN}
        yield "follow-document", follower.client.post("/f", data=typed, follow_redirects=True)
        return
