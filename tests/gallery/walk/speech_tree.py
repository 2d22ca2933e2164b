"""Compares what a page says aloud with Chromium's accessibility tree: every visible word, in order, in its language."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from playwright.sync_api import CDPSession, Page

SAID = """async () => {
  const { utterances } = await import('/static/js/speech/utterances.js');
  return utterances().map(({ element, control, ...told }) => told);
}"""
LANGUAGES = "() => [...new Set([...document.querySelectorAll('[lang]')].map((element) => element.lang))]"
"""The languages of the page, its own first."""
ROLES = {"radio": "choice", "checkbox": "choice", "textbox": "box", "searchbox": "box", "combobox": "box"}
"""Roles of the tree of which each has one utterance, and that utterance's role."""


class Heard(NamedTuple):
    word: str
    language: str


class Judged(NamedTuple):
    """How many sentences a page says, and how they differ from what the tree holds."""

    sentences: int
    faults: list[str]


def judge(page: Page, session: CDPSession | None = None) -> Judged:
    """Compare the page that is shown; `session` is one with its window, made where there is none."""
    said: list[dict[str, Any]] = page.evaluate(SAID)
    nodes = Tree(session or page.context.new_cdp_session(page), page.evaluate(LANGUAGES))
    ours = [Heard(word, row["language"]) for row in said for word in _words(row["text"])]
    return Judged(len(said), [*_differences(list(nodes.words()), ours), *_roles(nodes.roles, said)])


class Tree:
    def __init__(self, session: CDPSession, spoken: list[str]) -> None:
        found = session.send("Accessibility.getFullAXTree")["nodes"]
        self._nodes: dict[str, Mapping[str, Any]] = {node["nodeId"]: node for node in found}
        self._root = found[0]["nodeId"]
        self._language = spoken[0]
        self._languages: dict[int, str] = {}
        if len(spoken) > 1:  # the whole document is large: a page of one language is not asked for it
            self._note(session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"])
        self.roles = Counter(str(node["role"]["value"]) for node in found if not node.get("ignored"))

    def _note(self, document: Mapping[str, Any]) -> None:
        """Note the language of every node of the document."""
        waiting = [(document, "")]
        while waiting:
            node, around = waiting.pop()
            attributes = node.get("attributes", [])
            named = dict(zip(attributes[::2], attributes[1::2], strict=True))
            own = around if "data-term" in named else named.get("lang") or around  # a term is said in its sentence
            self._languages[node["backendNodeId"]] = own
            inner = [*node.get("children", ()), *node.get("shadowRoots", ()), *node.get("pseudoElements", ())]
            waiting.extend((child, own) for child in inner)

    def words(self) -> Iterator[Heard]:
        waiting = [self._root]
        while waiting:
            node = self._nodes.get(waiting.pop())
            if node is None:
                continue
            role = "" if node.get("ignored") else str(node["role"]["value"])
            language = self._languages.get(node.get("backendDOMNodeId", 0), self._language)
            told = {"StaticText": "name", "image": "name", "combobox": "value"}.get(role)
            if role == "combobox" and not self._is_list(node):
                told = None  # what is typed in a box is a text inside it
            if told:
                text = str(node.get(told, {}).get("value", ""))
                yield from (Heard(word, language) for word in _words(text))
            if role not in ("StaticText", "ListMarker", "MenuListPopup"):
                waiting.extend(reversed(node.get("childIds", ())))

    def _is_list(self, node: Mapping[str, Any]) -> bool:
        """Whether a combobox is a list of which the browser shows one row."""
        inner = (self._nodes.get(child, {}) for child in node.get("childIds", ()))
        return any(child.get("role", {}).get("value") == "MenuListPopup" for child in inner)


def _words(text: str) -> list[str]:
    """The words of a text; brackets around one make no difference, which Chromium gives as texts of their own where
    the word is marked as of another language."""
    return [word for word in re.split(r"[\s()]+", text.casefold()) if word]


def _differences(tree: list[Heard], ours: list[Heard]) -> Iterator[str]:
    """Each run of words that one has and the other has not."""
    if tree == ours:
        return
    for kind, a, b, c, d in SequenceMatcher(None, tree, ours, autojunk=False).get_opcodes():
        if kind != "equal":
            yield f"the tree has « {_told(tree[a:b])} », we say « {_told(ours[c:d])} »"


def _told(words: list[Heard]) -> str:
    return " ".join(f"{word}[{language}]" for word, language in words)


def _roles(tree: Mapping[str, int], said: list[dict[str, Any]]) -> Iterator[str]:
    ours = Counter(row["role"] for row in said)
    for role in sorted(set(ROLES.values())):
        there = sum(tree[name] for name, own in ROLES.items() if own == role)
        if there != ours[role]:
            yield f"the tree has {there} of role {role}, we say {ours[role]}"
