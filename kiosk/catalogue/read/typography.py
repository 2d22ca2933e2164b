"""Apply French typography, so that authors of procedures can type plain spaces and straight apostrophes."""

import re

_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_BEFORE = re.compile(r"(?<=\S) (?=[:;!?»](?:\W|$))")
_AFTER = re.compile(r"« ")
_NUMBER = re.compile(r"(?<=\d) (?=€|\d{3}\b)|(?<=\bn°) (?=\d)")


def typeset(words: str) -> str:
    """The same words on one line per paragraph, with ’ and with the spaces that must not break a line.

    A no-break space keeps « ? », « : » and « € » from opening a line (Lexique des règles typographiques en usage à
    l'Imprimerie nationale).
    """
    words = "\n\n".join(re.sub(r"[ \n]+", " ", part).strip() for part in re.split(r"\n\s*\n", words.strip()))
    words = _APOSTROPHE.sub("’", words)
    for pattern in (_BEFORE, _NUMBER):
        words = pattern.sub("\u00a0", words)
    return _AFTER.sub("«\u00a0", words)
