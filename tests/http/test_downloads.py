"""Answers that a browser keeps as a file."""

from kiosk.http.downloads import file_stream, json_file


def test_a_copy_is_kept_under_its_number() -> None:
    answer = json_file('{"reference": "SA1-7"}', "SA1-7")
    assert answer.get_json() == {"reference": "SA1-7"}
    assert answer.headers["Content-Disposition"] == "attachment; filename=SA1-7.json"


def test_a_file_is_sent_as_its_pieces_come_under_any_name() -> None:
    given = iter([b"one", b"two"])
    answer = file_stream(given, 6, "image/png", "carte.png")
    assert answer.content_length == 6 and next(given) == b"one", "nothing is read before it is asked for"
    assert answer.headers["Content-Disposition"] == "attachment; filename=carte.png"
    named = file_stream([], 0, "image/png", 'pièce "بطاقة".png').headers["Content-Disposition"]
    assert "filename*=UTF-8''pi%C3%A8ce%20%22%D8%A8" in named and named.startswith("attachment; filename=")
