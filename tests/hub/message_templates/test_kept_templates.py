"""The text of a service: who changes which, what two at once do, and what is offered."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from hub import message_templates
from hub.cases.states import EVERYTHING, Scope
from hub.hub import Hub
from hub.message_templates import (
    EVERY,
    MOST_WORDS,
    ServiceText,
    advice_of,
    list_procedure_titles,
    list_template_services,
    shipped_templates,
)
from hub.people.people import Staff
from hub.trail import list_audit_lines
from kiosk.domain.replies.message_template import faults_of
from kiosk.errors import Refused
from kiosk.words.languages import list_languages
from tests.hub.conftest import newcomer
from tests.hub.samples import Box

TEXT = "# Pièces\nréponse : pièces\nDossier {numéro}\n## en\nFile {numéro}"


@pytest.fixture
def ali(hub: Hub) -> Iterator[Staff]:
    yield newcomer(hub, "ali", "Ali Rey", scope=Scope(("ccas",)))


def known(hub: Hub, service: str) -> ServiceText:
    with hub.store.reading() as connection:
        return message_templates.read_service_text(connection, service)


def test_a_new_hub_has_those_that_ship_in_six_languages_and_each_can_be_saved(hub: Hub) -> None:
    first = known(hub, EVERY)
    assert faults_of(first.text, (), list_languages()) == [] and first.revision == 0
    assert {one.name: one for one in message_templates.templates_of(first)} == shipped_templates()
    changed = replace(first, text=first.text.replace("est acceptée", "est bien acceptée"))
    (one,) = [one for one in message_templates.templates_of(changed) if one.state == "accepted"]
    assert one.said_in == {}, "what ships says something else"


def test_a_text_is_kept_once_for_a_double_tap_and_audited(hub: Hub, paul: Staff) -> None:
    for _ in range(2):
        assert message_templates.save_service_text(hub, paul, ServiceText("ccas", TEXT)).revision == 1
    assert message_templates.save_service_text(hub, paul, ServiceText("ccas", "", 1)).revision == 2
    assert known(hub, "ccas") == ServiceText("ccas", "", 2)
    noted = [(line.action, line.by, line.detail) for line in list_audit_lines(hub.store)]
    assert noted == [("template-written", paul.id, f"ccas:{revision}") for revision in (2, 1)], "codes, never words"


def test_a_colleague_who_was_faster_is_noticed(hub: Hub, paul: Staff, lea: Staff) -> None:
    for revision in (0, 1):
        message_templates.save_service_text(hub, lea, ServiceText("ccas", f"{TEXT} {revision}", revision))
        with pytest.raises(Refused, match="template-changed"):
            message_templates.save_service_text(hub, paul, ServiceText("ccas", TEXT, revision))


def test_staff_of_a_service_keep_its_text_alone(hub: Hub, ali: Staff) -> None:
    assert message_templates.save_service_text(hub, ali, ServiceText("ccas", TEXT)).revision == 1
    for service in ("etat-civil", EVERY):
        with pytest.raises(Refused, match="not-your-service"):
            message_templates.save_service_text(hub, ali, ServiceText(service, TEXT))


def test_the_closest_comes_first(hub: Hub, paul: Staff) -> None:
    message_templates.save_service_text(hub, paul, ServiceText(EVERY, "# Tous\nx"))
    message_templates.save_service_text(hub, paul, ServiceText("ccas", "# Service\nx\n# Aide\ndémarche : Une aide\nx"))
    with hub.store.reading() as connection:
        found = message_templates.list_fitting_templates(connection, "ccas", "Une aide", "closed")
        others = message_templates.list_fitting_templates(connection, "voirie", "Un trou", "closed")
        assert message_templates.read_template(connection, "ccas", found[0].id) == found[0]
        for service, template in (("voirie", found[0].id), ("ccas", "e" * 32)):
            with pytest.raises(Refused, match="unknown-template"):
                message_templates.read_template(connection, service, template)
    assert [one.name for one in found] == ["Aide", "Service", "Tous"]
    assert [one.name for one in others] == ["Tous"]


VOIRIE = {"id": "voirie", "name": "Service de la voirie"}


def test_services_are_those_that_ship_and_that_came(hub: Hub, box: Box) -> None:
    box.send(box.submitted(service=VOIRIE))
    with hub.store.reading() as connection:
        found, mine = (
            list_template_services(connection, EVERYTHING),
            list_template_services(connection, Scope(("voirie",))),
        )
    assert found["voirie"] == "Service de la voirie" and "etat-civil" in found
    assert mine == {"voirie": "Service de la voirie"}


def test_procedures_are_those_that_ship_and_that_wait(hub: Hub, box: Box) -> None:
    own = {"id": "hole", "version": 1, "kind": "deposited", "title": "Un trou dans la rue", "theme": "rue"}
    box.send(box.submitted(service=VOIRIE, procedure=own))
    with hub.store.reading() as connection:
        every, mine = (
            list_procedure_titles(connection, EVERYTHING),
            list_procedure_titles(connection, Scope(("voirie",))),
        )
    assert len(every) > 12 and "Un trou dans la rue" in every
    assert mine == ["Un trou dans la rue"]


def test_a_long_sentence_is_told_with_its_words_and_two_short_ones_are_not() -> None:
    long = " ".join(["mot"] * (MOST_WORDS + 1)) + "."
    (one,) = advice_of(f"Bonjour.\n{long}")
    assert (one.sentence, one.count, one.word) == (long, MOST_WORDS + 1, "")
    assert list(advice_of(" ".join(["mot"] * MOST_WORDS) + ". Au revoir.")) == []


def test_a_hard_word_is_told_once() -> None:
    found = list(advice_of("Apportez le récépissé. Le récépissé de la CAF suffit."))
    assert [advice.word for advice in found] == ["récépissé", "CAF"]
