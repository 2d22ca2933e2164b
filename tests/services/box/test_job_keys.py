"""Keys of papers that are about to print, in memory only."""

from kiosk.services.box.job_keys import Held


def held() -> Held:
    made = Held()
    made.add("job", "case", b"key", 100.0)
    made.add("copy", "case", b"key", 200.0)
    made.add("other", "another case", b"another key", 300.0)
    return made


def test_a_key_waits_for_its_paper_and_goes_with_it() -> None:
    made = held()
    assert (made.get("job"), made.get("other"), made.get("nothing")) == (b"key", b"another key", None)
    made.drop("job")
    made.drop("job")
    assert made.get("job") is None
    assert made.subjects() == {"case", "another case"}
    made.drop("copy")
    assert made.subjects() == {"another case"}


def test_what_is_destroyed_is_not_printed_any_more() -> None:
    made = held()
    made.drop_subject("case")
    assert (made.get("job"), made.get("copy"), made.get("other")) == (None, None, b"another key")


def test_a_paper_that_does_not_come_out_keeps_no_key_for_ever() -> None:
    made = held()
    made.drop_older(200.0)
    assert (made.get("job"), made.get("copy")) == (None, b"key")
