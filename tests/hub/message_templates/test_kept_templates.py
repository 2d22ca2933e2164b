"""Templates of the services: who changes which, what two at once do, and what is offered for a case."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from hub.cases.scope import Scope
from hub.hub import Hub
from hub.message_templates import kept_templates
from hub.message_templates.shipped_templates import shipped
from hub.people.people import Staff
from hub.trail.audit import lines
from kiosk.domain.replies.message_template import MessageTemplate
from kiosk.errors import Refused
from tests.hub.conftest import newcomer

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
    with pytest.raises(Refused) as refused:
        kept_templates.save(hub, ali, wanted)
    assert refused.value.code == "not-your-service"


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
