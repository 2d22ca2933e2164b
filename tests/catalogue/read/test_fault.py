"""Faults are kept until all are known, in the order of the file, each once."""

from kiosk.catalogue.read.fault import CatalogueFaults, Fault, Node, Notes
from kiosk.errors import Refused


def test_they_come_back_in_the_order_of_the_file_each_once() -> None:
    notes = Notes("x.yaml")
    notes.note(Node(9, 1), "late")
    notes.note(Node(2, 5), "early", key="a")
    notes.note(Node(2, 5), "early", key="a")
    notes.note(Node(2, 5), "early", key="b")
    assert [(fault.line, fault.code, fault.details.get("key")) for fault in notes.faults] == [
        (2, "early", "a"),
        (2, "early", "b"),
        (9, "late", None),
    ]


def test_a_person_can_mend_them() -> None:
    error = CatalogueFaults([Fault("x.yaml", 2, 5, "early"), Fault("x.yaml", 9, 1, "late")])
    assert isinstance(error, Refused)
    assert str(error) == "x.yaml:2:5: early\nx.yaml:9:1: late"
