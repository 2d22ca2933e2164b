"""Somebody photographs a paper with their own telephone: it leaves sealed, over a broken line, and arrives once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Request, Route, expect

from hub.app import close_hub, create_hub
from hub.cases.cases import read_case
from hub.files.listed_file import open_file
from hub.hub import EXTENSION, Hub
from hub.settings import HubSettings
from hub.sites.sites import add_site
from tests.gallery.browser.hand import WAIT_MS, Hand
from tests.gallery.site.line_client import line_client
from tests.gallery.site.strange_files import picture
from tests.hub.conftest import new_box, newcomer
from tests.hub.samples import FOLLOW_CODE, Item
from tests.hub.telephone.sender import ask_for_papers
from tests.served import served

PHOTO = picture("BMP", size=(600, 200))
CLEAR = PHOTO[2000:2400]
"""What a proxy on the way would see of the photo."""


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[tuple[Hub, str, Item]]:
    """A hub that is served, its address, and a case of which papers are asked for."""
    app = create_hub(HubSettings(data=tmp_path / "hub", take_back_minutes=0))
    hub: Hub = app.extensions[EXTENSION]

    def post(batch: dict[str, Any], token: str) -> Any:
        return line_client(app).post("/api/v2/events", json=batch, headers={"Authorization": f"Bearer {token}"}).json

    add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
    case = ask_for_papers(hub, new_box(hub, "SA", post), newcomer(hub, "lea", "Léa Petit"))
    with served(app) as address:
        yield hub, address, case
    close_hub(app)


def test_two_photos_leave_sealed_over_a_broken_line_and_arrive_once(
    chrome: Browser, asked: tuple[Hub, str, Item]
) -> None:
    hub, url, case = asked
    hand = Hand(chrome, 390, 844)
    page, left, faults = hand.page, [], []

    def note(request: Request) -> None:
        left.append(request.post_data_buffer or b"")

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "ERR_FAILED" not in message.text:
            faults.append(message.text)

    broken = iter([True, False, True])

    def cut(route: Route) -> None:
        route.abort() if next(broken, False) else route.continue_()

    page.on("request", note)
    page.on("console", hear)
    hand.open(f"{url}/f")
    hand.write("Votre numéro de dossier", case["reference"])
    hand.write("Votre code de suivi", FOLLOW_CODE)
    hand.press("Voir où elle en est")
    page.route("**/f/copie", cut)
    photos: list[FilePayload] = [
        {"name": "carte recto.bmp", "mimeType": "image/bmp", "buffer": PHOTO},
        {"name": "carte verso.bmp", "mimeType": "image/bmp", "buffer": PHOTO + b"\0"},
    ]
    expect(page.get_by_role("button", name="Envoyer")).to_be_visible(timeout=WAIT_MS)  # once the script hears a choice
    page.get_by_label("Photographier").set_input_files(photos[0])
    expect(page.locator("[data-chosen] li")).to_have_count(1, timeout=WAIT_MS)
    page.get_by_label("Choisir un fichier").set_input_files(photos[1])
    expect(page.locator("[data-chosen] li")).to_have_count(2, timeout=WAIT_MS)
    hand.press("Envoyer")
    expect(page.get_by_role("heading", name="Envoyé au service")).to_be_visible(timeout=WAIT_MS)
    with hub.store.reading() as connection:
        ((_, body),) = read_case(connection, hub.ring, case["reference"]).supplements
    (document,) = body["documents"]
    assert [file["name"] for file in document["attachments"]] == ["carte recto.png", "carte verso.png"]
    for file in document["attachments"]:
        assert b"".join(open_file(hub, case["stream"], file["id"]))[:4] == b"\x89PNG"
    assert not [sent for sent in left if CLEAR in sent or b"carte recto" in sent]
    assert len(max(left, key=len)) > 10_000 and not faults and not hand.strangers
