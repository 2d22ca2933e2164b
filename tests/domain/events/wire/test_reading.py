"""What box and hub say is read as it was sent, of newer ones too; a wrong shape is told by its place.
What was read is written again the same, to the byte.
"""

import json
from datetime import UTC, date, datetime
from typing import Annotated, Any

import msgspec
import pytest
from msgspec import UNSET, Struct
from msgspec.structs import replace

from kiosk.domain.events.event import EventType, UpdateKind
from kiosk.domain.events.sealed import EventOutcome
from kiosk.domain.events.silence_facts import SilenceDay, silence_from_wire
from kiosk.domain.events.wire import batch, reading, statements
from kiosk.domain.events.wire.batch import (
    MOST_CHUNKS,
    MOST_MANIFEST_BYTES,
    Answer,
    ArrivedBatch,
    Batch,
    BatchAnswer,
    EnrolmentQuestion,
    FileAnswer,
    FileManifest,
    Heartbeat,
    MissingChunk,
    SentEvent,
    SignedText,
)
from kiosk.domain.events.wire.bodies import (
    BODIES,
    MOST_PRINTERS,
    BoxHealth,
    CorrectedAnswer,
    CorrectionBody,
    NoticeChannel,
    Notices,
    NumberRequest,
)
from kiosk.domain.events.wire.reading import (
    MOST_EVENTS,
    Maybe,
    Misfit,
    Text,
    convert,
    decode,
    encode,
    encode_canonical,
    whole_number,
)
from kiosk.domain.events.wire.statements import (
    UPDATES,
    ArrivedDocument,
    DecisionDocument,
    Letter,
    RequestedPaper,
    Statement,
    silence_now,
)
from kiosk.domain.replies.asked_paper import read_asked
from kiosk.domain.time.calendar import DECIDES, SilenceMeans
from tests.domain.events.wire.holding import holding
from tests.domain.wire_bytes import bodies, messages


class Child(Struct):
    name: Text
    age: Annotated[int, whole_number(0, 130)]


class Family(Struct):
    name: Text
    children: tuple[Child, ...]
    phone: Maybe[Text] = UNSET


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"name": "Awa", "children": [{"name": "Inès", "age": 7}, {"name": "Ali", "age": -1}]}, "children[1].age"),
        ({"name": "Awa", "children": [{"age": 7}]}, "children[0].name"),
        ({"name": "Awa", "children": {}}, "children"),
        ({"name": "Awa", "children": [None]}, "children[0]"),
        ({"name": "Awa", "children": [], "phone": 6}, "phone"),
        ({"name": "a `b` - at `$.phone`", "children": [], "phone": 6}, "phone"),
        ({"children": []}, "name"),
        ([], ""),
        (None, ""),
    ],
)
def test_a_part_that_does_not_fit_is_named(value: object, place: str) -> None:
    for read in (lambda: convert(Family, value), lambda: decode(Family, json.dumps(value).encode())):
        with pytest.raises(Misfit) as raised:
            read()
        assert raised.value.place == place


def test_a_wrong_shape_fits_nowhere_and_what_is_more_is_not_read() -> None:
    assert decode(Family, b'{"name": "Awa", "children": [], "more": 1}') == Family("Awa", ())
    assert convert(Family, {"name": "Awa", "children": [], "phone": None}).phone is None
    for data in [b"", b"{", b"\xff", b'{"name": NaN}', b'{"more": ' + b"[" * 100_000]:
        with pytest.raises(Misfit) as raised:
            decode(Family, data)
        assert raised.value.place == ""


SENT = messages()
ID = "a" * 32
SIGNED = {"statement": "{}", "signature": "00"}
SAID: dict[str, dict[str, Any]] = {
    "acknowledged": SIGNED,
    "duplicate": SIGNED,
    "rejected": {"code": "bad-event", "detail": "body", **SIGNED},
    "later": {"code": "out-of-order"},
}


def test_an_answer_is_written_as_it_is_read() -> None:
    for outcome in SAID:
        said = {"id": ID, "outcome": outcome, **SAID[outcome]}
        assert json.loads(encode(convert(Answer, said))) == said
    assert SAID.keys() == set(EventOutcome) - {EventOutcome.UNBELIEVED}
    for said in [None, [], {}, {"id": ID}, {"id": ID, "outcome": "purged"}, {"outcome": "later"}]:
        with pytest.raises(Misfit):
            convert(Answer, said)
    assert "standing" not in json.loads(encode(BatchAnswer(version=2, key="0" * 64, epoch=ID, answers=())))
    for of, name in [(SentEvent, "event"), (SentEvent, "event-alias"), (EnrolmentQuestion, "question")]:
        assert encode(decode(of, SENT[name])) == SENT[name]


def test_a_refusal_of_an_earlier_hub_is_not_signed_and_one_of_a_newer_may_have_another_code() -> None:
    refused = convert(Answer, {"id": ID, "outcome": "rejected", "code": "from-a-later-version"})
    assert isinstance(refused, batch.RejectedEvent)
    assert (refused.detail, "statement" in json.loads(encode(refused))) == ("", False)


def test_a_batch_is_taken_where_its_events_have_ids_whatever_else_is_wrong_with_them() -> None:
    beat = Heartbeat(unsent=0, last_counter=7)
    whole = json.loads(encode(Batch(version=2, site="SA", heartbeat=beat, events=(decode(SentEvent, SENT["event"]),))))
    assert convert(Batch, whole).events[0].sealed == b"sealed \x00\xff"
    for events, taken in (([{"id": "0" * 32, "type": 7}], True), ([{}], False), ([{"id": "0" * 32}] * 101, False)):
        assert (len(events) <= MOST_EVENTS) or not taken
        if taken:
            assert convert(ArrivedBatch, whole | {"events": events}).heartbeat == beat
        else:
            with pytest.raises(Misfit, match="events"):
                convert(ArrivedBatch, whole | {"events": events})


WELL = BoxHealth(release="0.2.0", free_bytes=10**9, refused=0, files=2, printers=1, printer_faults=("no-paper",))


def test_what_a_box_says_of_itself_is_read_as_it_was_sent() -> None:
    beat = Heartbeat(unsent=0, last_counter=7, health=WELL)
    assert decode(Heartbeat, encode(beat)) == beat
    said = encode(Heartbeat(unsent=0, last_counter=7))
    assert b"health" not in said
    assert not decode(Heartbeat, said).health
    for changes in [{"printer_faults": ["no-paper"] * (MOST_PRINTERS + 1)}, {"free_bytes": -1}, {"release": "1" * 33}]:
        with pytest.raises(Misfit):
            convert(BoxHealth, json.loads(encode(WELL)) | changes)


MANIFEST = FileManifest(
    version=2, event="e" * 32, key="0" * 16, sealed_key=b"s" * 80, header="0" * 48, chunks=("1" * 64, "2" * 64)
)


def test_another_shape_is_no_manifest_and_the_largest_fits_what_a_hub_reads() -> None:
    chunks = tuple(f"{number:064x}" for number in range(MOST_CHUNKS))
    assert len(encode(replace(MANIFEST, sealed_key=bytes(400), chunks=chunks))) <= MOST_MANIFEST_BYTES
    for changes in [
        {"version": 3}, {"event": "e"}, {"chunks": ()}, {"chunks": ("1",)}, {"header": ""}, {"sealed_key": b""},
    ]:  # fmt: skip
        assert decode(FileManifest, encode(MANIFEST)) == MANIFEST
        with pytest.raises(Misfit):
            decode(FileManifest, encode(replace(MANIFEST, **changes)))
    for answer in (
        FileAnswer(version=2, code="wrong-hash"),
        FileAnswer(version=2, missing=(MissingChunk(place=0, there=5), MissingChunk(place=7, there=0))),
        FileAnswer(version=2, signed=SignedText(statement="{}", signature="0" * 128)),
    ):
        assert decode(FileAnswer, encode(answer)) == answer


def _written(**changes: object) -> bytes:
    answer = {"field": "name", "label": "Nom", "kind": "text", "value": "Benali", "shown": "Benali"}
    body = {
        "version": 1, "type": "correction", "id": "a" * 32, "stream": "b" * 32, "sequence": 2, "site": {"code": "SA"},
        "reference": "SA1042K", "legal_date": "2026-11-24", "recorded_at": "2026-11-24T09:00:00+00:00",
        "corrections": [answer, answer | changes],
    }  # fmt: skip
    return json.dumps(body).encode()


def test_the_place_of_a_nul_is_told() -> None:
    for changes, place in [
        ({}, None),
        ({"label": "No\0m"}, "corrections[1].label"),
        ({"value": "No\0m"}, None),
        ({"unknown": "\0"}, None),
        ({"label": "\\u0000"}, None),
    ]:
        written = _written(**changes)
        assert reading.find_nul_place(decode(CorrectionBody, written), written) == place
    answer = CorrectedAnswer(field="", label="a\0b", kind="", shown="")
    assert reading.find_nul_place(answer, b"{}") is None


def test_what_is_wished_has_an_address_and_a_language() -> None:
    assert convert(Notices, {}) == Notices()
    wished = convert(NumberRequest, {"to": {"sms": "+33612345678"}, "language": "ar"})
    assert (wished.to.sms, wished.language) == ("+33612345678", "ar")
    assert {channel.value for channel in NoticeChannel} <= set(Notices.__struct_fields__)


def test_a_paper_that_is_asked_for_has_an_id_of_its_own() -> None:
    asked = RequestedPaper(id="a" * 32, document="", label="La page 3 du bail")
    (paper,) = read_asked({"asked": [msgspec.to_builtins(asked)]})
    assert (paper.id, paper.document, paper.label) == ("a" * 32, "", "La page 3 du bail")
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"id": "identity", "document": "identity", "label": "…"}, RequestedPaper)


WRITTEN = {"to": "Awa Benali", "procedure": "Acte de naissance", "author": "Paul Morel"}
WHERE = {"address": "1 place de la Mairie", "phone": "", "email": "", "remedies": ""}


def test_it_says_what_it_has_and_leaves_nothing_out() -> None:
    assert msgspec.to_builtins(msgspec.convert(WRITTEN | WHERE, Letter)) == WRITTEN | WHERE
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(WRITTEN, Letter)
    of_today = WRITTEN | WHERE | {"quality": "Adjoint au maire"}
    assert msgspec.to_builtins(msgspec.convert(of_today, Letter)) == of_today


def test_a_document_counts_its_bytes_and_files() -> None:
    said = {"id": "a" * 32, "name": "lettre.pdf", "media_type": "application/pdf", "size": 9, "sha256": "b" * 64}
    assert msgspec.to_builtins(msgspec.convert(said, DecisionDocument)) == said
    for wrong in ({"size": 0}, {"sha256": "b"}, {"id": "lettre"}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(said | wrong, DecisionDocument)
    came = {"id": "identity", "label": "Pièce d’identité", "state": "joined", "files": 2, "answers": "a" * 32}
    assert msgspec.to_builtins(msgspec.convert(came, ArrivedDocument)) == came
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(came | {"files": -1}, ArrivedDocument)


DAY = SilenceDay("refused", 2, date(2027, 1, 24), None, False, "Cabane")


def test_the_other_subjects_come_along_once() -> None:
    assert silence_now(DAY).also is UNSET
    assert encode_canonical(silence_now(DAY)).startswith(b'{"about":"Cabane","after_months":2,"lacks":false')
    other = replace(DAY, means="accepted", on=None, lacks=True, about="Jardin")
    both = replace(DAY, also=(other,))
    told = silence_now(both)
    assert isinstance(told.also, tuple) and [subject.about for subject in told.also] == ["Jardin"]
    assert silence_from_wire({"means": "perhaps"}) is None


def test_each_value_takes_what_it_says() -> None:
    for kind, good, bad in [
        (reading.Text, ["", "é", "𝄞", "a\n"], [None, 1, "a\0", "\ud83d", b"x"]),
        (reading.Id, ["0f" * 16], ["0F" * 16, "0f" * 16 + "\n", "0f" * 17, 15, "٠" * 32]),
        (reading.KeyId, ["0f" * 8], ["0f" * 7]),
        (reading.Sequence, [1, 1_000_000], [0, 1_000_001, True, 1.0, "1"]),
        (reading.Means, list(DECIDES), [SilenceMeans.NONE.value, None, ["refused"], "refused\n"]),
        (reading.Version, [2], [1, 3, True, 2.0, "2"]),
        (reading.Moment, ["2026-11-24T13:05:00.000000+00:00"], ["2026-11-24T13:05:00", "2026-13-24T13:05:00Z", "x", 1]),
    ]:
        of = holding(kind)
        for value in good:
            convert(of, {"value": value})
        for value in bad:
            with pytest.raises(Misfit, match="value"):
                convert(of, {"value": value})


MADE = bodies()


def type_of(name: str) -> EventType:
    return EventType(name.split("-")[0])


def test_each_type_of_event_has_its_body() -> None:
    assert BODIES.keys() == set(EventType) == {type_of(name) for name in MADE}


def test_a_body_that_was_read_is_written_to_the_byte() -> None:
    for name in MADE:
        assert encode_canonical(decode(BODIES[type_of(name)], MADE[name])) == MADE[name]


def test_no_body_is_read_without_what_every_body_has() -> None:
    for name in MADE:
        said = json.loads(MADE[name])
        for missing in ("version", "type", "id", "stream", "sequence", "site", "reference", "legal_date"):
            with pytest.raises(Misfit, match=missing):
                decode(BODIES[type_of(name)], json.dumps({**said, missing: None}).encode())


MESSAGES = messages()
SIGNED_BODY: dict[str, type[Statement]] = {
    "header": statements.EventStatement, "header-replaces": statements.EventStatement,
    "alias": statements.AliasStatement,
    "acknowledgement": statements.EventAcknowledgement, "file": statements.FileAcknowledgement,
    "keys": statements.KeyListStatement, "release": statements.ReleaseNote,
    "refusal": statements.RefusalOf, "standing": statements.HubStanding,
}  # fmt: skip


def bytes_of(name: str) -> bytes:
    """The statement, also of a message that carries one."""
    said = json.loads(MESSAGES[name])
    return said["statement"].encode() if "statement" in said else MESSAGES[name]


def test_a_statement_that_was_read_is_written_to_the_byte() -> None:
    for name in SIGNED_BODY:
        assert decode(SIGNED_BODY[name], bytes_of(name)).statement() == bytes_of(name)


def test_a_statement_of_another_version_is_none() -> None:
    for name in SIGNED_BODY:
        said = json.loads(bytes_of(name))
        for other in (said | {"version": 3}, {key: value for key, value in said.items() if key != "version"}):
            with pytest.raises(Misfit, match="version"):
                decode(SIGNED_BODY[name], json.dumps(other).encode())


def test_each_kind_of_update_has_its_statement() -> None:
    assert UPDATES.keys() == set(UpdateKind)
    update = decode(UPDATES[UpdateKind.STATE], bytes_of("update"))
    assert encode_canonical(update) == bytes_of("update")


class Note(Struct, kw_only=True):
    on: date
    at: datetime
    by: Maybe[str] = UNSET
    data: bytes = b"\xff"
    any: Any = None


def test_days_moments_and_bytes_have_one_spelling_and_what_is_unset_is_left_out() -> None:
    note = Note(on=date(2026, 11, 24), at=datetime(2026, 11, 24, 13, 5, tzinfo=UTC), any="é")
    said = '"at":"2026-11-24T13:05:00.000000+00:00","data":"/w==","on":"2026-11-24"}'
    assert encode_canonical(note).decode() == '{"any":"é",' + said
    assert encode(note).decode().startswith('{"on": "2026-11-24", "at": "2026-11-24T13:05:00.000000+00:00", "data"')


def test_a_message_made_by_hand_is_written_as_one_of_a_type() -> None:
    assert encode_canonical({"b": date(2026, 11, 24), "a": [1, None]}) == b'{"a":[1,null],"b":"2026-11-24"}'


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        encode_canonical({"a": float("nan")})
    with pytest.raises(TypeError):
        encode_canonical({"a": object()})
