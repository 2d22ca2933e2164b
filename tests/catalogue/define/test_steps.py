"""Steps keep the order of the file, and a condition looks only backwards."""

from tests.catalogue.samples import HEAD, found, sound

TWO = """\
steps:
  - id: one
    title: Un
    fields:
      - { id: a, kind: yes_no, label: A }
      - { id: b, kind: text, label: B, when: { field: a, is: oui } }
  - id: two
    title: Deux
    when: { field: a, is: non }
    fields: [{ id: c, kind: text, label: C }]
"""


def test_a_question_may_depend_on_one_before_it_on_the_same_page() -> None:
    procedure = sound(HEAD + TWO)
    assert [field.id for field in procedure.fields()][-3:] == ["a", "b", "c"]
    assert procedure.steps[-1].when is not None


def test_a_question_never_depends_on_itself_or_on_what_follows() -> None:
    text = TWO.replace("when: { field: a, is: oui }", "when: { field: b, is: oui }")
    assert [code for *_, code in found(HEAD + text)] == ["later-field"]
    text = TWO.replace("when: { field: a, is: non }", "when: { field: c, is: non }")
    assert [code for *_, code in found(HEAD + text)] == ["later-field"]


def test_a_file_without_steps_is_no_procedure() -> None:
    assert found(HEAD) == [(1, 1, "missing-key")]
    assert [code for *_, code in found(HEAD + "steps: []\n")] == ["empty-list"]


STOP = """\
steps:
  - id: one
    title: Un
    fields:
      - { id: born, kind: commune, label: Né à }
      - id: elsewhere
        kind: stop
        label: Ailleurs
        where: { text: À la mairie de naissance, plain: À la mairie }
        town: born
        when: { not: { field: born, is: ours } }
      - { id: name, kind: text, label: Nom }
"""


def test_nothing_follows_a_stop_in_its_step() -> None:
    assert [code for *_, code in found(HEAD + STOP)] == ["question-after-stop"]
    assert sound(HEAD + STOP.rpartition("      - {")[0]).steps[-1].fields[-1].kind == "stop"
