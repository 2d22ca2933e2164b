"""Several lines of text."""


def test_lines_stay_lines(judge):
    assert judge("long_text", " Bonjour,\r\n\r\nje  demande\rmerci \n\n") == "Bonjour,\n\nje demande\nmerci"


def test_length_is_counted_with_one_character_a_line_end(judge):
    assert judge("long_text", "a\r\nb", longest=3) == "a\nb"
    assert judge("long_text", "a" * 4001) == "!too-long"
    assert judge("long_text", "ab", shortest=3) == "!too-short"


def test_what_cannot_be_shown_is_refused(judge):
    assert judge("long_text", "a\x00b") == "!bad-character"
    assert judge("long_text", "a\tb") == "a b"


def test_crossed_limits_are_a_mistake(mistakes):
    assert mistakes("long_text", shortest=5, longest=3) == ["limits-crossed"]


def test_the_page_keeps_every_line(render):
    box = render("long_text", "\nun\n<deux>", fault="too-long").one("textarea")
    # A browser drops the first line end of a textarea, this parser does not.
    assert box["text"] == "\n\nun\n<deux>"
