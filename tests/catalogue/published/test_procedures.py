"""Published procedures are checked together, by the rules of a town hall's own."""

from datetime import date

from kiosk.catalogue.published import files
from kiosk.services.box.box import shipped_procedures

DAY = date(2026, 11, 2)
CENSUS = (shipped_procedures() / "census-at-16.yaml").read_bytes()


def test_what_ships_is_sound_as_a_publication() -> None:
    items = {path.name: path.read_bytes() for path in shipped_procedures().glob("*.yaml")}
    assert len(items) > 10
    assert files.procedure_faults(items, DAY) == []
    assert len(files.sound_procedures(items.items())[0]) == len(items)


def test_two_files_of_one_id_and_a_file_that_is_no_procedure_are_faults_with_their_names() -> None:
    found = files.procedure_faults({"a.yaml": CENSUS, "b.yaml": CENSUS, "c.yaml": b"id: 7\n"}, DAY)
    assert ("b.yaml", "repeated-procedure") in {(fault.path, fault.code) for fault in found}
    assert {fault.path for fault in found} == {"b.yaml", "c.yaml"}


def test_what_this_program_reads_no_more_is_left_out_and_told() -> None:
    offered, faults = files.sound_procedures([("a.yaml", CENSUS), ("b.yaml", b"id: later\nhologram: yes\n")])
    assert [procedure.id for procedure in offered] == ["census-at-16"]
    assert {fault.path for fault in faults} == {"b.yaml"}
