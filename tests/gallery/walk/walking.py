"""A walk: page after page under its setting, judged by everything that judges pages."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from playwright.sync_api import CDPSession, Page

from tests.gallery.browser.eyes import AXE, ENGINES, Eyes, refused, seen, wrong
from tests.gallery.walk.plan import HUB, WINDOWS, Visit
from tests.gallery.walk.speech_tree import judge

MEASURED = {"1280×800": "/static/measured/225-500.css", "1080×1920": "/static/measured/250-600.css"}
"""Windows that are the whole screen of a station, and its sheet: a desk of 13 inches, a terminal of 22, standing."""


@dataclass
class Walk:
    """What was seen: how many pages, how many questions asked of them, and the answers that were not good.

    `by_both` says which visits IBM's engine judges beside axe, in as much time as everything else together; `aloud`
    those of which what is read aloud is held against the accessibility tree; `by_axe` those that axe judges.
    """

    by_both: Callable[[Visit], bool] = lambda visit: True
    aloud: Callable[[Visit], bool] = lambda visit: True
    by_axe: Callable[[Visit], bool] = lambda visit: True
    pages: int = 0
    checks: int = 0
    read: int = 0
    sentences: int = 0
    faults: dict[str, list[str]] = field(default_factory=dict)

    def over(self, visits: Iterable[Visit], eyes: Eyes) -> "Walk":
        """Visit all of them, those that both engines judge first: a window without IBM's opens pages sooner. Those of
        one size come together, since what is shown is laid out anew whenever the window takes another.
        """
        visits = sorted(visits, key=lambda visit: visit.setting.window)
        for engines, shown in (
            (ENGINES, [visit for visit in visits if self.by_both(visit)]),
            ((AXE,), [visit for visit in visits if not self.by_both(visit)]),
        ):
            page = eyes.open(engines=engines)
            session = page.context.new_cdp_session(page)
            for visit in shown:
                if result := self._judged(visit, eyes, page) + self._heard(visit, page, session):
                    self.faults[f"{visit.shot.name} {visit.setting.told}"] = result
            page.context.close()
        return self

    def _judged(self, visit: Visit, eyes: Eyes, page: Page) -> list[str]:
        setting = visit.setting
        width, height = WINDOWS[setting.window]
        if page.viewport_size != {"width": width, "height": height}:
            page.set_viewport_size({"width": width, "height": height})
        sheet = MEASURED.get(setting.window, "") if visit.setting.language != HUB else ""
        eyes.show(page, visit.shot, setting.comfort.written, sheet)
        page.evaluate("eyes.unfold()")
        result = [
            *(wrong(page) if self.by_axe(visit) else []),
            *seen(page, bool(sheet)),
            *(refused(page) if self.by_both(visit) else []),
        ]
        self.pages += 1
        self.checks += 6 + self.by_axe(visit) + bool(sheet) + self.by_both(visit)
        return result

    def _heard(self, visit: Visit, page: Page, session: CDPSession) -> list[str]:
        """How what is read aloud differs from what the tree holds; the hub is not read aloud."""
        if visit.setting.language == HUB or not self.aloud(visit):
            return []
        sentences, faults = judge(page, session)
        self.read += 1
        self.sentences += sentences
        return faults
