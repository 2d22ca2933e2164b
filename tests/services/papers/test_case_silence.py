"""Receipt, letters and the desk's page say the same day on which silence decides, and what holds it up."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from kiosk.domain.events.event import EventType
from kiosk.domain.events.silence_facts import SilenceDay
from kiosk.domain.events.supplement import AddedDocument, Item, Supplement
from kiosk.domain.time import calendar
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import talk
from kiosk.services.papers import case_silence
from kiosk.services.papers.kinds import case_receipt, hub_update
from kiosk.services.submitted import follow_case
from kiosk.store.cases.cases import Submission
from kiosk.store.events import updates
from kiosk.store.events.outbox import PastEvent
from kiosk.store.events.updates import Update
from kiosk.words.words import Words
from tests.gallery.site.central import Central, in_a_month
from tests.gallery.site.gardens import PARCEL, asked_for, taking
from tests.gallery.site.gestures import helped
from tests.services.conftest import in_letters, say

HOME = Supplement("", (AddedDocument(Item("home", "Un justificatif de domicile"), "seen"),))


@pytest.fixture
def gardens(linked: Box) -> Box:
    """A box that takes requests for gardens."""
    return taking(linked, PARCEL)


def receipt_of(box: Box, case: Submission, language: str = "fr") -> str:
    return in_letters(case_receipt.slip(box, case.case_id, box.words(language), Reader(helped(box))))


def letter_of(box: Box, case: Submission) -> str:
    """The newest paper of the service."""
    update = updates.of(box.store.read(), case.reference)[-1]
    subject = f"{case.reference}:{update.id}"
    return in_letters(hub_update.slip(box, subject, box.words(), Reader(helped(box))))


def followed(box: Box, case: Submission) -> SilenceDay | None:
    return follow_case.find(box, case.reference, helped(box)).silence


def told_by_the_hub(box: Box, central: Central, case: Submission, state: str, seen: int = 0) -> None:
    talk(box, hub_of(box))
    say(central, case.reference, state, "Il manque une pièce.", seen)
    talk(box, hub_of(box))


def in_words(box: Box, *, later: int, days: int = 0) -> str:
    return box.words().day(calendar.after(box.watch.today().day, later) + timedelta(days=days))


def test_a_receipt_with_a_paper_to_bring_promises_no_day_of_acceptance(gardens: Box) -> None:
    receipt = receipt_of(gardens, asked_for(gardens, small=True))
    assert "Ce délai commence quand toutes les pièces obligatoires sont là." in receipt
    assert "avant le" not in receipt and "3 mois" in receipt
    assert "Un petit jardin" in receipt and "attestation de cet accord" in receipt


def test_a_receipt_says_the_day_where_nothing_is_missing(gardens: Box) -> None:
    accepted, refused = asked_for(gardens, small=True, paper="seen"), asked_for(gardens, small=False, paper="seen")
    assert f"avant le {in_words(gardens, later=3)}, votre demande est acceptée" in receipt_of(gardens, accepted)
    assert f"avant le {in_words(gardens, later=2)}, votre demande est refusée" in receipt_of(gardens, refused)
    assert "attestation" not in receipt_of(gardens, refused)


def test_a_receipt_in_another_language_says_the_same(gardens: Box) -> None:
    receipt = receipt_of(gardens, asked_for(gardens, small=True), "en")
    assert "It starts when all the required papers are there." in receipt and "3 months" in receipt


def test_a_receipt_says_what_the_file_says_where_silence_means_nothing(linked: Box) -> None:
    delivered = PARCEL.replace("means: accepted, after_months: 3,", "means: none, text: Le plan vous est remis,")
    box = taking(linked, delivered)
    receipt = receipt_of(box, asked_for(box, small=True))
    assert "Le plan vous est remis" in receipt and "pas de réponse" not in receipt
    assert "Le plan" not in receipt_of(box, asked_for(box, small=False)), "another subject"


def test_a_request_about_two_things_says_the_silence_of_each(linked: Box, central: Central) -> None:
    shed = PARCEL.replace(
        "{ means: refused, after_months: 2 }", "{ means: refused, after_months: 2, about: Une cabane }"
    )
    box = taking(linked, shed)
    case = asked_for(box, small=True, paper="seen")
    accepted = (
        f"Un petit jardin Si vous n’avez pas de réponse avant le {in_words(box, later=3)}, votre demande est acceptée"
    )
    refused = f"Une cabane Si vous n’avez pas de réponse avant le {in_words(box, later=2)}, votre demande est refusée"
    assert accepted in receipt_of(box, case) and refused in receipt_of(box, case)
    told_by_the_hub(box, central, case, "in_progress")
    assert accepted in letter_of(box, case) and refused in letter_of(box, case), "as the hub says it"
    days = followed(box, case)
    assert days is not None and [day.about for day in days.by_subject] == ["Une cabane", "Un petit jardin"]


def test_where_one_of_two_subjects_means_nothing_both_are_said(linked: Box) -> None:
    box = taking(
        linked,
        PARCEL.replace("{ means: refused, after_months: 2 }", "{ means: none, about: Le puits, text: Demandez. }"),
    )
    receipt = receipt_of(box, asked_for(box, small=True, paper="seen"))
    assert "votre demande est acceptée" in receipt and "Le puits Demandez." in receipt


def test_papers_asked_for_by_a_day_move_the_day_everywhere_and_their_coming_brings_it_back(
    gardens: Box, central: Central
) -> None:
    case = asked_for(gardens, small=False)
    told_by_the_hub(gardens, central, case, "incomplete")
    due = gardens.words().day(date.fromisoformat(in_a_month(central.hub)))
    for paper in (receipt_of(gardens, case), letter_of(gardens, case)):
        assert f"Donnez-les au plus tard le {due}." in paper
        assert f"avant le {in_words(gardens, later=2, days=30)}" in paper
        assert "Si vos pièces arrivent avant, cette date est plus proche." in paper
        assert "Si le service vous demande" not in paper, "it has asked for them"
    waiting = followed(gardens, case)
    assert waiting is not None and waiting.papers_by == date.fromisoformat(in_a_month(central.hub))
    follow_case.supplement(gardens, case.reference, HOME, helped(gardens), gardens.clock.new_id())
    come = followed(gardens, case)
    assert come is not None and (come.papers_by, come.lacks) == (None, False)
    assert f"avant le {in_words(gardens, later=2)}" in receipt_of(gardens, case)


def test_an_acceptance_starts_the_day_its_last_paper_comes(gardens: Box, central: Central) -> None:
    case = asked_for(gardens, small=True)
    told_by_the_hub(gardens, central, case, "in_progress")
    accuse = letter_of(gardens, case)
    assert "Accusé de réception" in accuse and "attestation de cet accord" in accuse
    assert "Ce délai commence quand toutes les pièces obligatoires sont là." in accuse
    for words in (
        "Demande reçue le", "Espaces verts", "1 place de la Mairie", "02 99 00 00 00", "Si vous n’êtes pas d’accord",
    ):  # fmt: skip
        assert words in accuse, words
    follow_case.supplement(gardens, case.reference, HOME, helped(gardens), gardens.clock.new_id())
    assert f"avant le {in_words(gardens, later=3)}" in receipt_of(gardens, case)


def test_a_decided_case_promises_nothing_of_silence(gardens: Box, central: Central) -> None:
    case = asked_for(gardens, small=False)
    told_by_the_hub(gardens, central, case, "accepted")
    assert followed(gardens, case) is None
    for paper in (receipt_of(gardens, case), letter_of(gardens, case)):
        assert "pas de réponse" not in paper


def test_a_case_whose_answers_are_gone_is_told_as_the_hub_said_it_last(gardens: Box, central: Central) -> None:
    case = asked_for(gardens, small=False)
    told_by_the_hub(gardens, central, case, "incomplete")
    told = follow_case.find(gardens, case.reference, helped(gardens))
    said = tuple(zip(updates.of(gardens.store.read(), case.reference), told.updates, strict=True))
    elsewhere = follow_case._silence(None, (), said, gardens.settings.zone)
    assert elsewhere == told.silence


AT = datetime(2026, 12, 1, 12, tzinfo=UTC)
BODY = {
    "legal_date": "2026-11-24", "silence": {"means": "refused", "on": "2027-01-24", "after_months": 2},
    "documents": [{"id": "home", "label": "Domicile", "state": "to_bring"}],
}  # fmt: skip
ASKED = Update("u", "SA1042X", "state", "incomplete", AT, "s", b"", AT, None, date(2026, 12, 31))


def event(type_: EventType, *, rejected: bool = False) -> PastEvent:
    at = AT + timedelta(days=9)
    return PastEvent("e", "s", 2, type_, b"", at, "", None, at if rejected else None, "", None, replaced=False)


@pytest.mark.parametrize(
    ("history", "day"),
    [
        ([], "2027-02-23"),
        ([(event(EventType.SUPPLEMENT), {"legal_date": "2026-12-08", "documents": []})], "2027-01-31"),
        ([(event(EventType.SUPPLEMENT), None)], "2027-02-02"),
        ([(event(EventType.SUPPLEMENT, rejected=True), None)], "2027-02-23"),
        ([(event(EventType.WITHDRAWAL), None)], None),
        ([(event(EventType.WITHDRAWAL, rejected=True), None)], "2027-02-23"),
        ([(event(EventType.CORRECTION), None)], "2027-02-23"),
    ],
    ids=[
        "nothing came", "it came the day that it says", "nobody here can read it", "the hub refused it",
        "it is withdrawn", "the hub refused the withdrawal", "a correction is no paper",
    ],
)  # fmt: skip
def test_what_happened_here_counts(history: list[case_silence.Read], day: str | None) -> None:
    silence = case_silence.of_case(BODY, history, [(ASKED, None)], UTC)
    assert (silence and silence.on and silence.on.isoformat()) == day


def test_an_answer_about_ones_data_is_no_answer_to_the_request() -> None:
    rights = replace(ASKED, kind="rights", state="in_progress", at=AT + timedelta(days=2), papers_by=None)
    silence = case_silence.of_case(BODY, [], [(ASKED, None), (rights, None)], UTC)
    assert silence is not None and silence.papers_by == date(2026, 12, 31)


def test_what_came_elsewhere_counts_as_what_came_here_does() -> None:
    came = replace(ASKED, kind="added", at=AT + timedelta(days=9), papers_by=None)
    said = {"legal_date": "2026-12-08", "documents": [{"id": "identity", "label": "", "state": "joined", "files": 1}]}
    for body, day in ((said, date(2027, 1, 31)), (None, date(2027, 2, 2))):
        silence = case_silence.of_case(BODY, [], [(ASKED, None), (came, body)], UTC)
        assert silence is not None and (silence.on, silence.papers_by) == (day, None)


def test_every_language_says_the_day_and_by_when_papers_are_due() -> None:
    for means in ["accepted", "refused"]:
        for language in ["fr", "en", "ar", "es", "pt", "uk"]:
            words = Words(language)
            on, due = date(2027, 2, 23), date(2026, 12, 31)
            said = " ".join(case_silence.sentences(SilenceDay(means, 2, on, due, lacks=True), words))
            assert words.day(on) in said and words.day(due) in said
            assert "%" not in said
            later = case_silence.sentences(SilenceDay("accepted", 2, None, lacks=True), words)
            assert words.span(2, "month") in later[0]
