"""Every procedure opens with: for whom, and who asks."""

from kiosk.catalogue.define.steps import shared_steps, steps_for
from kiosk.domain.procedure.procedure import FOR_WHOM
from tests.catalogue.samples import HEAD, SOUND, STEPS, found, sound


def test_the_shared_file_offers_every_for_whom_in_order() -> None:
    first = shared_steps()[0]
    assert first.fields[0].id == "for_whom"
    assert tuple(choice.value for choice in first.fields[0].choices) == FOR_WHOM


def test_the_applicant_is_asked_only_when_it_is_for_someone_else() -> None:
    second = shared_steps()[1]
    assert [field.role for field in second.fields] == ["applicant.family_name", "applicant.given_names"]
    assert second.when is not None and [*second.when.fields()] == ["for_whom"]


def test_a_procedure_keeps_only_the_choices_it_offers_in_the_shared_order() -> None:
    procedure = sound(HEAD + "for_whom: [my_child, myself]\n" + STEPS)
    assert procedure.for_whom == ("myself", "my_child")
    assert [choice.value for choice in procedure.steps[0].fields[0].choices] == ["myself", "my_child"]


def test_a_procedure_for_oneself_alone_asks_nothing_of_it() -> None:
    assert steps_for(("myself",)) == ()
    assert [step.id for step in sound(HEAD + "for_whom: [myself]\n" + STEPS).steps] == ["place"]
    asks = STEPS.replace("label: Rue", "label: Rue, when: { field: for_whom, is: myself }")
    assert [code for *_, code in found(HEAD + "for_whom: [myself]\n" + asks)] == ["unknown-field"]
    assert found(HEAD + asks) == []


def test_the_words_keep_the_context_of_their_own_file() -> None:
    assert sound(SOUND).steps[0].title.context == "for-whom"
