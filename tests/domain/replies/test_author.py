"""Who decides is said with first name, name and quality."""

import pytest
from msgspec.structs import asdict

from kiosk.domain.replies import author as authors
from kiosk.domain.replies.author import LONGEST, Author
from kiosk.errors import Refused


def test_all_three_are_asked_for() -> None:
    author = authors.read(" Claire ", "Morel", "Adjointe  au maire")
    assert author == Author("Claire", "Morel", "Adjointe au maire")
    assert (author.name, author.in_full) == ("Claire Morel", "Claire Morel, Adjointe au maire")
    for lacking in (("", "Morel", "Maire"), ("Claire", " ", "Maire"), ("Claire", "Morel", "")):
        with pytest.raises(Refused, match="author-missing"):
            authors.read(*lacking)
    with pytest.raises(Refused, match="author-too-long"):
        authors.read("Claire", "Morel", "x" * (LONGEST + 1))


def test_a_name_in_one_line_proposes_its_first_word_as_the_first_name() -> None:
    assert authors.proposed("Inès de La Tour") == Author("Inès", "de La Tour", "")
    assert not authors.proposed("Inès", "Maire").is_whole


def test_what_was_kept_is_read_again() -> None:
    author = Author("Claire", "Morel", "Maire")
    assert authors.kept(asdict(author)) == author
    assert authors.kept(None) is None
