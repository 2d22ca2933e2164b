"""Somebody photographs a paper with their own telephone: over a line that breaks, or without any script, it arrives
once."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Page, Route, expect

from hub.cases.cases import read_case
from hub.files.listed_file import open_case_file
from hub.hub import EXTENSION, Hub
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site
from tests.gallery.browser.hand import WAIT_MS, Hand
from tests.gallery.site.line_client import line_client
from tests.gallery.site.strange_files import picture
from tests.hub.conftest import new_box, newcomer
from tests.hub.samples import FOLLOW_CODE, Item
from tests.hub.telephone.sender import ask_for_papers
from tests.served import served

RECTO: FilePayload = {"name": "recto.bmp", "mimeType": "image/bmp", "buffer": picture("BMP", size=(600, 200))}
VERSO: FilePayload = {"name": "verso.bmp", "mimeType": "image/bmp", "buffer": picture("BMP", size=(500, 200))}
PROGRAM: FilePayload = {"name": "photo.exe", "mimeType": "image/jpeg", "buffer": b"MZ a program"}
LARGE: FilePayload = {"name": "film.mov", "mimeType": "video/quicktime", "buffer": b"0" * 10_000_001}


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


def look(page: Page, url: str, case: Item) -> None:
    page.goto(f"{url}/f")
    page.get_by_label("Votre numéro de dossier", exact=True).fill(case["reference"])
    page.get_by_label("Votre code de suivi", exact=True).fill(FOLLOW_CODE)
    page.get_by_role("button", name="Voir où elle en est").click()


def sent(hub: Hub, case: Item) -> list[str]:
    """The names of the files that the service has, each of which opens."""
    with hub.store.reading() as connection:
        ((_, body),) = read_case(connection, hub.ring, case["reference"]).supplements
    (document,) = body["documents"]
    for file in document["attachments"]:
        assert b"".join(open_case_file(hub, case["stream"], file["id"]))[:4] == b"\x89PNG"
    return [file["name"] for file in document["attachments"]]


def test_photos_arrive_once_over_a_line_that_breaks_and_what_cannot_be_taken_is_named(
    chrome: Browser, asked: tuple[Hub, str, Item]
) -> None:
    hub, url, case = asked
    hand = Hand(chrome, 390, 844)
    page, faults = hand.page, []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "ERR_FAILED" not in message.text and "422" not in message.text:
            faults.append(message.text)

    cuts = iter(["asking", "answer", "", "answer"])

    def cut(route: Route) -> None:
        match next(cuts, ""):
            case "asking":
                route.abort()
            case "answer":
                route.fetch()  # the hub has it, and nobody hears
                route.abort()
            case _:
                route.continue_()

    page.on("console", hear)
    look(page, url, case)
    page.route("**/f/copie", cut)
    page.get_by_label("Photographier").set_input_files(RECTO)
    expect(page.locator("#telephone li bdi")).to_have_text(["recto.png"], timeout=WAIT_MS)
    page.get_by_label("Choisir un fichier").set_input_files([PROGRAM, LARGE, VERSO])
    expect(page.locator("#telephone li bdi")).to_have_text(["recto.png", "verso.png"], timeout=WAIT_MS)
    expect(page.locator("[data-note] strong, [data-note] p")).to_contain_text(["photo.exe", "film.mov", "verso.bmp"])
    expect(page.locator("[data-note]").first).to_be_focused()
    hand.press("Envoyer")
    expect(page.get_by_role("heading", name="Envoyé au service")).to_be_visible(timeout=WAIT_MS)
    assert sent(hub, case) == ["recto.png", "verso.png"]
    assert not faults and not hand.strangers


def test_a_photo_chosen_before_the_script_has_come_is_sent_as_soon_as_it_has(
    chrome: Browser, asked: tuple[Hub, str, Item]
) -> None:
    _, url, case = asked
    page, held = Hand(chrome, 390, 844).page, list[Route]()
    page.route("**/telephone_page.js*", lambda route: held.append(route))
    with page.expect_request("**/telephone_page.js*"):
        look(page, url, case)
    page.get_by_label("Photographier").set_input_files(RECTO)
    held[0].continue_()
    expect(page.locator("#telephone li bdi")).to_have_text(["recto.png"], timeout=WAIT_MS)


def test_without_a_script_each_file_is_a_press(chrome: Browser, asked: tuple[Hub, str, Item]) -> None:
    hub, url, case = asked
    page = chrome.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}).new_page()
    look(page, url, case)
    page.get_by_role("button", name="Ajouter ce fichier").click()
    expect(page.locator("[data-note]")).to_contain_text("Choisissez une photo ou un fichier")
    for name, file in (("Photographier", RECTO), ("Choisir un fichier", VERSO)):
        page.get_by_label(name).set_input_files(file)
        page.get_by_role("button", name="Ajouter ce fichier").click()
        expect(page.locator("[data-note]")).to_contain_text("Bien arrivé")
    page.reload()  # which sends the last form again
    expect(page.locator("#telephone li bdi")).to_have_text(["recto.png", "verso.png"])
    page.get_by_role("button", name="Enlever, recto.png").click()
    expect(page.locator("#telephone li bdi")).to_have_text(["verso.png"])
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", name="Envoyé au service")).to_be_visible()
    assert sent(hub, case) == ["verso.png"]
