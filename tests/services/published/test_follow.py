"""A box follows what an authority published, and believes nothing but the keys of its root."""

from hub.published import publications as at_hub
from hub.published import site_publications
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.procedures import kept_versions
from kiosk.services.published import follow, trust
from kiosk.store.cases import cases
from kiosk.store.published import publications
from tests.gallery.site.authority import Authority
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import answered
from tests.services.published.publishing import SHIPPED, certificate, refused, saying, title


def test_a_published_procedure_comes_by_the_line_and_the_hub_knows_who_has_it(
    trusting: Box, central: Central, authority: Authority
) -> None:
    at_hub.take(central.hub, authority.bundle(1, certificate(trusting, "Un acte, autrement")))
    talk(trusting, hub_of(trusting))
    assert title(trusting) == "Un acte, autrement"
    assert [(site.code, site.cursor, site.fault) for site in site_publications.every(central.hub)] == [("SA", 2, "")]


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
    assert [site.fault for site in site_publications.every(central.hub)] == ["no-root"]
    trust.trust(linked, authority.root())
    talk(linked, hub_of(linked))
    assert title(linked) == "Un"
    assert [site.fault for site in site_publications.every(central.hub)] == [""]


def test_a_box_walks_through_every_root_and_the_old_keys_count_no_more(trusting: Box, authority: Authority) -> None:
    second, third = Authority(), Authority()
    roots = [second.root(2, *authority.seeds), third.root(3, *second.seeds)]
    files = certificate(trusting, "Trois")
    liar = saying(third.list(7, files), files=files)
    assert follow.take(trusting, liar, roots, liar.lists)
    assert title(trusting) == "Trois"
    assert refused(trusting, saying(authority.list(8, {}), files={})) == "untrusted-publication"
