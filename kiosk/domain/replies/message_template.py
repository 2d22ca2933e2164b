"""Message templates: what a service keeps ready, in one text, with words in braces that each case fills in.

    # Dossier complet
    réponse : acceptation

    Votre dossier {numéro} est complet.

    ## en

    Your file {numéro} is complete.

A line with `#` begins a template, one with `##` its translation. The words in braces, the answers and the languages are
closed lists: a text with any other is refused when it is saved, not when it is sent to somebody.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from msgspec import Struct

from kiosk.domain.events.case_state import CaseState
from kiosk.domain.events.event import digest
from kiosk.domain.language import spelling
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

LONGEST_NAME = 80
"""Characters of what a template is called in the list of them."""
LONGEST = 4_000
"""Characters of a message; the values of a case make it longer, and a message has 5,000 at most."""
LONGEST_TEXT = 100_000
"""Characters of all templates of a service."""
FRENCH = "fr"
_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")
_ABOUT = re.compile(r"(réponse|démarche)\s*:\s*(.+)", re.IGNORECASE)


class Blank(StrEnum):
    """The words that may stand in braces, as staff type them: keys, as those of a procedure file are."""

    NUMBER = "numéro"
    PROCEDURE = "démarche"
    NAME = "prénom nom"
    DEPOSITED = "date du dépôt"
    PAPERS = "pièces demandées"
    PAPERS_BY = "date limite"
    SERVICE = "service"
    PHONE = "téléphone du service"
    EMAIL = "courriel du service"
    ADDRESS = "adresse du service"
    TOWN_HALL = "mairie"
    TO_WRITE = "à compléter"
    """What no case fills: whoever decides writes it, and no message leaves with it."""


ANSWERS: Mapping[str, CaseState] = {
    "pièces": CaseState.INCOMPLETE,
    "acceptation": CaseState.ACCEPTED,
    "refus": CaseState.REFUSED,
    "prise en charge": CaseState.IN_PROGRESS,
    "classement": CaseState.CLOSED,
}
"""The kinds of answer that a template can be for, by the key that staff type."""


class TemplateFaultCode(StrEnum):
    """What can be wrong with a text."""

    NO_NAME = "no-name"
    LONG_NAME = "long-name"
    NAME_TWICE = "name-twice"
    UNKNOWN_ANSWER = "unknown-answer"
    UNKNOWN_PROCEDURE = "unknown-procedure"
    UNKNOWN_LANGUAGE = "unknown-language"
    NO_TEXT = "no-text"
    LONG_TEXT = "long-text"
    LONG_WHOLE = "long-whole"
    UNREADABLE = "unreadable"
    UNKNOWN_BLANK = "unknown-blank"
    OPEN_BRACE = "open-brace"
    LACKS_BLANK = "lacks-blank"


class TemplateFault(Struct, frozen=True):
    """One thing that is wrong: on which `line` of the text, from 1, and which `word` it is about. `near` is the known
    word that is most like it. What a fault has not is ""."""

    code: TemplateFaultCode
    line: int
    word: str = ""
    near: str = ""


class MessageTemplate(Struct, frozen=True):
    """One template; `service`, `procedure` (a title) and `state` are "" where it fits all of them. `said_in` are its
    translations by language."""

    name: str
    words: str
    said_in: Mapping[str, str]
    service: str = ""
    procedure: str = ""
    state: str = ""

    @property
    def id(self) -> str:
        """By which a form names it: the same as long as its service and its name are."""
        return digest(f"{self.service}\n{self.name}".encode())[:32]

    @property
    def version(self) -> str:
        """What changes with each of its texts."""
        return digest("\n".join(f"{language} {text}" for language, text in self.texts.items()).encode())[:16]

    @property
    def texts(self) -> dict[str, str]:
        """Its text in each language that it has, the French first."""
        return {FRENCH: self.words, **self.said_in}

    def fits(self, title: str, state: str) -> bool:
        """Whether it is offered for an answer of this kind in a case of the procedure of this title."""
        wanted = ((self.procedure, title), (self.state, state))
        return all(not own or own.casefold() == given.casefold() for own, given in wanted)


@dataclass
class _Part:
    """A template, or a translation of one, as it is read: the line of its heading, and the lines below."""

    line: int
    language: str
    lines: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass
class _Draft:
    """A template as it is read: its name, what it is for with the line of each, and its parts."""

    name: str
    parts: list[_Part]
    about: dict[str, tuple[int, str]] = field(default_factory=dict)


def read_text(service: str, text: str) -> list[MessageTemplate]:
    return [
        MessageTemplate(
            name=draft.name,
            words=draft.parts[0].text.strip(),
            said_in={part.language: part.text.strip() for part in draft.parts[1:]},
            service=service,
            procedure=draft.about.get("démarche", (0, ""))[1],
            state=ANSWERS.get(draft.about.get("réponse", (0, ""))[1].casefold(), ""),
        )
        for draft in _drafts(text)
    ]


def faults_of(text: str, procedures: Iterable[str], languages: Iterable[str]) -> list[TemplateFault]:
    """Everything that keeps a text from being saved, in its order; `procedures` are the titles it may name."""
    known, titles, names, found = list(languages), list(procedures), set[str](), list[TemplateFault]()
    first = text.splitlines()[: next((draft.parts[0].line - 1 for draft in _drafts(text)), None)]
    said = [line for line, words in enumerate(first, 1) if words.strip()]
    found += [TemplateFault(TemplateFaultCode.NO_NAME, line) for line in said[:1]]
    if len(text) > LONGEST_TEXT:
        found.append(TemplateFault(TemplateFaultCode.LONG_WHOLE, text.count("\n") + 1))
    for draft in _drafts(text):
        line = draft.parts[0].line
        if not draft.name:
            found.append(TemplateFault(TemplateFaultCode.NO_NAME, line))
        elif len(draft.name) > LONGEST_NAME:
            found.append(TemplateFault(TemplateFaultCode.LONG_NAME, line, draft.name))
        elif draft.name.casefold() in names:
            found.append(TemplateFault(TemplateFaultCode.NAME_TWICE, line, draft.name))
        names.add(draft.name.casefold())
        for about, code, options in (
            ("réponse", TemplateFaultCode.UNKNOWN_ANSWER, list(ANSWERS)),
            ("démarche", TemplateFaultCode.UNKNOWN_PROCEDURE, titles),
        ):
            at, word = draft.about.get(about, (0, ""))
            if word and word.casefold() not in [option.casefold() for option in options]:
                found.append(TemplateFault(code, at, word, _nearest(word, options)))
        needed = set(blanks_in(draft.parts[0].text))
        for part in draft.parts:
            if part.language not in known:
                found.append(
                    TemplateFault(TemplateFaultCode.UNKNOWN_LANGUAGE, part.line, part.language, ", ".join(known))
                )
            found += _of_part(part, needed)
    return found


def blanks_in(text: str) -> tuple[Blank, ...]:
    found = (_blank(match[1]) for match in _BRACES.finditer(text) if match[1] is not None)
    return tuple(dict.fromkeys(blank for blank in found if blank is not None))


def fill_blanks(text: str, values: Mapping[Blank, str]) -> str:
    """The text with the values of a case in the place of its words in braces. Raises `Refused` (`template-lacks`, with
    the words as they are typed) where the case has no value for some."""
    lacks = [blank for blank in blanks_in(text) if blank is not Blank.TO_WRITE and not values.get(blank)]
    if lacks:
        raise Refused(HubRefusal.TEMPLATE_LACKS, lacks=", ".join(lacks))

    def fill(match: re.Match[str]) -> str:
        blank = _blank(match[1] or "")
        return match[0] if blank in (None, Blank.TO_WRITE) else values[blank]

    return _BRACES.sub(fill, text)


def find_own_words(message: str, text: str) -> str:
    """What somebody wrote in the single place that `text` leaves to write; "" where anything else was changed too."""
    places = [match.span() for match in _BRACES.finditer(text) if _blank(match[1] or "") is Blank.TO_WRITE]
    if len(places) != 1:
        return ""
    before, after = text[: places[0][0]], text[places[0][1] :]
    alike = message.startswith(before) and message.endswith(after) and len(message) > len(before) + len(after)
    return message[len(before) : len(message) - len(after)].strip() if alike else ""


def put_own_words(text: str, own: str) -> str:
    """The text with what somebody wrote in the place that it leaves to write."""
    return _BRACES.sub(lambda match: own if _blank(match[1] or "") is Blank.TO_WRITE else match[0], text)


def _blank(word: str) -> Blank | None:
    """The word in any case of letters, with any spaces around it."""
    known = spelling.clean_line(word).casefold()
    return Blank(known) if known in list(Blank) else None


def _drafts(text: str) -> list[_Draft]:
    drafts: list[_Draft] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("##") and drafts:
            drafts[-1].parts.append(_Part(number, line.strip("# \t").casefold()))
        elif line.startswith("#"):
            drafts.append(_Draft(spelling.clean_line(line.lstrip("#")), [_Part(number, FRENCH)]))
        elif drafts:
            part = drafts[-1].parts[-1]
            about = _ABOUT.fullmatch(line.strip())
            if about and len(drafts[-1].parts) == 1 and not part.text.strip():
                drafts[-1].about[about[1].casefold()] = (number, about[2])
                line = ""
            part.lines.append(line)
    return drafts


def _of_part(part: _Part, needed: set[Blank]) -> Iterator[TemplateFault]:
    if not part.text.strip():
        yield TemplateFault(TemplateFaultCode.NO_TEXT, part.line)
    if len(part.text) > LONGEST:
        yield TemplateFault(TemplateFaultCode.LONG_TEXT, part.line)
    if not spelling.is_readable_text(part.text):
        yield TemplateFault(TemplateFaultCode.UNREADABLE, part.line)
    wrong = False
    for match in _BRACES.finditer(part.text):
        line, word = part.line + part.text.count("\n", 0, match.start()) + 1, match[1]
        if word is None:
            wrong = True
            yield TemplateFault(TemplateFaultCode.OPEN_BRACE, line, match[0])
        elif _blank(word) is None:
            wrong = True
            yield TemplateFault(TemplateFaultCode.UNKNOWN_BLANK, line, word.strip(), _nearest(word, list(Blank)))
    for blank in () if wrong else sorted(needed - set(blanks_in(part.text))):
        yield TemplateFault(TemplateFaultCode.LACKS_BLANK, part.line, blank)


def _nearest(word: str, known: Iterable[str]) -> str:
    options = {option.casefold(): str(option) for option in known}
    found = difflib.get_close_matches(spelling.clean_line(word).casefold(), options, n=1, cutoff=0)
    return options[found[0]] if found else ""
