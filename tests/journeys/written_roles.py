"""`python -m tests.journeys.written_roles`: writes down anew what each page is to someone who hears it."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from babel import Locale
from playwright.sync_api import Browser

from scripts.source import ROOT
from tests.gallery.browser.eyes import Eyes
from tests.gallery.browser.hand import chromium
from tests.gallery.walk.kept_pages import Gallery, galleries

FOLDER = ROOT / "tests" / "journeys" / "roles"
SPOKEN = ("fr", "ar")
"""The languages that are written down: one from the left, one from the right."""
ALSO = (
    "step-pressed", "step-written-wrong", "terminal-step", "terminal-welcome", "phone-step", "listed", "desk-full",
    "second-question", "second-last",
)  # fmt: skip
"""States that say more than the first of their page does."""
WHOLE = ("welcome", "desk-empty", "terminal-welcome")
"""Pages seen with their head and their bars; of the others only what is theirs."""


def names_of_days(languages: tuple[str, ...]) -> list[str]:
    """Days of the week and months, as dates are written in these languages."""
    spoken = [Locale.parse(language) for language in languages]
    return [
        name for locale in spoken for kind in (locale.days, locale.months) for name in kind["format"]["wide"].values()
    ]


CHANGES = [
    (re.compile(r"parvis-[0-9a-f]{4}\.local"), "parvis-….local"),
    (re.compile(r'(- code: )"?[0-9A-F]{4}"?(?=\n|$)'), r"\1…"),
    (re.compile(r"/\S+/(first-start\.code)"), r"…/\1"),
    (re.compile(r"(?:^|\n)\s*- /url: .*"), ""),
    (re.compile(r"\b\d+(?:[/:]\d+)+"), "…"),
    (re.compile(r"\b[A-Z0-9]{3,}(?:[ -][A-Z0-9]{3,})+\b|\b[A-Z]-[0-9A-F]{6}\b|\b(?=[A-Z]*\d)[A-Z0-9]{2,}\b"), "…"),
    (re.compile(r"(?<!level=)\b\d+(?:[ /:]\d+)*"), "…"),
    (re.compile(r"…er\b"), "…"),
    (re.compile(rf"\b(?:{'|'.join(names_of_days(SPOKEN))})\b،?"), "…"),
    (re.compile(r"(الساعة …) [صم](?=\W|$)"), r"\1"),
    (re.compile(r"…(?: ?(?:…|[A-Z]\b))+"), "…"),
    (re.compile(r"… h …(?! min)"), "… h"),
]
"""What is another at each run: addresses, numbers, codes, days, times."""
ANY_MACHINE = """() => {
  const rows = document.querySelectorAll('.checklist li > div');
  for (const row of rows) row.replaceChildren(row.querySelector('strong'), ' …');
}"""
"""How well the machine is on which it runs is left out of the page that says it."""
ANY_WORDS = "() => document.querySelectorAll('ol.secret li').forEach((word) => { word.textContent = '…'; })"
"""So are words that are drawn by chance."""


def main() -> None:
    """One file a language."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_towns, chromium() as browser:
        give = galleries(Path(folder), open_towns)
        for language in SPOKEN:
            (FOLDER / f"{language}.txt").write_text(written(heard(give(language), browser)), "utf-8")


def heard(gallery: Gallery, browser: Browser) -> Iterator[tuple[str, str]]:
    """Name and roles of the first state of every page, and of those in `ALSO`."""
    first = {shots[0].name for shots in gallery.places.values()}
    with Eyes(browser, gallery.app) as eyes:
        page = eyes.open(engines=())
        for shot in gallery.shots:
            if shot.name in first or shot.name in ALSO:
                eyes.show(page, shot)
                if shot.path == "/desk/box":
                    page.evaluate(ANY_MACHINE)
                page.evaluate(ANY_WORDS)
                part = page.locator("body" if shot.name in WHOLE else "main")
                yield shot.name, unchanging(part.aria_snapshot())
        page.context.close()


def unchanging(roles: str) -> str:
    """Roles and names without what is another at each run."""
    for pattern, instead in CHANGES:
        roles = pattern.sub(instead, roles)
    return roles


def written(pages: Iterator[tuple[str, str]]) -> str:
    """Pages as the file holds them."""
    return "".join(f"# {name}\n{roles.rstrip()}\n\n" for name, roles in pages)


if __name__ == "__main__":
    main()
