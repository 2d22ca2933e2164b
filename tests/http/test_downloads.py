"""Answers that a browser keeps as a file."""

from kiosk.http.downloads import json_file


def test_a_copy_is_kept_under_its_number() -> None:
    answer = json_file('{"reference": "SA1-7"}', "SA1-7")
    assert answer.get_json() == {"reference": "SA1-7"}
    assert answer.headers["Content-Disposition"] == "attachment; filename=SA1-7.json"
