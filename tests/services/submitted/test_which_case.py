"""Two cases bear one number; whoever adds to one of them says by code or date of birth which it is."""

import pytest

from hub.cases.cases import read_case
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.submitted import which_case
from kiosk.store.events import acknowledgements, outbox
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted, supplemented


def test_a_code_or_a_day_is_read_however_it_is_typed() -> None:
    for typed, key in [
        ("02/03/1945", "birth_date"), ("2-3-1945", "birth_date"), ("2 3 1945", "birth_date"),
        ("abcde 23456", "follow_sha256"), ("ABCDE-23456", "follow_sha256"),
    ]:  # fmt: skip
        said = which_case.read(typed)
        assert list(said) == [key] and said.get("birth_date", "1945-03-02") == "1945-03-02"


def test_anything_else_is_said_in_words() -> None:
    for typed in ["", "Benali", "31/02/1945", "ABC", "1945", "ABCDE234567"]:
        with pytest.raises(Refused, match="which-case"):
            which_case.read(typed)


def test_the_desk_says_which_and_the_addition_arrives(linked: Box, central: Central) -> None:
    case = submitted(linked)
    talk(linked, hub_of(linked))
    supplemented(linked, case.reference)
    (event,) = outbox.waiting(linked.store.read())
    with linked.store.write() as db:
        acknowledgements.reject(db, event.id, linked.clock.now(), "two-cases", "reference")
    which_case.send_again(linked, event.id, case.follow_code, helped(linked))
    talk(linked, hub_of(linked))
    assert not outbox.attention(linked.store.read()) and outbox.unsent(linked.store.read()) == (0, "")
    with central.hub.store.reading() as connection:
        kept = read_case(connection, central.hub.ring, case.reference).supplements
    assert len(kept) == 1 and list(kept[0][1]["which"]) == ["follow_sha256"]
