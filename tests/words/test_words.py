"""Every code has words, in every language; every word is a code's."""

import ast
import re
from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from itertools import chain

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
from kiosk.domain.events.case_state import ENDED
from kiosk.domain.events.event import EventType, RequestOutcome
from kiosk.domain.events.wire.reading import BODY_VERSION
from kiosk.domain.mandates import mandate
from kiosk.domain.notices.wish import Fact
from kiosk.domain.printing.print_job import JobState, Tray
from kiosk.domain.procedure.procedure import AUDIENCES, THEMES, Channel
from kiosk.domain.proofs import enrolment
from kiosk.domain.replies.asked_paper import AskedState
from kiosk.domain.replies.message_template import TemplateFaultCode
from kiosk.domain.screen.first_day_step import AFTERWARDS
from kiosk.domain.screen.station import CHOICES
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box.in_memory import OFFERED
from kiosk.services.papers.kinds import PAPERS, mandate_print_jobs
from kiosk.services.papers.kinds.test_page import QUESTIONS
from kiosk.settings import Settings
from kiosk.store.open_answers import CallOutcome, WorkKind
from kiosk.words.languages import find_language_name, load_word_catalogue
from printers.renderers import RENDERERS
from scripts.source import below, files, modules, raised_codes, strings
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
} | {("print", item) for item in JobState} | {("job", paper.kind) for paper in PAPERS} | {
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
} | {("line", f"stage-{stage}") for stage in Stage} | {
    ("line", f"stage-{stage}-prepared") for stage in (Stage.SENT, Stage.DECIDED)
} | {("line", f"outcome-{state}") for state in ENDED} | {("line", f"how-{how}") for how in Passage} | {
    ("line", f"holder-{holder}") for holder in Holder if holder is not Holder.NOBODY
} | {("line", f"next-{action}") for action in NextAction} | {("news", f"then-{state}") for state in ENDED} | {
    ("to-person", f"{notice}-subject") for notice in ("received", "news", "number")
} | {("person-fact", fact) for fact in Fact} | {("call-outcome", outcome) for outcome in CallOutcome} | {
    ("work", kind) for kind in WorkKind
} | {("first-day", f"{step}{part}") for step in AFTERWARDS for part in ("", "-help")} | {
    ("first-day", f"{step}-link") for step in AFTERWARDS[1:5]
} | {("telephone", code) for code in ("taken-away",)} | {
    ("identity", shown) for shown in enrolment.SHOWN
} | {("receipt-why", why) for why in enrolment.WHY} | {
    (CONTEXT, f"{state}{part}") for state in STATES_WITH_TEMPLATE for part in ("", "-name")
}  # fmt: skip
"""Codes that screens and papers make of what the store or the hub says."""
OF_THE_HUB: dict[str, Iterable[str]] = {
    "arrived": EventType, "asked-paper": AskedState, "audit": AuditAction, "brought": STATES,
    "case-state": hub_states.STATES, "case-states": hub_states.STATES, "decision-stopped": StopReason,
    "delivery": DeliveryType, "filter": FILTERS, "left-out": LeftOut,
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


def test_each_language_that_can_be_offered_has_a_name_in_itself() -> None:
    messages = ["العربية", "English", "Español", "Français", "Português", "Українська"]
    assert sorted(map(find_language_name, LANGUAGES)) == sorted(messages)


def test_events_have_one_version() -> None:
    assert BODY_VERSION == 1
