"""What a disk garbles is found, page by page; what is whole is said to be."""

from kiosk.store import soundness
from kiosk.store.database import Store, bare
from tests.store.conftest import KEY


def test_a_new_database_is_whole_and_a_garbled_page_of_it_is_torn(store: Store) -> None:
    store.close()
    with bare(store.path, KEY) as db:
        assert soundness.is_whole(db.conn) and not soundness.is_torn(db.conn)
    with store.path.open("r+b") as file:
        file.seek(3 * 4096 + 100)
        file.write(bytes(200))
    with bare(store.path, KEY) as db:
        assert soundness.is_torn(db.conn) and not soundness.is_whole(db.conn)


def test_a_log_is_there_until_the_database_is_closed(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("CREATE TABLE words (word TEXT)")
    assert soundness.has_log(store.path)
    store.close()
    assert not soundness.has_log(store.path)
