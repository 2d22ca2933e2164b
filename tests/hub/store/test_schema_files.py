"""What is known of a file's chunks goes with its case; nothing in clear stands in its row."""

from sqlalchemy import LargeBinary

from hub.store.schema_files import chunked_file, dead_file


def test_a_file_belongs_to_a_case_and_an_event_and_its_key_is_no_text() -> None:
    assert {key.target_fullname for key in chunked_file.foreign_keys} == {"cases.id", "event.id", "site.code"}
    assert isinstance(chunked_file.c.file_key.type, LargeBinary)


def test_a_dead_file_is_an_id_and_no_case() -> None:
    assert set(dead_file.c.keys()) == {"id", "since"} and not dead_file.foreign_keys
