"""When silence decides a case, as the hub says it."""

from datetime import date

from msgspec import UNSET
from msgspec.structs import replace

from kiosk.domain.events.silence_facts import SilenceDay, from_wire
from kiosk.domain.events.wire.silence_now import silence_now
from kiosk.domain.events.wire.writing import canonical

DAY = SilenceDay("refused", 2, date(2027, 1, 24), None, False, "Cabane")


def test_a_day_alone_has_no_other_subjects() -> None:
    assert silence_now(DAY).also is UNSET
    assert canonical(silence_now(DAY)).startswith(b'{"about":"Cabane","after_months":2,"lacks":false')


def test_the_other_subjects_come_along_once() -> None:
    other = replace(DAY, means="accepted", on=None, lacks=True, about="Jardin")
    both = replace(DAY, also=(other,))
    told = silence_now(both)
    assert isinstance(told.also, tuple) and [subject.about for subject in told.also] == ["Jardin"]
    assert from_wire({"means": "perhaps"}) is None
