"""A procedure of a town hall: its steps, fields, documents, service and legal deadlines, and its conditions.

The condition under which a step, a field or a document concerns the person is data, never evaluated code.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from operator import is_
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.language.spelling import EMPTY, Text
from kiosk.domain.language.words import Typed
from kiosk.domain.procedure.facts import Evidence, SourcedFact
from kiosk.domain.procedure.notice import Notice
from kiosk.domain.time.calendar import DECIDES

OPERATORS = ("is", "in", "before", "after", "at_least")
"""Tests of one field's value."""
GROUPS = ("all", "any", "not")
"""Operators that combine conditions; `not` has exactly one part."""
OURS = "ours"
"""The operand of `is` that tests whether a commune is one of the site's."""
ELSEWHERE = "elsewhere"
"""The operand of `is` that tests whether a commune is surely none of the site's."""


class Condition(Struct, frozen=True):
    """A test of one field (`operator` in OPERATORS) or a group of conditions (`operator` in GROUPS).

    `operand`: for `is` a value, for `in` a tuple of values, for `at_least` a number, for `before` an ISO day or
    `{"years_ago": n}`, which holds from the day on which n whole years have passed: a person comes of age on their
    eighteenth birthday, a person born on 29 February on 1 March. `after` takes the same and holds where `before` does
    not: after that day, or until n whole years have passed. A number with decimals is a str (see `fields/number.py`)
    and is compared as a number. `is: ours` holds for a commune of the site (see `fields/commune.py`), and where it
    cannot be told; `is: elsewhere` for a commune that is known and none of the site's.
    """

    operator: str
    field: str = ""
    operand: Any = None
    parts: tuple["Condition", ...] = ()

    def holds(self, values: Mapping[str, Any], today: date) -> bool:
        """Whether the condition is true for these values; a test of a field without an answer is false."""
        match self.operator:
            case "all":
                return all(part.holds(values, today) for part in self.parts)
            case "any":
                return any(part.holds(values, today) for part in self.parts)
            case "not":
                return not self.parts[0].holds(values, today)
        value = values.get(self.field)
        if value is None:
            return False
        given = value if isinstance(value, (list, tuple)) else (value,)
        match self.operator:
            case "is":
                return any(_same(item, self.operand) for item in given)
            case "in":
                return any(_same(item, operand) for item in given for operand in self.operand)
            case "before":
                if not isinstance(value, str):
                    return False
                last = f"{value}-12-31" if len(value) == 4 else value  # the last day that a year alone can mean
                border = _border(self.operand, today)
                return last < border if isinstance(self.operand, str) else last <= border
            case "after":
                if not isinstance(value, str):
                    return False
                first = f"{value}-01-01" if len(value) == 4 else value
                return first > _border(self.operand, today)
            case "at_least":
                number = _number(value)
                return number is not None and number >= Decimal(str(self.operand))
        raise ValueError(self.operator)

    def surely_holds(self, values: Mapping[str, Any], today: date, is_open: Callable[[str], bool]) -> bool | None:
        """Like `holds`, but None where it depends on a field that `is_open`: it has no answer yet."""
        if self.operator in GROUPS:
            parts = [part.surely_holds(values, today, is_open) for part in self.parts]
            if self.operator == "not":
                return None if parts[0] is None else not parts[0]
            deciding = self.operator == "any"
            if deciding in parts:
                return deciding
            return None if None in parts else not deciding
        return None if is_open(self.field) else self.holds(values, today)

    def fields(self) -> Iterator[str]:
        return (test.field for test in self.tests())

    def tests(self) -> Iterator["Condition"]:
        if self.field:
            yield self
        for part in self.parts:
            yield from part.tests()


def _border(operand: Any, today: date) -> str:
    """The day that an operand names, or the last birthday on which somebody is n years old today."""
    if isinstance(operand, str):
        return operand
    return f"{max(0, today.year - operand['years_ago']):04}-{today:%m-%d}"


def _same(value: Any, operand: Any) -> bool:
    """Equality where True is not 1 and the str `"12.50"` equals 12.5."""
    if type(value) is str is type(operand):  # nearly always, and what follows is slow
        return bool(value == operand)
    if isinstance(value, Mapping):
        return bool(operand == (ELSEWHERE if value.get(OURS) is False else OURS))
    if isinstance(operand, bool) or isinstance(value, bool):
        return value is operand
    if isinstance(operand, (int, float)):
        return _number(value) == Decimal(str(operand))
    return bool(value == operand)


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


class Word(Struct, frozen=True):
    """One word: its `term`, what it `means` in one sentence, and the other French `forms` that texts write."""

    term: Text
    means: Text
    forms: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        return (self.term.text, *self.forms)


def words_in(words: tuple[Word, ...], texts: Iterable[str]) -> tuple[Word, ...]:
    """The words that these French texts say, each once, in the order in which they are first said."""
    forms, by_form = _search(words)
    if not words:
        return ()
    said = (by_form[_folded(match[1])] for text in texts for match in forms.finditer(text))
    return tuple(dict.fromkeys(said))


@lru_cache(maxsize=64)
def _search(words: tuple[Word, ...]) -> tuple[re.Pattern[str], dict[str, Word]]:
    """One pattern for all forms, the longest first, and the word of each form. The first letter may be small or
    capital, as at the start of a sentence; a plural may follow."""
    by_form = {_folded(form): word for word in reversed(words) for form in word.written}
    forms = sorted(by_form, key=len, reverse=True)
    either = "|".join(f"[{re.escape(form[0] + form[0].upper())}]{re.escape(form[1:])}" for form in forms)
    return re.compile(rf"(?<!\w)({either})[sx]?(?!\w)"), by_form


def _folded(form: str) -> str:
    return form[:1].lower() + form[1:]


class Channel(StrEnum):
    """Channels of a case: with a mediator at the desk; alone at a terminal, where nothing readable is kept after it was
    sent; or with a mediator on the telephone."""

    AT_THE_DESK = "counter"
    ALONE = "kiosk"
    BY_PHONE = "phone"


class SilenceRule(Struct, frozen=True):
    """What silence `means` (a `SilenceMeans`) after how many whole months, 0 where it means nothing. `about` names the
    subject of the request if there are several, `when` says which requests are about it, and `text` explains it."""

    means: str
    after_months: int = 0
    text: Text = EMPTY
    about: Text = EMPTY
    when: Condition | None = None

    @property
    def decides(self) -> bool:
        return self.means in DECIDES


class NextStep(Struct, frozen=True):
    """One thing that happens after a request; `when` says for which answers, None for all."""

    text: Text
    when: Condition | None = None


AUDIENCES = ("habitant", "citoyen", "allocataire", "entrepreneur", "association", "touriste")
THEMES = (
    "papiers", "famille", "social", "travail", "logement", "transports", "argent", "justice", "etranger", "loisirs",
)  # fmt: skip
"""The ten themes of Aidants Connect, so that mandates and procedures share one list."""
FOR_WHOM = ("myself", "my_child", "represented", "assisted", "ward", "helped")
"""Myself, my child, a person I legally represent, myself with my curator (C. civ. 467), myself under guardianship
without my guardian (décret n° 2021-279), someone I help."""
WHOM = "for_whom"
"""The id of the question that asks it."""
ONESELF = ("myself", "assisted", "ward")
"""Where the questions are about the person who answers them."""
USUAL_FOR_WHOM = tuple(whom for whom in FOR_WHOM if whom not in ("assisted", "ward"))
"""For whom a procedure is that does not say: a curator or a ward acts in some procedures only, which a file names."""
RECEIPTS = ("receipt", "recepisse")
"""What the paper of a deposit is called: « Reçu », or « Récépissé » where a text of law calls it so."""
DRAWINGS = (
    "identity", "civil-record", "moving", "housing", "money", "health", "disability", "school", "sixteen", "voting",
    "hosting", "street", "birth", "union", "work", "association", "death",
)  # fmt: skip
"""The drawings that a situation may have, in the order of the first choice; each stands in static/drawings.svg."""
WHO_ROLES = (
    "person.birth_name",
    "person.used_name",
    "person.given_names",
    "person.birth_date",
    "applicant.family_name",
    "applicant.given_names",
)
"""What an answer says of whose case it is, by which a search at the desk finds it."""
ROLES = (
    *WHO_ROLES,
    "curator.family_name",
    "curator.given_names",
    "contact.phone",
    "contact.email",
    "contact.address",
    "organisation.name",
)
"""What an answer says about a person, so that receipts can name them and a second procedure need not ask again."""
OWN = "site-"
PLACES = {
    "identity-card-number": "identity-card",
    "tax-number": "tax-notice",
    "tax-notice-reference": "tax-notice",
    "tax-income": "tax-notice",
    "social-security-number": "social-security-card",
    "residence-permit-number": "residence-permit",
    "residence-permit-end": "residence-permit",
}
"""What is looked for, and the paper it is printed on; both are drawn in static/papers.svg, and words say the same.

The identity card since 2021 has its number at the bottom of the front; the permit's place is that of the uniform format
(Regulation (EU) 2017/1954, annex); the tax notice has both references in one frame of its first page (DGFiP).
"""


class ProcedureKind(StrEnum):
    """Whether the town hall decides the case itself, or prepares it for another body."""

    DEPOSITED = "deposited"
    PREPARED = "prepared"


KINDS = tuple(ProcedureKind)


class FieldChoice(Struct, frozen=True):
    """One possible answer; `value` is stored and sent, `label` is shown, beside `icon` where there is one."""

    value: str
    label: Text
    help: Text = EMPTY
    icon: str = ""


class Field(Struct, frozen=True):
    """One question. `options` holds the keys of its kind; `none` is the text of the box « je n'en ai pas ».

    `unknown` offers the box « Je ne sais pas », another answer than « je n'en ai pas »: no condition on it holds.

    `printed_on` says where the answer stands on a paper of the person's, one of `printed_on.PLACES` or "".

    `fields` are asked once for each of several people or things, if its kind repeats.

    `household`: the answer is the same for whoever lives at the same address.
    """

    id: str
    kind: str
    label: Text
    help: Text = EMPTY
    required: bool = True
    none: Text = EMPTY
    when: Condition | None = None
    role: str = ""
    choices: tuple[FieldChoice, ...] = ()
    options: Mapping[str, Any] = msgspec.field(default_factory=dict)
    fields: tuple["Field", ...] = ()
    unknown: bool = False
    printed_on: str = ""
    household: bool = False


class Step(Struct, frozen=True):
    """One page: a question, or a few that belong together."""

    id: str
    title: Text
    fields: tuple[Field, ...]
    help: Text = EMPTY
    when: Condition | None = None
    icon: str = ""


def address_to_person(part: Any) -> Any:
    """The same step or field as it is said to somebody who asks for themself: with the `you` of each of its texts. What
    staff read stays."""
    match part:
        case Text(you=you) if you:
            return Text(you, "", part.context, "", part.staff or part.text)
        case tuple():
            said = tuple(map(address_to_person, part))
            return part if all(map(is_, said, part)) else said
        case Step() | Field() | FieldChoice():
            old = ((name, getattr(part, name)) for name in part.__struct_fields__)
            new = {name: said for name, value in old if (said := address_to_person(value)) is not value}
            return replace(part, **new) if new else part
    return part


class ProcedureDocument(Struct, frozen=True):
    """A paper to bring: why it is asked for, and what else is accepted in its place. `picture`: it is no paper but a
    photograph of a place, which the person takes if they can."""

    id: str
    title: Text
    why: Text
    alternatives: tuple[Text, ...] = ()
    when: Condition | None = None
    picture: bool = False


class Service(Struct, frozen=True):
    """The service that decides; an empty address, phone or email means the town hall's own. `own_body`: it is a
    public body of its own, which answers for its data itself (a CCAS; Code de l'action sociale et des familles,
    L. 123-6)."""

    id: str
    name: Text
    address: str = ""
    phone: str = ""
    own_body: bool = False
    email: str = ""


class Example(Struct, frozen=True):
    """An example that is checked like a test: field id to what is typed or pressed in its parts. `line` is its line in
    the file, `lines` the line of each answer."""

    title: str
    answers: Mapping[str, Typed]
    line: int = 1
    lines: Mapping[str, int] = msgspec.field(default_factory=dict)


class Procedure(Struct, frozen=True):
    """A procedure as its file declares it. `name` is a noun, for the lists of the desk and the hub. `minutes` is the
    time a person needs.

    `retention_days`: how long a box keeps a desk's answers readable after the hub confirmed them; None for the town
    hall's setting. `evidence` is what the whole file rests on, `facts` are its facts, each with its own or with that.
    `price` is what is paid at the desk, in euros (`"8.50"`), "" for nothing: the desk notes that it was.
    `payment` says how and where to pay, because nothing is paid here. `discreet`: a paper printed at a
    terminal does not show its title. `changes_yearly` are the keys of the file whose facts change with the year.
    `glossary` are the words that it explains itself; `receipt` is one of `RECEIPTS`, `drawing` one of `DRAWINGS` or
    "". `mandate` is False where the law has the person come, or name who comes: a mandate by theme does not cover it.
    `accuse` is False where the law asks no « accusé de réception »: what is told is no request, or a document is just
    delivered (CRPA L. 112-3, R. 112-4).
    `switched_off` is what staff check before it is offered, in French; "" for one that needs no check: see
    `catalogue_search.find_startable_procedures`. `file` are the bytes it was read from
    and `sha256` their digest, so that a case is finished with the version it was begun with.
    """

    id: str
    version: int
    kind: str
    title: Text
    summary: Text
    icon: str
    audience: tuple[str, ...]
    life_event: Text
    theme: str
    service: Service
    minutes: int
    cost: Text
    delay: Text
    silence: tuple[SilenceRule, ...]
    remedies: Text
    steps: tuple[Step, ...]
    next_steps: tuple[NextStep, ...]
    evidence: Evidence
    notice: Notice
    facts: tuple[SourcedFact, ...] = ()
    documents: tuple[ProcedureDocument, ...] = ()
    for_whom: tuple[str, ...] = USUAL_FOR_WHOM
    where: Text = EMPTY
    official_number: Text = EMPTY
    keywords: tuple[Text, ...] = ()
    cerfa: str = ""
    name: Text = EMPTY
    retention_days: int | None = None
    price: str = ""
    payment: Text = EMPTY
    examples: tuple[Example, ...] = ()
    discreet: bool = False
    changes_yearly: tuple[str, ...] = ()
    glossary: tuple[Word, ...] = ()
    receipt: str = RECEIPTS[0]
    drawing: str = ""
    mandate: bool = True
    accuse: bool = True
    switched_off: str = ""
    file: bytes = b""
    sha256: str = ""

    @property
    def prepared(self) -> bool:
        """Whether another body decides, so that sending it from here is not a legal deposit."""
        return self.kind == ProcedureKind.PREPARED

    def next_for(self, values: Mapping[str, Any], today: date) -> tuple[Text, ...]:
        """What comes next for a request with these answers, in the file's order."""
        return tuple(step.text for step in self.next_steps if step.when is None or step.when.holds(values, today))

    def silences_for(self, values: Mapping[str, Any], today: date) -> tuple[SilenceRule, ...]:
        """What silence means for each subject of a request with these answers, in the file's order; empty if unsaid.

        Of several about one subject the first that holds counts. One that names no subject is for a request that no
        other is about.
        """
        held = [silence for silence in self.silence if silence.when is None or silence.when.holds(values, today)]
        by_subject: dict[str, SilenceRule] = {}
        for silence in held:
            if silence.about:
                by_subject.setdefault(silence.about.text, silence)
        return tuple(by_subject.values()) or tuple(held[:1])

    def days_here(self, channel: Channel, usual: int) -> int:
        """Days for which a box can still read a case of that channel after the hub confirmed it; 0 at a terminal.
        `usual` is the town hall's setting, used if the procedure sets none."""
        if channel == Channel.ALONE:
            return 0
        return usual if self.retention_days is None else self.retention_days

    @property
    def papers(self) -> tuple[ProcedureDocument, ...]:
        """The documents that a person brings; a photograph of a place is none."""
        return tuple(document for document in self.documents if not document.picture)

    def step(self, step_id: str) -> Step | None:
        """The step with that id, whether or not it concerns the person; None if there is none."""
        return next((step for step in self.steps if step.id == step_id), None)

    def document(self, document_id: str) -> ProcedureDocument | None:
        return next((document for document in self.documents if document.id == document_id), None)

    def fields(self) -> Iterator[Field]:
        for step in self.steps:
            yield from step.fields


def is_own(icon: str) -> bool:
    """Whether this icon is the town hall's own, so that no sprite holds it."""
    return icon.startswith(OWN)


def pictogram_file_name(icon: str) -> str:
    """The name of its file in the data folder's `pictograms/`, without what follows the point."""
    return icon.removeprefix(OWN)


def named_by(procedure: Procedure) -> list[str]:
    """The file names of the town hall's own pictograms that the procedure, its steps and its answers name."""
    fields = list(procedure.fields())
    for field in fields:
        fields += field.fields
    choices = (choice.icon for field in fields for choice in field.choices)
    icons = [procedure.icon, *(step.icon for step in procedure.steps), *choices]
    return [pictogram_file_name(icon) for icon in icons if is_own(icon)]
