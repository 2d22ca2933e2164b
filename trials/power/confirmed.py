"""What screens have confirmed, written down beside the product, and whether they still show it after a cut."""

from dataclasses import dataclass, field

from trials.townhall.desk import Answer, Desk
from trials.townhall.person import Person, Typed


@dataclass(slots=True)
class Kept:
    """One case as its mediator saw it. `confirmed` is by step; `tried` is what was sent since and not confirmed."""

    person: Person
    case_id: str = ""
    begun: bool = False
    confirmed: dict[str, Typed] = field(default_factory=dict)
    tried: dict[str, list[Typed]] = field(default_factory=dict)
    submit_tried: bool = False
    submitted: bool = False
    reference: str = ""
    touched: bool = False
    """Since the last look."""

    def try_answer(self, step: str, typed: Typed) -> None:
        self.touched = True
        self.tried.setdefault(step, []).append(typed)

    def confirm_answer(self, step: str, typed: Typed) -> None:
        self.confirmed[step] = typed
        self.tried[step] = []

    def allowed(self, step: str) -> list[Typed]:
        """What may stand in a confirmed step: what was confirmed, or something sent after it that nobody confirmed."""
        return [self.confirmed[step], *self.tried.get(step, [])]


@dataclass(slots=True)
class Losses:
    """What went wrong, one plain line each; all empty is what the house promises."""

    answers: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    """Changed between two looks, or other at the hub than on the screen."""
    wrong: list[str] = field(default_factory=list)
    """Pages that should not be there, such as a sign-in that a restart forgot; they end a mediator's work."""
    store: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        return [*self.answers, *self.cases, *self.doubled, *self.references, *self.wrong, *self.store]


def reference_on(page: Answer) -> str:
    """The reference that a submitted page shows, without its spaces; "" where it is no such page."""
    return page.text(".reference").replace(" ", "") if page.status == 200 else ""


def look(desk: Desk, kept: Kept, losses: Losses) -> None:
    """Compare one case with its line in the ledger, over HTTP, as a person would see it."""
    kept.touched = False
    if not kept.begun:
        return
    case = f"/cases/{kept.case_id}"
    if not kept.submitted and kept.submit_tried:
        # Nobody was told: it is submitted, or it is a draft, and both are right. From here on it is known.
        kept.submitted = desk.get(f"{case}/review").location.endswith("/submitted")
    if kept.submitted:
        _look_at_submission(desk, kept, losses)
        return
    for step in kept.confirmed:
        page = desk.get(f"{case}/steps/{step}?change=1")
        if page.status != 200:
            losses.cases.append(
                f"case {kept.case_id}: step {step} answers {page.status} to {page.location or 'nowhere'}"
            )
            return
        shown = page.typed("answer")
        if not any(_stands(typed, shown) for typed in kept.allowed(step)):
            losses.answers.append(f"case {kept.case_id}, step {step}: {kept.confirmed[step]} became {shown}")


def _look_at_submission(desk: Desk, kept: Kept, losses: Losses) -> None:
    result = reference_on(desk.get(f"/cases/{kept.case_id}/submitted"))
    if not result:
        losses.cases.append(f"case {kept.case_id}: submitted ({kept.reference}) and not shown as such")
    elif kept.reference and result != kept.reference:
        losses.references.append(f"case {kept.case_id}: {kept.reference} became {result}")
    else:
        kept.reference = result


def _stands(typed: Typed, shown: dict[str, str]) -> bool:
    return typed.items() <= shown.items()
