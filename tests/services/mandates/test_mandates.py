"""A mandate at the desk: made, signed, renewed, found, and ended by its citizen."""

import dataclasses

import pytest
from msgspec.structs import replace

from kiosk.crypto import sealing
from kiosk.domain.keys.ring import DESK, NOBODY, Ring
from kiosk.errors import Refused
from kiosk.services.access.open_mandate import read_uses
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.mandates import mandates
from tests.gallery.site.mandated import ALI, DRAWN, TERMS, refused, use


def test_what_is_signed_on_the_screen_is_in_force_at_once_and_used(box: Box, holder: Actor) -> None:
    made = mandates.make(box, TERMS, DRAWN, holder)
    assert made.standing.signed and made.signature == DRAWN
    use(box, made.mandate.id, holder)
    (done,) = read_uses(box.store.read(), made.mandate.id, made.key)
    assert (done.reference, done.action, done.mediator) == ("SA1001K", "submitted", "Nadia Roux")


def test_an_id_that_a_form_made_up_touches_no_other_key(box: Box, holder: Actor) -> None:
    with box.store.write() as db:
        key = data_keys.new_key(box, db, "e" * 32, DESK, Actor())
    with pytest.raises(Refused, match="bad-mandate"):
        mandates.make(box, TERMS, DRAWN, holder, "e" * 32)
    assert data_keys.open_key(box.store.read(), "e" * 32, holder) == key


def test_paper_is_in_force_once_both_copies_are_signed(box: Box, holder: Actor) -> None:
    made = mandates.make(box, replace(TERMS, manner="paper"), None, holder)
    with refused("not-signed"):
        use(box, made.mandate.id, holder)
    mandates.confirm(box, made.mandate.id, holder)
    mandates.confirm(box, made.mandate.id, holder)
    use(box, made.mandate.id, holder)


def test_the_citizen_ends_it_by_saying_their_name(box: Box, holder: Actor) -> None:
    made = mandates.make(box, TERMS, DRAWN, holder)
    with pytest.raises(Refused, match="other-name"):
        mandates.revoke(box, made.mandate.id, "Ali Ben Salem", holder)
    mandates.revoke(
        box, made.mandate.id, "martin Jeanne", dataclasses.replace(holder, mediator_id="b" * 32, name="Paul Le Goff")
    )
    mandates.revoke(box, made.mandate.id, "martin Jeanne", holder)
    with refused("revoked"):
        use(box, made.mandate.id, holder)
    kinds = [job["kind"] for job in box.store.read().query("SELECT kind FROM jobs ORDER BY queued_at, rowid")]
    assert kinds == ["mandate", "mandate-kept", "mandate-revoked"]


def test_a_renewal_is_signed_again_and_ends_the_old_one(box: Box, holder: Actor) -> None:
    old = mandates.make(box, TERMS, DRAWN, holder).mandate
    again = replace(TERMS, themes=("logement",), renewed_from=old.id)
    paper = mandates.make(box, replace(again, manner="paper"), None, holder).mandate
    use(box, old.id, holder)
    mandates.confirm(box, paper.id, holder)
    with refused("renewed"):
        use(box, old.id, holder)
    use(box, paper.id, holder, theme="logement")
    with pytest.raises(Refused, match="mandate-over"):
        mandates.make(box, again, DRAWN, holder)
    lines = box.store.read().query("SELECT action, detail FROM journal WHERE action LIKE 'mandate-%' ORDER BY number")
    assert [tuple(line.values()) for line in lines] == [
        ("mandate-made", old.number), ("mandate-used", old.number), ("mandate-made", paper.number),
        ("mandate-renewed", old.number), ("mandate-used", paper.number),
    ]  # fmt: skip


def test_nobody_renews_the_mandate_of_another(box: Box, holder: Actor) -> None:
    old = mandates.make(box, TERMS, DRAWN, holder).mandate
    with pytest.raises(Refused, match="other-person"):
        mandates.make(box, replace(TERMS, person=ALI, renewed_from=old.id), DRAWN, holder)


def test_whoever_does_not_hold_the_desk_reads_none(box: Box, holder: Actor) -> None:
    made = mandates.make(box, TERMS, DRAWN, holder).mandate
    for ring in (NOBODY, Ring({"ccas": sealing.new_key()})):
        stranger = dataclasses.replace(holder, ring=ring)
        assert mandates.recent(box, stranger) == mandates.find(box, "martin", stranger) == []
        with pytest.raises(Refused, match="no-such-mandate"):
            use(box, made.id, stranger)
        with pytest.raises(Refused, match="no-such-mandate"):
            mandates.revoke(box, made.id, "Jeanne Martin", stranger)


def test_a_session_s_cookie_alone_opens_no_mandate(box: Box, holder: Actor) -> None:
    seated = dataclasses.replace(holder, session="s" * 64, session_key=sealing.new_key())
    made = mandates.make(box, TERMS, DRAWN, seated).mandate
    with pytest.raises(Refused, match="no-such-mandate"):
        mandates.open_one(box, made.id, dataclasses.replace(seated, ring=NOBODY))


def test_a_mandate_is_found_by_name_without_accents_in_force_first(box: Box, holder: Actor) -> None:
    old = mandates.make(box, TERMS, DRAWN, holder).mandate
    mandates.revoke(box, old.id, "Jeanne Martin", holder)
    new = mandates.make(box, TERMS, DRAWN, holder).mandate
    mandates.make(box, replace(TERMS, person=ALI), DRAWN, holder)
    assert [opened.mandate.id for opened in mandates.find(box, "mart 1945", holder)] == [new.id, old.id]
    assert mandates.find(box, "durand", holder) == []


def test_nothing_of_anyone_is_readable_in_the_store(box: Box, holder: Actor) -> None:
    made = mandates.make(box, replace(TERMS, manner="cannot-sign", witness="Zacharie Témoin"), None, holder)
    use(box, made.mandate.id, holder)
    db = box.store.read()
    dump = b"\n".join(
        value if isinstance(value, bytes) else str(value).encode()
        for table in db.table_names()
        for row in db.conn.execute(f"SELECT * FROM [{table}]")
        for value in row
    ).lower()
    assert made.mandate.id.encode() in dump
    for canary in ("martin", "jeanne", "zacharie", "1945-03-12", "social"):
        assert canary.encode() not in dump
