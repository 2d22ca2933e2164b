"""Procedures as they are published: one by one and as sheets."""

from datetime import date

import pytest

from kiosk.catalogue.define import catalogue
from kiosk.catalogue.read.source import CatalogueFaults
from kiosk.services.box.box import shipped_procedures

DAY = date(2026, 11, 2)
CENSUS = (shipped_procedures() / "census-at-16.yaml").read_bytes()


def test_what_ships_is_sound_as_a_publication() -> None:
    items = {path.name: path.read_bytes() for path in shipped_procedures().glob("*.yaml")}
    assert len(items) > 10
    assert catalogue.procedure_faults(items, DAY) == []
    assert len(catalogue.sound_procedures(items.items())[0]) == len(items)


def test_two_files_of_one_id_and_a_file_that_is_no_procedure_are_faults_with_their_names() -> None:
    found = catalogue.procedure_faults({"a.yaml": CENSUS, "b.yaml": CENSUS, "c.yaml": b"id: 7\n"}, DAY)
    assert ("b.yaml", "repeated-procedure") in {(fault.path, fault.code) for fault in found}
    assert {fault.path for fault in found} == {"b.yaml", "c.yaml"}


def test_what_this_program_reads_no_more_is_left_out_and_told() -> None:
    offered, faults = catalogue.sound_procedures([("a.yaml", CENSUS), ("b.yaml", b"id: later\nhologram: yes\n")])
    assert [procedure.id for procedure in offered] == ["census-at-16"]
    assert {fault.path for fault in faults} == {"b.yaml"}


SHEET = """\
title: { fr: "Où demander un passeport ?", ar: أين يُطلب جواز السفر؟ }
text:
  fr: |
    Toute mairie équipée le fait.

    Prenez rendez-vous d'abord.
  ar: في كل بلدية مجهزة.
source: Service-Public.fr
checked: 2026-10-12
until: 2027-06-30
""".encode()


def codes(content: str) -> set[str]:
    return {fault.code for fault in catalogue.sheet_faults({"a.yaml": content.encode()}, DAY)}


def test_a_sheet_is_read_in_the_readers_language_or_in_french() -> None:
    sheet = catalogue.read_sheet(SHEET, "passport.yaml")
    assert (sheet.title.language("ar"), sheet.title.language("uk")) == ("ar", "fr")
    assert sheet.text.paragraphs("fr") == ["Toute mairie équipée le fait.", "Prenez rendez-vous d’abord."]
    assert sheet.text.paragraphs("ar") == ["في كل بلدية مجهزة."]
    assert sheet.title.text("fr") == "Où demander un passeport\u00a0?"
    assert (sheet.checked, sheet.until) == (date(2026, 10, 12), date(2027, 6, 30))


def test_what_is_missing_or_wrong_is_told_at_its_place() -> None:
    assert codes("title: { ar: x }\ntext: { fr: y }\nsource: s\nchecked: 2026-10-12\n") == {"missing-key"}
    assert codes("title: { fr: x }\ntext: { fr: y }\nsource: s\nchecked: 2026-02-30\n") == {"not-a-day"}
    assert codes("title: x\ntext: { fr: y }\nsource: s\nchecked: 2026-10-12\n") == {"not-a-table"}
    assert "unknown-key" in codes(SHEET.decode() + "hologram: 1\n")
    assert "unknown-key" in codes(SHEET.decode().replace("ar: أين", "ar_FR: أين"))
    assert codes("") == {"empty-file"} | codes("") - {"empty-file"}
    with pytest.raises(CatalogueFaults):
        catalogue.read_sheet(b"\xff", "a.yaml")


def test_a_message_has_a_last_day() -> None:
    content = "title: { fr: Réunion }\ntext: { fr: Jeudi à 9 h. }\n"
    assert {fault.code for fault in catalogue.message_faults({"a": content.encode()}, DAY)} == {"missing-key"}
    message = catalogue.read_desk_message((content + "since: 2026-11-05\nuntil: 2026-11-06\n").encode(), "a")
    shown = [message.is_shown(date(2026, 11, day)) for day in (4, 5, 6, 7)]
    assert shown == [False, True, True, False]
