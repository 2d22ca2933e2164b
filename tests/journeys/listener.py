"""Somebody who sees nothing: they hear the accessibility tree, press keys, and know their own answers by heart.

At each moment they must be able to say where they are, what is asked, whether it must be answered and what changed;
`Listener` raises `AssertionError` where they cannot.
"""

from collections.abc import Iterator

from kiosk.words.words import Words
from tests.journeys.accessibility_tree import Ear, Node
from tests.journeys.by_heart import Known, sentences

MOST = 120
"""Keys pressed on one page after which a person counts as lost."""
BOXES = ("textbox", "combobox", "searchbox", "spinbutton")
ROWS = ("radio", "checkbox")
NEEDED = ("Cochez au moins une réponse.", "Cochez de 1 à %(most)s réponses.", "Une réponse est nécessaire.")
"""How a group without a box or a radio says it, since no role of it can be « required »."""


class Listener:
    """One person at one terminal, in one language; `told` is what was said by itself, page after page."""

    def __init__(self, ear: Ear, language: str) -> None:
        self.ear, self.language = ear, language
        self.told: list[list[str]] = []
        self.say = sentences(language).gettext

    def find(self, name: str, *roles: str) -> Node:
        """Move on with Tab until something of this role whose name begins so has the focus."""
        for _ in range(MOST):
            at = self.ear.tree.focused
            if at.role in roles and spoken_as(at.name, name):
                return at
            self.ear.press("Tab")
        raise AssertionError(f"never came to « {name} » at « {self.ear.tree.page.name} »")

    def open(self, name: str, *roles: str) -> list[str]:
        """Go to a button or link and press it; what is then said tells where one is."""
        self.find(name, *(roles or ("button", "link")))
        return self.go_on()

    def go_on(self) -> list[str]:
        """Press what has the focus, and hear where that leads."""
        said = self.ear.await_words("Enter")
        self.told.append(said)
        self.knows_where()
        return said

    def knows_where(self) -> None:
        tree = self.ear.tree
        (heading,) = tree.headings
        assert heading and tree.page.name.startswith(heading), (tree.page.name, heading)
        assert tree.focused.name, f"the focus is on a nameless {tree.focused.role} at « {heading} »"

    def answers_page(self, heart: list[Known], leads_on: str = "Continuer") -> None:
        """Answer what the page asks, from where the focus is to the button that leads on, which has the focus then."""
        on = self.say(leads_on)
        self.leave_heading()
        for _ in range(MOST):
            at = self.ear.tree.focused
            if at.role == "button" and at.name == on:
                return
            if at.role in (*ROWS, *BOXES):
                self.knows_whether(at)
            self.answer(at, heart)
            if self.ear.tree.focused.element == at.element:  # a full box of a date leads on by itself
                self.ear.press(self.further(at, heart))
        raise AssertionError(f"no way to « {on} » at « {self.ear.tree.page.name} »")

    def leave_heading(self) -> None:
        """From a heading, an alert or the document to the first thing to fill."""
        for _ in range(MOST):
            if self.ear.tree.focused.role in (*ROWS, *BOXES, "button") and not self.in_banner():
                return
            self.ear.press("Tab")

    def in_banner(self) -> bool:
        tree = self.ear.tree
        return any(tree.nodes[outer].role == "banner" for outer in tree.focused.within)

    def knows_whether(self, at: Node) -> None:
        """It is said whether an answer is needed: the control or its group is required, or is said to be optional."""
        tree = self.ear.tree
        asked = tree.question(at)
        beside = asked is at or any(node.role in BOXES for node in tree.inside(asked))
        if at.role == "checkbox" and beside:  # « I don't know » beside a line, which has said it
            return
        optional = self.say("(facultatif)").strip("()")
        outer = [tree.nodes[node] for node in at.within]
        must = any(node.states.get("required") for node in (at, asked, *outer))
        must |= any(self.say(words).split("%")[0] in asked.description for words in NEEDED)
        may = any(optional in f"{node.name} {node.description}" for node in (at, asked))
        assert must != may, f"whether « {asked.name} » must be answered is not said"

    def answer(self, at: Node, heart: list[Known]) -> None:
        wanted = self.wanted(at, heart)
        if wanted is None:
            return
        if at.role in ROWS:
            chosen = at.states.get("checked") == "true"
            if any(spoken_as(at.name, row) for row in wanted.rows) and not chosen:
                self.choose()
        elif at.role in BOXES and (wanted.boxes or wanted.slips):
            self.fill(at, wanted)
        elif at.role == "button" and wanted.items and spoken_as(at.name, wanted.add):
            self.add(wanted)

    def choose(self) -> None:
        """Choose a row. What that brings onto the page is said, and the focus stays."""
        before = self.things()
        said = self.ear.choose()
        if said:
            self.told.append(said)
        self.hears_of(self.things() - before, said)
        assert self.ear.tree.focused.role in ROWS, f"a choice took the focus to a {self.ear.tree.focused.role}"

    def hears_of(self, new: set[str], said: list[str]) -> None:
        """What came onto the page is named in what was said, each thing or the first of them."""
        names = {thing.removesuffix(self.say("(facultatif)")).strip() for thing in new} - {""}
        assert not names or any(name in words for name in names for words in said), (names, said)

    def fill(self, at: Node, wanted: Known) -> None:
        """Write into the box what belongs there: the first box of a question is the first of its parts."""
        tree = self.ear.tree
        asked = tree.question(at)
        boxes = [at] if asked is at else [node for node in tree.inside(asked) if node.role in BOXES]
        place = [node.element for node in boxes].index(at.element)
        words = wanted.boxes[place] if place < len(wanted.boxes) else ""
        words = wanted.slips.pop(place, words)
        if words and at.value != words:
            self.ear.press("Control+a")
            self.ear.write(words)

    def add(self, wanted: Known) -> None:
        """Add the people or things of a list, each on its own page."""
        while wanted.items:
            item = wanted.items.pop(0)
            self.open(wanted.add, "button")
            here = self.ear.tree.headings
            for _ in range(MOST):  # an answer may open another question
                self.answers_page(item, "Enregistrer")
                self.go_on()
                if self.ear.tree.headings != here:
                    break

    def further(self, at: Node, heart: list[Known]) -> str:
        """The key that leads on: through the rows of a question to the wanted one, else to the next control."""
        wanted = self.wanted(at, heart)
        if at.role != "radio" or wanted is None or not wanted.rows:
            return "Tab"
        tree = self.ear.tree
        rows = [node for node in tree.inside(tree.question(at)) if node.role == "radio"]
        done = any(node.states.get("checked") == "true" and spoken_as(node.name, wanted.rows[0]) for node in rows)
        return "Tab" if done else "ArrowDown"

    def wanted(self, at: Node, heart: list[Known]) -> Known | None:
        """What is known of the question of a control."""
        names = (self.ear.tree.question(at).name, at.name, at.description)
        return next((known for known in heart for name in names if spoken_as(name, known.question)), None)

    def mends(self, said: list[str]) -> None:
        """Follow the first link of the list of errors, which was spoken, to what is wrong: it says so itself."""
        fault = next(self.faults())
        assert any(fault.name in words for words in said), (fault.name, said)
        self.find(fault.name, "link")
        self.ear.press("Enter")
        at = self.ear.tree.focused
        if at.role == "button":  # several communes bear the name: each is a row to press, and so are one's own words
            self.open(self.say("Garder ce que j’ai écrit"), "button")
            return
        assert at.role in (*ROWS, *BOXES), f"the link of « {fault.name} » leads to a {at.role}"
        asked = self.ear.tree.question(at)
        reason = fault.name.split(Words(self.language).code("fault", "separator").strip(), 1)[-1].strip()
        assert reason in f"{at.description} {asked.description}", (reason, at, asked)

    def things(self) -> set[str]:
        """The names of the questions, notes and warnings of the page."""
        tree = self.ear.tree
        asked = {tree.question(node).name for node in tree.of(*ROWS, *BOXES)}
        told = {node.name for node in tree.of("heading") if node.states.get("level") != 1}
        return asked | told | {tree.text(node) for node in tree.of("alert")}

    def faults(self) -> Iterator[Node]:
        """The links of the list of errors."""
        tree = self.ear.tree
        lists = [node for node in tree.of("group") if not any(inner.role in BOXES for inner in tree.inside(node))]
        return (node for outer in lists for node in tree.inside(outer) if node.role == "link")


def spoken_as(name: str, words: str) -> bool:
    """Whether a name begins with these words, whatever its spaces."""
    return bool(words) and " ".join(name.split()).startswith(" ".join(words.split()))
