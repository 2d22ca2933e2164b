"""The desk's list of work: what a line is about, and what came of a call."""

from enum import StrEnum


class CallOutcome(StrEnum):
    """Words: context `call-outcome`. After `REACHED` and `MESSAGE` nobody need call again; a message is left only where
    the person allowed it."""

    REACHED = "reached"
    MESSAGE = "message"
    NO_ANSWER = "no-answer"


TOLD_OUTCOMES = (CallOutcome.REACHED, CallOutcome.MESSAGE)
"""After one of these the person knows, or will."""


class WorkKind(StrEnum):
    """Kinds of work, the most urgent first: that is their order in the list. Words: context `work`.

    `PAPERS`: the service asks for papers. `MEND`: the hub refused something. `PAPER`: a print job in doubt, or that
    cannot be printed. `LEFT_NUMBER`: a number to say again to somebody who cannot read it. `NEW_NUMBER`: a person to
    tell of a changed number. `CALL`: a person who wished to be called about an answer. `ANSWER`: any other answer of
    the service. `DRAFT`: a case that is not finished.
    """

    PAPERS = "papers"
    MEND = "mend"
    PAPER = "paper"
    LEFT_NUMBER = "left-number"
    NEW_NUMBER = "new-number"
    CALL = "call"
    ANSWER = "answer"
    DRAFT = "draft"
