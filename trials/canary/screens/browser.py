"""One person's case in a real Chromium, whose profile is searched with the other files of the machine."""

import shutil
from typing import Any, Self

from trials.canary.machine import Machine
from trials.canary.someone import PROCEDURE, Someone


class Visit:
    """A browser at the desk, open until the block ends; what it writes is searched."""

    def __init__(self, machine: Machine, who: Someone) -> None:
        self._machine, self._who = machine, who
        self._page: Any = None

    def __enter__(self) -> Self:
        from playwright.sync_api import sync_playwright

        self._driver = sync_playwright().start()
        self._context = self._driver.chromium.launch_persistent_context(
            str(self._machine.folder / "profile"), executable_path=shutil.which("chromium"), headless=True,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )  # fmt: skip
        self._page = self._context.new_page()
        return self

    def draft(self) -> str:
        """Sign in, type every answer, look at the review, go back and forward again, and sign out; returns the
        case's id.
        """
        page, made = self._page, self._machine.sign_ins
        page.goto(f"{self._machine.address}/sign-in")
        page.fill("#passphrase", made.mediator)
        page.fill("#login", "nadia")
        page.fill("#pin", made.pin)
        page.click("button[form=sign-in]")
        page.goto(f"{self._machine.address}/procedures/{PROCEDURE}")
        page.click("button[form=begin][name=on].tertiary")  # step by step, which ends with the review
        pressed = {name: row for name, row in self._who.typed.items() if name.endswith(".place")}
        for name, typed in self._who.typed.items():
            if name in pressed:  # a row that is offered once the page is sent
                continue
            control = page.locator(f"[name='{name}']").first
            kind = control.get_attribute("type")
            if kind in ("radio", "checkbox"):
                page.locator(f"[name='{name}'][value='{typed}']").check()
            else:
                control.fill(typed)
        page.click("button[form=answer].primary")
        for name, row in pressed.items():
            page.click(f"[name='{name}'][value='{row}']")
        page.wait_for_url("**/review")
        case: str = page.url.split("/")[-2]
        page.go_back()
        page.go_forward()
        page.goto(f"{self._machine.address}/desk")
        page.click("form[action='/sign-in/leave'] button")
        page.wait_for_url(f"{self._machine.address}/")
        return case

    def __exit__(self, *_: object) -> None:
        self._context.close()
        self._driver.stop()
