"""The form of a decision: what it shows, and what was typed in it."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from hub.decisions.decisions import NONE, NOTHING, Asking, Used, digest_of, normal, read_used
from hub.replies import TakenDecision
from kiosk.domain.replies.author import Author
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

_LONGEST_COUNT = 9
"""Digits: Python refuses to read a number of thousands of them."""


class DecisionForm(Struct, frozen=True):
    """What the form holds; `to` is "" before a decision is chosen, and `fault` the code of what is wrong with it.

    `template` is the one that is chosen in it, `used` the one that filled the message, `lacks` what the case has not.
    `author` is None where the form has no such fields: it is then the person of the account. `carries` says that a
    document goes with it.
    """

    to: str = ""
    message: str = ""
    papers_by: str = ""
    asks: Asking = NOTHING
    seen: int = -1
    fault: str = ""
    template: str = ""
    used: Used = NONE
    lacks: str = ""
    author: Author | None = None
    carries: bool = False


EMPTY = DecisionForm()


def typed(form: Any) -> DecisionForm:
    """What came from the browser (a `MultiDict`)."""
    seen = form.get("seen", "")
    return DecisionForm(
        form.get("to", ""),
        form.get("message", ""),
        form.get("papers_by", "")[:20],
        Asking(tuple(form.getlist("asked")), form.get("others", "")),
        int(seen) if seen.isdecimal() and len(seen) <= _LONGEST_COUNT else -1,
        template=form.get("template", "")[:32],
        used=read_used(form.get("used", "")),
        author=_author(form),
        carries=form.get("carries", "") == "document",
    )


def chosen(
    arguments: Mapping[str, str], offered: tuple[str, ...], stopped: TakenDecision | None, day: str
) -> DecisionForm:
    """The form of the decision that the address names (`?decision=accepted`), with what one that was `stopped` said.

    `day` is the ISO day proposed for papers.
    """
    to = arguments.get("decision", "")
    if to not in offered:
        return EMPTY
    return again(stopped) if stopped is not None and stopped.state == to else DecisionForm(to, papers_by=day)


def again(taken: TakenDecision) -> DecisionForm:
    """The form with what a decision said that was taken back."""
    ticked = tuple(paper.document for paper in taken.asked if paper.document)
    lines = "\n".join(paper.label for paper in taken.asked if not paper.document)
    return DecisionForm(taken.state, taken.message, taken.papers_by, Asking(ticked, lines), author=taken.author)


def with_template(form: DecisionForm, words: str, used: Used) -> DecisionForm:
    """The form with the text of a template: after what somebody wrote, or in the place of what a template had said."""
    own = normal(form.message)
    if not own or digest_of(own) == form.used.digest:
        return replace(form, message=words, used=used)
    return replace(form, message=f"{own}\n\n{words}", used=NONE)


def refused(form: DecisionForm, fault: Refused) -> DecisionForm:
    """The form with what is wrong with it; a message whose template changed counts as one's own from then on."""
    lacks = str(fault.details.get("lacks", ""))
    used = NONE if fault.code == HubRefusal.TEMPLATE_CHANGED else form.used
    return replace(form, fault=fault.code, lacks=lacks, used=used)


def _author(form: Any) -> Author | None:
    """Who decides, as it was typed: not judged yet."""
    if "quality" not in form:
        return None
    return Author(*(form.get(name, "")[:200] for name in ("given_names", "family_name", "quality")))
