"""What the domain asks of whoever holds the words."""

import inspect

from kiosk.domain.language import words as asked
from kiosk.words.words import Words
from tests.domain.samples import Codes


def promised(of: type) -> dict[str, list[str]]:
    methods = inspect.getmembers(of, inspect.isfunction)
    return {name: list(inspect.signature(method).parameters) for name, method in methods if not name.startswith("_")}


def test_the_applications_words_answer_everything_the_domain_asks() -> None:
    wanted = promised(asked.Words)
    assert {name: promised(Words).get(name) for name in wanted} == wanted
    assert len(wanted) == 8


def test_so_do_the_words_of_the_tests() -> None:
    assert promised(Codes).keys() == promised(asked.Words).keys()
