"""What a line of the desk's list of work is about."""

from enum import StrEnum


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
