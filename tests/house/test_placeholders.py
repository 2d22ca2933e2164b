"""Every value that the words of a refusal need is given where it is raised: a fault must not fail while it is told."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from kiosk.words.languages import catalogue

ROOT = Path(__file__).parents[2]
RAISED = {"Refused": "refused", "Unreachable": "line", "Rejected": "rejection"}
"""What is raised with a code, and the context of the words that tell it."""


@cache
def raised() -> list[tuple[str, str, str, set[str]]]:
    """Each `Refused("code", name=…)` of the source, as (place, context, code, names).

    Those with `**details` are passed over.
    """
    found = []
    for path in sorted((ROOT / "kiosk").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") not in RAISED or not node.args:
                continue
            code, names = node.args[0], {each.arg for each in node.keywords}
            if isinstance(code, ast.Constant) and None not in names:
                place = f"{path.relative_to(ROOT)}:{node.lineno}"
                found.append(
                    (place, RAISED[getattr(node.func, "id", "")], str(code.value), {str(name) for name in names})
                )
    return found


@pytest.mark.parametrize("language", ["fr", "en", "ar", "uk", "es", "pt"])
def test_words_have_the_values_they_need(language: str) -> None:
    words = catalogue(language, "words")
    wrong = [
        f"{place}: {code} lacks {sorted(needed - names)}"
        for place, context, code, names in raised()
        if (needed := set(re.findall(r"%\((\w+)\)s", str(words.pgettext(context, code))))) - names
    ]
    assert not wrong, "\n".join(wrong)
    assert len(raised()) > 50
