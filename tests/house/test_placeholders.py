"""Every value that the words of a refusal need is given where it is raised: a fault must not fail while it is told."""

import ast
import re
from functools import cache

import pytest

from kiosk.words.languages import load_word_catalogue
from scripts.source import ERRORS, raised_codes

CONTEXT = {"Refusal": "refused", "HubRefusal": "refused", "LineFault": "line", "Rejection": "rejection"}
"""The enumerations of codes, and the context of the words that tell them."""


@cache
def raised() -> list[tuple[str, str, str, set[str]]]:
    """Each `Refused(Refusal.CODE, name=…)` of the source, as (place, context, code, names).

    Those with `**details` are passed over.
    """
    results = []
    for module, node, kind, code in raised_codes():
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ERRORS:
            names = {keyword.arg for keyword in node.keywords}
            if None not in names:
                place = f"{module.where}:{node.lineno}"
                results.append((place, CONTEXT[kind], code, {str(name) for name in names}))
    return results


@pytest.mark.parametrize("language", ["fr", "en", "ar", "uk", "es", "pt"])
def test_words_have_the_values_they_need(language: str) -> None:
    words = load_word_catalogue(language, "words")
    wrong = [
        f"{place}: {code} lacks {sorted(needed - names)}"
        for place, context, code, names in raised()
        if (needed := set(re.findall(r"%\((\w+)\)s", str(words.pgettext(context, code))))) - names
    ]
    assert not wrong, "\n".join(wrong)
    assert len(raised()) > 300
