"""What a citizen does at the terminal before leaving: searches, begins a case, types, goes back and forth."""

from contextlib import suppress

from playwright.sync_api import Page, TimeoutError

from trials.canary.someone import PROCEDURE, Someone

BEGIN, ANSWER, SEND = "button[form=begin].primary", "button[form=answer].primary", "button[form=send]"
SETTLES_MS = 4000
STORY = "[name='f.story']"


class Citizen:
    """One person at the page; `words` grow by what the box tells only them."""

    def __init__(self, page: Page, address: str, who: Someone) -> None:
        self._page, self._address, self.who = page, address, who
        self.words = [*who.words, f"Zqxsearch{who.mark}vk"]
        self.case = ""

    def search(self) -> None:
        """From the welcome page: choose a language, then search the procedures in their own words."""
        self._page.goto(self._address)
        self._page.locator("form.within-reach button").first.click()
        self._page.fill("#q", f"Zqxsearch{self.who.mark}vk")
        self._page.press("#q", "Enter")
        self._page.wait_for_load_state("networkidle")

    def begin(self) -> None:
        """Begin a case at the page with every kind of question."""
        self._page.goto(f"{self._address}/procedures/{PROCEDURE}")
        self._page.click(BEGIN)
        self._page.wait_for_url("**/steps/all")
        self.case = self._page.url.split("/")[-3]

    def type(self) -> None:
        """Type every answer without sending; the longest is also copied to the clipboard."""
        for name, typed in self.who.typed.items():
            control = self._page.locator(f"[name='{name}']").first
            if name.endswith(".place"):  # a row that is offered once the page is sent
                continue
            if control.get_attribute("type") in ("radio", "checkbox"):
                self._page.locator(f"[name='{name}'][value='{typed}']").check()
            else:
                control.fill(typed)
        self._page.focus(STORY)
        self._page.keyboard.press("Control+a")
        self._page.keyboard.press("Control+c")

    def send_wrong(self) -> None:
        """Send with a mistake: the page comes back with all that was typed and what to correct."""
        self._page.fill("[name='f.born.day']", "45")
        self._page.click(ANSWER)
        self._page.wait_for_selector("[data-first-read]")
        self._page.fill("[name='f.born.day']", self.who.typed["f.born.day"])

    def review(self) -> None:
        """Go to the review, back to the questions and on again."""
        row = self._page.locator(f"[name='f.home.place'][value='{self.who.typed['f.home.place']}']")
        if not row.count():  # offered already where something was to correct
            self._page.click(ANSWER)
        row.click()
        self._page.wait_for_url("**/review")
        self._page.go_back()
        self._settles()  # a part that was swapped is asked for anew
        self._page.go_forward()
        self._settles()
        if not self._page.url.endswith("/review"):  # the part that was asked for came after
            self._page.goto(f"{self._address}/cases/{self.case}/review")

    def _settles(self) -> None:
        with suppress(TimeoutError):  # a page that the browser kept says nothing more
            self._page.wait_for_load_state("networkidle", timeout=SETTLES_MS)

    def submit(self) -> None:
        """Submit; the reference is on the screen."""
        self._page.click(SEND)
        self._page.wait_for_url("**/submitted")

    def take_code(self) -> None:
        """Get a resume code, which nobody else may see."""
        self._page.goto(f"{self._address}/cases/{self.case}/code")
        self._page.click("button[form=give]")
        self.words.append(self._page.locator(".reference").inner_text().strip())
