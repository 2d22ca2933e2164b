"""What is added to a submitted case: documents, files, words, other answers, or that it is taken back.
References: minted, spoken, typed back.
"""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from kiosk.clock import READABLE
from kiosk.crypto import keys
from kiosk.domain.answers import answering
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.events import submission
from kiosk.domain.events.additions import (
    CONFIRMED,
    AddedDocument,
    Supplement,
    SupplementItem,
    Withdrawal,
    group_files_by_item,
    make_added,
    make_supplement_event,
    make_supplement_item,
    make_withdrawal_event,
    move_supplement_up,
    own_fields,
    parse_follow_code,
    read_supplement_body,
)
from kiosk.domain.events.case_state import ENDED
from kiosk.domain.events.event import Event, EventType, encode_canonical_body
from kiosk.domain.events.reference import (
    EXAMPLE,
    Alias,
    format_reference,
    is_example_reference,
    mint_reference,
    parse_reference,
    parse_reference_counter,
    verify_alias,
)
from kiosk.domain.events.submission import Correction, make_correction_event
from kiosk.domain.events.wire.bodies import CorrectedAnswer
from kiosk.domain.places.site import Site
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings_file.reader import SITE_CODE
from tests.domain.samples import TODAY, Codes, a_field

NOON = datetime(2026, 11, 30, 9, tzinfo=UTC)
ADDED = Supplement(
    "  Voici.\n",
    (
        AddedDocument(SupplementItem("identity", "Pièce d’identité"), "seen"),
        AddedDocument(SupplementItem("", "Une lettre"), "to_bring"),
    ),
)


def an_event(replaces: str = "", added: Supplement = ADDED) -> Event:
    return make_supplement_event(
        added, event_id="e" * 32, stream="s" * 32, sequence=3, reference="SA1001G", site=Site("SA", "Saint-Aubin"),
        day=date(2026, 11, 30), at=NOON, helper="Nadia Roux", replaces=replaces,
    )  # fmt: skip


def test_nothing_is_no_supplement() -> None:
    assert not Supplement("", ()) and not Supplement(" \n ", ())
    assert Supplement("Un mot", ()) and Supplement("", (AddedDocument(SupplementItem("", "Une lettre"), "seen"),))


def test_the_body_is_what_the_wire_says() -> None:
    event = an_event()
    assert json.loads(event.body) == {
        "version": 1,
        "type": "supplement",
        "id": "e" * 32,
        "stream": "s" * 32,
        "sequence": 3,
        "site": {"code": "SA", "name": "Saint-Aubin"},
        "reference": "SA1001G",
        "replaces": None,
        "recorded_at": "2026-11-30T09:00:00.000000+00:00",
        "legal_date": "2026-11-30",
        "helper": "Nadia Roux",
        "message": "Voici.",
        "documents": [
            {"id": "identity", "label": "Pièce d’identité", "state": "seen"},
            {"id": "", "label": "Une lettre", "state": "to_bring"},
        ],
    }
    assert event.body == encode_canonical_body(json.loads(event.body))
    assert (event.type, event.sequence, event.recorded_at, event.replaces) == ("supplement", 3, NOON, "")


def test_one_that_replaces_another_names_it_and_moves_up() -> None:
    event = an_event(replaces="f" * 32)
    assert (event.replaces, json.loads(event.body)["replaces"]) == ("f" * 32, "f" * 32)
    before, after = an_event(), move_supplement_up(an_event(), "m" * 32, replaces="g" * 32)
    assert (after.id, after.sequence, after.replaces, after.stream) == ("m" * 32, 2, "g" * 32, before.stream)
    assert after.recorded_at == before.recorded_at
    changed = {"id": "m" * 32, "sequence": 2, "replaces": "g" * 32}
    assert json.loads(after.body) == json.loads(before.body) | changed
    assert after.body == encode_canonical_body(json.loads(after.body))


FRONT, BACK = (Attachment(letter * 32, f"{letter}.jpg", "image/jpeg", 7, letter * 64) for letter in "ab")
ASKED = SupplementItem("identity", "Pièce d’identité", "c" * 32)


def test_files_are_listed_under_what_was_asked_for() -> None:
    added = Supplement(
        "", group_files_by_item([(ASKED, FRONT), (SupplementItem("", "Une lettre"), BACK), (ASKED, BACK)])
    )
    body = json.loads(an_event(added=added).body)
    first, second = body["documents"]
    assert (first["id"], first["state"], first["answers"]) == ("identity", "joined", "c" * 32)
    assert first["attachments"] == [asdict(FRONT), asdict(BACK)]
    assert second == {"id": "", "label": "Une lettre", "state": "joined", "attachments": [asdict(BACK)]}
    assert read_supplement_body(body) == added
    for item in (ASKED, replace(ASKED, id=""), replace(ASKED, answers=""), SupplementItem("", "Une lettre")):
        assert make_supplement_item(item.key, item.label) == item


BORN = a_field("date", "birth_date", label="Date de naissance")
PHONE = a_field("phone", "phone", required=False, none="Je n’en ai pas")


def a_correction(said: Correction, **more: str) -> Event:
    return make_correction_event(
        said, event_id="e" * 32, stream="s" * 32, sequence=3, reference="SA1001G", site=Site("SA", "Saint-Aubin"),
        day=date(2026, 11, 30), at=NOON, helper="Nadia Roux", **more,
    )  # fmt: skip


def test_the_body_of_a_correction_is_what_the_wire_says() -> None:
    typed = {"day": ("3",), "month": ("2",), "year": ("1946",)}
    result = submission.make_field_correction(BORN, answering.judge_answer(BORN, typed, TODAY), Codes())
    event = a_correction(
        Correction((result, submission.make_correction_in_words(" Le nom du chat ", "Félix\n")), "  J’avais mal lu. ")
    )
    assert json.loads(event.body) == {
        "version": 1,
        "type": "correction",
        "id": "e" * 32,
        "stream": "s" * 32,
        "sequence": 3,
        "site": {"code": "SA", "name": "Saint-Aubin"},
        "reference": "SA1001G",
        "replaces": None,
        "recorded_at": "2026-11-30T09:00:00.000000+00:00",
        "legal_date": "2026-11-30",
        "helper": "Nadia Roux",
        "message": "J’avais mal lu.",
        "corrections": [
            {"field": "birth_date", "label": "Date de naissance", "kind": "date", "value": "1946-02-03",
             "shown": "day:1946-02-03"},
            {"field": "", "label": "Le nom du chat", "kind": "", "value": "Félix", "shown": "Félix"},
        ],
    }  # fmt: skip
    assert event.body == encode_canonical_body(json.loads(event.body))
    assert (event.type, event.sequence, event.replaces) == (EventType.CORRECTION, 3, "")


def test_a_mended_one_names_the_one_it_replaces_and_says_the_same() -> None:
    result = Correction((CorrectedAnswer(field="x", label="Une question", kind="text", value="a", shown="a"),))
    bodies = [json.loads(a_correction(result, **more).body) for more in ({}, {"replaces": "f" * 32})]
    assert bodies[1]["replaces"] == "f" * 32
    own = list(map(own_fields, bodies))
    assert own[0] == own[1] == {"corrections": [vars_of(result.corrections[0])], "message": ""}


def vars_of(one: CorrectedAnswer) -> dict[str, object]:
    return {name: getattr(one, name) for name in ("field", "label", "kind", "value", "shown")}


def test_who_has_none_or_takes_an_answer_back_says_so() -> None:
    result = submission.make_field_correction(PHONE, answering.judge_answer(PHONE, {"none": ("1",)}, TODAY), Codes())
    assert (result.value, result.shown) == (None, "Je n’en ai pas")
    bare = a_field("text", required=False)
    result = submission.make_field_correction(bare, answering.judge_answer(bare, {}, TODAY), Codes())
    assert (result.value, result.shown) == (None, "")


def test_what_a_file_answers_and_what_only_informs_is_none_of_its_matter() -> None:
    for kind in [kind.kind for kind in KINDS]:
        assert submission.is_correctable(a_field(kind)) is (
            kind not in ("note", "document", "group", "signature", "stop")
        )


ANSWERS = {name: some.text(max_size=5) for name in ("field", "label", "kind", "value", "shown")}


@given(some.lists(some.builds(CorrectedAnswer, **ANSWERS), max_size=4), some.text(max_size=20))
def test_whatever_is_said_comes_back_out_of_the_body(said: list[CorrectedAnswer], message: str) -> None:
    body = json.loads(a_correction(Correction(tuple(said), message)).body)
    assert tuple(CorrectedAnswer(**correction) for correction in body["corrections"]) == tuple(said)
    assert body["message"] == message.strip()


CODE = "7KQ2MPXW4T"


def test_the_body_of_a_withdrawal_is_what_the_wire_says() -> None:
    event = make_withdrawal_event(
        Withdrawal("citizen", "touch", " J’ai déménagé. "), event_id="e" * 32, stream="s" * 32, sequence=2,
        reference="SA1001G", site=Site("SA", "Saint-Aubin"), day=date(2026, 11, 30), at=NOON, helper="Nadia Roux",
    )  # fmt: skip
    assert json.loads(event.body) == {
        "version": 1, "type": "withdrawal", "id": "e" * 32, "stream": "s" * 32, "sequence": 2,
        "site": {"code": "SA", "name": "Saint-Aubin"}, "reference": "SA1001G", "replaces": None,
        "recorded_at": "2026-11-30T09:00:00.000000+00:00", "legal_date": "2026-11-30", "helper": "Nadia Roux",
        "message": "J’ai déménagé.", "confirmation": {"by": "citizen", "how": "touch"}, "follow_sha256": "",
    }  # fmt: skip
    assert event.body == encode_canonical_body(json.loads(event.body))
    assert event.type == EventType.WITHDRAWAL and "withdrawn" in ENDED


@pytest.mark.parametrize("by", ["citizen", "alone", "mandate", ""])
@pytest.mark.parametrize("how", ["touch", "spoken", ""])
@pytest.mark.parametrize("follow", ["", "f" * 64])
def test_nobody_withdraws_for_somebody_else_and_who_is_alone_proves_it(by: str, how: str, follow: str) -> None:
    if (by, how) in CONFIRMED and bool(follow) == (by == "alone"):
        assert Withdrawal(by, how, "", follow).by == by
    else:
        with pytest.raises(ValueError, match="nobody withdraws so"):
            Withdrawal(by, how, "", follow)


@given(some.text(READABLE, min_size=10, max_size=10), some.sampled_from([" ", "-", "–", ""]))
def test_a_code_is_read_however_it_is_typed(code: str, between: str) -> None:
    assert parse_follow_code(f" {code[:5]}{between}{code[5:].lower()} ") == code


def test_what_is_no_code_is_told_so() -> None:
    for typed in ["", "7KQ2MPXW4", "7KQ2MPXW4TT", "0OI1MPXW4T", "é" * 10, "A" * 200]:
        with pytest.raises(Refused, match="not-a-follow-code"):
            parse_follow_code(typed)


PLACE: dict[str, Any] = {
    "event_id": "e" * 32, "stream": "s" * 32, "sequence": 3, "reference": "SA1001G", "site": Site("SA", "Saint-Aubin"),
    "day": date(2026, 11, 30), "at": datetime(2026, 11, 30, 9, tzinfo=UTC), "helper": "Nadia Roux",
}  # fmt: skip


def test_what_was_said_is_said_again_in_another_place() -> None:
    which = {"birth_date": "1945-03-02"}
    first = make_added(EventType.ACCESS, {"message": "Tout.", "which": which}, **PLACE)
    own = own_fields(json.loads(first.body) | {"from_a_later_version": 1})
    assert own == {"message": "Tout.", "which": which}
    again = make_added(EventType.ACCESS, own, **PLACE | {"event_id": "f" * 32, "replaces": "e" * 32})
    changed = {"id": "f" * 32, "replaces": "e" * 32}
    assert json.loads(again.body) == json.loads(first.body) | changed
    assert (again.id, again.replaces, again.sequence) == ("f" * 32, "e" * 32, 3)


def test_an_event_says_what_its_type_has_and_nothing_else() -> None:
    for own in [{"documents": ()}, {"message": "", "more": 1}]:
        with pytest.raises(TypeError):
            make_added(EventType.ERASURE, own, **PLACE)
        with pytest.raises(TypeError):
            make_added(EventType.CORRECTION, {"message": ""}, **PLACE)


SEED, STRANGER = bytes(32), bytes([1] * 32)
KEY = keys.verify_key(SEED)
ALIAS = Alias("SA", "a" * 32, "SA1042X", ("XX1003Y",))


def test_what_the_site_signed_is_read_again() -> None:
    sent = ALIAS.to_wire(SEED)
    alias = verify_alias(sent["statement"], sent["signature"], [keys.verify_key(STRANGER), KEY])
    assert alias is not None
    assert (alias.site, alias.stream, alias.reference, alias.formerly) == ("SA", "a" * 32, "SA1042X", ("XX1003Y",))


def test_nothing_else_is_believed() -> None:
    sent = ALIAS.to_wire(SEED)
    changed = sent["statement"].replace("SA1042X", "SA1043X")
    spaced = json.dumps(json.loads(sent["statement"]))
    for statement, signature, signers in [
        (changed, sent["signature"], [KEY]),
        (spaced, sent["signature"], [KEY]),
        (sent["statement"], sent["signature"], [keys.verify_key(STRANGER)]),
        (sent["statement"], "00" * 64, [KEY]),
        (sent["statement"], "zz", [KEY]),
        ("[]", sent["signature"], [KEY]),
        ("", "", [KEY]),
        ('{"site": 1}', sent["signature"], [KEY]),
    ]:
        assert verify_alias(statement, signature, signers) is None, statement


SITES = st.text(alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=2, max_size=4)
COUNTERS = st.integers(0, 10**7)


@given(SITES, COUNTERS)
def test_a_reference_is_clear_and_leads_back_to_its_counter(site, after):
    reference, counter = mint_reference(site, after)
    assert counter > after and parse_reference_counter(reference) == counter
    assert reference.startswith(f"{site}{counter}")
    assert reference[-1] not in "OI01"


def test_no_reference_is_minted_twice():
    counter, seen = 0, set()
    for _ in range(2000):
        reference, counter = mint_reference("SA", counter)
        assert reference not in seen
        seen.add(reference)


@given(SITES, COUNTERS, st.sampled_from([" ", "-", "\u202f", "\u2011", ". "]))
def test_what_is_spoken_can_be_typed_however(site, after, between):
    reference, _ = mint_reference(site, after)
    assert parse_reference(format_reference(reference)) == reference
    assert parse_reference(format_reference(reference).replace(" ", between).lower()) == reference


@given(SITES, COUNTERS, st.data())
def test_one_wrong_digit_is_always_noticed(site, after, data):
    reference, counter = mint_reference(site, after)
    digits = str(counter)
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from([digit for digit in "0123456789" if digit != digits[place]]))
    with pytest.raises(Refused, match="mistyped-reference"):
        parse_reference(f"{site}{digits[:place]}{other}{digits[place + 1 :]}{reference[-1]}")


def test_two_swapped_digits_are_noticed_ninety_nine_times_in_a_hundred():
    """MOD 37-36 is blind to some swaps of 0 and 1."""
    swapped = missed = 0
    for after in range(1000, 6000):
        reference, counter = mint_reference("SA", after)
        digits = str(counter)
        for place in range(len(digits) - 1):
            if digits[place] != digits[place + 1]:
                typed = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
                swapped += 1
                try:
                    parse_reference(f"SA{typed}{reference[-1]}")
                    missed += 1
                except Refused:
                    pass
    assert missed / swapped < 0.01


def test_letters_that_are_taken_for_digits_are_read_as_digits():
    reference, _ = mint_reference("SA", 1000)
    assert "0" in reference
    assert parse_reference(reference.replace("0", "O").replace("1", "I")) == reference


def test_what_is_no_reference():
    for typed in ["", "SA", "1042", "S1042K", "SABCDE1042K", "SA1042", "O1042K", "élan", "SA 10 42 K K", "SA" * 5000]:
        with pytest.raises(Refused, match="reference"):
            parse_reference(typed)


@given(st.text())
def test_any_text_is_a_reference_or_refused(typed):
    try:
        assert parse_reference_counter(parse_reference(typed)) >= 0
    except Refused as refused:
        assert refused.code in (Refusal.NOT_A_REFERENCE, Refusal.MISTYPED_REFERENCE)


def test_it_is_grouped_for_the_ear():
    for reference, said in [
        ("SA1042K", "SA 1042 K"),
        ("SA10427B", "SA 10 427 B"),
        ("SA7Z", "SA 7 Z"),
        ("ABCD1234567X", "ABCD 1 234 567 X"),
        ("?", "?"),
    ]:
        assert format_reference(reference) == said


def test_the_counter_of_something_else_is_refused():
    with pytest.raises(Refused, match="not-a-reference"):
        parse_reference_counter("SA-1042-K")


def test_the_digits_of_every_script_are_read() -> None:
    reference, _ = mint_reference("SA", 1040)
    eastern = reference.translate({ord(str(digit)): chr(0x660 + digit) for digit in range(10)})
    persian = reference.translate({ord(str(digit)): chr(0x6F0 + digit) for digit in range(10)})
    assert eastern != reference and parse_reference(eastern) == parse_reference(persian) == reference


def test_a_number_of_a_training_is_taken_for_no_other():
    reference, _ = mint_reference(EXAMPLE, 1000)
    assert is_example_reference(reference) and not is_example_reference(mint_reference("SA", 1000)[0])
    assert parse_reference(format_reference(reference).lower()) == reference
    assert not SITE_CODE.fullmatch(EXAMPLE), "codes of sites are without I and O"
    with pytest.raises(Refused):
        parse_reference(reference.replace("FICT", "FIST"))


def test_no_number_is_given_under_a_code_that_nobody_chose() -> None:
    for code in ["", "sa", "S", "SAINT", "OI", "S1"]:
        with pytest.raises(Refused) as refused:
            mint_reference(code, 1000)
        assert refused.value.code == Refusal.NO_SITE_CODE
