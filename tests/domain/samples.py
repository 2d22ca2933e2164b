"""Dates, words and small procedures for tests of the domain."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from kiosk.domain.language.spelling import EMPTY, Text
from kiosk.domain.procedure.facts import Evidence
from kiosk.domain.procedure.notice import Keeping, Notice
from kiosk.domain.procedure.procedure import Condition, Field, FieldChoice, Procedure, Service, Step

TODAY = date(2026, 11, 24)


class Codes:
    latin = False

    def text(self, text: Text) -> str:
        return text.text

    def code(self, context: str, code: str, **values: Any) -> str:
        return f"{context}:{code}"

    def day(self, day: date) -> str:
        return f"day:{day.isoformat()}"

    def number(self, number: int | float) -> str:
        return f"number:{number}"

    def money(self, amount: str) -> str:
        return f"money:{amount}"

    def country(self, code: str) -> str:
        return f"country:{code}"

    def countries(self) -> Sequence[str]:
        return ("Algérie", "Côte d’Ivoire", "<i>France")

    def listed(self, items: Sequence[str]) -> str:
        return " & ".join(items)


def a_field(kind: str = "text", id: str = "x", **more: Any) -> Field:
    """A field of a kind; `choices` may be plain values, other keys that `Field` lacks are options."""
    own = {key: more.pop(key) for key in ("required", "none", "when", "role", "help", "label") if key in more}
    own = {key: Text(value) if isinstance(value, str) and key != "role" else value for key, value in own.items()}
    own |= {"unknown": more.pop("unknown")} if "unknown" in more else {}
    choices = tuple(FieldChoice(value, Text(value.upper())) for value in more.pop("choices", ()))
    return Field(id=id, kind=kind, choices=choices, options=more, **{"label": Text("Une question"), **own})


def a_step(id: str, *fields: Field, when: Condition | None = None) -> Step:
    return Step(id=id, title=Text(id), fields=fields, when=when)


def a_procedure(*steps: Step, **more: Any) -> Procedure:
    return Procedure(
        **{
            "id": "p", "version": 1, "kind": "deposited", "title": Text("Une démarche"), "summary": EMPTY,
            "icon": "file", "audience": ("habitant",), "life_event": EMPTY, "theme": "papiers",
            "service": Service("s", Text("Service")), "minutes": 10, "cost": EMPTY,
            "delay": EMPTY, "silence": (), "remedies": EMPTY, "steps": steps,
            "next_steps": (), "evidence": Evidence("", date(2026, 1, 1)),
            "notice": Notice("public_task", Keeping(months=12)), **more,
        }
    )  # fmt: skip


def when_is(field: str, value: Any) -> Condition:
    return Condition("is", field=field, operand=value)
