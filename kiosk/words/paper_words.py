"""What is still missing of the papers that a service asked for, in words: the same on every page and paper."""

from collections.abc import Iterable

from kiosk.domain.events.wire.statements import RequestedPaper
from kiosk.domain.language.spelling import Text
from kiosk.domain.replies.asked_paper import AskedPapers
from kiosk.words.words import Words


def name_papers(papers: Iterable[RequestedPaper], words: Words, procedure: str) -> list[str]:
    """Each paper as the procedure of that id calls it in this language, or in the French words of the service."""
    return [words.text(Text(paper.label, context=procedure)) for paper in papers]


def describe_missing_papers(papers: AskedPapers | None, procedure: str, words: Words) -> str:
    """« 1 sur 2 : il manque Le livret de famille. », with word of those that cannot be named to who reads; "" for
    nothing."""
    if papers is None or not papers.missing:
        return ""
    names = words.listed(name_papers(papers.named, words, procedure))
    counted = {"given": words.number(papers.given), "count": words.number(papers.count), "papers": names}
    said = []
    if names:
        said.append(words.code("line", "missing-some" if papers.given else "missing", **counted))
    elif papers.given:
        said.append(words.code("line", "missing-unnamed", **counted))
    if papers.hidden and names:
        more = "hidden-one" if papers.hidden == 1 else "hidden-more"
        said.append(words.code("line", more, count=words.number(papers.hidden)))
    elif papers.hidden:
        said.append(words.code("line", "hidden-all"))
    return " ".join(said)
