"""Abbreviations and initials in full: a short form as the word that it stands for, initials letter by letter."""

import re
from collections.abc import Mapping
from functools import cache

from kiosk.domain.speech.lexicon import Lexicon
from kiosk.domain.speech.signs import THIN

_SPELLED = frozenset({
    "AAH", "ACS", "AED", "AEEH", "AESH", "AME", "ANTS", "APL", "ARS", "ASE", "ASI", "ASS", "BNF", "CAP", "CCAS",
    "CCI", "CDD", "CDI", "CE1", "CESU", "CIAS", "CM2", "CMU", "CNAM", "CNI", "CP", "CPAM", "CPF", "CSE", "CSG",
    "CSNJ", "CSP", "CSS", "CSV", "DDT", "DGFIP", "DPO", "DVD", "EDF", "EPCI", "ERP", "FAQ", "FSL", "GDPR", "GPS",
    "HLM", "HTML", "HTTP", "HTTPS", "ID", "IRM", "JDC", "LSF", "MB", "MDPH", "MSA", "NFC", "NIR", "OS", "PAI", "PC",
    "PCH", "PDF", "PJ", "PLU", "PMI", "PMR", "PPS", "QR", "RATP", "RC", "RDC", "RGAA", "RGPD", "RNA", "RQTH", "RSA",
    "SCEC", "SIM", "SMS", "SNCF", "SPA", "SSD", "TER", "TGV", "TV", "TVA", "UE", "UK", "URL", "USA", "USB", "UTF",
    "VAE", "VPN", "VSL", "WC", "XML",
})  # fmt: skip
"""Said by their letters. A word in capitals that stands in no list is left to the voice: it may be a family name."""
_AS_WORDS = frozenset({
    "ANEF", "APA", "CAF", "CASF", "CEDEX", "CERFA", "CESEDA", "CNIL", "CROUS", "CUPS", "DALO", "FICT", "IBAN",
    "INSEE", "ONU", "PACS", "PIN", "RIB", "SIREN", "SIRET", "SMIC", "UNESCO",
})  # fmt: skip
"""Said as words."""
_INITIALS = re.compile(r"(?<![\w.’-])(?:[A-Z]\.){2,}|(?<![A-Za-zÀ-ÿ0-9])[A-Z]{2,7}(?![\w])")
_VOWELS = frozenset("AEIOUYÀÂÉÈÊËÎÏÔÙÛ")
_SPACE = rf"[ {THIN}]"
_FIGURE = " #"
"""What ends a short form that is one only before a figure: « no » is else a word."""
_LAST = frozenset({"etc.", "т. д.", "p. ex.", "e.g.", "i.e."})
"""Short forms that may end a sentence, or stand before a comma."""


def say_initials(text: str, lexicon: Lexicon) -> str:
    """The text with its initials as letters with blanks between them, or as a word with one capital."""
    return _INITIALS.sub(lambda found: _say_one(found[0], lexicon), text)


def _say_one(initials: str, lexicon: Lexicon) -> str:
    bare, words, letters = initials.replace(".", ""), lexicon.rows("word"), lexicon.rows("letter")
    if bare in words:
        return words[bare]
    if bare in _AS_WORDS:
        return words.get(bare.capitalize()) or bare.capitalize()
    if bare in _SPELLED or "." in initials or not _VOWELS & set(bare):
        return " ".join(letters.get(letter.lower(), letter) for letter in bare)
    return initials


def say_short_forms(text: str, lexicon: Lexicon) -> str:
    """The text with the language's short forms in full: rows `word`."""
    return _pattern(lexicon).sub(lambda found: _full(found[0], lexicon.rows("word")), text)


def _full(short: str, words: Mapping[str, str]) -> str:
    full = words.get(short) or words[f"{short}{_FIGURE}"]
    return f"{full} " if short[-1] in "°º№" else full


@cache
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
    """One pattern of all a language's short forms, the longest first."""
    forms = sorted(lexicon.rows("word"), key=len, reverse=True)
    return re.compile(rf"(?<![\w\u064b-\u0652.-])(?:{'|'.join(map(_alone, forms))})")


def _alone(form: str) -> str:
    """A whole word; one that ends with a point needs a word after it, or the point would be a sentence's."""
    if form.endswith(_FIGURE):
        return rf"{re.escape(form.removesuffix(_FIGURE))}(?={_SPACE}?\d)"
    if form in _LAST:
        return re.escape(form)
    if form.endswith("."):
        return rf"{re.escape(form)}(?={_SPACE}\w|\d)"
    return rf"{re.escape(form)}(?![\w\u064b-\u0652-])" if form[-1].isalnum() else re.escape(form)
