"""The ids that a form or an address brings."""

from kiosk.web.detours import id_in


def test_only_an_id_is_taken_for_one() -> None:
    good = "0123456789abcdef" * 2
    assert id_in({"case": good}, "case") == good
    for other in ("", good.upper(), good + "0", good + "\n", "../" + good):
        assert id_in({"case": other}, "case") == ""
    assert id_in({}, "case") == ""
