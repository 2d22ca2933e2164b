"""Measures a page: sizes of controls and distances between them, in millimetres."""

from itertools import combinations
from typing import Any

from kiosk.domain.screen.measure import Measure

WORDS = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  const unread = '.visually-hidden, .skip-link, .comfort-choice, .sample';
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const said = walker.currentNode.data.trim();
    if (!said || !element.checkVisibility() || element.closest(unread)) continue;
    found.push([parseFloat(getComputedStyle(element).fontSize), said.slice(0, 40)]);
  }
  return found;
}"""
PRESSED = """() => {
  const inSentence = e => e.matches('a') && getComputedStyle(e).display === 'inline';
  const fixed = e => { for (; e; e = e.parentElement)
    if (['fixed', 'sticky'].includes(getComputedStyle(e).position)) return e.className; return ''; };
  const shown = [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), textarea, select')]
    .filter(e => e.checkVisibility() && !e.closest('.visually-hidden, .skip-link, tbody') && !inSentence(e))
    .map(e => e.matches('[type=radio], [type=checkbox]') ? e.closest('label') || e : e);
  return shown.map(e => {
    const {left, right, top, bottom} = e.getBoundingClientRect();
    return {name: e.outerHTML.slice(0, 80), layer: fixed(e), left, right, top, bottom};
  });
}"""


def too_small(boxes: list[dict[str, Any]], screen: Measure) -> list[str]:
    """Controls under 12.7 mm in one direction."""
    least = screen.px(12.7) - 0.5
    return [box["name"] for box in boxes if min(box["right"] - box["left"], box["bottom"] - box["top"]) < least]


def too_close(boxes: list[dict[str, Any]], screen: Measure) -> list[str]:
    """Pairs under 2.54 mm apart; what floats over a page is no neighbour of what scrolls below it."""
    apart = screen.px(2.54) - 0.5
    return [
        f"{box['name']} | {other['name']}"
        for box, other in combinations(boxes, 2)
        if box["layer"] == other["layer"] and distance(box, other) < apart
    ]


def distance(one: dict[str, float], other: dict[str, float]) -> float:
    """Pixels between two boxes, along the axis that separates them."""
    across = max(one["left"], other["left"]) - min(one["right"], other["right"])
    down = max(one["top"], other["top"]) - min(one["bottom"], other["bottom"])
    return max(across, down)
