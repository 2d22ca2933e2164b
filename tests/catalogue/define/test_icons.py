"""An icon stands beside the words of a procedure, a step or an answer; a name that nothing draws is told."""

from kiosk.catalogue.define.catalogue import load_procedure
from kiosk.catalogue.define.steps import icon_names
from tests.catalogue.samples import HEAD, SHIPPED, found, sound

STEPS = """\
steps:
  - id: one
    title: Un
    icon: house
    fields:
      - id: a
        kind: choice
        label: A
        choices:
          - { value: x, label: X, icon: mail }
          - { value: y, label: Y, icon: site-creche }
          - { value: z, label: Z }
"""


def test_a_step_and_an_answer_carry_an_icon_or_a_pictogram_of_one_s_own() -> None:
    step = sound(HEAD + STEPS).steps[-1]
    assert step.icon == "house"
    assert [choice.icon for choice in step.fields[0].choices] == ["mail", "site-creche", ""]


def test_a_name_that_nothing_draws_is_refused_with_the_nearest() -> None:
    for before, after in [("icon: truck", "icon: trucks"), ("icon: house", "icon: hous"), ("icon: mail", "icon: mall")]:
        assert [code for *_, code in found((HEAD + STEPS).replace(before, after))] == ["unknown-icon-near"]
        assert [code for *_, code in found((HEAD + STEPS).replace(before, "icon: zzzzzzzz"))] == ["unknown-icon"]


def test_every_shipped_procedure_shows_its_steps_in_pictures() -> None:
    bare, chosen = [], set()
    for path in SHIPPED:
        for step in load_procedure(path).steps:
            asked = [field for field in step.fields if field.kind not in ("stop", "note")]
            if asked and not step.icon:
                bare.append((path.stem, step.id))
            chosen |= {choice.icon for field in step.fields for choice in field.choices}
    assert bare == []
    assert chosen - {""} <= set(icon_names()) and len(chosen) > 20
