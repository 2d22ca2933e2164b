"""What a mediator does, as they would: a birth certificate, a case found again, a missing paper."""

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page

from trials.touches.counted import Count, Counted, Scene

HOME = "Recevoir une personne"
PROCEDURE = "Demander une copie d’un acte de naissance"


def fill(nadia: Counted, name: str) -> None:
    nadia.button(HOME)
    nadia.button(PROCEDURE)
    nadia.choose("Moi-même")
    nadia.choose("Extrait sans filiation")
    nadia.write("Nom de naissance", name)
    nadia.write("Prénoms", "Jeanne")
    nadia.write("Jour", "12031945")
    nadia.press(nadia.page.locator("[data-own-commune]"))
    nadia.choose("Au guichet de la mairie")


def certificate(scene: Scene, desk: Page) -> tuple[Count, str]:
    nadia = Counted(desk)
    fill(nadia, "Martin")
    nadia.button("Faire confirmer par la personne")
    nadia.button("Oui, je confirme")
    nadia.sees("Merci. C’est confirmé.")
    nadia.type(scene.town.sign_ins.pin)
    nadia.key("Enter")
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


def with_second_screen(scene: Scene, desk: Page) -> tuple[Count, Count]:
    """The same where the person confirms on their own screen; gives the mediator's count and theirs."""
    second = paired(scene, desk)
    nadia, jeanne = Counted(desk), Counted(second, by_finger=True)
    fill(nadia, "Petit")
    while second.get_by_role("button", name="Oui, c’est juste").count():
        jeanne.button("Oui, c’est juste")
        second.wait_for_timeout(1500)
    nadia.button("Faire confirmer sur le second écran")
    jeanne.button("Je confirme")
    nadia.sees("Votre demande est enregistrée")
    nadia.button("J’ai terminé")
    nadia.sees("Bonjour Nadia")
    second.context.close()
    return nadia.count, jeanne.count


def find(desk: Page, reference: str) -> Count:
    nadia = Counted(desk)
    nadia.press(desk.locator("#reference"))
    nadia.type("martin")
    nadia.key("Enter")
    nadia.button("Jeanne Martin")
    nadia.sees(reference)
    return nadia.count


def missing_paper(scene: Scene, desk: Page, reference: str, scans: bool) -> Count:
    """What the hub asks for, joined and sent, from the list of work: scanned, or a file that is chosen."""
    wanted = desk.locator(".work.papers", has_text=reference).get_by_role("link", name="Ajouter la pièce")
    for _ in range(60):
        desk.goto(f"{scene.town.url}/desk")
        if wanted.count():
            break
        desk.wait_for_timeout(1000)
    nadia = Counted(desk)
    nadia.press(wanted)
    asked = desk.locator(".added-item", has_text="Demandé").first
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
    marie.button("Français")
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
    marie.sees("Comment vous joindre")
    marie.button("Continuer")
    marie.button("Enregistrer ma demande")
    marie.sees("Votre demande est enregistrée")
    marie.button("J’ai terminé")
    marie.sees("Choisissez votre langue")
    return marie.count


@dataclass(frozen=True, slots=True)
class Task:
    """One task. `before` is what the review of the screens counted, None where it did not; a limit that is None limits
    nothing.
    """

    name: str
    before: Count | None = None
    most_screens: int | None = None
    most_touches: int | None = None
    most_presses: int | None = None


MEDIATOR = Task("birth certificate, mediator", Count(13, 22, 49, 1), most_screens=8, most_touches=12)
SECOND = Task("the same, with a second screen", Count(13, 22, 49, 1), most_screens=8, most_touches=12)
ALONE = Task("the same, alone at a terminal", Count(11, 20, 42), most_presses=45)
FIND = Task("find a case by name", Count(2, 3, 6), most_touches=2)
SCANNED = Task("a missing paper, scanned and sent", most_touches=5)
JOINED = Task("a missing paper, from a file and sent", most_touches=5)
ASK = Task("hub: ask for a paper", most_touches=4)
ACCEPT = Task("hub: accept", most_touches=3)
TASKS = (MEDIATOR, SECOND, ALONE, FIND, SCANNED, JOINED, ASK, ACCEPT)


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
    goals = (("screens", task.most_screens), ("touches", task.most_touches), ("presses in all", task.most_presses))
    return ", ".join(f"≤ {most} {unit}" for unit, most in goals if most is not None)
