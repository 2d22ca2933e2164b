"""A receipt before the camera of the desk: it is read and verified without a key being pressed."""

from pathlib import Path

from playwright.sync_api import Browser, expect

from kiosk.domain.proofs import receipt_proof
from kiosk.services.box.box import Box
from tests.gallery.browser.hand import WAIT_MS, with_camera
from tests.gallery.site.gestures import submitted
from tests.journeys.counter import signed_in
from tests.services.people.test_badges import shown


def test_the_camera_sees_the_receipt_and_the_desk_says_what_it_is_worth(
    chrome: Browser, box: Box, address: str, tmp_path: Path
) -> None:
    made = submitted(box)
    grey = shown(
        receipt_proof.make_receipt_link("https://hub.example", made.proof), module=4, turned=8, dim=0.8
    ).tobytes()
    with with_camera(chrome, tmp_path, grey) as browser:
        page = signed_in(browser, address)
        page.goto(f"{address}/desk/verify")
        page.get_by_role("button", name="Montrer le reçu à la caméra").click()
        expect(page.get_by_text("Ce reçu est authentique")).to_be_visible(timeout=WAIT_MS)
        expect(page.get_by_text("C’est bien le dossier gardé ici")).to_be_visible()
