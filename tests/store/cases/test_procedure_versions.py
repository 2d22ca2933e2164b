"""A procedure's file is kept once, to the byte."""

from kiosk.clock import Clock
from kiosk.store.cases import procedure_versions
from kiosk.store.database import Store
from tests.catalogue.samples import SOUND, sound


def test_a_file_is_kept_once_to_the_byte(store: Store) -> None:
    procedure = sound(SOUND)
    with store.write() as db:
        procedure_versions.keep(db, procedure, Clock().now())
        procedure_versions.keep(db, procedure, Clock().now())
        assert db.execute("SELECT count(*) FROM procedure_files").fetchone() == (1,)
    assert procedure_versions.file(store.read(), procedure.sha256) == SOUND.encode()
    assert procedure_versions.file(store.read(), "0" * 64) is None
