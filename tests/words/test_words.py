"""Every code has words, in every language; every word is a code's.
Arabic sentences with their short vowels, kept for voices.
What an examination found, in words and for another program.
Opening hours in every language; the day names and clocks are Babel's.
The shipped fonts are found wherever the program is installed.
The languages there are, what Babel knows of them, and who has read their catalogues over.
"""

import ast
import json
import re
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po

from hub.cases import states as hub_states
from hub.cases.case_list import FILTERS, View
from hub.decisions.decisions import LeftOut
from hub.message_templates import CONTEXT
from hub.message_templates import STATES as STATES_WITH_TEMPLATE
from hub.outbox.outbox import CONNECTORS
from hub.people.staff_role import StaffRole
from hub.replies import StopReason
from hub.sites.fleet import SiteStanding
from hub.trail import AuditAction
from hub.web.pages import word
from kiosk.connectors.connector import DeliveryType
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.answers.fields.document import STATES
from kiosk.domain.events import submission
from kiosk.domain.events.case_line import Holder, NextAction, Passage, Stage
from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.events.event import EventType, RequestOutcome
from kiosk.domain.events.wire.reading import BODY_VERSION
from kiosk.domain.mandates import mandate
from kiosk.domain.notices.wish import Fact
from kiosk.domain.places.site import Site
from kiosk.domain.printing.print_job import JobState, Reason, Tray
from kiosk.domain.procedure.procedure import AUDIENCES, THEMES, Channel
from kiosk.domain.proofs import enrolment
from kiosk.domain.replies.asked_paper import AskedState
from kiosk.domain.replies.message_template import TemplateFaultCode
from kiosk.domain.screen.first_day_step import AFTERWARDS
from kiosk.domain.screen.station import CHOICES
from kiosk.domain.time.opening_hours import parse_opening_hours
from kiosk.domain.trail.finding import Finding
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box.in_memory import OFFERED
from kiosk.services.papers.kinds import PAPERS, mandate_print_jobs
from kiosk.services.papers.kinds.test_page import QUESTIONS
from kiosk.settings import Settings
from kiosk.store.open_answers import CallOutcome, WorkKind
from kiosk.words import languages, opening_words
from kiosk.words.findings import describe_findings, list_finding_lines, report_findings
from kiosk.words.languages import find_language_name, load_word_catalogue
from kiosk.words.paper_fonts import load_paper_fonts
from kiosk.words.vocalised import HARAKAT, make_sentence_key, split_sentences, vocalise_text
from kiosk.words.words import Words
from printers.renderers import RENDERERS
from scripts.source import below, files, modules, raised_codes, strings
from scripts.vocalise import HEAD, kept, settled, wanted
from tests.words.catalogues import FRENCH, LANGUAGES, catalogue, holes
from tests.words.spoken_words import SPOKEN_WORDS

RAISED = {"Fault": "fault", "NotPrinted": "printer", "Unknown": "printer", "Waiting": "printer"}
"""What is raised with a code written there, and the context of its words."""
ENUMERATED = {"Refusal": "refused", "HubRefusal": "refused", "LineFault": "line", "Rejection": "rejection"}
"""The enumerations of codes, and the context of their words."""
WORDLESS = {
    ("refused", "faulty-procedure"): "its mistakes are told, line by line",
}
HERE = ("draft", "submitted", "sending", "prepared", "needs_attention", "unknown", "withdrawing")
ADVICE = {"letters": ("letters-draw",), "edges": ("edges-other",), "code": ("code-draw",)}
COMPUTED = {
    ("state", item) for item in (*hub_states.STATES, *HERE)
} | {("print", item) for item in (*JobState, Reason.IN_A_FILE)} | {("job", paper.kind) for paper in PAPERS} | {
    ("paper", f"documents-{state}") for state in STATES
} | {("document", state) for state in STATES} | {("journal", item) for item in JournalAction} | {
    ("journal-fault", word) for word in ("missing", "changed", "cut", "bad-checkpoint", "not-that-head")
} | {("rights", word) for word in ("erased", "given", "refused")} | {
    ("theme", theme) for theme in THEMES
} | {("audience", audience) for audience in AUDIENCES} | {("duration", duration) for duration in mandate.DURATIONS} | {
    ("manner", manner) for manner in mandate.MANNERS
} | {("outside-mandate", reason) for reason in mandate.REASONS} | {
    ("mandate-state", item) for item in (*mandate.OVER, "in-force", "not-signed")
} | {("mandate-copy", copy) for copy in mandate_print_jobs.COPIES} | {("mandate-use", "submitted")} | {
    ("paper", f"{kind}-next") for kind in submission.KINDS
} | {
    ("confirmed", word) for word in ("citizen-touch", "citizen-spoken", "alone-touch", "mandate", "phone")
} | {("comfort", item) for item in chain(*CHOICES.values())} | {("channel", channel) for channel in Channel} | {
    ("call", word)
    for word in ("who", "not-recorded", "check", "doubt", "read", "spell", "recap", "yes", "number", "receipt")
} | {("carrier", carrier.kind) for carrier in OFFERED} | {
    ("carrier-setting", f"{carrier.kind}-{setting.name}")
    for carrier in OFFERED
    for setting in carrier.settings
    if setting.name not in ("media_type", "folder")
} | {
    ("connector-setting", f"{connector.kind}.{setting.name}")
    for connector in CONNECTORS
    for setting in connector.settings
} | {("sheet", renderer.kind) for renderer in RENDERERS} | {
    ("setting", setting.name) for setting in fields(Settings) if setting.name != "data"
} | {("speech", word) for word in SPOKEN_WORDS} | {("pdf", state) for state in ("intact", "changed", "unsealed")} | {
    ("papers", tray or "all") for tray in Tray
} | {("fault", kind.unanswered) for kind in KINDS} | {
    ("trial", item)
    for question in QUESTIONS
    for item in (question, f"{question}-look", *ADVICE.get(question, ()))
} | {("state", CaseState.COMPLETED), ("line", "outcome-passed-on"), ("news", "then-passed-on")} | {
    (voice, code)
    for voice in ("line-desk", "line-hub")
    for code in ("holder-person", "next-bring", "next-bring-by", "next-wait", "next-deposit", "next-read")
} | {
    ("line-desk", "next-mend"), ("line-desk", "next-nothing"), ("line-hub", "next-nothing"), ("line", "next-bring-by"),
} | {
    ("line", f"{code}") for code in ("missing", "missing-some", "hidden-one", "hidden-more")
} | {("line", f"stage-{stage}") for stage in Stage} | {
    ("line", f"stage-{stage}-prepared") for stage in (Stage.SENT, Stage.DECIDED)
} | {("line", f"outcome-{state}") for state in ENDED} | {("line", f"how-{how}") for how in Passage} | {
    ("line", f"holder-{holder}") for holder in Holder if holder is not Holder.NOBODY
} | {("line", f"next-{action}") for action in NextAction} | {("news", f"then-{state}") for state in ENDED} | {
    ("to-person", f"{notice}-subject") for notice in ("received", "news", "number")
} | {("person-fact", fact) for fact in Fact} | {("call-outcome", outcome) for outcome in CallOutcome} | {
    ("work", kind) for kind in WorkKind
} | {("first-day", f"{step}{part}") for step in AFTERWARDS for part in ("", "-help")} | {
    ("first-day", f"{step}-link") for step in AFTERWARDS[1:6]
} | {("telephone", code) for code in ("taken-away",)} | {
    ("figures", f"sum-{name}") for name in ("requests", "papers")
} | {
    ("figures", f"head-{head}") for head in ("period", "site", "table", "what", "count", "table-code", "code")
} | {
    ("council", f"{share}-said") for share in ("minutes-share", "days-share")
} | {
    ("identity", shown) for shown in enrolment.SHOWN
} | {("receipt-why", why) for why in enrolment.WHY} | {
    (CONTEXT, f"{state}{part}") for state in STATES_WITH_TEMPLATE for part in ("", "-name")
}  # fmt: skip
"""Codes that screens and papers make of what the store or the hub says."""
OF_THE_HUB: dict[str, Iterable[str]] = {
    "arrived": EventType, "asked-paper": AskedState, "audit": AuditAction, "brought": STATES,
    "case-state": (*hub_states.STATES, CaseState.COMPLETED, CaseState.PREPARED),
    "case-states": hub_states.STATES, "decision-stopped": StopReason,
    "delivery": DeliveryType, "figures-kind": ("month", "quarter", "year"),
    "figures-period": ("year", "T1", "T2", "T3", "T4"), "figures-sites": ("all", "rest"), "filter": FILTERS,
    "left-out": LeftOut,
    "rights-answer": RequestOutcome, "rights-help": RequestOutcome, "rights-state": RequestOutcome, "role": StaffRole,
    "standing": SiteStanding, "standings": SiteStanding, "template-fault": TemplateFaultCode, "view": View,
}  # fmt: skip
"""The contexts of what the hub's pages say to staff, with all that they say in each."""
CALL = re.compile(r"""words\.code\(\s*['"]([\w-]+)['"]\s*,\s*['"]([\w-]+)['"]\s*[,)]""")


@cache
def words(language: str) -> dict[tuple[str, str], str]:
    return {
        (str(message.context), str(message.id)): str(message.string)
        for message in catalogue(language, "words")
        if message.id
    }


@cache
def raised() -> frozenset[tuple[str, str, str]]:
    """Module, context and code of every error that is raised."""
    result = {(raising.name, ENUMERATED[kind], code) for raising, _, kind, code in raised_codes()}
    for module in modules().values():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in RAISED and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant):
                    result.add((module.name, RAISED[node.func.id], str(code.value)))
    return frozenset(result)


def asked() -> set[tuple[str, str]]:
    """Context and code of every `words.code("context", "code")` in code and templates."""
    sources = [*files("kiosk", ".py"), *files("templates", ".html")]
    return {pair for path in sources for pair in CALL.findall(path.read_text("utf-8"))}


def test_every_code_that_is_asked_for_has_words() -> None:
    assert not (asked() | COMPUTED) - words(FRENCH).keys()


def test_every_error_of_the_box_has_words() -> None:
    result = words(FRENCH).keys() | WORDLESS.keys()
    assert not [row for row in raised() if not below(row[0], ("hub",)) and row[1:] not in result]


def test_no_code_that_has_words_needs_an_exception() -> None:
    assert not WORDLESS.keys() & words(FRENCH).keys()
    assert not WORDLESS.keys() - {item[1:] for item in raised()}


def test_every_error_that_keeps_a_hub_from_starting_has_words() -> None:
    """Its pages tell the others by their status."""
    parts = ("commands", "opening", "keys", "sites", "server", "store")
    starting = tuple(f"hub.{part}" for part in parts)
    assert not [row for row in raised() if below(row[0], starting) and row[1:] not in words(FRENCH)]


def test_every_word_is_a_code_s() -> None:
    written = {node.value for module in modules().values() for node in strings(module.tree)}
    yaml_and_pages = {
        word
        for path in [*files("kiosk", ".yaml"), *files("templates", ".html")]
        for word in re.findall(r"[^'\"\s,]+(?=['\"\s,])", path.read_text("utf-8"))
    }
    made = {pair[1] for pair in COMPUTED} | {f"{item}-near" for item in written}
    used = written | made | yaml_and_pages
    unused = [(context, code) for context, code in words(FRENCH) if code not in used]
    assert not unused, "nobody says this any more"


def test_every_code_that_staff_of_the_hub_read_has_words() -> None:
    filled = dict.fromkeys(("day", "line", "near", "word"), "")
    for context, codes in OF_THE_HUB.items():
        assert not [code for code in codes if word(code, context, **filled) == code], context


def test_every_word_of_the_hub_is_asked_for() -> None:
    theirs = words("hub/fr")
    pages = " ".join(path.read_text("utf-8") for path in files("templates/hub", ".html"))
    written = {node.value for module in modules().values() for node in strings(module.tree)}
    written |= set(re.findall(r"'([\w-]+)'", pages))
    assert not {context for context, _ in theirs} - written
    assert not [code for _, code in theirs if not {code, code.rpartition("-")[0]} & written and not code[:3].isdigit()]
    assert set(re.findall(r"word\('([\w-]+)'", pages)) <= {context for context, _ in theirs | words(FRENCH)}


def test_each_language_has_words_for_the_same_codes_with_the_same_holes() -> None:
    for language in LANGUAGES:
        french, theirs = words(FRENCH), words(language)
        assert french.keys() == theirs.keys()
        assert not [key for key, translation in theirs.items() if not translation]
        assert not [key for key in french if holes(french[key]) != holes(theirs[key])]


def test_each_number_of_things_is_said_in_the_form_that_its_language_has_for_it() -> None:
    """Babel's own rule for Arabic calls the forms of eleven and of a hundred by each other's place."""
    one, many = "Il reste une chose à corriger", "Il reste %(num)s choses à corriger"

    def said(language: str) -> list[str]:
        result = load_word_catalogue(language, "messages")
        return [result.ungettext(one, many, number) % {"num": number} for number in (1, 2, 3, 11, 100)]

    assert said("ar") == [
        "بقي شيء واحد للتصحيح",
        "بقي شيئان للتصحيح",
        "بقيت 3 أشياء للتصحيح",
        "بقي 11 شيئًا للتصحيح",
        "بقي 100 شيء للتصحيح",
    ]
    assert len(set(said("uk"))) == len(set(said("pt"))) == len(set(said("es"))) == 5


def test_where_a_case_is_has_one_name_in_its_badge_and_on_its_line() -> None:
    for language in languages.list_languages():
        words = Words(language)
        for state, stage in (("received", "stage-sent"), ("in_progress", "stage-looked-at")):
            assert words.code("state", state) == words.code("line", stage), language


def test_a_closed_request_has_one_name_wherever_it_is_read() -> None:
    """On the box, at the hub, on the page that follows it and in its letter: « Demande close »."""
    assert Words().code("state", "closed") == word("closed", "case-state") == "Demande close"
    for language in LANGUAGES:
        assert Words(language).code("state", "closed") == Words(language).code("line", "outcome-closed"), language


def test_english_dates_and_hours_are_british_as_its_sentences_are() -> None:
    english = Words("en")
    assert english.day(date(2026, 11, 24)) == "24 November 2026"
    afternoon = datetime(2026, 11, 24, 14, 5, tzinfo=english.zone)
    assert english.moment(afternoon) == "Tuesday, 24 November 2026 at 14:05"
    assert find_language_name("en") == "English"


def test_each_language_that_can_be_offered_has_a_name_in_itself() -> None:
    messages = ["العربية", "English", "Español", "Français", "Português", "Українська"]
    assert sorted(map(find_language_name, LANGUAGES)) == sorted(messages)


def test_events_have_one_version() -> None:
    assert BODY_VERSION == 1


MADE_BY = "python -m scripts.vocalise"


def test_every_arabic_sentence_is_vocalised_and_none_is_stale() -> None:
    there, sought = kept().keys(), wanted().keys()
    assert len(sought) > 5000
    assert not sought - there, MADE_BY
    assert not there - sought, MADE_BY


def test_no_letter_of_a_sentence_is_lost_or_changed() -> None:
    forms = kept()
    bare = {name: HARAKAT.sub("", sentence) for name, sentence in wanted().items()}
    assert not [name for name in bare if HARAKAT.sub("", forms[name]) != bare[name]]


def test_nearly_every_sentence_has_vowels() -> None:
    """A few, such as « لا », need none."""
    without = [form for form in kept().values() if not HARAKAT.search(form)]
    assert len(without) <= 20


def test_nobody_takes_them_for_reviewed() -> None:
    assert HEAD.startswith("# Not reviewed by a person")


def test_a_sentence_is_found_whichever_of_its_vowels_are_written() -> None:
    assert make_sentence_key("شكرًا") == make_sentence_key("شكرا") and make_sentence_key("شكرا") != make_sentence_key(
        "شكر"
    )


def test_a_paragraph_is_vocalised_sentence_by_sentence() -> None:
    known = next(sentence for sentence in wanted().values() if sentence.endswith("."))
    said = vocalise_text(f"محمد. {known}")
    assert split_sentences(said)[0] == "محمد." and HARAKAT.search(said)
    assert said.endswith(kept()[make_sentence_key(known)])


def test_what_somebody_typed_stays_as_it_is() -> None:
    assert vocalise_text("شارع  النصر 12") == "شارع  النصر 12"


def test_a_value_in_a_sentence_stays_as_it_is_and_the_rest_is_vocalised() -> None:
    form = next(form for form in kept().values() if HARAKAT.sub("", form) == "الملف {}")
    assert vocalise_text("الملف SA1042K") == form.format("SA1042K")


def test_a_word_that_asks_something_of_the_person_is_no_account_of_what_somebody_did() -> None:
    assert settled("اكتبوه واختاروا هذا", "اكْتَبُوهَ وَاخْتَارُوا هَذا") == "اُكْتُبُوهُ وَاخْتَارُوا هَذَا"
    assert settled("وقّعوا", "وَقَّعُوا") == "وَقِّعُوا"


def test_vowels_that_the_sentence_has_itself_are_kept() -> None:
    assert settled("كُتب العَقَد", "كُتِبَ العَقَدُ") == "كُتِبَ العَقَدُ"


WELL, TO_DO, TO_MEND = (
    Finding("store", True),
    Finding("backup", False, "no-backup"),
    Finding("space", False, "disk-full"),
)
UNKNOWN = Finding("printer", None, "no-answer-yet", "Accueil")


def test_a_line_says_the_state_and_what_mends_it() -> None:
    said = list_finding_lines(Words(), (WELL, UNKNOWN, TO_DO, TO_MEND))
    assert [line[0] for line in said[:-1]] == ["✓", "?", "○", " ", "✗", " "]
    assert said[0] == f"✓ {Words().code('doctor', 'store')} {Words().code('doctor', 'well')}" and "Accueil" in said[1]
    assert said[3].startswith("    → kiosk backup")
    assert list_finding_lines(Words("en"), (WELL,))[0].startswith("✓ ")


def test_a_figure_is_told_with_what_it_counts() -> None:
    said = list_finding_lines(Words(), (Finding("hub", True, "", "1002"), Finding("space", True, "", "12 MB")))
    assert said[:2] == [
        "✓ Système central\xa0: tout va bien. Dernier numéro reçu\xa0: 1002",
        "✓ Place sur le disque\xa0: tout va bien. Place libre\xa0: 12 MB",
    ]


def test_the_outcome_is_the_worst_of_them() -> None:
    outcomes = [
        describe_findings(Words(), findings)["outcome"] for findings in ((WELL,), (WELL, TO_DO), (TO_DO, TO_MEND))
    ]
    assert outcomes == ["well", "to-do", "to-mend"]


def test_a_command_ends_well_unless_something_is_to_mend() -> None:
    assert [report_findings(Words(), findings, False)[1] for findings in ((), (WELL, TO_DO), (TO_DO, TO_MEND))] == [
        0,
        0,
        1,
    ]
    assert report_findings(Words(), (WELL,), False)[0] == "\n".join(list_finding_lines(Words(), (WELL,)))
    assert json.loads(report_findings(Words(), (WELL,), True)[0]) == describe_findings(Words(), (WELL,))


WEEK = [
    {"days": "du lundi au vendredi", "open": "9h-12h, 14h-17h30"},
    {"days": "samedi", "open": "9h-11h30"},
]
SITE = Site("SA", "Mairie", opening=parse_opening_hours(WEEK))


def clean(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_the_week_is_said_in_every_language() -> None:
    for language, said in [
        ("fr", "du lundi au vendredi de 9 h à 12 h et de 14 h à 17 h 30, le samedi de 9 h à 11 h 30"),
        ("en", "Monday to Friday: 09:00 to 12:00 and 14:00 to 17:30; Saturday: 09:00 to 11:30"),
        ("ar", "من الاثنين إلى الجمعة: من 9:00 ص إلى 12:00 م ومن 2:00 م إلى 5:30 م؛ السبت: من 9:00 ص إلى 11:30 ص"),
        ("uk", "понеділок – пʼятниця: з 09:00 до 12:00 і з 14:00 до 17:30; субота: з 09:00 до 11:30"),
        ("es", "de lunes a viernes: de 9:00 a 12:00 y de 14:00 a 17:30; el sábado: de 9:00 a 11:30"),
        ("pt", "de segunda-feira a sexta-feira: das 09:00 às 12:00 e das 14:00 às 17:30; sábado: das 09:00 às 11:30"),
    ]:
        assert clean(opening_words.describe_opening_hours(SITE, Words(language))) == said


def test_days_apart_are_listed() -> None:
    site = Site(
        "SA",
        "Mairie",
        opening=parse_opening_hours([{"days": "lundi, mardi, jeudi, vendredi, samedi", "open": "9h-12h"}]),
    )
    assert (
        clean(opening_words.describe_opening_hours(site, Words()))
        == "le lundi, le mardi et du jeudi au samedi de 9 h à 12 h"
    )


def test_each_place_and_each_exception_ahead_has_its_line() -> None:
    tables = [
        *WEEK[1:],
        {"date": "2026-12-24", "open": "fermé"},
        {"date": "2026-12-28", "until": "2027-01-02", "open": "9h-10h"},
        {"date": "2027-03-01", "open": "fermé"},
        {"place": "Annexe de Kerlouan", "days": "mardi", "open": "14h-16h"},
    ]
    site = Site("SA", "Mairie", opening=parse_opening_hours(tables))
    assert clean(opening_words.describe_opening_hours(site, Words(), date(2026, 12, 1))).split("\n") == [
        "le samedi de 9 h à 11 h 30",
        "Exceptionnellement, le 24 décembre 2026 : fermé",
        "Exceptionnellement, du 28 décembre 2026 au 2 janvier 2027 : de 9 h à 10 h",
        "Annexe de Kerlouan : le mardi de 14 h à 16 h",
    ]
    assert "Exception" not in opening_words.describe_opening_hours(site, Words())


def test_whoever_stands_at_the_door_is_told_when_it_opens() -> None:
    for moment, said in [
        ("2026-11-26T07:00", "Ouvre aujourd’hui à 9 h"),
        ("2026-11-26T08:30", "Ouvert jusqu’à 12 h"),
        ("2026-11-26T19:00", "Ouvre demain à 9 h"),
        ("2026-11-28T12:00", "Ouvre lundi à 9 h"),
    ]:
        now = datetime.fromisoformat(moment).replace(tzinfo=UTC)  # an hour behind Paris in winter
        assert clean(opening_words.describe_next_opening(SITE, Words(), now)) == said


def test_a_long_closure_is_told_with_the_day_it_ends() -> None:
    shut = {"date": "2026-12-19", "until": "2027-01-02", "open": "fermé"}
    site, now = Site("SA", "Mairie", opening=parse_opening_hours([*WEEK, shut])), datetime(2026, 12, 19, 12, tzinfo=UTC)
    assert clean(opening_words.describe_next_opening(site, Words(), now)) == "Ouvre le 4 janvier 2027 à 9 h"
    assert opening_words.describe_next_opening(site, Words("ar"), now)


def test_the_town_halls_own_words_come_first() -> None:
    site = Site("SA", "Mairie", hours="sur rendez-vous", opening=SITE.opening)
    assert opening_words.describe_opening_hours(site, Words()) == "sur rendez-vous"
    assert opening_words.describe_next_opening(site, Words(), datetime(2026, 11, 26, 8, tzinfo=UTC)) == ""
    assert opening_words.describe_opening_hours(Site("SA", "Mairie"), Words()) == ""


def test_they_are_there_and_loaded_once() -> None:
    assert load_paper_fonts().weight(False).faces
    assert load_paper_fonts() is load_paper_fonts()


def a_catalogue(place: Path, language: str, domain: str, said: dict[str, str], head: str = "# Ours") -> None:
    """A town hall's own, compiled."""
    folder = place / language / "LC_MESSAGES"
    folder.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(locale=language, header_comment=head, fuzzy=False)
    for key, words in said.items():
        context, _, message = key.rpartition("/")
        catalog.add(message, words, context=context or None)
    with (folder / f"{domain}.po").open("wb") as po, (folder / f"{domain}.mo").open("wb") as mo:
        write_po(po, catalog)
        write_mo(mo, catalog)


def test_a_language_is_a_folder_whose_name_babel_knows_in_itself(tmp_path: Path) -> None:
    a_catalogue(tmp_path, "tr", "words", {})
    assert languages.list_languages(tmp_path) == ("fr", "ar", "en", "es", "pt", "tr", "uk")
    assert (languages.find_language_name("tr"), languages.find_language_name("tlh")) == ("Türkçe", "")


def test_scripts_and_their_direction_are_babel_s() -> None:
    assert [languages.find_direction(word) for word in ("fr", "ar", "fa", "uk")] == ["ltr", "rtl", "rtl", "ltr"]
    assert [languages.is_latin(word) for word in ("fr", "ar", "uk", "pt", "ti")] == [True, False, False, True, False]


def test_a_town_hall_s_own_words_come_before_ours_and_ours_before_nothing(tmp_path: Path) -> None:
    a_catalogue(tmp_path, "en", "words", {"state/accepted": "Granted"})
    assert Words("en", own=tmp_path).code("state", "accepted") == "Granted"
    assert Words("en", own=tmp_path).code("state", "refused") == Words("en").code("state", "refused") != ""
    assert languages.load_word_catalogue("en", "words", tmp_path).pgettext("state", "no such code") == ""


def test_a_catalogue_is_reviewed_once_it_names_who_has_read_it(tmp_path: Path) -> None:
    a_catalogue(tmp_path / "named", "tr", "messages", {}, "# X-Reviewed-By: Ayşe Demir, 2027-02-01")
    a_catalogue(tmp_path / "nobody", "tr", "messages", {}, "# X-Reviewed-By:")
    assert languages.is_catalogue_reviewed("tr", "messages", tmp_path / "named")
    assert not languages.is_catalogue_reviewed("tr", "messages", tmp_path / "nobody")
    assert {language for language in languages.list_languages() if languages.has_unreviewed_catalogue(language)} == {
        "ar",
        "en",
        "es",
        "pt",
        "uk",
    }


def test_one_sentence_that_nobody_has_read_makes_a_language_unreviewed(tmp_path: Path) -> None:
    assert not languages.has_unreviewed_catalogue("fr")
    a_catalogue(tmp_path, "fr", "words", {"state/accepted": "Accordée"})
    assert languages.has_unreviewed_catalogue("fr", tmp_path)


def test_the_strongest_variable_that_is_set_decides() -> None:
    for variables, language in [
        ({}, "fr"),
        ({"LANG": "C.UTF-8"}, "fr"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr"}, "fr"),
        ({"LANG": "en", "LC_ALL": ""}, "en"),
    ]:
        assert languages.find_environment_language(variables) == language


BY_PLACE = {
    "fr": "dessous|dessus|à côté",
    "en": "below|underneath|above|beside",
    "ar": "أدناه|أعلاه|تحت|بجانب",
    "uk": "нижче|вище|під нею|поруч",
    "es": "abajo|debajo|arriba|encima|al lado",
    "pt": "abaixo|debaixo|acima|em cima|ao lado",
}


def test_no_fault_of_an_answer_points_by_place() -> None:
    """WCAG 1.3.3: who hears the page, or has it in one column, is told which box by what it is called."""
    for language in LANGUAGES:
        pattern = re.compile(rf"\b({BY_PLACE[language]})\b", re.IGNORECASE)
        pointing = [
            message.id
            for message in catalogue(language, "words")
            if message.id and message.context == "fault" and pattern.search(str(message.string))
        ]
        assert pointing == [], language
