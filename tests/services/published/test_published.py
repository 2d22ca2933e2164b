"""What an authority publishes: followed, judged, shown, put in force, and told to the doctor."""

from datetime import date, timedelta

import pytest

from hub import publications as at_hub
from hub.publications import list_site_publications
from kiosk.catalogue.define import catalogue
from kiosk.domain.events.wire.reading import encode
from kiosk.domain.published.documents import Revocation, SignedDocument
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.procedures import look_up
from kiosk.services.published import follow, received
from kiosk.services.published.received import of_publications
from kiosk.store import cases, publications
from tests.gallery.site.authority import Authority, packed
from tests.gallery.site.cast import Watch, a_mediator, at_work
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import answered
from tests.gallery.site.published import MEETING, publish
from tests.gallery.site.taking import taken
from tests.services.published.publishing import SHIPPED, certificate, refused, saying, title
from tests.services.published.test_publishing import setting


def test_a_published_procedure_comes_by_the_line_and_the_hub_knows_who_has_it(
    trusting: Box, central: Central, authority: Authority
) -> None:
    at_hub.take_publication(central.hub, authority.bundle(1, certificate(trusting, "Un acte, autrement")))
    exchange_with_hub(trusting, hub_of(trusting))
    assert title(trusting) == "Un acte, autrement"
    assert [(site.code, site.cursor, site.fault) for site in list_site_publications(central.hub)] == [("SA", 2, "")]


def test_a_draft_goes_on_in_the_version_it_began_with(trusting: Box, central: Central, authority: Authority) -> None:
    before = title(trusting)
    case_id = answered(trusting, SHIPPED)
    at_hub.take_publication(central.hub, authority.bundle(1, certificate(trusting, "Un acte, autrement")))
    exchange_with_hub(trusting, hub_of(trusting))
    begun = look_up.find_procedure_of_case(trusting, trusting.store.read(), case_id)
    assert begun is not None
    assert (begun.title.text, title(trusting)) == (before, "Un acte, autrement")
    assert cases.read_case_head(trusting.store.read(), case_id) is not None


def test_what_a_newer_list_does_not_name_is_gone(trusting: Box, authority: Authority) -> None:
    before, files = title(trusting), certificate(trusting, "Une fois")
    liar = saying(authority.list(1, files), files=files)
    assert follow.apply_publication(trusting, liar, [], liar.lists)
    assert follow.apply_publication(trusting, liar, [], [authority.list(2, {})])
    assert title(trusting) == before
    # nothing is kept for nothing
    assert publications.read_content(trusting.store.read(), next(iter(liar.contents))) is None


def test_a_faulty_catalogue_is_refused_whole_and_said(trusting: Box, authority: Authority) -> None:
    before = title(trusting)
    files = {**certificate(trusting, "Un"), ("procedure", "broken.yaml"): b"id: broken\nsteps: []\n"}
    liar = saying(authority.list(1, files), files=files)
    assert follow.apply_publication(trusting, liar, [], liar.lists)
    assert title(trusting) == before
    (fault,) = publications.select_publication_faults(trusting.store.read())
    assert (fault.kind, fault.code) == ("procedure", "faulty-publication")
    assert "broken.yaml:" in fault.details["places"]
    mended = certificate(trusting, "Deux")
    liar = saying(authority.list(2, mended), files=mended)
    assert follow.apply_publication(trusting, liar, [], liar.lists)
    assert (title(trusting), publications.select_publication_faults(trusting.store.read())) == ("Deux", [])


def test_a_kind_that_this_program_does_not_know_stops_no_other(trusting: Box, authority: Authority) -> None:
    files = {**certificate(trusting, "Un"), ("hologram", "a"): b"..."}
    liar = saying(authority.list(1, files), files=files)
    assert follow.apply_publication(trusting, liar, [], liar.lists)
    assert title(trusting) == "Un"
    assert [fault.code for fault in publications.select_publication_faults(trusting.store.read())] == ["unknown-kind"]


def test_a_box_that_trusts_nobody_takes_nothing(linked: Box, central: Central, authority: Authority) -> None:
    before = title(linked)
    at_hub.take_publication(central.hub, authority.bundle(1, certificate(linked, "Un")))
    exchange_with_hub(linked, hub_of(linked))
    exchange_with_hub(linked, hub_of(linked))
    assert title(linked) == before
    assert publications.read_follow_progress(linked.store.read()).code == "no-root"
    assert [site.fault for site in list_site_publications(central.hub)] == ["no-root"]
    follow.trust_given_root(linked, authority.root())
    exchange_with_hub(linked, hub_of(linked))
    assert title(linked) == "Un"
    assert [site.fault for site in list_site_publications(central.hub)] == [""]


def test_a_box_walks_through_every_root_and_the_old_keys_count_no_more(trusting: Box, authority: Authority) -> None:
    second, third = Authority(), Authority()
    roots = [second.root(2, *authority.seeds), third.root(3, *second.seeds)]
    files = certificate(trusting, "Trois")
    liar = saying(third.list(7, files), files=files)
    assert follow.apply_publication(trusting, liar, roots, liar.lists)
    assert title(trusting) == "Trois"
    assert refused(trusting, saying(authority.list(8, {}), files={})) == "untrusted-publication"


def test_sheets_are_found_by_the_words_they_hold(box: Box) -> None:
    publish(box)
    for typed, found in [
        ("passeport", ["passeport.yaml"]), ("encombrant", ["encombrants.yaml"]), ("النفايات", ["encombrants.yaml"]),
        ("froid nuit", ["grand-froid.yaml"]), ("passeport encombrants", []), ("e", []), ("", []),
    ]:  # fmt: skip
        assert [sheet.name for sheet in received.search_sheets(box, "ar", typed)] == found


def test_the_sheets_that_ship_with_the_gallery_are_sound(box: Box) -> None:
    publish(box)
    assert [sheet.name for sheet in received.sheets(box, "fr")] == [
        "encombrants.yaml",
        "grand-froid.yaml",
        "passeport.yaml",
    ]
    assert received.sheet_named(box, "passeport.yaml") is not None
    assert received.sheet_named(box, "../passeport.yaml") is None
    assert catalogue.message_faults({"a": MEETING.encode()}, box.watch.today().day) == []


def test_a_sheet_past_its_day_is_not_shown(box: Box, watch: Watch) -> None:
    publish(box)
    watch.wait(timedelta(days=365 * 5))
    assert [sheet.name for sheet in received.sheets(box, "fr")] == ["passeport.yaml"]


def test_a_message_stays_until_each_has_read_it_and_comes_back_when_it_changes(box: Box, nadia: Actor) -> None:
    publish(box)
    assert [message.name for message in received.messages(box, nadia)] == ["logement.yaml"]
    received.have_read(box, nadia, "logement.yaml")
    received.have_read(box, nadia, "another.yaml")
    assert received.messages(box, nadia) == []
    publish(box, {("message", "logement.yaml"): MEETING.replace("lundi", "mardi")})
    assert [message.name for message in received.messages(box, nadia)] == ["logement.yaml"]


def states(box: Box) -> dict[str, str]:
    return {row.published.setting: row.state for row in received.list_received_settings(box)}


def test_each_setting_says_whether_it_counts_and_why_not(box: Box, nadia: Actor) -> None:
    files = setting("speech", "off") | setting("retention_days", 31) | setting("lock_minutes", 10)
    taken(box, Authority(), 2, files | setting("terminal_idle_minutes", 1))
    assert states(box) == {
        "speech": "at-next-start", "retention_days": "longer", "lock_minutes": "in-force",
        "terminal_idle_minutes": "too-short",
    }  # fmt: skip
    received.keep_own(box, "speech", nadia)
    (speech,) = [row for row in received.list_received_settings(box) if row.published.setting == "speech"]
    assert (speech.state, speech.taken_back, speech.own, speech.list_number) == ("kept", True, "on", 2)
    received.follow_setting_again(box, "speech", nadia)
    assert states(box)["speech"] == "at-next-start"


def test_only_a_supervisor_of_the_desk_takes_back_and_only_what_the_town_hall_owns(box: Box, nadia: Actor) -> None:
    omar = at_work(box, a_mediator("omar", "Omar Haddad", "b"), "desk", supervisor=False)
    assert (received.decides(box.store.read(), nadia), received.decides(box.store.read(), omar)) == (True, False)
    with pytest.raises(Refused, match=Refusal.NOT_SUPERVISOR):
        received.keep_own(box, "speech", omar)
    for name in ("retention_days", "host", "nothing"):
        with pytest.raises(Refused, match=Refusal.SETTING_NOT_OURS):
            received.keep_own(box, name, nadia)


def test_a_root_is_read_from_its_file_and_from_a_bundle() -> None:
    authority, second = Authority(), Authority()
    newest = second.root(2, *authority.seeds)
    assert follow.read_file(encode(authority.root())) == authority.root()
    assert follow.read_file(packed([authority.root(), newest], [], {})) == newest
    for wrong in (b"", b"{}", b"\xff", packed([], [], {})):
        with pytest.raises(Refused, match="broken-publication"):
            follow.read_file(wrong)


def test_the_same_root_or_the_next_one_forgets_nothing_and_another_everything(box: Box) -> None:
    authority = Authority()
    assert follow.find_trusted_root(box.store.read()) is None
    follow.trust_given_root(box, authority.root())
    follow.apply_publication(box, Nobody(), [], [authority.list(1, {})])
    follow.trust_given_root(box, authority.root())
    follow.trust_given_root(box, authority.root(2))
    assert [signed.statement for signed in publications.select_followed_lists(box.store.read())] == [
        authority.list(1, {}).statement
    ]
    held = follow.find_trusted_root(box.store.read())
    assert held is not None
    assert held.number == 2
    follow.trust_given_root(box, Authority().root())
    assert publications.select_followed_lists(box.store.read()) == []


def test_a_root_that_its_own_keys_did_not_sign_is_not_trusted(box: Box) -> None:
    with pytest.raises(Refused, match="untrusted-publication"):
        follow.trust_given_root(box, SignedDocument(statement=Authority().root().statement, signatures=()))


class Nobody(follow.Source):
    """A source that has no items."""


def reasons(box: Box) -> list[tuple[bool | None, str]]:
    return [(finding.well, finding.reason) for finding in of_publications(box)]


def test_what_is_published_is_well_until_it_ends(trusting: Box, authority: Authority, watch: Watch) -> None:
    assert reasons(trusting) == []
    liar = saying(authority.list(1, {}), files={})
    follow.apply_publication(trusting, liar, [], liar.lists)
    assert reasons(trusting) == [(True, "")]
    watch.wait(timedelta(days=80))
    assert reasons(trusting) == [(False, "publication-ends")]
    watch.wait(timedelta(days=20))
    assert reasons(trusting) == [(False, "publication-expired")]


def test_a_faulty_file_is_named(trusting: Box, authority: Authority) -> None:
    files = {**certificate(trusting, "Un"), ("sheet", "a.yaml"): b"title: x\n"}
    liar = saying(authority.list(1, files), files=files)
    follow.apply_publication(trusting, liar, [], liar.lists)
    (finding,) = of_publications(trusting)
    assert finding.reason == "publication-refused"
    assert "a.yaml:1 not-a-table" in finding.detail


def test_a_list_past_its_day_is_told_and_still_followed(trusting: Box, authority: Authority, watch: Watch) -> None:
    files = certificate(trusting, "Un")
    liar = saying(authority.list(1, files), files=files)
    follow.apply_publication(trusting, liar, [], liar.lists)
    (listed,) = received.followed_lists(trusting)
    assert (listed.number, listed.items, received.find_troubles(trusting)) == (1, 1, [])
    assert received.ends_soon(trusting) is None
    watch.wait(timedelta(days=80))
    assert received.ends_soon(trusting) == authority.until
    watch.wait(timedelta(days=20))
    assert [trouble.code for trouble in received.find_troubles(trusting)] == ["expired-publication"]
    assert received.ends_soon(trusting) is None


def test_a_kind_that_was_left_as_it_was_is_told(trusting: Box, authority: Authority) -> None:
    files = {("procedure", "a.yaml"): b"id: a\n"}
    liar = saying(authority.list(1, files), files=files)
    follow.apply_publication(trusting, liar, [], liar.lists)
    (trouble,) = received.find_troubles(trusting)
    assert (trouble.code, trouble.details["number"]) == ("faulty-publication", 1)


DAY = date(2026, 11, 27)
GOOD = b'{"revokes": "key", "id": "a", "since": "2026-11-27", "why": {"fr": "Vol."}}'


def codes(**items: bytes) -> list[str]:
    check = follow.checks(Revocation, lambda one: one.id, lambda one: "odd" if one.id == "odd" else "")
    return [f"{fault.path} {fault.code}" for fault in check(items, DAY)]


def test_items_that_are_right_have_no_fault() -> None:
    assert codes(a=GOOD, b=GOOD.replace(b'"a"', b'"b"')) == []


def test_another_shape_is_a_fault_of_its_file() -> None:
    for content in [b"", b"[]", b"{", b"\xff", GOOD.replace(b"fr", b"de"), GOOD[:-1] + b', "x": 1}']:
        assert codes(a=content) == ["a wrong-item"]


def test_two_items_about_the_same_thing_and_one_that_its_kind_refuses_are_told() -> None:
    assert codes(a=GOOD, b=GOOD) == ["b repeated-item"]
    assert codes(a=GOOD.replace(b'"a"', b'"odd"')) == ["a odd"]


def test_a_bundle_for_many_sites_gives_each_its_own(trusting: Box, authority: Authority) -> None:
    ours, theirs = certificate(trusting, "Ici"), certificate(trusting, "Ailleurs")
    lists = [authority.list(1, ours, "SA"), authority.list(1, theirs, "BZ")]
    both = {**ours, ("procedure", "z.yaml"): next(iter(theirs.values()))}
    assert follow.take_publication_file(trusting, packed([authority.root()], lists, both))
    assert title(trusting) == "Ici"
    assert not follow.take_publication_file(trusting, packed([authority.root()], lists, both))


def test_a_bundle_of_strangers_and_one_cut_at_any_byte_change_nothing(trusting: Box, authority: Authority) -> None:
    before, whole = title(trusting), authority.bundle(1, certificate(trusting, "Un"))
    for end in range(0, len(whole), 997):
        with pytest.raises(Refused, match="broken-publication"):
            follow.take_publication_file(trusting, whole[:end])
    with pytest.raises(Refused, match="untrusted-publication"):
        follow.take_publication_file(trusting, Authority().bundle(1, certificate(trusting, "Un")))
    assert title(trusting) == before
