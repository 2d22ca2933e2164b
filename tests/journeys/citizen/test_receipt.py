"""A receipt read from its paper and verified in a real browser, with the network cut once the page is there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Browser, Page, expect

from hub.hub import EXTENSION, Hub
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site, revoke_site
from kiosk.domain.events import reference as references
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.receipt_proof import Proof
from tests.gallery.browser.hand import WAIT_MS
from tests.hub.conftest import Watch, new_box
from tests.hub.samples import Box
from tests.served import served

PROOF = Proof("SA1042X", "birth-certificate", "SA", date(2026, 11, 24), "deposited", bytes(16))
EXAMPLE = replace(PROOF, reference=references.mint_reference(references.EXAMPLE, 1000)[0], site=references.EXAMPLE)


@dataclass
class Square:
    hub: Hub
    url: str
    ours: Box
    bruz: Box
    watch: Watch


@pytest.fixture
def square(tmp_path: Path) -> Iterator[Square]:
    watch = Watch()
    app = create_hub(HubSettings(data=tmp_path / "hub"), watch)
    hub: Hub = app.extensions[EXTENSION]
    boxes = []
    for code, name in (("SA", "Mairie de Saint-Aubin"), ("BZ", "Mairie de Bruz")):
        add_site(hub.store, code, name, hub.clock)
        boxes.append(new_box(hub, code, lambda batch, token: None))
    with served(app) as address:
        yield Square(hub, address, *boxes, watch)
    close_hub(app)


def at(chrome: Browser, address: str, width: int = 390, height: int = 844) -> Page:
    page = chrome.new_context(viewport={"width": width, "height": height}, locale="fr-FR").new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(address)
    return page


def sees(page: Page, words: str) -> None:
    """The one verdict that is shown says this."""
    expect(page.locator("[data-says]:not([hidden])")).to_have_count(1)
    expect(page.locator("[data-says]:not([hidden])")).to_contain_text(words)


def paste(page: Page, text: str) -> None:
    page.locator("#proof").fill(text)


def test_with_the_network_cut_every_receipt_is_judged_and_nothing_is_sent(square: Square, chrome: Browser) -> None:
    good = receipt_proof.make_receipt_proof(PROOF, square.ours.seed)
    page = at(chrome, f"{square.url}/r")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.context.set_offline(True)
    page.evaluate("text => location.hash = text", receipt_proof.encode_receipt_proof(good))
    sees(page, "Ce reçu est authentique")
    expect(page.locator("[data-no-network]")).to_contain_text("Impossible de savoir maintenant")
    for words in ("SA 1042 X", "Mairie de Saint-Aubin", "24 novembre 2026", "Demande déposée"):
        expect(page.locator("[data-facts]")).to_contain_text(words)
    assert "birth-certificate" not in page.locator("main").inner_text()
    follow = page.get_by_role("button", name="Voir où en est le dossier", exact=True)
    box = follow.bounding_box()
    assert box and box["y"] + box["height"] < 844, "M9: on a telephone the state is one press away, without scrolling"
    for position in range(len(good)):
        changed = bytes([*good[:position], good[position] ^ 1, *good[position + 1 :]])
        paste(page, receipt_proof.encode_receipt_proof(changed))
        expect(page.locator("[data-says]:not([hidden])")).to_have_count(1)
        expect(page.locator('[data-says="genuine"]')).to_be_hidden()
        expect(page.locator("[data-facts]")).to_be_hidden()
    expect(page.locator("[data-no-network]")).to_be_hidden()
    for verdict, words in (
        (receipt_proof.encode_receipt_proof(good[:-1] + bytes([good[-1] ^ 1])), "a été modifié"),
        (
            receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, square.bruz.seed)),
            "pas de cette mairie",
        ),
        (
            receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, bytes(32))),
            "Aucune mairie connue",
        ),
        (receipt_proof.encode_receipt_proof(good)[:-9], "incomplet"),
        ("bonjour !", "pas de reçu"),
        (receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(EXAMPLE, bytes(32))), "EXEMPLE"),
        (receipt_proof.make_receipt_link(square.url, good), "authentique"),
        (f"SA 1042 X ABCDEFGHJK #{receipt_proof.encode_receipt_proof(good).lower()}", "authentique"),
    ):
        paste(page, verdict)
        sees(page, words)
    page.locator("#proof").press("Enter")
    expect(page.locator("[data-no-network]")).to_be_hidden()
    follow.click()
    sees(page, "authentique")
    expect(page.locator("[data-no-network]"), "the verdict stays, and says why no more is known").to_be_visible()
    page.evaluate(
        "text => location.hash = text",
        receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, square.bruz.seed)),
    )
    sees(page, "pas de cette mairie")
    assert not [text for text in asked if "/static/" not in text], "pictures come from the browser’s own memory"


def test_a_revoked_town_a_replaced_key_and_an_old_list_are_said(square: Square, chrome: Browser) -> None:
    before, old_seed = receipt_proof.make_receipt_proof(PROOF, square.ours.seed), square.ours.seed
    new_box(square.hub, "SA", square.ours.post)
    today = square.hub.clock.now().date()
    late = Proof("SA1042X", "birth-certificate", "SA", today + timedelta(days=9), "prepared", bytes(16))
    page = at(chrome, f"{square.url}/r?verify#{receipt_proof.encode_receipt_proof(before)}")
    sees(page, "authentique")
    expect(page.locator("[data-facts]")).to_contain_text("Clé remplacée le")
    paste(page, receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(late, old_seed)))
    expect(page.locator('[data-says="after-its-key"]')).to_be_visible()
    expect(page.locator('[data-says="old-list"]')).to_be_visible()
    expect(page.locator("[data-facts]")).to_contain_text("ceci n’est pas un dépôt")
    page.context.set_offline(True)
    page.clock.install(time=square.hub.clock.now() + timedelta(days=32))
    paste(page, receipt_proof.encode_receipt_proof(before))
    expect(page.locator('[data-says="genuine"]')).to_be_visible()
    expect(page.locator('[data-says="old-list"]')).to_be_visible()
    revoke_site(square.hub.store, "SA", square.hub.clock)
    page = at(chrome, f"{square.url}/r#{receipt_proof.encode_receipt_proof(before)}")
    sees(page, "n’est plus valable")
    expect(page.locator("[data-facts]")).to_contain_text("Clé révoquée le")


def test_a_browser_without_the_algorithm_computes_it_or_says_so(square: Square, chrome: Browser) -> None:
    good = receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, square.ours.seed))
    forged = receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, square.bruz.seed))
    for script, words, other in (
        (
            "crypto.subtle.importKey = () => Promise.reject(new Error('no Ed25519'));",
            "authentique",
            "pas de cette mairie",
        ),
        ("Object.defineProperty(globalThis, 'crypto', { value: undefined });", "ne sait pas", "ne sait pas"),
    ):
        context = chrome.new_context(locale="fr-FR")
        context.add_init_script(script)
        page = context.new_page()
        page.goto(f"{square.url}/r?verify#{good}")
        sees(page, words)
        context.set_offline(True)
        paste(page, forged)
        sees(page, other)


def test_a_receipt_that_is_scanned_is_asked_after_one_to_verify_when_told(square: Square, chrome: Browser) -> None:
    good = receipt_proof.encode_receipt_proof(receipt_proof.make_receipt_proof(PROOF, square.ours.seed))
    page = at(chrome, f"{square.url}/r#{good}")
    expect(page.locator("main")).to_contain_text("n’est pas encore arrivé ici")
    page = at(chrome, f"{square.url}/r?verify#{good}")
    sees(page, "authentique")
    expect(page.locator("main")).not_to_contain_text("n’est pas encore arrivé ici")
    page.get_by_role("button", name="Voir où en est le dossier", exact=True).click()
    expect(page.locator("main")).to_contain_text("n’est pas encore arrivé ici")
