"""Sheets and messages: words by language, French always, and days that exist."""

from datetime import date

import pytest

from kiosk.catalogue.published import files
from kiosk.catalogue.read.fault import CatalogueFaults

DAY = date(2026, 11, 2)
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
    return {fault.code for fault in files.sheet_faults({"a.yaml": content.encode()}, DAY)}


def test_a_sheet_is_read_in_the_readers_language_or_in_french() -> None:
    sheet = files.read_sheet(SHEET, "passport.yaml")
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
        files.read_sheet(b"\xff", "a.yaml")


def test_a_message_has_a_last_day() -> None:
    content = "title: { fr: Réunion }\ntext: { fr: Jeudi à 9 h. }\n"
    assert {fault.code for fault in files.message_faults({"a": content.encode()}, DAY)} == {"missing-key"}
    message = files.read_message((content + "since: 2026-11-05\nuntil: 2026-11-06\n").encode(), "a")
    shown = [message.is_shown(date(2026, 11, day)) for day in (4, 5, 6, 7)]
    assert shown == [False, True, True, False]
