"""The letter of a decision as a PDF, to be signed here: the same that a box prints, on A4, in French."""

from datetime import datetime

from msgspec import Struct

from hub.cases.cases import CaseFile
from kiosk.domain.replies.author import Author
from kiosk.words import letter
from kiosk.words.letter import LetterFacts
from kiosk.words.paper_fonts import fonts
from kiosk.words.words import Words
from printers.renderers.pdf import A4
from printers.slip import Block, Heading, Line, Slip, Small


class Draft(Struct, frozen=True):
    """A decision that is being taken: its state, its message and its author."""

    to: str
    message: str
    author: Author


def pdf(case: CaseFile, draft: Draft, at: datetime, signer: str) -> bytes:
    """The letter; `at` is in the hub's time zone, `signer` whom the certificate names."""
    words, content = Words(), case.submitted
    service, who = content["service"], content["applicant"]
    reached = [service["name"], *(service.get(name) or "" for name in ("address", "phone", "email"))]
    heading = words.code("paper", "decision")
    facts = LetterFacts(
        heading=heading,
        to=" ".join(f"{who.get('given_names') or ''} {who.get('family_name') or ''}".split()),
        at=at,
        title=content["procedure"]["title"],
        reference=case.reference,
        by=service["name"],
        author=draft.author.in_full,
        state=draft.to,
    )
    blocks: list[Block] = [
        Heading(content["site"].get("name") or service["name"], 1),
        *letter.opening(facts, words),
        *([Line(draft.message)] if draft.message else []),
        *letter.remedies(draft.to, content.get("remedies") or "", words),
        *letter.contact(reached, words),
        Small(words.code("paper", "letter-signed", signer=signer, at=words.moment(at))),
    ]
    slip = Slip(f"{heading} {case.reference}", words.language, words.direction, tuple(blocks), job_title=case.reference)
    return A4.render(slip, fonts())
