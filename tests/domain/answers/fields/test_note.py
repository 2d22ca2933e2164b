"""Words to read between two questions."""


def test_a_note_asks_nothing_and_means_nothing(judge, shown):
    assert judge("note", "whatever") is None
    assert shown("note", None) == ""


def test_the_page_has_words_and_no_control(render):
    page = render("note", label="À savoir", help="La carte est gratuite.")
    assert page.one("h2")["text"] == "À savoir" and "gratuite" in page.one("p")["text"]
    assert not page.controls


def test_a_note_may_be_a_heading_only(render):
    assert not render("note", help="").all("p")
