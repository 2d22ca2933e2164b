"""Somebody decides a case at the hub in a real browser, with the script of its page and without any."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.hub import EXTENSION, Hub
from hub.people.sessions import cookie_name, open_session
from hub.server import close_hub, create_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site
from tests.gallery.browser.hand import WAIT_MS
from tests.gallery.site.line_client import line_client
from tests.gallery.site.strange_files import picture
from tests.hub.conftest import new_box, person
from tests.hub.files.sending import Sender, listing
from tests.hub.samples import Item
from tests.served import served

PHOTO = picture("JPEG", size=(2400, 1600))


@pytest.fixture
def arrived(tmp_path: Path) -> Iterator[tuple[Hub, str, Item]]:
    """A hub that is served, its address, and a case with a photograph that waits for a decision."""
    app = create_hub(HubSettings(data=tmp_path / "hub"))
    hub: Hub = app.extensions[EXTENSION]

    def post(batch: dict[str, Any], token: str) -> Any:
        return line_client(app).post("/api/v2/events", json=batch, headers={"Authorization": f"Bearer {token}"}).json

    add_site(hub.store, "SA", "Mairie de Saint-Aubin", hub.clock)
    box = new_box(hub, "SA", post)
    case = listing(box, PHOTO)
    assert box.outcomes(case) == ["acknowledged"]
    assert Sender(line_client(app), hub, box, case, PHOTO).all().signed
    with served(app) as address:
        yield hub, address, case
    close_hub(app)


def at_the_case(chrome: Browser, arrived: tuple[Hub, str, Item], *, scripts: bool = True) -> Page:
    hub, url, case = arrived
    context = chrome.new_context(viewport={"width": 1280, "height": 800}, java_script_enabled=scripts)
    context.set_default_timeout(WAIT_MS)
    secret = open_session(hub, person(hub, "lea", "Léa Petit"))
    context.add_cookies([{"name": cookie_name(hub), "value": secret, "url": url}])
    page = context.new_page()
    page.goto(f"{url}/dossiers/{case['reference']}")
    return page


def test_a_template_is_in_the_message_as_soon_as_it_is_chosen(chrome: Browser, arrived: tuple[Hub, str, Item]) -> None:
    page = at_the_case(chrome, arrived)
    page.get_by_role("link", name="Demander des pièces").click()
    send = page.get_by_role("button", name="Demander des pièces")
    expect(send).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("button", name="Reprendre ce modèle")).to_have_count(0)
    page.get_by_label("Carte", exact=True).check()
    page.get_by_label("Modèle de message").select_option(label="Pièces qui manquent")
    message = page.locator("#message")
    expect(message).to_have_value(re.compile("carte\\.\\nApportez ce qui manque"))
    expect(send).to_be_in_viewport(ratio=1)
    send.click()
    expect(page.locator("#decision")).to_contain_text("Décision enregistrée")
    page.context.close()


def test_without_a_script_a_press_puts_it_there(chrome: Browser, arrived: tuple[Hub, str, Item]) -> None:
    page = at_the_case(chrome, arrived, scripts=False)
    page.get_by_role("link", name="Accepter").click()
    page.get_by_label("Modèle de message").select_option(label="Demande acceptée")
    page.get_by_role("button", name="Reprendre ce modèle").click()
    assert "est acceptée" in page.locator("#message").input_value()
    page.context.close()


def test_a_photograph_is_seen_beside_the_answers(chrome: Browser, arrived: tuple[Hub, str, Item]) -> None:
    page = at_the_case(chrome, arrived)
    photo = page.get_by_role("img", name="Voir en grand : carte.jpg")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("complete", True)
    assert photo.evaluate("image => image.naturalWidth") == 1200
    page.context.close()
