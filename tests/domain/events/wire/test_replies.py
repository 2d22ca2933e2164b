"""What an update says of one paper asked for, and for the printed answer."""

import msgspec
import pytest

from kiosk.domain.events.wire.replies import ArrivedDocument, Asked, Given, Letter
from kiosk.domain.replies.asked_paper import read_asked


def test_what_is_written_is_read_by_a_box() -> None:
    asked = Asked(id="a" * 32, document="", label="La page 3 du bail")
    (paper,) = read_asked({"asked": [msgspec.to_builtins(asked)]})
    assert (paper.id, paper.document, paper.label) == ("a" * 32, "", "La page 3 du bail")


def test_it_has_an_id_of_its_own() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"id": "identity", "document": "identity", "label": "…"}, Asked)


SAID = {"to": "Awa Benali", "procedure": "Acte de naissance", "author": "Paul Morel"}
WHERE = {"address": "1 place de la Mairie", "phone": "", "email": "", "remedies": ""}


def test_it_says_what_it_has_and_leaves_nothing_out() -> None:
    assert msgspec.to_builtins(msgspec.convert(SAID | WHERE, Letter)) == SAID | WHERE
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(SAID, Letter)
    of_today = SAID | WHERE | {"quality": "Adjoint au maire"}
    assert msgspec.to_builtins(msgspec.convert(of_today, Letter)) == of_today


def test_a_document_has_a_size_and_a_hash_of_its_own() -> None:
    said = {"id": "a" * 32, "name": "lettre.pdf", "media_type": "application/pdf", "size": 9, "sha256": "b" * 64}
    assert msgspec.to_builtins(msgspec.convert(said, Given)) == said
    for wrong in ({"size": 0}, {"sha256": "b"}, {"id": "lettre"}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(said | wrong, Given)


def test_what_came_elsewhere_counts_files_and_names_none() -> None:
    came = {"id": "identity", "label": "Pièce d’identité", "state": "joined", "files": 2, "answers": "a" * 32}
    assert msgspec.to_builtins(msgspec.convert(came, ArrivedDocument)) == came
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(came | {"files": -1}, ArrivedDocument)
