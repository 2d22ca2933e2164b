"""What screens have confirmed, written down beside the product: the only witness that kill -9 does not touch."""

from dataclasses import dataclass, field

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
