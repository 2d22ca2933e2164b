"""Roots, lists and items as they are kept."""

from kiosk.store.database import Store
from kiosk.store.published import publications
from kiosk.store.published.publications import Following, KindFault
from tests.gallery.site.authority import Authority
from tests.store.conftest import NOON

ONE, TWO = "1" * 64, "2" * 64


def test_an_item_of_the_site_stands_in_the_place_of_everyones(store: Store) -> None:
    with store.write() as db:
        publications.keep_content(db, ONE, b"everyone")
        publications.keep_content(db, TWO, b"own")
        publications.put_in_force(db, "", "sheet", {"a": ONE, "b": ONE})
        publications.put_in_force(db, "SA", "sheet", {"b": TWO})
        assert [(item.name, item.content) for item in publications.in_force(db, "sheet")] == [
            ("a", b"everyone"),
            ("b", b"own"),
        ]
        assert publications.kinds(db, "SA") == {"sheet"}
        publications.put_in_force(db, "SA", "sheet", {})
        publications.drop_contents(db)
        assert (publications.content(db, ONE), publications.content(db, TWO)) == (b"everyone", None)
        assert publications.lacking(db, [ONE, TWO]) == {TWO}


def test_the_newest_root_counts_and_a_list_takes_the_place_of_the_one_before(store: Store) -> None:
    authority, second = Authority(), Authority()
    with store.write() as db:
        publications.add_root(db, 1, authority.root(), NOON)
        publications.add_root(db, 2, second.root(2, *authority.seeds), NOON)
        assert publications.root(db) == second.root(2, *authority.seeds)
        publications.keep_list(db, "", 1, authority.list(1, {}), NOON)
        publications.keep_list(db, "", 2, authority.list(2, {}), NOON)
        assert publications.lists(db) == [authority.list(2, {})]
        known = publications.known(db, "")
        assert known is not None
        assert (known.number, known.statement) == (2, authority.list(2, {}).statement)
        publications.forget_everything(db)
        assert (publications.root(db), publications.lists(db), publications.known(db, "")) == (None, [], None)


def test_how_far_the_hub_was_followed_and_what_was_not_taken(store: Store) -> None:
    with store.write() as db:
        publications.follow(db, Following("e", 4, "older-publication", {"number": 3}, program="0.2.0"), NOON)
        publications.note_faults(db, [KindFault("sheet", "faulty-publication", {"count": 2})])
    assert publications.following(store.read()) == Following("e", 4, "older-publication", {"number": 3}, NOON, "0.2.0")
    assert publications.faults(store.read()) == [KindFault("sheet", "faulty-publication", {"count": 2})]
