"""Message templates: texts that a service keeps ready, with words in braces that each case fills in.

« Votre dossier {numéro} est complet. » The words are a closed list: a text with any other is refused when it is saved,
not when it is sent to somebody.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct

from kiosk.domain.language import spelling
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

LONGEST_NAME = 80
"""Characters of what a template is called in the list of them."""
LONGEST = 4_000
"""Characters of a text; the values of a case make it longer, and a message has 5,000 at most."""
FRENCH = "fr"
_BRACES = re.compile(r"\{([^{}\n]*)\}|[{}]")


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


class Wrong(StrEnum):
    """What can be wrong with a template."""

    NO_NAME = "no-name"
    LONG_NAME = "long-name"
    NO_TEXT = "no-text"
    LONG_TEXT = "long-text"
    UNREADABLE = "unreadable"
    UNKNOWN_BLANK = "unknown-blank"
    OPEN_BRACE = "open-brace"
    LACKS_BLANK = "lacks-blank"


class TemplateFault(Struct, frozen=True):
    """One thing that is wrong: in the text of which `language`, on which `line` from 1, and which `word` it is about.

    `near` is the known word that is most like it. What a fault has not is "" or 0.
    """

    code: Wrong
    language: str = ""
    line: int = 0
    word: str = ""
    near: str = ""


class MessageTemplate(Struct, frozen=True):
    """One template; `service`, `procedure` and `state` are "" where it fits all of them.

    `said_in` are its translations by language. `revision` grows with each change. A `retired` one is offered no more.
    """

    id: str
    name: str
    words: str
    said_in: Mapping[str, str]
    service: str = ""
    procedure: str = ""
    state: str = ""
    revision: int = 0
    retired: bool = False

    @property
    def texts(self) -> dict[str, str]:
        """Its text in each language that it has, the French first."""
        return {FRENCH: self.words, **self.said_in}

    def fits(self, service: str, procedure: str, state: str) -> bool:
        """Whether it is offered for an answer of this kind in a case of this procedure."""
        wanted = ((self.service, service), (self.procedure, procedure), (self.state, state))
        return not self.retired and all(own in ("", given) for own, given in wanted)


def faults_of(template: MessageTemplate) -> tuple[TemplateFault, ...]:
    """Everything that keeps a template from being saved, in the order of its form."""
    return (*_of_name(template.name), *_of_texts(template.texts))


def blanks_in(text: str) -> tuple[Blank, ...]:
    """The known words in braces of a text, each once."""
    found = (_blank(match[1]) for match in _BRACES.finditer(text) if match[1] is not None)
    return tuple(dict.fromkeys(blank for blank in found if blank is not None))


def filled(text: str, values: Mapping[Blank, str]) -> str:
    """The text with the values of a case in the place of its words in braces.

    Raises `Refused` (`template-lacks`, with the words as they are typed) where the case has no value for some.
    """
    lacks = [blank for blank in blanks_in(text) if blank is not Blank.TO_WRITE and not values.get(blank)]
    if lacks:
        raise Refused(HubRefusal.TEMPLATE_LACKS, lacks=", ".join(lacks))
    return _BRACES.sub(lambda match: _value(match, values), text)


def _value(match: re.Match[str], values: Mapping[Blank, str]) -> str:
    blank = _blank(match[1] or "")
    return match[0] if blank in (None, Blank.TO_WRITE) else values[blank]


def _blank(word: str) -> Blank | None:
    """The word in any case of letters, with any spaces around it."""
    known = spelling.line(word).casefold()
    return Blank(known) if known in list(Blank) else None


def _of_name(name: str) -> Iterator[TemplateFault]:
    if not name:
        yield TemplateFault(Wrong.NO_NAME)
    elif len(name) > LONGEST_NAME:
        yield TemplateFault(Wrong.LONG_NAME)


def _of_texts(texts: Mapping[str, str]) -> Iterator[TemplateFault]:
    if not texts[FRENCH]:
        yield TemplateFault(Wrong.NO_TEXT, FRENCH)
    needed = set(blanks_in(texts[FRENCH]))
    for language, text in texts.items():
        if len(text) > LONGEST:
            yield TemplateFault(Wrong.LONG_TEXT, language)
        if not spelling.readable(text):
            yield TemplateFault(Wrong.UNREADABLE, language)
        wrong = tuple(_of_braces(language, text))
        yield from wrong
        lacking = needed - set(blanks_in(text))
        if language != FRENCH and not wrong:
            yield from (TemplateFault(Wrong.LACKS_BLANK, language, word=blank) for blank in sorted(lacking))


def _of_braces(language: str, text: str) -> Iterator[TemplateFault]:
    for match in _BRACES.finditer(text):
        line, word = text.count("\n", 0, match.start()) + 1, match[1]
        if word is None:
            yield TemplateFault(Wrong.OPEN_BRACE, language, line, match[0])
        elif _blank(word) is None:
            (near,) = difflib.get_close_matches(spelling.line(word).casefold(), list(Blank), n=1, cutoff=0)
            yield TemplateFault(Wrong.UNKNOWN_BLANK, language, line, word.strip(), str(near))
