"""Each value takes what it says, and nothing beside it."""

from typing import Any

import pytest

from kiosk.domain.events.wire import values
from kiosk.domain.events.wire.reading import Misfit, convert
from kiosk.domain.time.silence_dates import DECIDES, SilenceMeans
from tests.domain.events.wire.holding import holding


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (values.Text, ["", "é", "𝄞", "a\n"], [None, 1, "a\0", "\ud83d", b"x"]),
        (values.Id, ["0f" * 16], ["0F" * 16, "0f" * 16 + "\n", "0f" * 17, 15, "٠" * 32]),
        (values.KeyId, ["0f" * 8], ["0f" * 7]),
        (values.Sequence, [1, 1_000_000], [0, 1_000_001, True, 1.0, "1"]),
        (values.Means, list(DECIDES), [SilenceMeans.NONE.value, None, ["refused"], "refused\n"]),
        (values.Version, [2], [1, 3, True, 2.0, "2"]),
        (values.Moment, ["2026-11-24T13:05:00.000000+00:00"], ["2026-11-24T13:05:00", "2026-13-24T13:05:00Z", "x", 1]),
    ],
)
def test_each_value_takes_what_it_says(kind: Any, good: list[object], bad: list[object]) -> None:
    of = holding(kind)
    for value in good:
        convert(of, {"value": value})
    for value in bad:
        with pytest.raises(Misfit, match="value"):
            convert(of, {"value": value})
