"""One run of every error path for every case, and the search of what was written."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk import logs
from kiosk.services.drafts import answer_step
from trials.canary.logs import box_errors, command_errors, hub_errors, line_errors
from trials.canary.logs.site import Site, at_work, replaced
from trials.canary.search import Words
from trials.canary.someone import Someone

Provoke = Callable[[Site, Someone], None]
PATHS: tuple[Provoke, ...] = (
    *box_errors.PATHS, *line_errors.PATHS, *hub_errors.PATHS, *command_errors.PATHS,
)  # fmt: skip


@dataclass
class Seen:
    """Lines that each error path wrote, and those that hold somebody's words."""

    lines: dict[str, int] = field(default_factory=dict)
    found: list[str] = field(default_factory=list)


def look(folder: Path, cases: int, fault: str = "", paths: tuple[Provoke, ...] = PATHS) -> Seen:
    """Provoke these errors for every case; returns what was written and found. Raises `AssertionError` where an error
    could not be provoked.
    """
    seen, people = Seen(), [Someone(number) for number in range(cases)]
    with at_work(folder) as site, FAULTS[fault]() if fault else _sound():
        for who in people:
            for path in paths:
                before = site.out.getvalue().count("\n")
                path(site, who)
                name = f"{path.__module__.rpartition('.')[2]}.{path.__name__}"
                seen.lines[name] = seen.lines.get(name, 0) + site.out.getvalue().count("\n") - before
        written = site.written()
    words = Words([word for who in people for word in who.words])
    seen.found = [line for line in written.splitlines() if any(words.within(line.encode()))]
    return seen


@contextmanager
def _sound() -> Iterator[None]:
    yield


@contextmanager
def _answers_logged() -> Iterator[None]:
    """What is typed is logged: `log.info("%s", answer)`."""
    answer = answer_step.answer

    def noisy(*given: Any) -> Any:
        _say_as(answer_step, "answered: %s", given[3])
        return answer(*given)

    with replaced(answer_step, "answer", noisy):
        yield


@contextmanager
def _errors_quoted() -> Iterator[None]:
    """An exception is logged with its words, which quote an answer."""

    def quoting(logger: logging.Logger, message: str, error: BaseException, *values: Any) -> None:
        _say_as(logs, f"{message}: {error}", *values)

    with replaced(logs, "log_failure", quoting):
        yield


FAULTS = {"answers-logged": _answers_logged, "errors-quoted": _errors_quoted}
"""Ways of logging words on purpose; a run that does not find them has shown nothing."""


def _say_as(module: Any, message: str, *values: Any) -> None:
    """Write a record as that module of the product would: of others' records the log tells the place alone."""
    record = logging.LogRecord(module.__name__, logging.INFO, str(module.__file__), 1, message, values, None)
    logging.getLogger(module.__name__).handle(record)
