"""A document that was seen, or is to bring."""

from kiosk.domain.language.text import Text
from kiosk.domain.procedure.procedure import Document

IDENTITY = Document("identity", Text("Pièce d’identité"), Text("Elle prouve qui vous êtes."), (Text("Un passeport"),))


def test_a_document_was_seen_or_is_to_bring(judge):
    assert judge("document", "seen", document="identity") == "seen"
    assert judge("document", "to_bring", document="identity") == "to_bring"
    assert judge("document", "with_me", document="identity") == "with_me"
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


def values(page) -> list[str]:
    return [row["value"] for row in page.controls]


def test_alone_nobody_is_offered_to_certify_and_a_copy_only_once_a_camera_is_found(render):
    page = render("document", document=IDENTITY, alone=True)
    assert values(page) == ["with_me", "to_bring", "joined"]
    assert page.one("div", **{"data-needs-camera": None})["hidden"] is None


def test_what_a_mediator_saw_stays_on_the_page_of_a_person_alone(render):
    page = render("document", "seen", document=IDENTITY, alone=True, witnessed=True)
    assert next((row["value"], "checked" in row) for row in page.controls) == ("seen", True)


def test_a_form_made_by_hand_brings_no_certificate_onto_the_page(render):
    page = render("document", "seen", "only-a-mediator", document=IDENTITY, alone=True)
    assert values(page) == ["with_me", "to_bring", "joined"]


def test_a_mediator_finds_what_the_person_said_alone(render):
    page = render("document", "with_me", document=IDENTITY)
    assert values(page) == ["seen", "with_me", "to_bring", "joined"]


def test_a_photograph_of_a_place_is_no_paper(render):
    """Review of the screens, M15: « Original vu au guichet » was asked of a photo of a street."""
    place = Document("photo", Text("Une photo"), Text("Elle aide."), picture=True)
    at_desk, alone = render("document", document=place), render("document", document=place, alone=True)
    assert (values(at_desk), values(alone)) == (["joined", ""], ["joined", ""])
    assert "Joindre une photo" in at_desk.all("label")[0]["text"] and "Sans photo" in alone.all("label")[1]["text"]
