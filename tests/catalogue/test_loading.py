"""A procedure file is loaded whole, or all that is wrong with it is said at once, at its line and column.
Own procedures appear when their file is saved, and a broken file breaks nothing that is offered.
Procedures as they are published: one by one and as sheets.
"""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.catalogue.define import catalogue
from kiosk.catalogue.define.catalogue import (
    LOOK_EVERY_S,
    SETTLES_S,
    Catalogue,
    LiveCatalogue,
    check_files,
    load_procedure,
    open_catalogue,
)
from kiosk.catalogue.read.source import CatalogueFaults
from kiosk.services.box.box import shipped_procedures
from tests.catalogue.samples import HEAD, SOUND, STEPS, found, marked, sound

TODAY = date(2026, 11, 24)


def test_a_sound_file_is_a_procedure() -> None:
    procedure = sound(SOUND)
    assert (procedure.id, procedure.version, procedure.minutes) == ("parking", 2, 4)
    assert procedure.title.context == "parking"
    assert [step.id for step in procedure.steps] == ["for-whom", "applicant", "place"]


BROKEN = {
    "unknown and missing keys": """\
⟦missing-key⟧⟦missing-key⟧⟦missing-key⟧⟦missing-key⟧⟦missing-key⟧id: parking
⟦unknown-key-near⟧titel: Stationner
⟦unknown-key⟧xyzzy: 1
kind: deposited
theme: logement
⟦missing-key⟧service:
"""
    + STEPS,
    "wrong words and types": HEAD.replace("kind: deposited", "kind: ⟦unknown-word-near⟧depositted")
    .replace("version: 2", "version: ⟦not-an-integer⟧010")
    .replace("minutes: 4", "minutes: ⟦too-small⟧0")
    .replace("theme: logement", "theme: ⟦unknown-word⟧zzz")
    .replace("[habitant]", "[habitant, ⟦unknown-word-near⟧citoyens, ⟦duplicate-word⟧habitant]")
    .replace("means: refused, after_months: 2", "means: ⟦unknown-word-near⟧refuse, after_months: ⟦not-an-integer⟧deux")
    .replace("2024-03-03", "⟦not-a-day⟧2024-02-31")
    .replace("next: [Nous vous répondons.]", "next: ⟦not-a-list⟧Nous vous répondons.")
    .replace("icon: truck", "icon: ⟦bad-kebab⟧Camion !")
    .replace("cost: Gratuit", "cost: ⟦not-a-text⟧[Gratuit]")
    + STEPS,
    "texts with variants": HEAD.replace("Stationner un camion", "{ text: A, ⟦unknown-key-near⟧plaine: B }  #")
    .replace("summary: Pour réserver des places dans la rue.", "summary: ⟦missing-key⟧{ plain: B }")
    .replace("[Nous vous répondons.]", "[Nous, ⟦empty-text⟧'']")
    + STEPS,
    "a deposit says nothing of where to go": HEAD.replace("silence: { means: refused, after_months: 2 }\n", "")
    .replace("id: parking", "⟦missing-key⟧id: parking")
    + "⟦only-prepared⟧where: Ailleurs\n⟦only-prepared⟧official_number: Numéro\n"
    + STEPS,
    "a price that is none": HEAD.replace("cost: Gratuit", "price: ⟦not-a-price⟧huit euros") + STEPS,
    "a price of nothing": HEAD.replace("cost: Gratuit", "price: ⟦not-a-price⟧0,00") + STEPS,
    "a price said twice": HEAD + "price: ⟦price-and-cost⟧8,50\n" + STEPS,
    "a price where another body decides": HEAD.replace("kind: deposited", "kind: prepared").replace(
        "cost: Gratuit", "where: Ailleurs\nprice: ⟦price-elsewhere⟧8,50"
    )
    + STEPS,
    "ids given twice, misshapen or taken": HEAD
    + """\
documents:
  - { id: proof, title: Preuve, why: Pour voir }
  - { id: ⟦repeated-document⟧proof, title: Preuve, why: Pour voir }
steps:
  - id: ⟦reserved-id⟧applicant
    title: Un
    fields:
      - { id: street, kind: text, label: Rue }
      - { id: ⟦bad-snake⟧Street-2, kind: text, label: Rue }
      - { id: ⟦reserved-id⟧for_whom, kind: text, label: Rue }
  - id: two
    title: Deux
    fields:
      - { id: ⟦repeated-field⟧street, kind: text, label: Rue }
  - id: ⟦repeated-step⟧two
    title: Deux
    ⟦missing-key⟧fields:
  - id: ⟦reserved-id⟧review
    title: Trois
    fields: ⟦empty-list⟧[]
""",
    "questions that cannot be asked so": HEAD
    + """\
documents:
  - { id: proof, title: Preuve, why: Pour voir }
steps:
  - id: place
    title: Où ?
    fields:
      - { id: a, kind: ⟦unknown-word-near⟧texte, label: Rue }
      - { id: b, kind: text, label: Rue, ⟦unknown-key-near⟧requird: oui }
      - { id: c, kind: text, label: Rue, required: ⟦not-a-flag⟧yes }
      - { id: d, kind: text, label: Rue, required: non, none: ⟦none-not-needed⟧Rien }
      - { id: e, kind: text, label: Rue, role: ⟦unknown-word-near⟧person.birthname }
      - { id: f, kind: text, label: Rue, choices: ⟦choices-not-used⟧[{ value: un, label: Un }] }
      - { id: g, kind: ⟦too-few-to-choose⟧choice, label: Rue }
      - { id: h, kind: choice, label: Rue, choices: [{ value: a, label: A }, { value: ⟦repeated-choice⟧a, label: A }] }
      - { id: i, kind: document, label: Preuve, document: ⟦unknown-document-near⟧prof }
      - ⟦missing-key⟧{ id: j, kind: document, label: Preuve }
      - { id: k, kind: note, label: Lisez, ⟦asks-nothing⟧required: oui }
      - { id: l, kind: ⟦limits-crossed⟧number, label: Âge, least: 9, most: 3 }
      - { id: m, kind: number, label: Âge, least: ⟦not-an-integer⟧12:30:45 }
      - ⟦not-a-table⟧rien
""",
    "conditions that ask nothing sensible": HEAD
    + """\
steps:
  - id: one
    title: Un
    when: { field: ⟦later-field⟧age, at_least: 3 }
    fields:
      - { id: age, kind: number, label: Âge }
      - { id: name, kind: text, label: Nom }
      - { id: born, kind: date, label: Né le }
      - { id: sure, kind: yes_no, label: Sûr ? }
      - { id: size, kind: choice, label: Taille, choices: [{ value: big, label: G }, { value: small, label: P }] }
  - id: two
    title: Deux
    when:
      all:
        - { field: ⟦unknown-field-near⟧agge, at_least: 3 }
        - { field: name, ⟦wrong-operator⟧at_least: 3 }
        - { field: age, ⟦wrong-operator⟧before: 2020-01-01 }
        - { field: born, before: ⟦not-a-day⟧2020 }
        - { field: born, before: { years_ago: ⟦too-large⟧1800 } }
        - { field: size, is: ⟦not-offered-near⟧bigg }
        - { field: size, in: [big, ⟦not-offered⟧zzz] }
        - { field: sure, is: ⟦not-a-flag⟧peut-être }
        - { field: age, is: ⟦never-answered⟧beaucoup }
        - ⟦no-question⟧{ field: age }
        - ⟦two-questions⟧{ field: age, is: 3, at_least: 2 }
        - ⟦two-questions⟧{ field: age, not: { field: age, is: 3 } }
        - any: ⟦empty-list⟧[]
        - not: ⟦not-a-table⟧age
        - { field: age, ⟦unknown-key-near⟧att_least: 3, is: 4 }
    fields:
      - { id: x, kind: text, label: X }
""",
    "steps that nobody sees": HEAD.replace(
        "next: [Nous vous répondons.]",
        "next: [{ text: A, when: ⟦unreachable-next⟧{ all: [{ field: size, is: big }, { field: size, is: small }] } }]",
    )
    + """\
for_whom: [myself, my_child]
documents:
  - id: proof
    title: Preuve
    why: Pour voir
    when: ⟦unreachable-document⟧{ all: [{ field: size, is: big }, { field: size, is: small }] }
steps:
  - id: one
    title: Un
    fields:
      - { id: size, kind: choice, label: Taille, choices: [{ value: big, label: G }, { value: small, label: P }] }
      - { id: age, kind: number, label: Âge }
  - id: two
    title: Deux
    when: { field: for_whom, is: ⟦not-offered⟧represented }
    fields: [{ id: x, kind: text, label: X }]
  - id: three
    title: Trois
    when: ⟦unreachable-step⟧{ all: [{ field: age, at_least: 18 }, { not: { field: age, at_least: 16 } }] }
    fields: [{ id: y, kind: text, label: Y }]
  - id: four
    title: Quatre
    when: { field: size, is: big }
    fields:
      - { id: z, kind: text, label: Z, when: ⟦unreachable-field⟧{ field: size, is: small } }
""",
    "what YAML repeats, names and hides": HEAD.replace("title: Stationner", "title: ⟦anchor⟧&t Stationner")
    .replace("summary: Pour réserver des places dans la rue.", "summary: ⟦alias⟧*t")
    .replace("cost: Gratuit", "cost: ⟦tag⟧!!str Gratuit")
    .replace("delay: Dix jours", "delay: Dix⟦tab⟧\tjours")
    .replace("remedies: Écrivez", "remedies: Écrivez⟦strange-character⟧\u2028")
    + "⟦duplicate-key⟧version: 3\n? ⟦not-a-key⟧[a]\n: b\n"
    + STEPS,
    "two documents": SOUND + "⟦several-documents⟧---\nid: other\n",
    "a quote left open": SOUND + "where: ⟦unclosed-quote⟧'Ici\n",
}  # fmt: skip


def test_every_fault_is_found_in_one_pass_at_its_place() -> None:
    for name in BROKEN:
        text, expected = marked(BROKEN[name])
        assert found(text) == expected
    text, expected = marked(
        SOUND.replace("id: parking", "⟦missing-key⟧id: parking", 1).replace("deposited", "prepared")
    )
    assert found(text) == expected
    assert sound(SOUND.replace("deposited", "prepared") + "where: À la préfecture\n").prepared


def test_faults_read_as_path_line_column() -> None:
    with pytest.raises(CatalogueFaults) as caught:
        load_procedure(b"id: x\ntitle: @x\n", "mine.yaml")
    assert str(caught.value) == "mine.yaml:2:8: forbidden-start"
    assert caught.value.details == {"count": 1}


def test_a_folder_is_checked_whole(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SOUND, "utf-8")
    (tmp_path / "b.yml").write_text(SOUND, "utf-8")
    (tmp_path / "c.yaml").write_text("", "utf-8")
    (tmp_path / ".hidden.yaml").write_text("", "utf-8")
    (tmp_path / "notes.txt").write_text("", "utf-8")
    faults = check_files([tmp_path], TODAY)
    assert [(Path(fault.path).name, fault.code) for fault in faults] == [
        ("b.yml", "repeated-procedure"),
        ("c.yaml", "empty-file"),
    ]
    assert [fault.code for fault in check_files([tmp_path / "none.yaml"], TODAY)] == ["unreadable"]
    assert check_files([tmp_path / "a.yaml"], TODAY) == []


SAVED = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Town:
    """A folder of own procedures, looked at every minute."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.live = LiveCatalogue(Catalogue(()), folder)
        self.minutes = 0

    def save(self, name: str, text: str, at: datetime = SAVED) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_text(text, "utf-8")
        self.minutes += 1
        saved_s = (at + timedelta(minutes=self.minutes)).timestamp()
        os.utime(self.folder / name, (saved_s, saved_s))

    def look(self, later: timedelta = timedelta(seconds=30)) -> bool:
        self.minutes += 1
        return self.live.refresh(SAVED + timedelta(minutes=self.minutes) + later, self.minutes * 60.0)

    @property
    def offered(self) -> list[str]:
        return [f"{procedure.id} {procedure.version}" for procedure in self.live.current.procedures]

    @property
    def faults(self) -> list[tuple[str, int, str]]:
        return [(Path(fault.path).name, fault.line, fault.code) for fault in self.live.current.faults]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    yield Town(tmp_path / "procedures")


def test_a_saved_file_is_offered_at_the_next_look(town: Town) -> None:
    assert (town.look(), town.offered) == (False, [])
    town.save("a.yaml", SOUND)
    assert (town.look(), town.offered) == (True, ["parking 2"])
    before = town.live.current
    assert (town.look(), town.live.current is before) == (False, True)
    town.save("a.yaml", SOUND.replace("version: 2", "version: 3"))
    assert (town.look(), town.offered) == (True, ["parking 3"])


def test_a_broken_file_leaves_the_version_before_and_says_the_line(town: Town) -> None:
    town.save("a.yaml", SOUND)
    town.look()
    town.save("a.yaml", SOUND.replace("version: 2", "version: deux"))
    assert town.look() and town.offered == ["parking 2"]
    assert town.faults == [("a.yaml", 2, "not-an-integer")]
    assert town.live.current.kept == (str(town.folder / "a.yaml"),)
    town.save("a.yaml", SOUND.replace("version: 2", "version: 4"))
    assert town.look() and (town.offered, town.faults, town.live.current.kept) == (["parking 4"], [], ())


def test_a_file_that_was_never_sound_is_not_offered_and_is_told(town: Town) -> None:
    town.save("a.yaml", "id: [")
    assert town.look() and town.offered == [] and town.faults and town.live.current.kept == ()


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_half_written_file_changes_nothing_that_is_offered(town: Town, share: float) -> None:
    town.save("a.yaml", SOUND)
    town.look()
    text = SOUND.replace("version: 2", "version: 3")
    town.save("a.yaml", text[: int(len(text) * share)])
    assert not town.look(timedelta(minutes=-1, seconds=SETTLES_S / 2)), "it is being written at this moment"
    assert town.offered == ["parking 2"]
    town.save("a.yaml", text)
    assert town.look() and town.offered == ["parking 3"]


def test_a_file_that_goes_takes_its_procedure_along_and_the_shipped_one_comes_back(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "x.yaml").write_text(SOUND, "utf-8")
    town = Town(tmp_path / "procedures")
    town.live = LiveCatalogue(open_catalogue([shipped]), town.folder)
    town.save("x.yaml", SOUND.replace("version: 2", "version: 9"))
    assert town.look() and town.offered == ["parking 9"]
    (town.folder / "x.yaml").unlink()
    assert town.look() and town.offered == ["parking 2"]


def test_a_renamed_file_is_the_same_procedure(town: Town) -> None:
    town.save("a.yaml", SOUND)
    town.look()
    (town.folder / "a.yaml").rename(town.folder / "b.yml")
    assert town.look() and (town.offered, town.faults) == (["parking 2"], [])


def test_of_two_files_of_one_procedure_the_first_is_offered_and_the_other_told(town: Town) -> None:
    town.save("b.yaml", SOUND.replace("version: 2", "version: 3"))
    town.save("a.yaml", SOUND)
    assert town.look() and town.offered == ["parking 2"]
    assert town.faults == [("b.yaml", 1, "repeated-procedure")]


def test_a_hundred_files_are_read_once_each(town: Town) -> None:
    for number in range(100):
        town.save(f"{number}.yaml", SOUND.replace("id: parking", f"id: p{number}"))
    assert town.look() and len(town.offered) == 100
    unchanged = {procedure.id: procedure for procedure in town.live.current.procedures}
    town.save("50.yaml", SOUND.replace("id: parking", "id: p50").replace("version: 2", "version: 3"))
    assert town.look()
    again = {procedure.id: procedure for procedure in town.live.current.procedures}
    assert [name for name in again if again[name] is not unchanged[name]] == ["p50"]


def test_two_requests_at_one_moment_look_once(town: Town) -> None:
    town.save("a.yaml", SOUND)
    now = SAVED + timedelta(hours=1)
    assert town.live.refresh(now, 100.0)
    town.save("b.yaml", SOUND.replace("id: parking", "id: other"))
    assert not town.live.refresh(now, 100.0 + LOOK_EVERY_S / 2)
    assert town.live.refresh(now, 100.0 + LOOK_EVERY_S)


def test_hidden_files_and_those_of_editors_are_no_procedures(town: Town) -> None:
    for name in (".a.yaml", "a.yaml~", "a.yaml.swp", "#a.yaml#", "notes.txt"):
        town.save(name, SOUND)
    assert not town.look()


def test_a_folder_that_becomes_a_file_offers_nothing_of_it(town: Town, tmp_path: Path) -> None:
    town.save("a.yaml", SOUND)
    town.look()
    (town.folder / "a.yaml").unlink()
    town.folder.rmdir()
    town.folder.write_text("", "utf-8")
    assert town.look() and town.offered == []


def test_a_file_that_is_broken_when_the_box_starts_again_leaves_its_last_sound_version(tmp_path: Path) -> None:
    folder, sound = tmp_path / "procedures", tmp_path / "sound"
    folder.mkdir()
    (folder / "a.yaml").write_text(SOUND, "utf-8")
    assert LiveCatalogue(Catalogue(()), folder, sound).current.faults == ()
    (folder / "a.yaml").write_text(SOUND.replace("version: 2", "version: deux"), "utf-8")
    again = LiveCatalogue(Catalogue(()), folder, sound).current
    assert [procedure.version for procedure in again.procedures] == [2]
    assert again.kept == (str(folder / "a.yaml"),) and again.faults


def test_the_copy_of_a_file_that_is_gone_goes_too(tmp_path: Path) -> None:
    folder, sound = tmp_path / "procedures", tmp_path / "sound"
    folder.mkdir()
    (folder / "a.yaml").write_text(SOUND, "utf-8")
    LiveCatalogue(Catalogue(()), folder, sound)
    (folder / "a.yaml").rename(folder / "b.yaml")
    LiveCatalogue(Catalogue(()), folder, sound)
    assert [copy.name for copy in sound.iterdir()] == ["b.yaml"]


def test_a_copy_that_cannot_be_kept_hinders_nothing(tmp_path: Path) -> None:
    folder, sound = tmp_path / "procedures", tmp_path / "sound"
    folder.mkdir()
    sound.write_text("", "utf-8")
    (folder / "a.yaml").write_text(SOUND, "utf-8")
    assert [procedure.id for procedure in LiveCatalogue(Catalogue(()), folder, sound).current.procedures] == ["parking"]


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
