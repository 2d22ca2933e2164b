"""A document that was seen, or is to bring."""

from kiosk.domain.language.text import Text
from kiosk.domain.procedure.procedure import Document

IDENTITY = Document("identity", Text("Pièce d’identité"), Text("Elle prouve qui vous êtes."), (Text("Un passeport"),))


def test_a_document_was_seen_or_is_to_bring(judge):
    assert judge("document", "seen", document="identity") == "seen"
    assert judge("document", "to_bring", document="identity") == "to_bring"
    assert judge("document", "lost", document="identity") == "!not-a-choice"


def test_it_is_shown_in_words(shown):
    assert shown("document", "to_bring") == "document:to_bring"


def test_the_page_says_why_and_what_else_is_accepted(render):
    page = render("document", "to_bring", document=IDENTITY)
    assert [(row["value"], "checked" in row) for row in page.controls] == [
        ("seen", False),
        ("to_bring", True),
        ("joined", False),
    ]
    assert page.one("p", id="f-x-help")["text"] == "Une aide Elle prouve qui vous êtes."
    assert page.one("li")["text"] == "Un passeport"


def test_the_page_bears_a_document_that_is_not_there(render):
    assert not render("document", fault="missing", document=None).all("li")
