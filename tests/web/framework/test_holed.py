"""What is rendered once has holes for what is a page's own."""

from kiosk.web.framework.holed import Holed, hole


def test_a_hole_takes_a_text_escaped() -> None:
    kept = Holed.of(f"<b>{hole('who')}</b> {hole('')}")
    assert kept.filled({"who": "<Zoé>", "": 3}.__getitem__) == "<b>&lt;Zoé&gt;</b> 3"


def test_what_looks_like_a_hole_in_a_text_stays_text() -> None:
    kept = Holed.of(f"<b>{hole('who')}</b>{hole('what')}")
    assert kept.filled({"who": hole("what"), "what": "2"}.__getitem__) == f"<b>{hole('what')}</b>2"


def test_without_a_hole_it_is_the_same_each_time() -> None:
    kept = Holed.of("<b>1</b>")
    assert kept.filled(str) is kept.filled(str)
