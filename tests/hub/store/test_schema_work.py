"""What stands of the work on cases in clear, and what does not."""

from sqlalchemy import LargeBinary

from hub.store.schema import cases
from hub.store.schema_work import absence, case_note


def test_a_note_is_no_text_and_belongs_to_a_case() -> None:
    assert isinstance(case_note.c.words.type, LargeBinary)
    assert {key.target_fullname for key in case_note.foreign_keys} == {"cases.id", "staff.id"}
    assert {key.target_fullname for key in absence.foreign_keys} == {"staff.id"}


def test_the_index_of_the_worklist_has_all_that_it_is_narrowed_by() -> None:
    (index,) = [index for index in cases.indexes if index.name == "ix_cases_work"]
    assert {"service", "site", "procedure", "listed_state", "assigned_to", "language", "channel"} <= {*index.c.keys()}
