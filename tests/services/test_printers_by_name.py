"""What commands ask about printers, in codes and names."""

import json

import pytest

from kiosk.errors import Refused
from kiosk.services import printers, spooler
from kiosk.services.box import Box
from kiosk.services.printers_by_name import ASKED, add, listed, remove, use
from kiosk.services.printers_by_name import test as ask_for_page
from kiosk.store import people
from tests.services.printing import Nearby, of


def test_what_is_known_is_told_with_what_is_wrong(box: Box) -> None:
    new_id = add(box, "Guichet 1", "dummy", {}, "escpos-58", "TM-T20II")["id"]
    of(box, new_id).wrong = "disk-full"
    box.carriers.offered = (Nearby,)
    found = listed(box, search=True)
    assert json.loads(json.dumps(found)) == found
    assert [(each["name"], each["wrong"], each["paper"]) for each in found["known"]] == [
        ("", None, "pdf-a4"), ("Guichet 1", "disk-full", "escpos-58"),
    ]  # fmt: skip
    assert [(each["name"], each["settings"]) for each in found["found"]] == [("EPSON TM-T20II", {"host": "192.0.2.7"})]
    assert listed(box, search=False)["found"] == []


def test_a_paper_that_nobody_names_is_a_likely_one(box: Box) -> None:
    add(box, "Guichet 1", "dummy", {}, "", "")
    assert listed(box, search=False)["known"][1]["paper"] == "pdf-a4"
    with pytest.raises(Refused, match="no-such-setting"):
        add(box, "Guichet 2", "dummy", {"colour": "blue"}, "", "")


def test_a_choice_is_made_by_names_and_taken_back(box: Box) -> None:
    with box.store.write() as db:
        people.add_station(db, "s1", "hash", "desk", box.clock.now())
        people.set_name(db, "s1", "Guichet")
    new_id = add(box, "Tickets", "dummy", {}, "escpos-80", "")["id"]
    use(box, "tickets", "", "guichet", "receipts")
    found = printers.for_job(box, "s1", "receipt")
    assert found is not None and found.id == new_id
    use(box, "", "nothing", "", "")
    assert printers.for_job(box, "s2", "receipt") is None
    use(box, "", "usual", "", "")
    assert printers.for_job(box, "s2", "receipt") == printers.usual(box)
    use(box, "", "as-before", "Guichet", "receipts")
    assert printers.for_job(box, "s1", "receipt") == printers.usual(box)
    for wrong, code in ((("Nobody", "", "", ""), "printer"), (("tickets", "", "Hall", ""), "station")):
        with pytest.raises(Refused, match=f"no-such-{code}"):
            use(box, *wrong)


def test_a_page_is_asked_of_a_printer_or_of_the_usual_one(box: Box) -> None:
    new_id = add(box, "Tickets", "dummy", {}, "escpos-80", "")["id"]
    ask_for_page(box, "Tickets")
    ask_for_page(box, "")
    assert spooler.print_due(box) == 2
    assert len(of(box, new_id).jobs) == len(box.carrier.jobs) == 1  # type: ignore[attr-defined]
    remove(box, "Tickets")
    with pytest.raises(Refused, match="no-such-printer"):
        ask_for_page(box, "Tickets")


def test_each_is_asked_by_a_word() -> None:
    assert set(ASKED) == {"list", "add", "remove", "use", "test"}
