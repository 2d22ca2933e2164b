"""Takes the pictures of a machine's first start from the wizard itself, for `docs/town-hall/`."""

import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from scripts.desk_pictures import Camera, served_at
from scripts.source import ROOT
from tests.gallery.site.first_start import Start, answer, first_start, to_sheet

FOLDER = ROOT / "docs" / "pictures" / "first-day"


def take_all(chromium: Browser, folder: Path = FOLDER) -> None:
    """Walk the wizard up to the words of the sheet, with one of them wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        first_start(Path(data) / "new") as start,
        served_at(start.app) as address,
    ):
        _walk(start, Camera(chromium, start.browser(), address, folder))


def _walk(start: Start, camera: Camera) -> None:
    camera.browser = browser = start.admitted()
    for step in ("name", "code"):
        camera.take(step, answer(browser, step).path)
    _, _, sheet = to_sheet(browser)
    form = browser.get("/set-up/person/sheet/typed").form("answer")
    typed = {f"word-{place}": word for place, word in enumerate(sheet.split(), 1)}
    camera.share_session()
    camera.hand.open(f"{camera.address}{form.action}")
    for name, word in {**typed, "word-5": "zèbre"}.items():
        camera.hand.page.locator(f"[name={name}]").fill(word)
    camera.hand.page.locator("[name=word-5]").press("Tab")
    camera.keep("sheet")
