"""A node knows its place, and nothing written is empty."""

from kiosk.catalogue.read.fault import Entries, Node, Scalar


def test_a_key_that_is_absent_stands_where_its_table_starts() -> None:
    key = Scalar(3, 5, "id")
    table = Entries(3, 5, ((key, Scalar(3, 9, "parking")),))
    assert table.place("id") is key
    assert table.place("title") is table
    assert table.get("title") is None


def test_blank_words_are_empty() -> None:
    assert Scalar(1, 1, "  ").empty
    assert not Scalar(1, 1, "0").empty
    assert type(Node(1, 1)) is not Scalar
