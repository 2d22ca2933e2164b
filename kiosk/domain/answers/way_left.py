"""How long the way through a procedure can still be: the most steps from here, whatever is answered next.

What is not answered yet may be anything, so a condition is true, false or open. Every answer settles conditions and
opens none, and every step forward leaves fewer: on the way forward the number can only fall.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import product

from msgspec import Struct, field

from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.journey import END
from kiosk.domain.language.words import Value
from kiosk.domain.procedure.condition import Condition
from kiosk.domain.procedure.procedure import Procedure, Step

MOST_WAYS = 64
"""Most combinations of open answers that are tried one by one, since steps may exclude each other; the questions beyond
stay open, and the number is then an upper limit."""

Known = Mapping[str, Value | None]
"""Field id to value of the answered questions; None for a question that has no answer and stays without one."""
OpenValues = dict[str, tuple[Value | None, ...]]
"""Field id to the values that an open question can still have."""
_MOST_KEPT = 256
_MOST_OUTCOMES = 1024


class WayLeft(Struct, frozen=True):
    """What is left from a step on: the most `steps`, that step included, and about how many `minutes`, at least 1.

    `most` is the number of steps that there were at the very beginning.
    """

    steps: int
    minutes: int
    most: int


class _Ways(Struct, frozen=True):
    """A procedure on one day: the names of its pages and what is tested after each, with the results so far.

    `most` is by the place of the step and the outcome of each test after it, so that no answer of a person is kept;
    `beginning` is the most before anything is answered, once it is known.
    """

    procedure: Procedure
    today: date
    names: tuple[frozenset[str], ...]
    passed: tuple[frozenset[str], ...]
    tests: tuple[tuple[Condition, ...], ...]
    most: dict[tuple[int, tuple[bool | None, ...]], int] = field(default_factory=dict)
    beginning: list[int] = field(default_factory=list)


_ways: dict[int, _Ways] = {}


def way_left(procedure: Procedure, values: Mapping[str, Value], step_id: str, today: date) -> WayLeft:
    """What is left of a procedure from this step on, given the answers of the walk so far."""
    steps = most_steps(procedure, values, step_id, today)
    ways = _ways_of(procedure, today)
    if not ways.beginning:
        ways.beginning.append(most_steps(procedure, {}, procedure.steps[0].id, today))
    most = max(steps, ways.beginning[0])
    return WayLeft(steps, max(1, round(procedure.minutes * steps / most)), most)


def most_steps(procedure: Procedure, values: Mapping[str, Value], step_id: str, today: date) -> int:
    """The most steps that can still come, the page `step_id` (a step or an end of the walk) included; at least 1.

    `values` are the answers of the walk so far. Those of the step itself and of later ones count too where they are
    given. Worked out once a day for each outcome of the tests to come.
    """
    ways, name = _ways_of(procedure, today), step_id.removeprefix(END)
    place = next((place for place, own in enumerate(ways.names) if name in own), 0)
    known: dict[str, Value | None] = {**dict.fromkeys(ways.passed[place]), **values}
    outcome = (place, tuple(state(test, known, today) for test in ways.tests[place]))
    most = ways.most.get(outcome)
    if most is None:
        if len(ways.most) >= _MOST_OUTCOMES:
            ways.most.clear()
        coming = procedure.steps[place + 1 :]
        most = ways.most[outcome] = 1 + _most(coming, known, _open_values(procedure, coming, known), today)
    return most


def _ways_of(procedure: Procedure, today: date) -> _Ways:
    ways = _ways.get(id(procedure))
    # A number in memory can be given anew: the procedure itself is kept beside its steps, so that it is not.
    if ways is None or ways.procedure is not procedure or ways.today != today:
        if len(_ways) >= _MOST_KEPT:
            _ways.clear()
        ways = _ways[id(procedure)] = _prepared(procedure, today)
    return ways


def _prepared(procedure: Procedure, today: date) -> _Ways:
    steps = procedure.steps
    return _Ways(
        procedure,
        today,
        tuple(frozenset({step.id, *(field.id for field in step.fields if kind_of(field.kind).ends)}) for step in steps),
        tuple(frozenset(field.id for step in steps[:place] for field in step.fields) for place in range(len(steps))),
        tuple(_tests(steps[place + 1 :]) for place in range(len(steps))),
    )


def _tests(steps: Sequence[Step]) -> tuple[Condition, ...]:
    """The tests of one field in the conditions of these steps, each once."""
    every = (test for step in steps for condition in _conditions(step) for test in condition.tests())
    return tuple({(test.operator, test.field, repr(test.operand)): test for test in every}.values())


def _most(steps: Sequence[Step], known: Known, open_values: OpenValues, today: date) -> int:
    """The most of these steps that one combination of the open answers leaves; steps that none of them touches are
    judged once.
    """
    tested = {step.id: open_values.keys() & set(_tested(step)) for step in steps}
    settled = sum(_may_come(step, known, today) for step in steps if not tested[step.id])
    hanging = [step for step in steps if tested[step.id]]
    ways = (dict(zip(open_values, way, strict=True)) for way in product(*open_values.values()))
    return settled + max(sum(_may_come(step, {**known, **way}, today) for step in hanging) for way in ways)


def _may_come(step: Step, known: Known, today: date) -> bool:
    if step.when is not None and state(step.when, known, today) is False:
        return False
    return any(field.when is None or state(field.when, known, today) is not False for field in step.fields)


def state(condition: Condition, known: Known, today: date) -> bool | None:
    """Whether a condition holds; None where that depends on an answer that is still open (not in `known`)."""
    match condition.operator:
        case "all":
            parts = [state(part, known, today) for part in condition.parts]
            return False if False in parts else None if None in parts else True
        case "any":
            parts = [state(part, known, today) for part in condition.parts]
            return True if True in parts else None if None in parts else False
        case "not":
            part = state(condition.parts[0], known, today)
            return None if part is None else not part
    if condition.field not in known:
        return None
    return condition.holds(known, today)


def _open_values(procedure: Procedure, steps: Sequence[Step], known: Known) -> OpenValues:
    """The possible answers to the open questions with few of them that these steps test."""
    tested = {name for step in steps for name in _tested(step)}
    open_fields = [field for field in procedure.fields() if field.id in tested and field.id not in known]
    values: OpenValues = {}
    ways = 1
    for asked in open_fields:
        few = kind_of(asked.kind).few_values(asked)
        if not few:
            continue
        possible = (*few, None)
        if ways * len(possible) > MOST_WAYS:
            break  # not the next one instead: once an earlier question is answered, this one is tried before it
        values[asked.id] = possible
        ways *= len(possible)
    return values


def _tested(step: Step) -> Iterator[str]:
    for condition in _conditions(step):
        yield from condition.fields()


def _conditions(step: Step) -> Iterator[Condition]:
    if step.when is not None:
        yield step.when
    yield from (asked.when for asked in step.fields if asked.when is not None)
