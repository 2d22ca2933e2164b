"""A group says how many it takes, and leaves what each is worth to its own fields."""

from datetime import date

import pytest

from kiosk.domain.answers.fields.group import KIND, MOST
from kiosk.domain.language.text import Text
from kiosk.domain.procedure.procedure import Field

INNER = (Field("name", "text", Text("Nom")),)


def group(**options: int) -> Field:
    return Field("people", "group", Text("Qui vit ici ?"), options={"item": Text("Personne"), **options}, fields=INNER)


def test_a_sound_group_has_no_mistake() -> None:
    assert list(KIND.mistakes(group(least=1, most=MOST))) == []


def test_a_mistake_is_said() -> None:
    for field, code in [
        (group(least=3, most=2), "limits-crossed"),
        (group(most=MOST + 1), "bad-most"),
        (group(most=0), "bad-most"),
    ]:
        assert code in list(KIND.mistakes(field))


def test_fields_stand_in_a_group_only() -> None:
    from kiosk.domain.answers.fields.text import KIND as text

    assert list(text.mistakes(Field("name", "text", Text("Nom"), fields=INNER))) == ["fields-not-used"]


def test_a_group_is_never_judged_as_one_answer() -> None:
    with pytest.raises(TypeError):
        KIND.judge(group(), {"": ("x",)}, date(2026, 11, 24))
