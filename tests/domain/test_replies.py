"""What is told of a case, and of the papers that were asked for.
Templates: which words may stand in braces, what is told of others, and how a case fills them in.
What a person can choose to be told by, and what ends a wish.
"""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec import to_builtins
from msgspec.structs import asdict, replace

from kiosk.domain.events import case_line
from kiosk.domain.events.additions import SupplementItem
from kiosk.domain.events.case_line import find_translated_message, translations
from kiosk.domain.events.wire.bodies import Notices, TownHallContact
from kiosk.domain.events.wire.statements import DecisionDocument, RequestedPaper, ToldTurn, Whereabouts
from kiosk.domain.notices.wish import (
    Fact,
    PersonFact,
    Way,
    Wish,
    choose_ways,
    drop_changed_ways,
    drop_failed_ways,
    make_facts_event,
    make_notices_event,
    make_number_event,
    offer_wish,
    order_facts,
    wish_to_notices,
)
from kiosk.domain.replies import author as authors
from kiosk.domain.replies.asked_paper import (
    AskedPapers,
    all_items,
    answered_ids,
    count_asked_papers,
    find_promised_document,
    judge_asked_papers,
    read_asked,
)
from kiosk.domain.replies.author import LONGEST as LONGEST_WORDS
from kiosk.domain.replies.author import Author
from kiosk.domain.replies.message_template import (
    LONGEST,
    LONGEST_NAME,
    LONGEST_TEXT,
    Blank,
    MessageTemplate,
    TemplateFaultCode,
    blanks_in,
    faults_of,
    fill_blanks,
    read_text,
)
from kiosk.errors import Refused
from kiosk.words.paper_words import describe_missing_papers, name_papers
from kiosk.words.words import Words
from tests.domain.wire_bytes import ADDED

AT = datetime(2026, 11, 26, 9, tzinfo=UTC)
PAPER = RequestedPaper(id="a" * 32, document="identity", label="Une pièce d’identité")


def told(state: str, *papers: RequestedPaper) -> Whereabouts:
    turn = ToldTurn(at=AT, day=date(2026, 11, 26), state=state, papers_by=None, passed_to="", other_body=False)
    return Whereabouts(
        version=2,
        asked="",
        reference="SA1001G",
        town_hall="Mairie",
        procedure="birth-certificate",
        title="",
        service="",
        phone="",
        prepared=False,
        deposited=date(2026, 11, 24),
        received=date(2026, 11, 24),
        withdrawn=None,
        turns=(turn,),
        additions=(),
        silence=None,
        papers=papers,
        requested=len(papers),
        unanswered=len(papers),
        locked=False,
        words="",
    )


def test_papers_are_named_in_the_readers_language() -> None:
    news = case_line.make_case_news(told("incomplete", PAPER))
    assert news.line.asks
    assert describe_missing_papers(news.line.papers, news.procedure, Words()) == "Il manque : Une pièce d’identité."
    translated = name_papers(news.papers, Words("ar"), news.procedure)
    assert translated and translated != ["Une pièce d’identité"]


def test_nothing_is_asked_of_whoever_gave_everything() -> None:
    assert case_line.make_case_news(told("accepted", PAPER)).papers == ()


def test_whom_to_call_is_the_service_and_the_town_hall_where_its_number_is_another() -> None:
    reached = TownHallContact(phone="02 99 11 22 33", hours="", opening=({"days": "lundi", "open": "9h-12h"},))
    news = case_line.make_case_news(
        replace(told("incomplete"), service="État civil", phone="02 99 00 00 00", reached=reached)
    )
    assert news.place.opening and news.place.name == "Mairie"
    assert case_line.whom_to_call(news) == [("État civil", "02 99 00 00 00"), ("Mairie", "02 99 11 22 33")]
    same = case_line.make_case_news(
        replace(told("incomplete"), service="État civil", phone="02 99 11 22 33", reached=reached)
    )
    assert case_line.whom_to_call(same) == [("État civil", "02 99 11 22 33")]
    erased = case_line.make_case_news(replace(told("closed"), reached=reached))
    assert case_line.whom_to_call(erased) == [("Mairie", "02 99 11 22 33")]
    assert case_line.whom_to_call(case_line.make_case_news(told("closed"))) == [("Mairie", "")], "the box said nothing"
    hours = case_line.make_case_news(
        replace(told("incomplete"), service="État civil", reached=replace(reached, phone=""))
    )
    assert case_line.whom_to_call(hours) == [("État civil", "")], "neither has a number"


def test_hours_that_nobody_can_read_are_not_told() -> None:
    reached = TownHallContact(phone="", hours="", opening=({"days": "quand il fait beau"},))
    assert not case_line.make_case_news(replace(told("incomplete"), reached=reached)).place.opening


BEFORE, NOON, LATER = (datetime(2026, 11, 30, hour, tzinfo=UTC) for hour in (11, 12, 13))
IDENTITY = RequestedPaper("a" * 32, "identity", "Pièce d’identité")
LETTER = RequestedPaper("b" * 32, "", "Une attestation signée")
BROUGHT = {"documents": [{"id": "identity", "label": "", "state": "joined", "answers": "a" * 32}]}


def still_asked(*came: datetime, settled: dict[str, str] | None = None, again: bool = False) -> AskedPapers | None:
    """Two papers that are asked for at noon, the first of them once more an hour later where that is said."""
    asked = [(NOON, IDENTITY), (NOON, LETTER)]
    if again:
        asked.append((LATER, RequestedPaper("c" * 32, "identity", IDENTITY.label)))
    items = judge_asked_papers(asked, ((at, BROUGHT) for at in came), settled or {})
    return count_asked_papers(items, LATER if again else NOON)


def test_a_paper_stays_until_a_supplement_answers_it_or_it_is_ticked_off() -> None:
    both = AskedPapers(2, 2, (IDENTITY, LETTER))
    assert still_asked() == both
    assert still_asked(BEFORE) == both, "it came before it was asked for"
    assert still_asked(LATER) == AskedPapers(2, 1, (LETTER,))
    assert still_asked(settled={"b" * 32: "accepted"}) == AskedPapers(2, 1, (IDENTITY,))
    assert still_asked(settled={"b" * 32: "given-up"}) == AskedPapers(1, 1, (IDENTITY,))


def test_what_is_asked_for_again_stands_once_and_what_was_asked_before_stays() -> None:
    again = still_asked(NOON, again=True)
    assert again and (again.count, [paper.id[0] for paper in again.named]) == (2, ["c", "b"])


def test_a_hub_that_asks_in_its_message_alone_names_nothing() -> None:
    assert count_asked_papers((), datetime(2026, 11, 30, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("count", "missing", "named", "said"),
    [
        (2, 2, (IDENTITY, LETTER), "Il manque : Pièce d’identité et Une attestation signée."),
        (2, 1, (LETTER,), "1 sur 2 : il manque Une attestation signée."),
        (2, 2, (IDENTITY,), "Il manque : Pièce d’identité. Et une autre pièce : donnez la date de naissance"),
        (3, 3, (IDENTITY,), "Il manque : Pièce d’identité. Et d’autres pièces (2) : donnez la date de naissance"),
        (2, 1, (), "1 sur 2. Donnez la date de naissance"),
        (2, 0, (), ""),
    ],
)
def test_what_is_missing_is_listed_whole_or_it_is_said_that_there_is_more(
    count: int, missing: int, named: tuple[RequestedPaper, ...], said: str
) -> None:
    told = describe_missing_papers(AskedPapers(count, missing, named), "", Words())
    assert told.startswith(said) if said else told == ""


def test_a_document_that_was_asked_for_stands_once() -> None:
    asked = (SupplementItem("identity", "Pièce d’identité", "a" * 32),)
    listed = [SupplementItem("identity", "Une pièce d’identité"), SupplementItem("home", "Un justificatif")]
    assert all_items(asked, listed) == (*asked, SupplementItem("home", "Un justificatif"))


CARD = RequestedPaper("a" * 32, "identity", "Une pièce d’identité")
PAGE = RequestedPaper("b" * 32, "", "La page 3 du bail")


def came(**document: Any) -> dict[str, Any]:
    """A supplement with one document."""
    return {"documents": [{"id": "", "label": "…", "state": "seen", **document}]}


def answered(*supplements: dict[str, Any]) -> set[str]:
    return set(answered_ids([CARD, PAGE], supplements))


def test_a_supplement_answers_the_paper_that_it_names() -> None:
    assert answered(came(answers=PAGE.id)) == {PAGE.id}
    assert answered(came(answers=CARD.id, state="joined"), came(answers=PAGE.id)) == {CARD.id, PAGE.id}


def test_an_older_box_names_none_and_answers_by_the_document() -> None:
    assert answered(came(id="identity")) == {CARD.id}
    assert answered(came(id="other")) == answered() == set()


def test_a_paper_that_is_only_promised_answers_nothing() -> None:
    assert answered(came(id="identity", state="to_bring"), came(answers=PAGE.id, state="with_me")) == set()


def test_what_an_update_asks_for_is_read_and_nonsense_is_nothing() -> None:
    said = {"asked": [{"id": CARD.id, "document": "identity", "label": CARD.label}]}
    assert read_asked(said) == (CARD,)
    for nonsense in ({}, {"asked": "all"}, {"asked": [1]}, {"asked": [{"id": "x"}]}):
        assert read_asked(nonsense) == ()


FRENCH = "Dossier {numéro}.\nIl manque : {pièces demandées}."
GOOD = f"# Pièces\n{FRENCH}"
VALUES = {Blank.NUMBER: "SA 1042 X", Blank.PAPERS: "Livret de famille"}
TITLES = ("Un trou dans la rue", "Une aide")


def template_told(text: str) -> list[tuple[object, ...]]:
    found = faults_of(text, TITLES, ("fr", "ar", "en"))
    return [(fault.code, fault.line, fault.word, fault.near) for fault in found]


def test_a_case_fills_in_its_words() -> None:
    assert template_told(GOOD) == []
    (one,) = read_text("ccas", GOOD)
    assert (one.name, one.words, one.texts) == ("Pièces", FRENCH, {"fr": FRENCH})
    assert fill_blanks(one.words, VALUES) == "Dossier SA 1042 X.\nIl manque : Livret de famille."


WHOLE = """# Aide accordée
Réponse : Acceptation
démarche : une aide

Bonjour,

réponse : oui, {numéro}.

## en

Hello, {numéro}.
## AR
{numéro}

# Autre
Bonjour."""


def test_a_text_holds_templates_with_what_they_are_for_and_their_translations() -> None:
    assert template_told(WHOLE) == []
    one, other = read_text("ccas", WHOLE)
    assert (one.name, one.state, one.procedure, one.service) == ("Aide accordée", "accepted", "une aide", "ccas")
    assert one.texts == {"fr": "Bonjour,\n\nréponse : oui, {numéro}.", "en": "Hello, {numéro}.", "ar": "{numéro}"}
    assert other == MessageTemplate("Autre", "Bonjour.", {}, "ccas") and read_text("ccas", "") == []
    assert one.id != other.id and one.id == read_text("ccas", WHOLE.replace("Hello", "Hi"))[0].id
    assert one.version != read_text("ccas", WHOLE.replace("Hello", "Hi"))[0].version


def test_what_is_wrong_is_told_with_its_line_and_the_nearest_known_word() -> None:
    text = "Bonjour\n# A\nréponse : acceptations\ndémarche : un trou\nx\n## xx\ny\n# a\n#\nz"
    assert template_told(text) == [
        (TemplateFaultCode.NO_NAME, 1, "", ""),
        (TemplateFaultCode.UNKNOWN_ANSWER, 3, "acceptations", "acceptation"),
        (TemplateFaultCode.UNKNOWN_PROCEDURE, 4, "un trou", "Un trou dans la rue"),
        (TemplateFaultCode.UNKNOWN_LANGUAGE, 6, "xx", "fr, ar, en"),
        (TemplateFaultCode.NAME_TWICE, 8, "a", ""),
        (TemplateFaultCode.NO_TEXT, 8, "", ""),
        (TemplateFaultCode.NO_NAME, 9, "", ""),
    ]


def test_a_word_is_known_in_capitals_with_spaces_and_however_its_accent_is_typed() -> None:
    for typed in ["{ Numéro }", "{NUMÉRO}", "{nume\u0301ro}"]:
        assert template_told(f"# A\n{typed}") == []
        assert fill_blanks(typed, VALUES) == "SA 1042 X"


def test_an_unknown_word_and_a_brace_that_stands_alone_are_told() -> None:
    assert template_told("# A\nBonjour {prenom},\nvotre {demarche}\nest prête le {date}.\n\n{numéro,\nmerci }.") == [
        (TemplateFaultCode.UNKNOWN_BLANK, 2, "prenom", "prénom nom"),
        (TemplateFaultCode.UNKNOWN_BLANK, 3, "demarche", "démarche"),
        (TemplateFaultCode.UNKNOWN_BLANK, 4, "date", "date limite"),
        (TemplateFaultCode.OPEN_BRACE, 6, "{", ""),
        (TemplateFaultCode.OPEN_BRACE, 7, "}", ""),
    ]


def test_a_translation_has_the_same_words_and_no_others() -> None:
    assert template_told(f"{GOOD}\n## en\nFile {{numéro}}") == [
        (TemplateFaultCode.LACKS_BLANK, 4, "pièces demandées", "")
    ]
    assert template_told(f"{GOOD}\n## en\n{{number}}") == [(TemplateFaultCode.UNKNOWN_BLANK, 5, "number", "numéro")]


def test_what_is_too_long_or_unreadable_is_told() -> None:
    for text, code in (
        (f"# {'a' * (LONGEST_NAME + 1)}\nx", TemplateFaultCode.LONG_NAME),
        (f"# A\n{'a' * (LONGEST + 1)}", TemplateFaultCode.LONG_TEXT),
        (f"{'# A'}{chr(10) * LONGEST_TEXT}a", TemplateFaultCode.LONG_WHOLE),
        ("# A\na\x07", TemplateFaultCode.UNREADABLE),
    ):
        assert code in [row[0] for row in template_told(text)]


def test_a_case_that_lacks_a_value_refuses_the_template_and_says_which() -> None:
    with pytest.raises(Refused) as refused:
        fill_blanks("{numéro} {date limite} {pièces demandées} {date limite}", {Blank.NUMBER: "1", Blank.PAPERS: ""})
    assert (refused.value.code, refused.value.details["lacks"]) == ("template-lacks", "date limite, pièces demandées")
    assert fill_blanks("Voici pourquoi : {à compléter}", {}) == "Voici pourquoi : {à compléter}"
    assert blanks_in("Voici pourquoi : {à compléter} {x} {") == (Blank.TO_WRITE,)
    assert fill_blanks("{démarche} {numéro}", {Blank.PROCEDURE: "{numéro}", Blank.NUMBER: "1"}) == "{numéro} 1"


def test_it_is_offered_for_its_procedure_and_answer_alone() -> None:
    wide, narrow = MessageTemplate("A", "x", {}), MessageTemplate("A", "x", {}, "", "une aide", "refused")
    assert wide.fits("Une aide", "refused") and narrow.fits("Une aide", "refused")
    for other in (("Un trou dans la rue", "refused"), ("Une aide", "accepted")):
        assert wide.fits(*other) and not narrow.fits(*other)


def test_an_author_is_asked_for_whole_and_read_again() -> None:
    author = authors.parse_author(" Claire ", "Morel", "Adjointe  au maire")
    assert author == Author("Claire", "Morel", "Adjointe au maire")
    assert (author.name, author.in_full) == ("Claire Morel", "Claire Morel, Adjointe au maire")
    for lacking in (("", "Morel", "Maire"), ("Claire", " ", "Maire"), ("Claire", "Morel", "")):
        with pytest.raises(Refused, match="author-missing"):
            authors.parse_author(*lacking)
    with pytest.raises(Refused, match="author-too-long"):
        authors.parse_author("Claire", "Morel", "x" * (LONGEST_WORDS + 1))
    assert authors.propose_author("Inès de La Tour") == Author("Inès", "de La Tour", "")
    assert not authors.propose_author("Inès", "Maire").is_whole
    author = Author("Claire", "Morel", "Maire")
    assert authors.find_decision_author(asdict(author)) == author
    assert authors.find_decision_author(None) is None


def test_a_message_is_there_in_each_language_that_the_hub_said() -> None:
    said = {"message": "Bonjour", "said_in": {"ar": "مرحبًا", "en": "Hello"}}
    assert (find_translated_message(said, "ar"), find_translated_message(said, "uk")) == ("مرحبًا", "")
    for given in [None, "x", [], {"ar": 1, "en": ""}, {"ar": ["x"]}]:
        assert translations({"message": "Bonjour", "said_in": given}) == {}
        assert translations({"message": "Bonjour"}) == {}
    assert translations({"message": "", "said_in": {"ar": "مرحبًا"}}) == {}


GIVEN = DecisionDocument(id="a" * 32, name="lettre.pdf", media_type="application/pdf", size=3, sha256="b" * 64)


def test_a_promised_document_is_read_as_the_hub_wrote_it() -> None:
    assert find_promised_document({"document": msgspec.to_builtins(GIVEN)}) == GIVEN
    for said in [{}, {"document": None}, {"document": "x"}, {"document": {"id": "a" * 32}}]:
        assert find_promised_document(said) is None


CONTACT = {"phone": "+33612345678", "email": "awa@example.org"}
ALL = Wish("awa@example.org", "+33612345678", "+33612345678", True)


def test_what_the_hub_serves_is_offered_and_a_call_always() -> None:
    assert offer_wish(CONTACT, ("email", "sms")) == ALL
    assert offer_wish(CONTACT, ()) == Wish(call="+33612345678", message=True)
    assert not offer_wish({"phone": "", "email": ""}, ("email", "sms"))


def test_text_messages_go_to_mobile_numbers() -> None:
    for number, texts in [
        ("+33612345678", True), ("+33299000000", False), ("+590690123456", True), ("+447911123456", True),
        ("x", False),
    ]:  # fmt: skip
        assert bool(offer_wish({"phone": number}, ("sms",)).sms) is texts


def test_nothing_is_wished_by_default_and_nothing_that_was_not_offered() -> None:
    assert not choose_ways([], ALL) and not choose_ways(["email", "pigeon"], Wish(call="+33612345678"))
    assert choose_ways(["email", "message"], ALL) == Wish(email="awa@example.org"), "no message without a call"
    assert choose_ways(list(Way), ALL) == ALL and ALL.ways == tuple(Way) and ALL.by_hub
    assert not choose_ways(["call"], ALL).by_hub


def test_an_address_that_changed_since_is_not_used() -> None:
    assert drop_changed_ways(ALL, offer_wish(CONTACT | {"email": "other@example.org"}, ("email", "sms"))) == Wish(
        "", "+33612345678", "+33612345678", True
    )
    assert not drop_changed_ways(ALL, Wish())


def test_who_wishes_nothing_says_nothing() -> None:
    assert to_builtins(wish_to_notices(Wish(), "02 99 00 00 00", "9 h")) == {}
    assert to_builtins(wish_to_notices(Wish(call="+336"), "02 99 00 00 00", "")) == {
        "call": "+336",
        "phone": "02 99 00 00 00",
    }


def test_the_number_is_asked_for_without_a_wish() -> None:
    assert json.loads(make_notices_event(wish_to_notices(Wish(), "", ""), **ADDED).body)["notices"] == {}
    body = json.loads(make_number_event(Wish(sms="+33612345678"), "ar", **ADDED).body)
    assert body["number"] == {"to": {"sms": "+33612345678"}, "language": "ar"} and "notices" not in body


WISHED_AT = datetime(2026, 11, 24, 12, tzinfo=UTC)


def noted(fact: str, minutes: int = 0, by: str = "Nadia Roux") -> PersonFact:
    return PersonFact(fact, by, WISHED_AT + timedelta(minutes=minutes))


def test_what_fails_is_not_used_and_the_rest_is() -> None:
    for fact, left in [
        (Fact.DECEASED, Wish()), (Fact.PHONE, Wish(email="awa@example.org")),
        (Fact.EMAIL, Wish(sms="+33612345678", call="+33612345678", message=True)), (Fact.ADDRESS, ALL),
        ("moved-abroad", ALL),
    ]:  # fmt: skip
        assert drop_failed_ways(ALL, [noted(fact)]) == left


def test_each_fact_stands_once_as_it_was_noted_first_the_gravest_before() -> None:
    both = order_facts([noted("address"), noted("deceased", 5, "Omar"), noted("deceased", 2), noted("other")])
    assert [(entry.fact, entry.by) for entry in both] == [
        ("deceased", "Nadia Roux"), ("address", "Nadia Roux"), ("other", "Nadia Roux"),
    ]  # fmt: skip


def test_the_event_says_what_is_noted_and_whom_the_hub_still_writes_to() -> None:
    body = json.loads(make_facts_event(Notices(), [noted("deceased")], **ADDED).body)
    assert body["type"] == "notices" and body["notices"] == {}
    assert body["noted"] == [{"fact": "deceased", "by": "Nadia Roux", "at": "2026-11-24T12:00:00.000000+00:00"}]
    assert json.loads(make_facts_event(Notices(), [], **ADDED).body)["noted"] == [], "taken back"
