"""What a request for papers asks for, as the form of a decision gives it: documents ticked, and lines in free words."""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from kiosk.domain.replies.asked_paper import AskedPaper
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

MOST_ASKED = 20
"""Papers in one request."""
LONGEST_LABEL = 200
"""Characters of a paper in free words."""


class Asking(Struct, frozen=True):
    """The ids of the documents that were ticked, and the other papers, one a line."""

    documents: tuple[str, ...] = ()
    others: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The papers in free words, each as it is kept."""
        return tuple(filter(None, (" ".join(line.split()) for line in self.others.splitlines())))

    def __bool__(self) -> bool:
        return bool(self.documents or self.lines)


NOTHING = Asking()
"""No paper by name."""


def askable(submitted: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The documents of a submitted case that can be asked for: (id, French label), each id once."""
    listed = submitted.get("documents") or ()
    return list({document["id"]: (document["id"], document["label"]) for document in listed if document["id"]}.values())


def papers(asking: Asking, submitted: Mapping[str, Any], new_id: Callable[[], str]) -> tuple[AskedPaper, ...]:
    """The papers asked for, in the order of the case's documents, then those in free words.

    Raises `Refused`: `paper-not-listed` for an id that the case does not list, `too-many-papers`, `paper-too-long`.
    """
    known = dict(askable(submitted))
    if unknown := set(asking.documents) - set(known):
        raise Refused(HubRefusal.PAPER_NOT_LISTED, document=min(unknown))
    wanted = [(id_, label) for id_, label in known.items() if id_ in asking.documents]
    wanted += [("", line) for line in dict.fromkeys(asking.lines)]
    if len(wanted) > MOST_ASKED:
        raise Refused(HubRefusal.TOO_MANY_PAPERS, most=MOST_ASKED)
    if any(len(label) > LONGEST_LABEL for document, label in wanted if not document):
        raise Refused(HubRefusal.PAPER_TOO_LONG, most=LONGEST_LABEL)
    return tuple(AskedPaper(new_id(), document, label) for document, label in wanted)
