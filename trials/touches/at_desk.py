"""What a mediator does, as they would: a birth certificate, a case found again, a missing paper."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Error, Locator, Page, expect

from tests.gallery.browser.hand import WAIT_MS
from tests.gallery.browser.town import Town, town
from tests.gallery.site.strange_files import picture

KEYBOARD = "#keyboard:not([hidden])"
IN_SIGHT = """element => {
  const box = element.getBoundingClientRect();
  const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return Boolean(there) && (element === there || element.contains(there) || there.contains(element));
}"""
WHERE = "() => [location.pathname, document.querySelector('h1')?.textContent.trim() ?? '']"
_TRIES = 20
NOT_AGAIN_MS = 350
"""What is pressed sooner at the same place is taken for the second half of a double tap."""


@dataclass
class Count:
    """`screens` are the pages that were shown, the first and the last among them. `touches` are clicks and taps on the
    page, `keys` presses of a keyboard: the physical one, or at a terminal the one on the screen. `scrolls` are turns of
    a wheel or a finger, as many as bring the next control into sight."""

    screens: int = 0
    touches: int = 0
    keys: int = 0
    scrolls: int = 0

    @property
    def presses(self) -> int:
        return self.touches + self.keys


class Counted:
    def __init__(self, page: Page, by_finger: bool = False) -> None:
        self.page, self._by_finger = page, by_finger
        self.count = Count()
        self._last: object = None
        self._look()

    def press(self, what: Locator) -> None:
        what.wait_for()
        self._look()
        if not what.evaluate(IN_SIGHT):
            self._bring_in_sight(what)
        if self._by_finger:
            what.tap()
        else:
            what.click()
        self.count.touches += 1
        self.page.wait_for_timeout(NOT_AGAIN_MS)
        self._look()

    def choose(self, words: str) -> None:
        self.press(self.page.locator("label.choice", has_text=words).first)

    def button(self, words: str) -> None:
        named = self.page.get_by_role("button", name=words).or_(self.page.get_by_role("link", name=words))
        self.press(named.filter(visible=True).first)

    def write(self, label: str, text: str) -> None:
        self.press(self.page.get_by_label(label, exact=True))
        self.type(text)

    def type(self, text: str) -> None:
        """Type where the focus is: on the keyboard of the screen where there is one, else on the physical one."""
        for sign in text:
            if self._by_finger:
                self.page.locator(KEYBOARD).locator(f'[data-sign="{sign.lower()}"]').first.tap()
            else:
                self.page.keyboard.type(sign)
            self.count.keys += 1

    def key(self, name: str) -> None:
        if self._by_finger:
            self.page.locator(KEYBOARD).locator(f"[data-act={name}]").tap()
        else:
            self.page.keyboard.press(name)
        self.count.keys += 1
        self.page.wait_for_timeout(NOT_AGAIN_MS)
        self._look()

    def sees(self, words: str, seconds: float = 4 * WAIT_MS / 1000) -> None:
        expect(self.page.locator("body")).to_contain_text(words, timeout=seconds * 1000)
        self._look()

    def _bring_in_sight(self, what: Locator) -> None:
        hide = self.page.locator(KEYBOARD).locator("[data-act=hide]")
        if hide.count():
            hide.tap()
            self.count.keys += 1
        if not what.evaluate(IN_SIGHT):
            what.evaluate("element => element.scrollIntoView({block: 'center'})")
            self.count.scrolls += 1

    def _look(self) -> None:
        shown = self._where()
        if shown != self._last:
            self._last = shown
            self.count.screens += 1

    def _where(self) -> object:
        """The page that is shown, once one is: what is asked of one that is going away is asked again."""
        for _ in range(_TRIES):
            try:
                self.page.wait_for_load_state()
                return self.page.evaluate(WHERE)
            except Error as gone:
                if "navigation" not in str(gone):
                    raise
        raise TimeoutError(self.page.url)


COMMUNE = "35251"
"""Saint-Aubin's commune, as the first start asks for it."""
SCANNER = """#!/bin/sh
case "$1" in
  --formatted-device-list*) printf 'test:0\\tFlatbed Scanner\\n' ;;
  *) exec cat "$(dirname "$0")/page.png" ;;
esac
"""
"""What SANE's command says of a scanner; the rest of the way is the product's."""


@dataclass(frozen=True)
class Scene:
    town: Town
    browser: Browser
    paper: Path
    """A picture of a paper, for who chooses a file."""
    wait_ms: float = WAIT_MS
    """How long a press may take."""

    def page(self, width: int, height: int, by_finger: bool = False) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, has_touch=by_finger, locale="fr-FR", timezone_id="Europe/Paris"
        )
        context.set_default_timeout(self.wait_ms)
        return context.new_page()

    def desk(self) -> Page:
        return self._signed_in(self.page(1280, 800))

    def _signed_in(self, page: Page) -> Page:
        page.goto(f"{self.town.url}/sign-in")
        made = self.town.sign_ins
        for name, typed in (("login", "nadia"), ("passphrase", made.mediator), ("pin", made.pin)):
            page.locator(f"[name={name}]").fill(typed)
        page.locator("[name=pin]").press("Enter")
        page.wait_for_url("**/desk")
        return page

    def terminal(self) -> Page:
        page = self._signed_in(self.page(1080, 1920, by_finger=True))
        page.goto(f"{self.town.url}/desk/station")
        page.get_by_role("button", name="En faire une borne").click()
        page.wait_for_url(f"{self.town.url}/")
        return page

    def hub(self) -> Page:
        page = self.page(1440, 900)
        page.goto(self.town.hub_url)
        made = self.town.sign_ins
        page.get_by_label("Identifiant", exact=True).fill("claire")
        page.get_by_label("Phrase secrète", exact=True).fill(made.instructor)
        page.get_by_role("button", name="Se connecter").click()
        page.get_by_label("Code", exact=True).fill(made.codes[0])
        page.get_by_role("button", name="Se connecter").click()
        page.locator("[data-worklist], .lead").first.wait_for()
        return page


@contextmanager
def scene(folder: Path, browser: Browser) -> Iterator[Scene]:
    tools = folder / "tools"
    tools.mkdir()
    script = tools / "scanimage"
    script.write_text(SCANNER, "utf-8")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    (tools / "page.png").write_bytes(picture("PNG", size=(850, 1170)))
    paper = folder / "passeport.jpg"
    paper.write_bytes(picture("JPEG", size=(850, 1170)))
    os.environ |= {
        "PATH": f"{tools}:{os.environ['PATH']}",
        "KIOSK_COMMUNE": COMMUNE,
        "KIOSK_HUB_TAKE_BACK_MINUTES": "0",
    }
    with town(folder) as made:
        made.start_hub()
        made.start_box()
        yield Scene(made, browser, paper)


HOME = "Recevoir une personne"
PROCEDURE = "Acte de naissance"


def make_favourite(scene: Scene, desk: Page) -> None:
    """What this mediator begins most stands on the day’s page from now on: pressed once, and no part of a
    task."""
    desk.goto(f"{scene.town.url}/procedures")
    desk.locator("form.favourite", has_text=PROCEDURE).first.get_by_role("button").click()
    desk.goto(f"{scene.town.url}/desk")


def fill(nadia: Counted, name: str, by_catalogue: bool = False) -> None:
    if by_catalogue:
        nadia.button(HOME)
    nadia.button(PROCEDURE)
    nadia.choose("Elle-même ou lui-même")
    nadia.choose("Extrait sans filiation")
    nadia.write("Nom de naissance", name)
    nadia.key("Tab")
    nadia.type("Jeanne")
    nadia.write("Jour", "12031945")
    nadia.press(nadia.page.locator("[data-own-commune]"))
    nadia.choose("Au guichet de la mairie")


def certificate(scene: Scene, desk: Page, by_catalogue: bool = False) -> tuple[Count, str]:
    nadia = Counted(desk)
    fill(nadia, "Dupont" if by_catalogue else "Martin", by_catalogue)
    nadia.button("Faire confirmer par la personne")
    nadia.button("Oui, je confirme")
    nadia.sees("Merci. C’est confirmé.")
    nadia.type(scene.town.sign_ins.pin)
    nadia.sees("Votre demande est enregistrée")
    reference = desk.locator(".reference").first.inner_text()
    nadia.button("J’ai terminé")
    nadia.sees("Bonjour Nadia")
    return nadia.count, reference


def paired(scene: Scene, desk: Page) -> Page:
    """The second screen of this desk, in a browser of its own; what it takes is not part of the task."""
    desk.goto(f"{scene.town.url}/desk/second-screen")
    desk.get_by_role("button", name="Afficher un code").click()
    code = desk.locator(".reference").inner_text().replace(" ", "")
    second = scene.page(1280, 800, by_finger=True)
    second.goto(f"{scene.town.url}/second-screen")
    second.locator("[name=code]").fill(code)
    second.get_by_role("button", name="Relier cet écran").click()
    desk.wait_for_url("**/desk/second-screen")
    desk.goto(f"{scene.town.url}/desk")
    return second


def with_second_screen(scene: Scene, desk: Page, second: Page) -> tuple[Count, Count]:
    nadia, jeanne = Counted(desk), Counted(second, by_finger=True)
    fill(nadia, "Petit")
    while second.get_by_role("button", name="Oui, c’est exact").count():
        jeanne.button("Oui, c’est exact")
        second.wait_for_timeout(1500)
    nadia.button("Faire confirmer sur le second écran")
    jeanne.button("Je confirme")
    nadia.sees("Votre demande est enregistrée")
    nadia.button("J’ai terminé")
    nadia.sees("Bonjour Nadia")
    return nadia.count, jeanne.count


def next_person(scene: Scene, desk: Page, second: Page) -> Count:
    """What pairing takes for the next person, before the same second screen shows their first answer."""
    pairing, tablet = Counted(desk), Counted(second, by_finger=True)
    tablet.sees("Bonjour.")
    if second.locator("#pair").count():
        pairing.button("Relier un second écran")
        pairing.button("Afficher un code")
        tablet.press(second.locator("[name=code]"))
        tablet.type(desk.locator(".reference").inner_text().replace(" ", ""))
        tablet.button("Relier cet écran")
    fill(Counted(desk), "Leroy")
    second.get_by_role("button", name="Oui, c’est exact").wait_for()
    desk.goto(f"{scene.town.url}/desk")
    return Count(touches=pairing.count.touches + tablet.count.presses)


def find(desk: Page, reference: str) -> Count:
    nadia = Counted(desk)
    nadia.press(desk.locator("#reference"))
    nadia.type("martin")
    nadia.key("Enter")
    nadia.button("Jeanne Martin")
    nadia.sees(reference)
    return nadia.count


def missing_paper(scene: Scene, desk: Page, reference: str, scans: bool) -> Count:
    wanted = desk.locator(".work.papers", has_text=reference).get_by_role("link", name="Ajouter la pièce")
    for _ in range(60):
        desk.goto(f"{scene.town.url}/desk")
        if wanted.count():
            break
        desk.wait_for_timeout(1000)
    nadia = Counted(desk)
    nadia.press(wanted)
    asked = desk.locator(".added-item").first
    if scans:
        nadia.press(asked.get_by_role("button", name="Numériser"))
    else:
        with desk.expect_file_chooser() as chooser:
            nadia.press(asked.locator("input[type=file]"))
        chooser.value.set_files(scene.paper)
        nadia.count.touches += 1  # the file, in the window of the system
    asked.locator(".attachments").wait_for()
    nadia.button("Envoyer au service")
    nadia.sees(reference)
    return nadia.count


def _row(scene: Scene, hub: Page, reference: str) -> Locator:
    row = hub.locator("[data-worklist] a", has_text=reference)
    for _ in range(60):
        hub.goto(f"{scene.town.hub_url}/dossiers?view=all")
        if row.count():
            return row
        hub.wait_for_timeout(1000)
    raise AssertionError(f"{reference} never came to the hub")


def ask(scene: Scene, hub: Page, reference: str) -> Count:
    """Ask for one paper, in words: an extract without the parents asks for none by itself."""
    row = _row(scene, hub, reference)
    claire = Counted(hub)
    claire.press(row)
    claire.button("Demander des pièces")
    claire.write("Autres pièces", "Une pièce lisible")
    claire.button("Demander des pièces")
    claire.sees("Pièces demandées")
    return claire.count


def accept(scene: Scene, hub: Page, reference: str) -> Count:
    row = _row(scene, hub, reference)
    claire = Counted(hub)
    claire.press(row)
    claire.button("Accepter")
    claire.button("Accepter")
    claire.sees("Demande acceptée")
    return claire.count


def certificate_alone(terminal: Page) -> Count:
    marie = Counted(terminal, by_finger=True)
    marie.button("Commencer")
    marie.button("J’ai besoin d’un acte d’état civil")
    marie.button("Commencer")
    marie.choose("Moi-même")
    marie.button("Continuer")
    marie.choose("Extrait sans filiation")
    marie.button("Continuer")
    marie.write("Nom de naissance", "Martin")
    marie.key("next")
    marie.type("Jeanne")
    marie.button("Continuer")
    marie.write("Jour", "12031945")
    marie.press(terminal.locator("[data-own-commune]"))
    marie.button("Continuer")
    marie.choose("Au guichet de la mairie")
    marie.button("Continuer")
    marie.sees("vous joindre")
    marie.button("Continuer")
    marie.button("Enregistrer ma demande")
    marie.sees("Votre demande est enregistrée")
    marie.button("J’ai terminé")
    marie.sees("Bonjour.")
    return marie.count


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `before` is what the review of the screens counted, None where it did not; a limit that is None limits
    nothing."""

    name: str
    before: Count | None = None
    most_screens: int | None = None
    most_touches: int | None = None
    most_presses: int | None = None
    most_scrolls: int | None = None


CATALOGUE = Task("birth certificate, mediator", Count(13, 22, 49, 1), most_screens=7, most_touches=11, most_scrolls=1)
"""The desk's home, where it begins and ends, is two of the screens."""
MEDIATOR = Task(
    "the same, a favourite of theirs", Count(13, 22, 49, 1), most_screens=6, most_touches=10, most_scrolls=1
)
"""Five were wanted: the day, the form, the answers turned to the person, the thanks with the mediator's PIN, the end
with the receipt, and the day again. On one screen the person's page and the PIN that follows it cannot be one, nor can
the end go that prints and explains: a second screen makes it five."""
SECOND = Task("the same, with a second screen", Count(13, 22, 49, 1), most_screens=5, most_touches=11)
ALONE = Task("the same, alone at a terminal", Count(11, 20, 42), most_presses=45)
FIND = Task("find a case by name", Count(2, 3, 6), most_touches=2)
SCANNED = Task("a missing paper, scanned and sent", most_touches=4)
JOINED = Task("a missing paper, from a file and sent", most_touches=4)
ASK = Task("hub: ask for a paper", most_touches=4)
ACCEPT = Task("hub: accept", most_touches=3)
NEXT = Task("pairing, second person of the day", Count(touches=9), most_touches=0)
TASKS = (CATALOGUE, MEDIATOR, SECOND, NEXT, ALONE, FIND, SCANNED, JOINED, ASK, ACCEPT)


@dataclass
class Results:
    counts: dict[str, Count] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def note(self, task: Task, count: Count) -> None:
        self.counts[task.name] = count
        print(f"{task.name}: {_told(count)}", flush=True)

    def missed(self) -> list[str]:
        """Goals that were not met, in words; a task that was not counted is one."""
        found = []
        for task in TASKS:
            count = self.counts.get(task.name)
            if count is None:
                found.append(f"{task.name}: not counted")
                continue
            limits = (
                ("screens", count.screens, task.most_screens),
                ("touches", count.touches, task.most_touches),
                ("presses in all", count.presses, task.most_presses),
                ("scrolls", count.scrolls, task.most_scrolls),
            )
            found += [
                f"{task.name}: {now} {unit}, not {most}"
                for unit, now, most in limits
                if most is not None and now > most
            ]
        return found

    def table(self) -> str:
        lines = ["| task | screens, touches, keys, scrolls before | now | goal |", "|---|---|---|---|"]
        for task in TASKS:
            count = self.counts.get(task.name)
            lines.append(f"| {task.name} | {_told(task.before)} | {_told(count)} | {_goal(task)} |")
        return "\n".join(lines)


def _told(count: Count | None) -> str:
    return f"{count.screens}, {count.touches}, {count.keys}, {count.scrolls}" if count else "–"


def _goal(task: Task) -> str:
    goals = (
        ("screens", task.most_screens),
        ("touches", task.most_touches),
        ("presses in all", task.most_presses),
        ("scrolls", task.most_scrolls),
    )
    return ", ".join(f"≤ {most} {unit}" for unit, most in goals if most is not None)
