"""The receipt that a citizen takes away: what was submitted, where the case is now, and who decides."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from kiosk.domain.answers.case import initials
from kiosk.domain.answers.fields.registry import signs_paper
from kiosk.domain.events.case_state import ENDED
from kiosk.domain.events.event import STATELESS, EventType, UpdateKind
from kiosk.domain.events.reference import format_reference
from kiosk.domain.events.silence_facts import (
    Addition,
    CaseTurn,
    SilenceDay,
    arrived_ids,
    find_promised_day,
    papers_day,
    silence_day,
)
from kiosk.domain.events.submission import list_passed_stops
from kiosk.domain.mandates.mandate import mandate_number
from kiosk.domain.places.site import Site
from kiosk.domain.procedure.procedure import ONESELF, RECEIPTS, Channel, Procedure, ProcedureKind
from kiosk.domain.proofs import receipt_proof
from kiosk.services.papers.paper import letterhead
from kiosk.services.procedures import look_up
from kiosk.store.cases import Submission
from kiosk.store.outbox import PastEvent
from kiosk.store.updates import StoredUpdate
from kiosk.words import opening_words
from kiosk.words.words import Words
from printers.slip import Big, Block, Code, Heading, Items, Line, Notice, Pair, Signature, Slip, Small, WriteIn

_TO_COME = datetime.max.replace(tzinfo=UTC)
_QUESTION = re.compile(r"(?<=[.?!؟])\s(?=[^.?!؟]*[?؟])")
"""The space before a sentence that asks."""
_COURT = "tribunal administratif"
Read = tuple[PastEvent, Mapping[str, Any] | None]
"""An event of a case, and its body where somebody can open it."""
Said = tuple[StoredUpdate, Mapping[str, Any] | None]
"""What the hub said of a case, and its words where somebody can open them."""


def find_days(
    submitted: Mapping[str, Any], history: Iterable[Read], updates: Iterable[Said], zone: tzinfo
) -> tuple[SilenceDay | None, date | None, date | None]:
    """When silence decides the case with this body, the day by which papers are due that the service asked for, and
    the last day on which the town hall keeps its promise to answer.

    `history` are its events and `updates` what the hub said of it. The first is None where silence means nothing, the
    second where no paper is waited for, the third where nothing was promised, all where the case has ended or is being
    withdrawn.
    """
    kept, told = [read for read in history if _holds(read[0])], list(updates)
    if any(event.type == EventType.WITHDRAWAL for event, _ in kept):
        return None, None, None
    turned, added = turns((update for update, _ in told), zone), additions(kept, told, zone)
    ended = bool(turned) and turned[-1].state in ENDED
    days, deposited = submitted.get("promised_days") or 0, date.fromisoformat(submitted["legal_date"])
    answer_by = None if ended else find_promised_day(deposited, days, turned, added)
    return silence_day(submitted, turned, added), papers_day(turned, added), answer_by


def find_answer_day(
    submission: Submission, history: Iterable[PastEvent], updates: Iterable[StoredUpdate], zone: tzinfo
) -> date | None:
    """The last day on which the town hall keeps its promise to answer this case, decided or not, of which nothing can
    be opened; None where it promised nothing."""
    told, deposited = list(updates), date.fromisoformat(submission.legal_date)
    came = additions(((event, None) for event in history), ((update, None) for update in told), zone)
    return find_promised_day(deposited, submission.promised_days, turns(told, zone), came)


def turns(updates: Iterable[StoredUpdate], zone: tzinfo) -> list[CaseTurn]:
    """The states that the service gave a case, of what the hub said of it."""
    return [
        CaseTurn(one.at, one.at.astimezone(zone).date(), one.state, one.papers_by, one.passed_to, one.other_body)
        for one in updates
        if one.kind not in STATELESS
    ]


def additions(history: Iterable[Read], updates: Iterable[Said], zone: tzinfo) -> list[Addition]:
    """The supplements among a case's events that hold, and those that the hub says were added elsewhere, in order.

    Of one that nobody can open, no documents are known. One that a person sent alone at a terminal of this box is known
    by both: by its own words while they are here, then by the hub's.
    """
    kept = [read for read in history if read[0].type == EventType.SUPPLEMENT and _holds(read[0])]
    told = {update.id: (update, body) for update, body in updates if update.kind == UpdateKind.ADDED}
    here = {
        event.id: _addition(came_at(event), body, event.recorded_at, zone)
        for event, body in kept
        if body or event.id not in told
    }
    elsewhere = [_addition(update.at, body, update.at, zone) for update, body in told.values() if update.id not in here]
    return sorted([*here.values(), *elsewhere], key=lambda addition: addition.at)


def came_at(event: PastEvent) -> datetime:
    """When the hub had an event; what it has not yet comes after everything that it has said."""
    return event.acknowledged_at or _TO_COME


def _addition(at: datetime, said: Mapping[str, Any] | None, recorded_at: datetime, zone: tzinfo) -> Addition:
    if not said:
        return Addition(at, recorded_at.astimezone(zone).date())
    return Addition(at, date.fromisoformat(said["legal_date"]), arrived_ids(said["documents"]))


def _holds(event: PastEvent) -> bool:
    """Whether it was not replaced, refused or set aside."""
    return not (event.replaced or event.rejected_at or event.dismissed_at)


def silence_blocks(day: SilenceDay, words: Words, subject: Callable[[str], str], day_said: bool = False) -> list[Block]:
    """What a paper says of each subject, under its name where it has one; `subject` words a French name. `day_said`:
    the day by which papers are due stands above already."""
    told = list_silence_sentences(day, words, day_said)
    return subject_blocks((subject(about) if about else "", "\n".join(said)) for about, said in told)


def instead(procedure: Procedure | None, submitted: Mapping[str, Any], words: Words) -> list[tuple[str, str]]:
    """The subjects about which silence means nothing, "" where there is one only, with what is said instead."""
    values = {answer["field"]: answer["value"] for answer in submitted["answers"]}
    day = date.fromisoformat(submitted["legal_date"])
    silences = procedure.silences_for(values, day) if procedure else ()
    return [
        (words.text(silence.about) if len(silences) > 1 else "", words.text(silence.text))
        for silence in silences
        if silence.text and not silence.decides
    ]


def remedy_blocks(remedies: str, french: str, site: Site, words: Words, first: str = "") -> list[Block]:
    """How to contest; each question begins a line, so that a person finds theirs in a long text. `first` is said
    before. The court is named where the `french` text sends there (CJA, R. 421-5)."""
    lines = [*filter(None, [first]), _QUESTION.sub("\n", remedies)]
    court = site.court if _COURT in french else ""
    named = [Pair(words.code("paper", "court"), words.in_french(court))] if court else []
    return [Heading(words.code("paper", "remedies"), 3), *map(Line, lines), *named]


def subject_blocks(said: Iterable[tuple[str, str]]) -> list[Block]:
    """Sentences, each under the subject it is about where there are several."""
    return [block for about, text in said for block in (*([Line(about, strong=True)] if about else []), Line(text))]


def list_silence_sentences(day: SilenceDay, words: Words, day_said: bool = False) -> list[tuple[str, list[str]]]:
    """What the person has to know of each subject, its French name first, "" where there is one only: the day, and what
    can be had or stops it. The papers waited for are said once, of the whole request.

    The attestation is that of CRPA L. 232-3, which the « accusé de réception » has to mention (R. 112-5); the reasons
    of a refusal by silence are those of L. 232-4.
    """
    told = [(part.about, _list_sentences(part, words, day_said)) for part in day.by_subject]
    by = [words.code("silence", "papers-by", by=words.day(day.papers_by))] if day.papers_by and not day_said else []
    if by and day.about:
        return [("", by), *told]
    return [("", by + told[0][1]), *told[1:]] if by else told


def _list_sentences(day: SilenceDay, words: Words, day_said: bool) -> list[str]:
    said: list[str] = []
    waits = day.papers_by is not None and not day.accepts
    if waits:
        said.append(words.code("silence", "papers-stop-above" if day_said else "papers-stop"))
    if day.on is None:
        said.append(words.code("silence", "accepted-later", delay=words.span(day.after_months, "month")))
    else:
        said.append(words.code("silence", day.means, on=words.day(day.on)))
    if day.accepts:
        said.append(words.code("silence", "attestation"))
    elif waits or day.lacks:
        said.append(words.code("silence", "sooner" if waits else "refused-waits"))
    return said if day.accepts else [*said, words.code("silence", "reasons")]


def make_receipt_slip(
    body: dict[str, Any],
    *,
    submission: Submission,
    procedure: Procedure | None,
    received_at: datetime | None,
    silence: SilenceDay | None,
    papers_by: date | None = None,
    answer_by: date | None = None,
    site: Site,
    hub_url: str,
    words: Words,
    alone: bool = False,
    refused: bool = False,
    says_where: bool = True,
) -> Slip:
    """The receipt of a `submitted` body: town hall, reference, date, what happens next, code

    `received_at` is when the hub's acknowledgement was verified, None before. `silence` is when silence decides, None
    if it never does; `papers_by` is the day by which the service waits for papers, `answer_by` the one by which the
    town hall promised an answer.
    `procedure` gives the texts in the person's language; without it, the French texts of the body are
    used. `alone` is True at a terminal, where the receipt has initials, and no title of a discreet procedure.
    `refused`: the hub refuses this box. `says_where` is False for a page that itself says where the case is now, and
    goes on saying it.
    """
    say = _Texts(body, procedure, words)
    day = submission.submitted_at.astimezone(words.zone).date()
    next_steps = say.next_steps(day)
    title = words.code("paper", "discreet") if alone and (procedure is None or procedure.discreet) else say.title
    prepared = submission.kind == ProcedureKind.PREPARED
    called = words.code("paper", "preparation" if prepared else say.procedure.receipt if say.procedure else RECEIPTS[0])
    blocks: list[Block] = [
        *letterhead(site, words),
        Heading(called, 2),
        Line(title, strong=True),
        Big(format_reference(submission.reference), words.code("paper", "reference")),
        Pair(words.code("paper", "prepared-on" if prepared else "received-on"), words.moment(submission.submitted_at)),
    ]
    if former := body.get("formerly"):
        blocks.append(Notice(words.code("paper", "formerly", reference=format_reference(former[-1])), "warning"))
    if not submission.date_certain:
        blocks.append(Notice(words.code("paper", "date-to-confirm"), "warning"))
    if prepared:
        blocks.append(Notice(words.code("paper", "not-a-deposit"), "warning"))
        blocks.append(Line(say.where))
        blocks.append(WriteIn(say.official_number or words.code("paper", "official-number")))
    blocks += _people(body, words, alone)
    if list_passed_stops(body):
        blocks.append(Notice(words.code("stop", "forwarded")))
    if next_steps:
        blocks.append(Items(next_steps, words.code("paper", "next"), numbered=True))
    blocks += _documents(body, say, words, waits=not (prepared or papers_by))
    if price := words.price(body.get("price") or "", body.get("paid_on")):
        blocks.append(Notice(price))
    if say.payment:
        blocks += [Heading(words.code("paper", "payment"), 3), Line(say.payment)]
    blocks += [
        Signature(say.question(answer)) for answer in body["answers"] if signs_paper(answer["kind"], answer["value"])
    ]
    if says_where:
        blocks.append(make_whereabouts_notice(received_at, prepared, words, refused))
    blocks.append(make_receipt_code(submission, hub_url, words))
    blocks += _service(body["service"], site, opening_words.describe_opening_hours(site, words, day), prepared, words)
    if not prepared:  # what another body decides
        if answer_by:
            blocks.append(Line(words.code("line", "answer-by", day=words.day(answer_by))))
        if silence:
            blocks += silence_blocks(silence, words, say.subject)
        elif papers_by:
            blocks.append(Line(words.code("silence", "papers-by", by=words.day(papers_by))))
        blocks += subject_blocks(instead(say.procedure, body, words))
        if say.remedies:
            blocks += remedy_blocks(say.remedies, body["remedies"], site, words)
    contact = look_up.contact(say.procedure, site, words)
    if say.procedure is None:
        blocks.append(Small(words.code("paper", "privacy-contact", contact=contact)))
    else:
        kept = look_up.retention_in_words(say.procedure, submission.retention_days, words)
        answers = look_up.controller(say.procedure, site, words).name
        unchecked = look_up.say_unchecked(say.procedure.facts, words)
        data = words.code("paper", "privacy", kept=kept, contact=contact, controller=answers)
        blocks.append(Small("\n".join(filter(None, (unchecked, data)))))
    name = f"{called} {format_reference(submission.reference)}"
    return Slip(name, words.language, words.direction, tuple(blocks), job_title=submission.reference)


def make_receipt_code(submission: Submission, hub_url: str, words: Words) -> Code:
    """The QR code with the proof: a link to the hub's page, or text with number and follow code without a hub."""
    if hub_url:
        data = receipt_proof.make_receipt_link(hub_url, submission.proof)
        caption = words.code("paper", "follow", code=group_follow_code(submission.follow_code))
    else:
        proof = receipt_proof.encode_receipt_proof(submission.proof)
        data = f"{submission.reference} {submission.follow_code} #{proof}"
        caption = words.code("paper", "follow-at-the-desk")
    return Code(data, caption, words.code("paper", "code-alt", reference=format_reference(submission.reference)))


def make_whereabouts_notice(
    received_at: datetime | None, prepared: bool, words: Words, refused: bool = False
) -> Notice:
    """Where the case is now: kept in this box, or received by the hub at that moment.

    `refused`: the hub refuses this box, so that nothing leaves by itself until the town hall has seen to it.
    """
    if received_at is None:
        return Notice(words.code("paper", "kept-prepared" if prepared else "kept-refused" if refused else "kept"))
    return Notice(words.code("paper", "received", at=words.moment(received_at)))


def group_follow_code(follow_code: str) -> str:
    """The follow code in two halves, for reading aloud: `ABCDE-FGHJK`."""
    half = len(follow_code) // 2
    return f"{follow_code[:half]}-{follow_code[half:]}"


class _Texts:
    """The texts of the procedure in the person's language, or those of the body in French."""

    def __init__(self, body: dict[str, Any], procedure: Procedure | None, words: Words) -> None:
        say, same = words.text, procedure if procedure and procedure.version == body["procedure"]["version"] else None
        self.procedure = same
        self.title = say(same.title) if same else body["procedure"]["title"]
        self.where = say(same.where) if same else body["where"]
        self.official_number = say(same.official_number) if same else body["official_number"]
        self.payment = say(same.payment) if same else body.get("payment", "")
        self.remedies = say(same.remedies) if same else body["remedies"]
        self._body, self._words = body, words

    def next_steps(self, day: date) -> tuple[str, ...]:
        """What comes next after a request of that day with the answers of the body."""
        values = {answer["field"]: answer["value"] for answer in self._body["answers"]}
        return tuple(map(self._words.text, self.procedure.next_for(values, day))) if self.procedure else ()

    def question(self, answer: dict[str, Any]) -> str:
        fields = self.procedure.fields() if self.procedure else ()
        labels = {field.id: self._words.text(field.label) for field in fields}
        return labels.get(answer["field"], str(answer["label"]))

    def subject(self, about: str) -> str:
        """The subject of the request that has a silence of its own, from its French words."""
        subjects = (silence.about for silence in self.procedure.silence) if self.procedure else ()
        return next((self._words.text(subject) for subject in subjects if subject.text == about), about)

    def document(self, listed: dict[str, Any]) -> str:
        document = self.procedure.document(listed["id"]) if self.procedure else None
        return self._words.text(document.title) if document else str(listed["label"])


def _people(body: dict[str, Any], words: Words, alone: bool) -> list[Block]:
    """Who asks, for whom, and how it was confirmed; `alone`: in initials, as a stranger may pick the paper up."""
    called = _initials if alone else _name
    applicant, person = called(body["applicant"]), called(body["person"])
    born = body["person"].get("birth_date", "")
    if born and not alone:
        whole = len(born) == 10
        shown = words.day(date.fromisoformat(born)) if whole else born
        person = words.code("paper", "born" if whole else "born-in-year", name=person, on=shown)
    if body["for_whom"] in ONESELF:
        blocks: list[Block] = [Pair(words.code("paper", "applicant"), person)] if person else []
        if assistance := body.get("assistance"):
            blocks.append(Pair(words.code("paper", "assisted-by"), called(assistance)))
    elif body["for_whom"] == "helped":
        blocks = [Pair(words.code("paper", "applicant"), person), Pair(words.code("paper", "helped-by"), applicant)]
    else:
        blocks = [
            Pair(words.code("paper", "applicant"), applicant),
            *([Pair(words.code("paper", "for"), person)] if person else []),  # several children are in the answers
            Pair(words.code("paper", "as"), words.code("for-whom", body["for_whom"])),
        ]
    if body.get("organisation"):
        blocks.insert(0, Pair(words.code("paper", "organisation"), body["organisation"]))
    if body["helper"]:
        blocks.append(Pair(words.code("paper", "mediator"), body["helper"]))
    confirmation = body["confirmation"]
    by_and_how = f"{confirmation['by']}-{confirmation['how']}".strip("-")
    if confirmation.get("second_screen"):
        by_and_how = "second-screen"
    how = Channel.BY_PHONE if body["channel"] == Channel.BY_PHONE and confirmation["how"] else by_and_how
    under = f" ({mandate_number(confirmation['mandate'])})" if confirmation["mandate"] else ""
    blocks.append(Pair(words.code("paper", "confirmed"), words.code("confirmed", how) + under))
    return blocks


def _name(person: dict[str, str]) -> str:
    return " ".join(filter(None, (person.get("given_names"), person.get("family_name"))))


def _initials(person: dict[str, str]) -> str:
    return initials(person.get("given_names", ""), person.get("family_name", ""))


def _is_to_come(document: Mapping[str, Any]) -> bool:
    return bool(document["state"] == "to_bring" and document.get("required", True))


def _documents(body: dict[str, Any], say: _Texts, words: Words, *, waits: bool) -> list[Block]:
    """The documents by their state; `waits`: the service takes what is to be brought, and set no day yet."""
    blocks: list[Block] = []
    for state in ("to_bring", "with_me", "joined", "seen"):
        of_state = [document for document in body["documents"] if document["state"] == state]
        for by in dict.fromkeys(document.get("by", "") for document in of_state):
            listed = tuple(say.document(document) for document in of_state if document.get("by", "") == by)
            title = (
                words.code("paper", "documents-seen-by", name=by) if by else words.code("paper", f"documents-{state}")
            )
            soon = waits and any(map(_is_to_come, of_state))
            blocks.append(Items(listed, words.code("paper", "bring-soon") if soon else title))
    return blocks


def _service(service: dict[str, Any], site: Site, hours: str, prepared: bool, words: Words) -> list[Block]:
    """The service that decides (for a preparation: that can help), its address if it is not the town hall's, whom to
    ask, and the town hall's hours.
    """
    elsewhere = (service["address"], service["phone"]) != (site.address, site.phone)
    place = (service["address"], service["phone"]) if elsewhere else ()
    # Its own, or the town hall's that stands for it; R. 112-5 wants one where there is one.
    email = service.get("email", "")
    own = "" if elsewhere and email == site.email else email
    blocks: list[Block] = [
        Heading(words.code("paper", "service-that-helps" if prepared else "service"), 3),
        Line(
            words.in_french("\n".join(filter(None, (f"{service['name']} – {own}" if own else service["name"], *place))))
        ),
    ]
    if elsewhere:
        contact = "\n".join(filter(None, (site.name, site.phone, site.email)))
        blocks += [Heading(words.code("paper", "contact"), 3), Line(words.in_french(contact))]
    return [*blocks, *([Line(hours)] if hours else [])]
