"""The papers that a service asks for, in the person's language where the procedure is translated."""

from collections.abc import Mapping
from typing import Any

from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.replies.asked_paper import read_asked
from kiosk.words.words import Words


def labels(said: Mapping[str, Any], procedure: Procedure | None, words: Words) -> list[str]:
    """What an update of the hub asks for, one line each: a document as the procedure calls it, or the French words.

    `procedure` is that of the case, None where this box has it not: the case is another site's, or was wiped.
    """
    titles = {document.id: document.title for document in procedure.documents} if procedure else {}
    return [
        words.text(titles[paper.document]) if paper.document in titles else words.in_french(paper.label)
        for paper in read_asked(said)
    ]
