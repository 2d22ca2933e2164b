"""A document that goes with a decision reaches the box whole, over a line that breaks, and is opened by its service."""

from datetime import timedelta
from pathlib import Path

import pytest

from hub.decisions.decisions import DraftDecision, decide_case
from hub.files.listed_file import NewDocument
from hub.store.schema import given_document
from kiosk.domain.answers.attachment import CHUNK_BYTES
from kiosk.errors import Refused, Unreachable
from kiosk.services.access.open_case import NO_ONE, KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.exchange import receive_updates, send_events
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.papers.kinds import hub_update as given_papers
from kiosk.services.submitted import follow_case
from kiosk.store import updates
from tests.gallery.site.cast import Watch
from tests.gallery.site.central import Central
from tests.gallery.site.gestures import helped, submitted
from tests.line import Line
from tests.services.conftest import another_box

LETTER = NewDocument("lettre.pdf", "application/pdf", b"%PDF-1.7 " + bytes(range(256)) * 3_000)
"""Three chunks, the last one shorter."""


def _decided(box: Box, central: Central, document: NewDocument = LETTER) -> str:
    """A case of the box that is accepted with a document; its number."""
    case = submitted(box)
    exchange_with_hub(box, hub_of(box))
    decide_case(
        central.hub, central.claire, case.reference, DraftDecision("accepted", "C’est fait.", 0), document=document
    )
    return case.reference


def _opened(box: Box, reference: str, reader: KeyHolder | None = None) -> bytes:
    actor = helped(box)
    (update,) = follow_case.follow_typed_reference(box, reference, actor).updates
    return given_papers.open_given_document(box, update.said, reader or KeyHolder(actor))[1]


def _there(box: Box) -> int:
    return box.store.read().table("given_chunks").count_where()


def test_it_comes_with_the_decision_and_only_its_service_opens_it(linked: Box, central: Central) -> None:
    reference = _decided(linked, central)
    exchange_with_hub(linked, hub_of(linked))
    assert _opened(linked, reference) == LETTER.data
    with pytest.raises(Refused, match="nothing-to-print"):
        _opened(linked, reference, NO_ONE)
    raw = b"".join(path.read_bytes() for path in linked.settings.data.rglob("*") if path.is_file())
    assert LETTER.data[:200] not in raw


def test_a_line_that_breaks_within_it_loses_one_chunk(afar: Box, line: Line, central: Central) -> None:
    reference = _decided(afar, central)
    hub = hub_of(afar)
    assert receive_updates.fetch_documents(afar, hub, 0.0) is False, "nothing is expected yet"
    receive_updates.receive_updates(afar, hub, send_events.send_due(afar, hub))
    assert receive_updates.fetch_documents(afar, hub, 0.0) is True, "no time but for what it is made of"
    line.faults.extend(["", "cut-after"])
    with pytest.raises(Unreachable):
        receive_updates.fetch_documents(afar, hub)
    with pytest.raises(Refused, match="document-coming"):
        _opened(afar, reference)
    assert _there(afar) == 1
    assert receive_updates.fetch_documents(afar, hub) is False
    assert (_there(afar), _opened(afar, reference)) == (3, LETTER.data)
    asked = [request for request in line.heard if b"/api/v2/given/" in request.split()[1]]
    assert len(asked) == 4, "the chunk whose answer was lost came twice, no other"


def test_a_box_that_was_killed_goes_on_where_it_was(linked: Box, central: Central) -> None:
    reference, hub = _decided(linked, central), hub_of(linked)
    exchange_with_hub(linked, hub)
    (document,) = linked.store.read().conn.execute("SELECT id FROM given_documents").fetchone()
    with linked.store.write() as db:  # as it was after the first chunk
        db.conn.execute("DELETE FROM given_chunks WHERE place > 0")
    assert receive_updates.fetch_documents(linked, hub_of(linked)) is False
    assert _opened(linked, reference) == LETTER.data
    with linked.store.write() as db:
        db.conn.execute("UPDATE given_chunks SET chunk = zeroblob(?) WHERE place = 0", (CHUNK_BYTES,))
    with pytest.raises(Refused, match="document-coming"):
        _opened(linked, reference)
    assert updates.select_documents_to_fetch(linked.store.read(), linked.clock.now())[0].id == document
    receive_updates.fetch_documents(linked, hub_of(linked))
    assert _opened(linked, reference) == LETTER.data


def test_a_box_of_another_town_gets_nothing(linked: Box, central: Central, tmp_path: Path) -> None:
    _decided(linked, central)
    with central.hub.store.reading() as connection:
        (document,) = connection.execute(given_document.select()).all()
    with another_box(tmp_path / "bruz", central, "BZ", "Mairie de Bruz") as bruz:
        hub = hub_of(bruz)
        assert hub.fetch(f"/api/v2/given/{document.id}/{bytes(document.chunks[:32]).hex()}") == b""


def test_what_the_hub_has_no_more_keeps_nothing_back(linked: Box, central: Central, watch: Watch) -> None:
    _decided(linked, central)
    with central.hub.store.writing() as connection:
        connection.execute(given_document.delete())
    assert exchange_with_hub(linked, hub_of(linked)).updates == 1
    assert updates.select_documents_to_fetch(linked.store.read(), linked.clock.now() - receive_updates.ASK_AGAIN) == []
    later = linked.clock.now() + timedelta(seconds=1)
    assert len(updates.select_documents_to_fetch(linked.store.read(), later)) == 1


def test_it_is_wiped_with_the_words_of_its_decision(linked: Box, central: Central) -> None:
    reference = _decided(linked, central)
    exchange_with_hub(linked, hub_of(linked))
    follow_case.record_case_shown(linked, follow_case.follow_typed_reference(linked, reference, helped(linked)))
    assert _there(linked) == 3
    with linked.store.write() as db:
        updates.wipe_seen_updates(db, linked.clock.now() + timedelta(days=1))
    assert _there(linked) == 0
