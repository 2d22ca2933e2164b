"""A receipt before the camera of the desk: it is read and verified without a key being pressed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from kiosk.app import create_app
from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Actor, Box
from tests.conftest import PASSPHRASE, PIN
from tests.gallery.browser.hand import WAIT_MS
from tests.gallery.site.gestures import submitted
from tests.served import served
from tests.services.people.test_badges import shown


@pytest.fixture
def address(box: Box, nadia: Actor) -> Iterator[str]:
    """The box, served."""
    with served(create_app(box.settings, box=box)) as address:
        yield address


def test_the_camera_sees_the_receipt_and_the_desk_says_what_it_is_worth(
    chrome: Browser, box: Box, address: str, tmp_path: Path, look: Path
) -> None:
    made = submitted(box)
    film = tmp_path / "receipt.y4m"
    grey = shown(receipt_proof.link("https://hub.example", made.proof), module=4, turned=8, dim=0.8).tobytes()
    film.write_bytes(b"YUV4MPEG2 W640 H360 F10:1 Ip A1:1 C420\nFRAME\n" + grey + b"\x80" * (640 * 360 // 2))
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    arguments = [
        "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]  # fmt: skip
    browser = chrome.browser_type.launch(
        executable_path=path, args=[*([] if os.name == "nt" or os.geteuid() else ["--no-sandbox"]), *arguments]
    )
    page = browser.new_context(viewport={"width": 1280, "height": 800}, locale="fr-FR").new_page()
    page.set_default_timeout(WAIT_MS)
    page.goto(f"{address}/sign-in?next=/desk/verify")
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("#login").fill("nadia")
    page.locator("#pin").fill(PIN)
    page.get_by_role("button", name="Ouvrir").click()
    page.goto(f"{address}/desk/verify")
    page.screenshot(path=look / "verify-desk-1.png", full_page=True)
    page.get_by_role("button", name="Montrer le reçu à la caméra").click()
    expect(page.get_by_text("Ce reçu est authentique")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text("C’est bien le dossier gardé ici")).to_be_visible()
    page.screenshot(path=look / "verify-desk-2.png", full_page=True)
    browser.close()
