"""What the silence of the authority means for a request, for each of its subjects."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from kiosk.domain.language.spelling import EMPTY, Text
from kiosk.domain.procedure.condition import Condition
from kiosk.domain.time.silence_dates import DECIDES


class Silence(Struct, frozen=True):
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


def silences_of(silences: Iterable[Silence], values: Mapping[str, Any], today: date) -> tuple[Silence, ...]:
    """What silence means for each subject of a request with these answers, in the order of the file; empty if unsaid.

    Of several about one subject the first that holds counts. One that names no subject is for a request that no
    other is about.
    """
    held = [silence for silence in silences if silence.when is None or silence.when.holds(values, today)]
    by_subject: dict[str, Silence] = {}
    for silence in held:
        if silence.about:
            by_subject.setdefault(silence.about.text, silence)
    return tuple(by_subject.values()) or tuple(held[:1])
