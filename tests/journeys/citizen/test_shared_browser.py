"""What a browser that others use next, as in a library, keeps of a case in its files."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, expect

from hub.hub import Hub
from tests.gallery.browser.hand import WAIT_MS
from tests.hub.samples import FOLLOW_CODE, Item
from tests.journeys.citizen.test_telephone import asked, look

__all__ = ["asked"]


def files_with(profile: Path, *texts: str) -> Iterator[str]:
    """The files of a profile that hold one of these texts, as bytes or as Chromium's own UTF-16."""
    written = [text.encode(coding) for text in texts for coding in ("utf-8", "utf-16-le")]
    for path in profile.rglob("*"):
        if path.is_file() and any(text in path.read_bytes() for text in written):
            yield path.name.partition("_")[0]


def test_a_browser_that_was_closed_keeps_neither_number_nor_code_nor_birth_date(
    chrome: Browser, asked: tuple[Hub, str, Item], tmp_path: Path
) -> None:
    _, url, case = asked
    profile = tmp_path / "profile"
    context = chrome.browser_type.launch_persistent_context(
        profile, executable_path=shutil.which("chromium"), locale="fr-FR", args=["--no-sandbox"]
    )
    context.set_default_timeout(WAIT_MS)
    page = context.new_page()
    look(page, url, case)
    page.get_by_label("date de naissance").first.fill("2 3 1945")
    page.get_by_role("button", name=re.compile("^(Lire|Voir ce qui)")).first.click()
    expect(page.get_by_text("La page 3 du bail").first).to_be_visible()
    context.close()
    assert {"Session", "Tabs"} & set(files_with(profile, f"{url}/f")), "it does write down where it was"
    assert not set(files_with(profile, FOLLOW_CODE, case["reference"], "2 3 1945", "2+3+1945", "1945-03-02"))
