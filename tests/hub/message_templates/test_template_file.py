"""The file of templates: what was written is read the same, and nothing else is."""

import json

import pytest
from msgspec.structs import replace

from hub.hub import Hub
from hub.message_templates import kept_templates
from hub.message_templates.shipped_templates import shipped
from hub.message_templates.template_file import read, take, written
from kiosk.domain.replies.message_template import MessageTemplate
from kiosk.errors import Refused

ONE = MessageTemplate("a" * 32, "Pièces", "Dossier {numéro}", {"ar": "ملف {numéro}"}, service="ccas", state="closed")


def test_what_was_written_is_read_the_same() -> None:
    assert read(written([ONE, replace(ONE, retired=True)]), "f") == [ONE, replace(ONE, retired=True)]


def test_only_what_is_new_or_changed_is_taken(hub: Hub) -> None:
    every = [*shipped().values(), ONE]
    assert [take(hub, every), take(hub, every), take(hub, [replace(ONE, words="{numéro} !")])] == [1, 0, 1]
    with hub.store.reading() as connection:
        assert kept_templates.find(connection, ONE.id) == replace(ONE, words="{numéro} !", revision=2)


def test_what_is_no_such_file_is_refused() -> None:
    for data in [
        b"", b"[]", b"{}", b'{"kind": "parvis-message-templates"}', b'{"kind": "x", "templates": []}', b"\xff\xfe",
        b'{"kind": "parvis-message-templates", "templates": [1]}',
        b'{"kind": "parvis-message-templates", "templates": [{"id": ""}]}',
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            read(data, "f.json")
        assert refused.value.code == "not-a-template-file"


def test_a_field_of_another_kind_is_refused() -> None:
    for changed in [{"id": 3}, {"retired": "no"}, {"words": {"ar": "x"}}, {"service": "x" * 65}]:
        content = json.loads(written([ONE]))
        content["templates"][0] |= changed
        with pytest.raises(Refused) as refused:
            read(json.dumps(content).encode(), "f.json")
        assert refused.value.code == "not-a-template-file"


def test_a_text_with_an_unknown_word_is_refused_with_its_place() -> None:
    with pytest.raises(Refused) as refused:
        read(written([replace(ONE, words="Dossier\n{numero}", said_in={})]), "f.json")
    assert refused.value.code == "template-faulty"
    assert refused.value.details["faults"] == "fr:2 {numero} → {numéro}"
