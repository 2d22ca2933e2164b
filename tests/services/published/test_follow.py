"""A box follows what an authority published, and believes nothing but the keys of its root."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from gallery.site.authority import Authority, Files, packed
from gallery.site.cast import Watch
from gallery.site.central import Central
from gallery.site.gestures import answered
from kiosk.domain.events.wire.values import VERSION
from kiosk.domain.published import documents
from kiosk.domain.published.documents import Root, SignedDocument, Told
from kiosk.error_codes import LineFault
from kiosk.errors import Refused, Unreachable
from kiosk.hub.published import publications as at_hub
from kiosk.hub.published import site_publications
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.procedures import kept_versions
from kiosk.services.published import follow, trust
from kiosk.store.cases import cases
from kiosk.store.published import publications

SHIPPED = "birth-certificate"


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def trusting(linked: Box, authority: Authority) -> Box:
    """An enrolled box that trusts this authority."""
    trust.trust(linked, authority.root())
    return linked


def certificate(box: Box, title: str, name: str = "certificate.yaml") -> Files:
    """The procedure that ships, with another title."""
    shipped = box.live_catalogue.shipped.get(SHIPPED)
    assert shipped is not None
    before = shipped.file.decode()
    changed = before.replace(shipped.title.text, title, 1)
    assert changed != before
    return {("procedure", name): changed.encode()}


def title(box: Box) -> str:
    procedure = box.catalogue.get(SHIPPED)
    assert procedure is not None
    return procedure.title.text


@dataclass
class Liar:
    """A hub in the hands of somebody who has no key: it answers whatever it is told to."""

    roots: list[SignedDocument] = field(default_factory=list)
    lists: list[SignedDocument] = field(default_factory=list)
    contents: dict[str, bytes] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    cut_after: int = 99

    def publications(self, after: int, fault: str = "") -> Told:
        return Told(version=VERSION, epoch="e", cursor=9, roots=tuple(self.roots), lists=tuple(self.lists))

    def published_content(self, sha256: str) -> bytes:
        if len(self.fetched) >= self.cut_after:
            raise Unreachable(LineFault.NO_LINE)
        self.fetched.append(sha256)
        return self.contents.get(sha256, b"")


def saying(*lists: SignedDocument, files: Files) -> Liar:
    return Liar(lists=list(lists), contents={hashlib.sha256(one).hexdigest(): one for one in files.values()})


def refused(box: Box, liar: Liar) -> str:
    """The code with which the box refuses what is told; nothing of it is in force."""
    before = [(item.name, item.sha256) for item in publications.in_force(box.store.read(), "procedure")]
    with pytest.raises(Refused) as raised:
        follow.take(box, liar, liar.roots, liar.lists)
    assert [(item.name, item.sha256) for item in publications.in_force(box.store.read(), "procedure")] == before
    return raised.value.code


def test_a_published_procedure_comes_by_the_line_and_the_hub_knows_who_has_it(
    trusting: Box, central: Central, authority: Authority
) -> None:
    at_hub.take(central.hub, authority.bundle(1, certificate(trusting, "Un acte, autrement")))
    talk(trusting, hub_of(trusting))
    assert title(trusting) == "Un acte, autrement"
    assert [(one.code, one.cursor, one.fault) for one in site_publications.every(central.hub)] == [("SA", 2, "")]


def test_a_draft_goes_on_in_the_version_it_began_with(trusting: Box, central: Central, authority: Authority) -> None:
    before = title(trusting)
    case_id = answered(trusting, SHIPPED)
    at_hub.take(central.hub, authority.bundle(1, certificate(trusting, "Un acte, autrement")))
    talk(trusting, hub_of(trusting))
    begun = kept_versions.of_case(trusting, trusting.store.read(), case_id)
    assert begun is not None
    assert (begun.title.text, title(trusting)) == (before, "Un acte, autrement")
    assert cases.head(trusting.store.read(), case_id) is not None


def test_what_a_newer_list_does_not_name_is_gone(trusting: Box, authority: Authority) -> None:
    before, files = title(trusting), certificate(trusting, "Une fois")
    liar = saying(authority.list(1, files), files=files)
    assert follow.take(trusting, liar, [], liar.lists)
    assert follow.take(trusting, liar, [], [authority.list(2, {})])
    assert title(trusting) == before
    assert publications.content(trusting.store.read(), next(iter(liar.contents))) is None, "nothing is kept for nothing"


def test_an_older_catalogue_put_back_is_refused(trusting: Box, authority: Authority) -> None:
    files = certificate(trusting, "Deux")
    new = saying(authority.list(2, files), files=files)
    assert follow.take(trusting, new, [], new.lists)
    assert refused(trusting, saying(authority.list(1, {}), files={})) == "older-publication"
    assert refused(trusting, saying(authority.list(2, {}), files={})) == "changed-publication"
    assert title(trusting) == "Deux"


def test_a_hub_that_freezes_its_sites_is_noticed_and_what_is_there_goes_on_working(
    trusting: Box, authority: Authority, watch: Watch
) -> None:
    files = certificate(trusting, "Un")
    frozen = saying(authority.list(1, files), files=files)
    assert follow.take(trusting, frozen, [], frozen.lists)
    watch.wait(timedelta(days=91))
    assert refused(trusting, frozen) == "expired-publication"
    assert title(trusting) == "Un"


def test_items_of_two_lists_are_not_mixed(trusting: Box, authority: Authority) -> None:
    old, new = certificate(trusting, "Un"), certificate(trusting, "Deux")
    mixed = saying(authority.list(2, new), files=old)
    wanted = hashlib.sha256(next(iter(new.values()))).hexdigest()
    mixed.contents = {wanted: next(iter(old.values()))}
    assert refused(trusting, mixed) == "broken-publication"


@pytest.mark.parametrize("changed", [lambda one: one[:-1], lambda one: one + b"#", lambda one: b""])
def test_an_item_cut_on_the_way_is_not_taken(
    trusting: Box, authority: Authority, changed: Callable[[bytes], bytes]
) -> None:
    files = certificate(trusting, "Un")
    cut = saying(authority.list(1, files), files=files)
    cut.contents = {sha256: changed(one) for sha256, one in cut.contents.items()}
    assert refused(trusting, cut) == "broken-publication"


def test_a_download_that_is_cut_goes_on_where_it_was(trusting: Box, authority: Authority) -> None:
    files = {**certificate(trusting, "Un"), ("later", "a"): b"a", ("later", "b"): b"b"}
    liar = saying(authority.list(1, files), files=files)
    liar.cut_after = 2
    with pytest.raises(Unreachable):
        follow.take(trusting, liar, [], liar.lists)
    liar.cut_after = 99
    assert follow.take(trusting, liar, [], liar.lists)
    assert sorted(liar.fetched) == sorted(liar.contents), "each was fetched once"


def test_another_key_is_not_believed_nor_a_signature_that_was_changed(trusting: Box, authority: Authority) -> None:
    files = certificate(trusting, "Un")
    assert refused(trusting, saying(Authority().list(1, files), files=files)) == "untrusted-publication"
    good = authority.list(1, files)
    other = SignedDocument(statement=good.statement.replace('"number":1', '"number":2'), signatures=good.signatures)
    assert refused(trusting, saying(other, files=files)) == "untrusted-publication"
    unsigned = SignedDocument(statement=good.statement, signatures=())
    assert refused(trusting, saying(unsigned, files=files)) == "untrusted-publication"


def test_the_list_of_another_site_is_not_taken_and_that_of_this_one_stands_above_everyones(
    trusting: Box, authority: Authority
) -> None:
    everyones, own = certificate(trusting, "Partout"), certificate(trusting, "Ici")
    assert refused(trusting, saying(authority.list(1, own, "BZ"), files=own)) == "other-site-publication"
    liar = saying(authority.list(1, own, "SA"), authority.list(4, everyones), files={**own, ("x", "y"): b""})
    liar.contents |= saying(files=everyones).contents
    assert follow.take(trusting, liar, [], liar.lists)
    assert title(trusting) == "Ici"
    assert follow.take(trusting, liar, [], [authority.list(2, {}, "SA")])
    assert title(trusting) == "Partout"


def test_a_faulty_catalogue_is_refused_whole_and_said(trusting: Box, authority: Authority) -> None:
    before = title(trusting)
    files = {**certificate(trusting, "Un"), ("procedure", "broken.yaml"): b"id: broken\nsteps: []\n"}
    liar = saying(authority.list(1, files), files=files)
    assert follow.take(trusting, liar, [], liar.lists)
    assert title(trusting) == before
    (fault,) = publications.faults(trusting.store.read())
    assert (fault.kind, fault.code) == ("procedure", "faulty-publication")
    assert "broken.yaml:" in fault.details["places"]
    mended = certificate(trusting, "Deux")
    liar = saying(authority.list(2, mended), files=mended)
    assert follow.take(trusting, liar, [], liar.lists)
    assert (title(trusting), publications.faults(trusting.store.read())) == ("Deux", [])


def test_a_kind_that_this_program_does_not_know_stops_no_other(trusting: Box, authority: Authority) -> None:
    files = {**certificate(trusting, "Un"), ("hologram", "a"): b"..."}
    liar = saying(authority.list(1, files), files=files)
    assert follow.take(trusting, liar, [], liar.lists)
    assert title(trusting) == "Un"
    assert [fault.code for fault in publications.faults(trusting.store.read())] == ["unknown-kind"]


def test_a_box_that_trusts_nobody_takes_nothing_and_says_so(
    linked: Box, central: Central, authority: Authority
) -> None:
    before = title(linked)
    at_hub.take(central.hub, authority.bundle(1, certificate(linked, "Un")))
    talk(linked, hub_of(linked))
    talk(linked, hub_of(linked))
    assert title(linked) == before
    assert publications.following(linked.store.read()).code == "no-root"
    assert [one.fault for one in site_publications.every(central.hub)] == ["no-root"]
    trust.trust(linked, authority.root())
    talk(linked, hub_of(linked))
    assert title(linked) == "Un"
    assert [one.fault for one in site_publications.every(central.hub)] == [""]


def test_a_box_walks_through_every_root_and_the_old_keys_count_no_more(trusting: Box, authority: Authority) -> None:
    second, third = Authority(), Authority()
    roots = [second.root(2, *authority.seeds), third.root(3, *second.seeds)]
    files = certificate(trusting, "Trois")
    liar = saying(third.list(7, files), files=files)
    assert follow.take(trusting, liar, roots, liar.lists)
    assert title(trusting) == "Trois"
    assert refused(trusting, saying(authority.list(8, {}), files={})) == "untrusted-publication"


def test_a_root_that_the_old_keys_did_not_sign_or_that_leaves_one_out_is_refused(
    trusting: Box, authority: Authority
) -> None:
    thief = Authority()
    assert refused(trusting, Liar(roots=[thief.root(2)])) == "untrusted-publication"
    assert refused(trusting, Liar(roots=[thief.root(2, authority.seeds[0])])) == "untrusted-publication", "one of two"
    assert refused(trusting, Liar(roots=[thief.root(3, *authority.seeds)])) == "root-missing"
    assert trust.root(trusting.store.read()) == documents.read(Root, authority.root())


def test_a_disk_that_is_full_while_swapping_leaves_everything_as_it_was(
    trusting: Box, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, files = title(trusting), certificate(trusting, "Un")
    liar = saying(authority.list(1, files), files=files)
    real = publications.keep_list

    def full(*given: Any) -> None:
        real(*given)
        with trusting.store.write() as db:  # the page that SQLite asks for next is the one too many
            (pages,) = db.conn.execute("PRAGMA page_count").fetchone()
            db.conn.execute(f"PRAGMA max_page_count = {pages}")
            db.conn.execute("CREATE TABLE too_much AS SELECT randomblob(900000) AS a")

    with monkeypatch.context() as patch:
        patch.setattr(publications, "keep_list", full)
        assert refused(trusting, liar) == "disk-full"
    with trusting.store.write() as db:
        db.conn.execute("PRAGMA max_page_count = 1000000")
    assert title(trusting) == before
    assert follow.take(trusting, liar, [], liar.lists)
    assert title(trusting) == "Un"


def test_a_box_killed_between_download_and_swap_goes_on_at_its_next_talk(
    trusting: Box, central: Central, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = title(trusting)
    at_hub.take(central.hub, authority.bundle(1, certificate(trusting, "Un")))

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publications, "keep_list", killed)
        with pytest.raises(KeyboardInterrupt):
            talk(trusting, hub_of(trusting))
    assert title(trusting) == before
    assert publications.lists(trusting.store.read()) == []
    talk(trusting, hub_of(trusting))
    assert title(trusting) == "Un"


def test_a_bundle_with_an_item_too_few_is_not_put_into_the_hub(central: Central, authority: Authority) -> None:
    files: Files = {("procedure", "a.yaml"): b"a"}
    with pytest.raises(Refused, match="broken-publication"):
        at_hub.take(central.hub, packed([authority.root()], [authority.list(1, files)], {}))
    assert at_hub.first_root(central.hub) is None
