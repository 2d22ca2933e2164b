"""The printer of the tests keeps what it was given and fails when told."""

import pytest

from printers.carrier import COMPLETED, NOT_PRINTED, UNKNOWN, NotPrinted, Unknown
from printers.carriers.dummy import Dummy


def test_it_keeps_jobs_in_order() -> None:
    printer = Dummy()
    printer.carry("1", "Reçu", b"a")
    printer.carry("2", "Reçu", b"b")
    assert printer.jobs == [("1", b"a"), ("2", b"b")]


def test_it_fails_as_often_as_it_is_told_and_then_prints() -> None:
    printer = Dummy()
    printer.fail_with(NotPrinted("no-paper"))
    with pytest.raises(NotPrinted, match="no-paper"):
        printer.carry("1", "Reçu", b"a")
    assert printer.jobs == []
    printer.carry("1", "Reçu", b"a")
    assert printer.jobs == [("1", b"a")]


def test_what_nobody_knows_may_be_on_paper() -> None:
    printer = Dummy()
    printer.fail_with(Unknown("cut-off"))
    with pytest.raises(Unknown, match="cut-off"):
        printer.carry("1", "Reçu", b"a")
    assert printer.jobs == [("1", b"a")]


def test_it_can_be_out_of_order() -> None:
    assert Dummy().is_usable()
    assert not Dummy(wrong="no-paper").is_usable()


def test_it_says_what_became_of_a_job_only_where_it_remembers() -> None:
    printer = Dummy()
    printer.carry("1", "Reçu", b"a")
    assert printer.state_of("1") == printer.call_off("1") == UNKNOWN
    printer.remembers = True
    assert (printer.state_of("1"), printer.call_off("2")) == (COMPLETED, NOT_PRINTED)
    assert Dummy.find() == ()
