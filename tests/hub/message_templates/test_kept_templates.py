"""Templates of the services: who changes which, what two at once do, and what is offered."""

import json
from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from hub.cases.states import EVERYTHING, Scope
from hub.hub import Hub
from hub.message_templates import kept_templates
from hub.message_templates.kept_templates import MOST_WORDS, advice_of, procedure_choices, service_choices, shipped
from hub.message_templates.template_file import read, take, written
from hub.people.people import Staff
from hub.trail.audit import lines
from kiosk.domain.replies.message_template import MessageTemplate
from kiosk.errors import Refused
from tests.hub.conftest import newcomer
from tests.hub.samples import Box

ONE = MessageTemplate("a" * 32, "Pièces", "Dossier {numéro}", {"en": "File {numéro}"}, state="incomplete")


@pytest.fixture
def ali(hub: Hub) -> Iterator[Staff]:
    """Ali Rey, an instructor of the CCAS alone."""
    yield newcomer(hub, "ali", "Ali Rey", scope=Scope(("ccas",)))


def _known(hub: Hub) -> dict[str, MessageTemplate]:
    with hub.store.reading() as connection:
        return {known.id: known for known in kept_templates.every(connection)}


def test_a_new_hub_has_those_that_ship(hub: Hub) -> None:
    assert _known(hub) == shipped()


def test_one_is_kept_with_its_translations_once_for_a_double_tap_and_audited(hub: Hub, paul: Staff) -> None:
    for _ in range(2):
        kept_templates.save(hub, paul, ONE)
    assert _known(hub)[ONE.id] == replace(ONE, revision=1)
    noted = [(line.action, line.by, line.detail) for line in lines(hub.store)]
    assert noted == [("template-written", paul.id, f"{ONE.id}:1")], "codes, never words"


def test_one_that_ships_is_changed_under_its_id_and_can_be_retired(hub: Hub, paul: Staff) -> None:
    first = shipped()["shipped-accepted"]
    kept_templates.save(hub, paul, replace(first, words="Oui, {numéro}", said_in={}))
    assert _known(hub)[first.id].words == "Oui, {numéro}"
    kept_templates.retire(hub, paul, first.id, retired=True)
    with hub.store.reading() as connection:
        assert first.id not in {known.id for known in kept_templates.fitting(connection, "ccas", "x", "accepted")}
    kept_templates.retire(hub, paul, first.id, retired=False)
    assert not _known(hub)[first.id].retired
    assert [line.action for line in lines(hub.store)] == ["template-written", "template-retired", "template-written"]


@pytest.mark.parametrize(("service", "allowed"), [("ccas", True), ("etat-civil", False), ("", False)])
def test_staff_of_a_service_keep_its_templates_alone(hub: Hub, ali: Staff, service: str, *, allowed: bool) -> None:
    wanted = replace(ONE, service=service)
    if allowed:
        assert kept_templates.save(hub, ali, wanted).revision == 1
        return
    with pytest.raises(Refused, match="not-your-service"):
        kept_templates.save(hub, ali, wanted)


def test_the_closest_comes_first(hub: Hub, paul: Staff) -> None:
    wanted = {"b" * 32: {}, "c" * 32: {"service": "ccas"}, "d" * 32: {"service": "ccas", "procedure": "aid"}}
    for id_, about in wanted.items():
        kept_templates.save(hub, paul, replace(ONE, id=id_, said_in={}, state="", **about))
    with hub.store.reading() as connection:
        found = kept_templates.fitting(connection, "ccas", "aid", "closed")
        others = kept_templates.fitting(connection, "voirie", "hole", "closed")
    assert [known.id for known in found] == ["d" * 32, "c" * 32, "b" * 32]
    assert [known.id for known in others] == ["b" * 32]
    with hub.store.reading() as connection, pytest.raises(Refused):
        kept_templates.find(connection, "e" * 32)


VOIRIE = {"id": "voirie", "name": "Service de la voirie"}


def test_services_are_those_that_ship_that_came_and_that_templates_name(hub: Hub, box: Box) -> None:
    named = [MessageTemplate("", "", "", {}, service="jadis"), MessageTemplate("", "", "", {})]
    box.send(box.submitted(service=VOIRIE))
    with hub.store.reading() as connection:
        found = dict(service_choices(connection, EVERYTHING, named))
        mine = service_choices(connection, Scope(("voirie",)), named)
    assert found["voirie"] == "Service de la voirie" and found["jadis"] == "jadis" and "" not in found
    assert "etat-civil" in found and mine == [("voirie", "Service de la voirie")]


def test_procedures_are_those_that_ship_and_that_wait(hub: Hub, box: Box) -> None:
    own = {"id": "hole", "version": 1, "kind": "deposited", "title": "Un trou dans la rue", "theme": "rue"}
    box.send(box.submitted(service=VOIRIE, procedure=own))
    with hub.store.reading() as connection:
        every = dict(procedure_choices(connection, EVERYTHING))
        mine = procedure_choices(connection, Scope(("voirie",)))
    assert "birth-certificate" in every and every["hole"] == "Un trou dans la rue"
    assert mine == [("hole", "Un trou dans la rue")]


WRITTEN = MessageTemplate(
    "a" * 32, "Pièces", "Dossier {numéro}", {"ar": "ملف {numéro}"}, service="ccas", state="closed"
)


def test_only_what_is_new_or_changed_is_taken(hub: Hub) -> None:
    every = [*shipped().values(), WRITTEN]
    assert [take(hub, every), take(hub, every), take(hub, [replace(WRITTEN, words="{numéro} !")])] == [1, 0, 1]
    with hub.store.reading() as connection:
        assert kept_templates.find(connection, WRITTEN.id) == replace(WRITTEN, words="{numéro} !", revision=2)


def test_what_is_no_such_file_is_refused() -> None:
    for data in [
        b"", b"[]", b"{}", b'{"kind": "parvis-message-templates"}', b'{"kind": "x", "templates": []}', b"\xff\xfe",
        b'{"kind": "parvis-message-templates", "templates": [1]}',
        b'{"kind": "parvis-message-templates", "templates": [{"id": ""}]}',
    ]:  # fmt: skip
        with pytest.raises(Refused, match="not-a-template-file"):
            read(data, "f.json")


def test_a_field_of_another_kind_is_refused() -> None:
    for changed in [{"id": 3}, {"retired": "no"}, {"words": {"ar": "x"}}, {"service": "x" * 65}]:
        content = json.loads(written([WRITTEN]))
        content["templates"][0] |= changed
        with pytest.raises(Refused, match="not-a-template-file"):
            read(json.dumps(content).encode(), "f.json")


def test_a_text_with_an_unknown_word_is_refused_with_its_place() -> None:
    with pytest.raises(Refused, match="template-faulty") as refused:
        read(written([replace(WRITTEN, words="Dossier\n{numero}", said_in={})]), "f.json")
    assert refused.value.details["faults"] == "fr:2 {numero} → {numéro}"


def test_a_long_sentence_is_told_with_its_words_and_two_short_ones_are_not() -> None:
    long = " ".join(["mot"] * (MOST_WORDS + 1)) + "."
    (one,) = advice_of(f"Bonjour.\n{long}")
    assert (one.sentence, one.count, one.word) == (long, MOST_WORDS + 1, "")
    assert list(advice_of(" ".join(["mot"] * MOST_WORDS) + ". Au revoir.")) == []


def test_a_hard_word_is_told_once() -> None:
    found = list(advice_of("Apportez le récépissé. Le récépissé de la CAF suffit."))
    assert [advice.word for advice in found] == ["récépissé", "CAF"]
