"""Papers asked for are told in the language of the person where the procedure is translated."""

from kiosk.services.box.box import Box
from kiosk.services.papers.asked_words import labels
from kiosk.words.words import CLOSES, OPENS, Words

SAID = {
    "asked": [
        {"id": "a" * 32, "document": "identity", "label": "Une pièce d’identité"},
        {"id": "b" * 32, "document": "", "label": "La page 3 du bail"},
    ]
}


def test_a_document_is_called_as_the_procedure_calls_it_and_free_words_stay_french(box: Box) -> None:
    procedure = box.catalogue.get("birth-certificate")
    assert procedure is not None
    title = next(document.title for document in procedure.documents if document.id == "identity")
    arabic = Words("ar").marked
    document, free = labels(SAID, procedure, arabic)
    assert document == arabic.text(title) != title.text
    assert free == f"{OPENS}La page 3 du bail{CLOSES}"


def test_without_the_procedure_the_service_s_words_are_told(box: Box) -> None:
    assert labels(SAID, None, box.words()) == ["Une pièce d’identité", "La page 3 du bail"]
    assert labels({}, None, box.words()) == []
