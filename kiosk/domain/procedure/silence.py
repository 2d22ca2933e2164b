"""What the silence of the authority means for a request, which may differ by its subject."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kiosk.domain.language.text import EMPTY, Text
from kiosk.domain.procedure.condition import Condition
from kiosk.domain.time.silence_dates import DECIDES


@dataclass(frozen=True, slots=True)
class Silence:
    """What silence `means` (a `SilenceMeans`) after how many whole months, 0 where it means nothing.

    `about` names the subject of the request if there are several, `when` says which requests are about it, and `text`
    explains it.
    """

    means: str
    after_months: int = 0
    text: Text = EMPTY
    about: Text = EMPTY
    when: Condition | None = None

    @property
    def decides(self) -> bool:
        """Whether a decision comes of silence."""
        return self.means in DECIDES


def silence_of(silences: Iterable[Silence], values: Mapping[str, Any], today: date) -> Silence | None:
    """The first that is about a request with these answers; None if there is none."""
    return next((silence for silence in silences if silence.when is None or silence.when.holds(values, today)), None)
