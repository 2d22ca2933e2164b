"""Make the papers of a mandate for print jobs, in the language in which the mandate was made."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from kiosk.domain.answers.signature import Signature as Drawn
from kiosk.domain.events.reference import format_reference
from kiosk.domain.mandates.mandate import DURATIONS, Mandate, MandateMark, MandateUse
from kiosk.domain.places.site import Site
from kiosk.domain.printing.print_job import Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder, OpenedMandate, read_mandate, read_uses
from kiosk.services.box.box import Box
from kiosk.services.papers.paper import Paper, letterhead
from kiosk.services.procedures import look_up
from kiosk.words import opening_words
from kiosk.words.words import Words
from printers.slip import Block, Heading, Items, Line, Notice, Pair, Signature, Slip, Small

COPIES = ("person", "town-hall")
"""The two copies, by who keeps them (context `mandate-copy` of translations)."""


def mandate_slip(mandate: Mandate, drawn: Drawn | None, *, copy: str, site: Site, years: int, words: Words) -> Slip:
    """One copy of a mandate: what it allows, until when, how to revoke it, and the signatures.

    `years` is how long it is kept after its end.
    """
    blocks: list[Block] = [
        *letterhead(site, words),
        Heading(f"{words.code('mandate', 'title')} {mandate.number}", 2),
        Pair(words.code("mandate", "copy"), words.code("mandate-copy", copy)),
        Line(words.code("mandate", "consent", who=who(mandate, words), site=site.name)),
    ]
    if mandate.person.address:
        blocks.append(Pair(words.code("mandate", "address"), mandate.person.address))
    blocks += [
        Items(tuple(words.code("theme", theme) for theme in mandate.themes), words.code("mandate", "scope")),
        Pair(words.code("mandate", "from"), words.day(mandate.signed_on)),
        Pair(words.code("mandate", "until"), until(mandate, words)),
    ]
    if mandate.renewed_from:
        blocks.append(Line(words.code("mandate", "renews")))
    blocks += [
        Line(words.code("mandate", "nothing-else")),
        Line(words.code("mandate", "asks-and-decides")),
        Heading(words.code("mandate", "change-of-mind"), 3),
        Line("\n".join((words.code("mandate", "end-here"), words.code("mandate", "end-afar")))),
        Line(_reached(site, opening_words.describe_opening_hours(site, words, mandate.signed_on))),
        Notice(words.code("mandate", "not-aidants-connect"), "warning"),
        *_signatures(mandate, drawn, words),
        Small(f"{words.code('mandate', 'privacy', years=years)} {describe_controller(site, words)}"),
    ]
    return _slip(mandate, words.code("mandate", "title"), blocks, words)


def describe_controller(site: Site, words: Words) -> str:
    """Who answers for a mandate's data, on what basis, and whom to ask (GDPR art. 13(1)(a) to (c))."""
    contact, controller = look_up.contact(None, site, words), site.controller_of("").name
    return words.code("mandate", "answers", controller=controller, contact=contact)


def uses_slip(mandate: Mandate, uses: Sequence[MandateUse], *, site: Site, words: Words) -> Slip:
    """The list of a mandate's uses, oldest first."""
    lines = tuple(use_in_words(use, words) for use in uses)
    title = words.code("mandate", "uses")
    blocks: list[Block] = [
        *letterhead(site, words),
        Heading(title, 2),
        *_whose(mandate, words),
        Items(lines, words.code("mandate", "done"), numbered=True) if lines else Line(words.code("mandate", "no-use")),
        Line(words.code("mandate", "question")),
        Line(_reached(site, opening_words.describe_opening_hours(site, words))),
    ]
    return _slip(mandate, title, blocks, words)


def revocation_slip(mandate: Mandate, revoked_at: datetime, *, site: Site, words: Words) -> Slip:
    """The proof that the person has revoked the mandate."""
    title = words.code("mandate", "ended")
    blocks: list[Block] = [
        *letterhead(site, words),
        Heading(title, 2),
        *_whose(mandate, words),
        Pair(words.code("mandate", "ended-on"), words.moment(revoked_at)),
        Notice(words.code("mandate", "ended-here")),
        Line(words.code("mandate", "ended-done")),
        Line(words.code("mandate", "ended-again")),
    ]
    return _slip(mandate, title, blocks, words)


def until(mandate: Mandate, words: Words) -> str:
    """A mandate's last day in words: « 24 décembre 2026 inclus (31 jours) »."""
    day, days = words.day(mandate.ends_on), DURATIONS[mandate.duration]
    return words.code("mandate", "one-day" if days == 1 else "until-day", day=day, days=words.number(days))


def who(mandate: Mandate, words: Words) -> str:
    """The person in words: « Jeanne Martin (naissance : 12 mars 1945) », or only the year if no more is known."""
    name, birth_date = mandate.person.name, mandate.person.birth_date
    if len(birth_date) == 10:
        return words.code("paper", "born", name=name, on=words.day(date.fromisoformat(birth_date)))
    return words.code("paper", "born-in-year", name=name, on=birth_date)


def use_in_words(use: MandateUse, words: Words) -> str:
    """« 24 novembre 2026 à 14:05 : demande enregistrée, dossier SA 1042 K, Acte de naissance, par Nadia Roux »."""
    done = words.code("mandate-use", use.action)
    values = {"at": words.moment(use.at), "done": done, "by": use.mediator}
    if not use.reference:
        return words.code("mandate", "use", **values)
    return words.code("mandate", "use-of", **values, reference=format_reference(use.reference), procedure=use.procedure)


def _reached(site: Site, hours: str) -> str:
    return ", ".join(filter(None, (site.address, site.phone, hours)))


def _whose(mandate: Mandate, words: Words) -> list[Block]:
    return [
        Pair(words.code("mandate", "of"), who(mandate, words)),
        Pair(words.code("mandate", "from"), words.day(mandate.signed_on)),
        Pair(words.code("mandate", "until"), until(mandate, words)),
        Pair(words.code("mandate", "number"), mandate.number),
    ]


def _signatures(mandate: Mandate, drawn: Drawn | None, words: Words) -> list[Block]:
    """The person's signature drawn on a screen, or frames to sign; a witness signs for who cannot."""
    made = Pair(words.code("mandate", "made-with"), f"{mandate.mediator}, {words.day(mandate.signed_on)}")
    if drawn is not None:
        label, in_words = words.code("mandate", "sign-person"), words.code("mandate", "signed-on-screen")
        return [made, Signature(label, drawn.strokes, drawn.width, drawn.height, in_words)]
    if mandate.manner == "cannot-sign":
        cannot = words.code("mandate", "cannot-sign", name=mandate.person.name, witness=mandate.witness)
        return [made, Line(cannot), Signature(words.code("mandate", "sign-witness", witness=mandate.witness))]
    return [
        made,
        Signature(words.code("mandate", "sign-person")),
        Signature(words.code("mandate", "sign-mediator", name=mandate.mediator)),
    ]


def _slip(mandate: Mandate, title: str, blocks: list[Block], words: Words) -> Slip:
    return Slip(f"{title} {mandate.number}", words.language, words.direction, tuple(blocks), job_title=mandate.number)


def _make_copy(copy: str, box: Box, mandate_id: str, words: Words, reader: KeyHolder) -> Slip:
    """A copy in the language in which it was signed. Raises `Refused` (`nothing-to-print`), as all of them do."""
    opened = _opened(box, mandate_id, reader)
    years, words = box.settings.mandate_years, box.words(opened.mandate.language)
    return mandate_slip(opened.mandate, opened.signature, copy=copy, site=box.site, years=years, words=words)


def _make_uses_slip(box: Box, mandate_id: str, words: Words, reader: KeyHolder) -> Slip:
    opened = _opened(box, mandate_id, reader)
    done = read_uses(box.store.read(), mandate_id, opened.key)
    return uses_slip(opened.mandate, done, site=box.site, words=box.words(opened.mandate.language))


def _make_revocation_slip(box: Box, mandate_id: str, words: Words, reader: KeyHolder) -> Slip:
    opened = _opened(box, mandate_id, reader)
    if opened.standing.over != MandateMark.REVOKED or opened.over_at is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    words = box.words(opened.mandate.language)
    return revocation_slip(opened.mandate, opened.over_at, site=box.site, words=words)


def _opened(box: Box, mandate_id: str, reader: KeyHolder) -> OpenedMandate:
    db = box.store.read()
    opened = read_mandate(db, mandate_id, reader.key(db, mandate_id))
    if opened is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    return opened


PERSONS_COPY = Paper("mandate", partial(_make_copy, COPIES[0]), Tray.MANDATES)
TOWN_HALLS_COPY = Paper("mandate-kept", partial(_make_copy, COPIES[1]), Tray.MANDATES)
USES = Paper("mandate-uses", _make_uses_slip, Tray.MANDATES)
REVOCATION = Paper("mandate-revoked", _make_revocation_slip, Tray.MANDATES)
"""Their subject is a mandate's id."""
