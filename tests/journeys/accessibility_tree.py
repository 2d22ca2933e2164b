"""The accessibility tree of a page as a screen reader gets it: roles, names, states, live regions and the focus."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Error, Page, Request

LONGEST_S = 15
"""How long somebody listens for an answer before they believe that nothing happened."""
PAUSE_MS = 25
CHANGES_MS = 80
"""After which a page has sent a choice to the box, if it does so at all; people listen for longer."""
GROUPS = ("group", "radiogroup")


@dataclass(frozen=True, slots=True)
class Node:
    """One thing in the tree; `within` are the ids of what it lies in, the nearest first."""

    id: str
    element: int
    role: str
    name: str
    description: str
    value: str
    states: Mapping[str, Any]
    within: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """All that can be heard of a page at one moment, in reading order."""

    nodes: Mapping[str, Node] = field(default_factory=dict)

    @property
    def page(self) -> Node:
        """The document; its name is the title that a reader speaks when a page was loaded."""
        return next(iter(self.nodes.values()))

    @property
    def focused(self) -> Node:
        """What has the focus; the document where nothing has."""
        having = [node for node in self.nodes.values() if node.states.get("focused")]
        return having[-1] if having else self.page

    @property
    def headings(self) -> list[str]:
        """The names of the headings of level 1."""
        return [node.name for node in self.of("heading") if node.states.get("level") == 1]

    def of(self, *roles: str) -> Iterator[Node]:
        """What has one of these roles, in reading order."""
        return (node for node in self.nodes.values() if node.role in roles)

    def inside(self, outer: Node) -> Iterator[Node]:
        """What lies in it, in reading order."""
        return (node for node in self.nodes.values() if outer.id in node.within)

    def text(self, outer: Node) -> str:
        """The words in it."""
        return " ".join(node.name for node in self.inside(outer) if node.role == "StaticText" and node.name.strip())

    def question(self, control: Node) -> Node:
        """The group whose name is spoken when one comes to this control, itself where there is none."""
        groups = (self.nodes[outer] for outer in control.within if outer in self.nodes)
        return next((node for node in groups if node.role in GROUPS and node.name), control)

    def live(self) -> dict[int, tuple[str, str]]:
        """Role and words of each live region, by its element."""
        regions = (node for node in self.nodes.values() if node.states.get("live") in ("polite", "assertive"))
        return {node.element: (node.role, self.text(node)) for node in regions}


def spoken(before: Tree, after: Tree) -> list[str]:
    """What is said by itself between two moments: the title of a page that was loaded, what came into a live region
    that was there or into an alert, the name of what the focus went to.

    A live region that comes with its words is not spoken: readers watch only those that they know (WCAG technique
    ARIA22); an alert is (ARIA19).
    """
    said = []
    if not before.nodes or before.page.element != after.page.element:
        said.append(after.page.name)
    known = before.live()
    for element, (role, words) in after.live().items():
        if words and (element in known or role == "alert") and known.get(element, ("", ""))[1] != words:
            said.append(words)
    if after.focused.element not in (before.focused.element if before.nodes else None, after.page.element):
        said.append(after.focused.name)
    return said


class Ear:
    """Whoever hears one window. It reads nothing but the tree."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("Accessibility.enable")
        self.tree = Tree()
        self._asking: set[Request] = set()
        page.on("request", self._sent)
        page.on("requestfinished", self._answered)
        page.on("requestfailed", self._answered)
        self.listen()

    def press(self, key: str) -> list[str]:
        """Press a key that moves or writes, and hear what is said at once."""
        before = self.tree
        self._page.keyboard.press(key)
        self.tree = self._read()
        return spoken(before, self.tree)

    def choose(self) -> list[str]:
        """Choose the row that has the focus, and hear what that changes on the page."""
        self._page.keyboard.press("Space")
        self._page.wait_for_timeout(CHANGES_MS)
        return self.listen()

    def write(self, words: str) -> list[str]:
        """Type into what has the focus."""
        self._page.keyboard.type(words)
        return self.listen()

    def listen(self) -> list[str]:
        """What is said until the page is at rest."""
        before = self.tree
        self.tree = self._at_rest()
        return spoken(before, self.tree)

    def await_words(self, key: str) -> list[str]:
        """Press a key that leads on, and hear what is said; raises `AssertionError` where nothing is."""
        before = self.tree
        self._page.keyboard.press(key)
        self.tree = self._once(lambda tree: bool(spoken(before, tree)), f"nothing is said after {key}")
        self.tree = self._at_rest()
        return spoken(before, self.tree)

    def await_that(self, wanted: Callable[[Tree], bool], told: str) -> None:
        """Wait until this can be heard; raises `AssertionError` with `told` where it never can."""
        self.tree = self._once(wanted, told)

    def _sent(self, request: Request) -> None:
        """Answers are on their way to the box, which may change the page."""
        if request.method == "POST":
            self._asking.add(request)

    def _answered(self, request: Request) -> None:
        self._asking.discard(request)

    def _once(self, wanted: Callable[[Tree], bool], told: str) -> Tree:
        until = time.monotonic() + LONGEST_S
        while time.monotonic() < until:
            tree = self._read()
            if wanted(tree):
                return tree
            self._page.wait_for_timeout(PAUSE_MS)
        raise AssertionError(f"{told}, at « {self.tree.page.name} »")

    def _at_rest(self) -> Tree:
        """The tree once the page is whole and was the same twice."""
        self._page.wait_for_load_state()
        last = self._read()

        def same(tree: Tree) -> bool:
            nonlocal last
            rests, last = tree == last and not self._asking, tree
            return rests

        return self._once(same, "the page never rests")

    def _read(self) -> Tree:
        until = time.monotonic() + LONGEST_S
        while True:
            try:
                found = self._session.send("Accessibility.getFullAXTree")["nodes"]
                if found and not found[0].get("ignored"):
                    return _tree(found)
            except Error:  # a page is on its way
                if time.monotonic() > until:
                    raise
            self._page.wait_for_timeout(PAUSE_MS)


def _tree(found: list[Mapping[str, Any]]) -> Tree:
    """The nodes that are not ignored, in reading order; what an ignored one holds belongs to what it lies in."""
    by_id = {raw["nodeId"]: raw for raw in found}
    nodes: dict[str, Node] = {}
    waiting: list[tuple[str, tuple[str, ...]]] = [(found[0]["nodeId"], ())]
    while waiting:
        node_id, within = waiting.pop()
        if (raw := by_id.get(node_id)) is None:
            continue
        inside = within
        if not raw.get("ignored"):
            nodes[node_id] = _node(raw, within)
            inside = (node_id, *within)
        waiting.extend((child, inside) for child in reversed(raw.get("childIds", ())))
    return Tree(nodes)


def _node(raw: Mapping[str, Any], within: tuple[str, ...]) -> Node:
    words = (str(raw.get(part, {}).get("value", "")) for part in ("role", "name", "description", "value"))
    role, name, description, value = (" ".join(text.split()) for text in words)
    states = {state["name"]: state["value"].get("value") for state in raw.get("properties", ())}
    return Node(raw["nodeId"], raw.get("backendDOMNodeId", 0), role, name, description, value, states, within)
