"""A copy of a document, joined in a real browser: by its camera, or as a file; and a terminal without a camera."""

from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import join_files
from tests.gallery.browser.hand import WAIT_MS, with_camera
from tests.gallery.site.strange_files import picture
from tests.journeys.counter import signed_in
from tests.services.drafts.test_submit_case import FIELD, at_papers

SIZES = ((1080, 1920), (1280, 800), (390, 844))
"""Of a terminal, a desk and a telephone."""


def at_document(page: Page, address: str, case_id: str) -> None:
    page.goto(f"{address}/cases/{case_id}/steps/papers")
    page.locator("label.choice", has_text="Joindre une copie").click()
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_url(f"**/documents/{FIELD}")


def test_a_picture_is_taken_looked_at_taken_again_and_kept(
    chrome: Browser, address: str, box: Box, nadia: Actor, tmp_path: Path
) -> None:
    with with_camera(chrome, tmp_path) as browser:
        for size in SIZES:
            case_id = at_papers(box, nadia)
            page = signed_in(browser, address, *size)
            at_document(page, address, case_id)
            page.get_by_role("button", name="Prendre une photo").click()
            expect(page.get_by_role("button", name="Photographier")).to_be_visible()
            page.get_by_role("button", name="Photographier").click()
            page.get_by_role("button", name="Recommencer").click()
            page.get_by_role("button", name="Photographier").click()
            page.get_by_role("button", name="Oui, garder cette photo").click()
            expect(page.get_by_text("1 copie est jointe")).to_be_visible(timeout=WAIT_MS)
            expect(page.locator(".attachments img")).to_have_js_property("complete", True)
            (kept,) = join_files.list_joined_files(box, case_id, nadia)[FIELD]
            assert kept.media_type == "image/jpeg"
            page.get_by_role("link", name="Continuer").click()
            page.wait_for_url("**/cases/*/*")
            assert page.url.rpartition("/")[2] in ("review", "summary"), page.url
            page.context.close()


def test_a_chosen_file_is_joined_at_once_and_one_that_is_none_is_refused_in_words(
    chrome: Browser, address: str, box: Box, nadia: Actor
) -> None:
    page = signed_in(chrome, address)
    at_document(page, address, at_papers(box, nadia))
    assert page.get_by_role("button", name="Prendre une photo").is_hidden(), "this browser has no camera"
    assert page.get_by_role("button", name="Joindre ce fichier").is_hidden(), "choosing a file sends it"
    label, control = page.locator("#file-label"), page.locator("#file")
    assert control.bounding_box() == label.bounding_box(), "the label is what is pressed"
    assert (label.bounding_box() or {})["height"] >= 44
    page.locator("#file").set_input_files({"name": "x.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"})
    expect(page.locator(".notice.danger")).to_contain_text("Choisissez une photo ou un PDF")
    page.locator("#file").set_input_files({"name": "a.heic", "mimeType": "image/heic", "buffer": picture("HEIF")})
    expect(page.get_by_text("1 copie est jointe")).to_be_visible(timeout=WAIT_MS)


def test_a_file_that_is_too_large_is_refused_in_words_by_the_real_server(
    chrome: Browser, address: str, box: Box, nadia: Actor, tmp_path: Path
) -> None:
    page = signed_in(chrome, address)
    at_document(page, address, at_papers(box, nadia))
    large = tmp_path / "large.jpg"
    large.write_bytes(b"\xff\xd8\xff" + bytes(24_000_000))
    page.locator("#file").set_input_files(large)
    expect(page.locator("main")).to_contain_text("Ce fichier est trop gros")
