"""Initials of French public life: said letter by letter, or as the word that everybody says."""

import re

from kiosk.domain.speech.manners import Manner

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
_AS_WORDS = frozenset(
    {
        "ANEF",
        "APA",
        "CAF",
        "CASF",
        "CEDEX",
        "CERFA",
        "CESEDA",
        "CNIL",
        "CROUS",
        "CUPS",
        "DALO",
        "FICT",
        "IBAN",
        "INSEE",
        "ONU",
        "PACS",
        "PIN",
        "RIB",
        "SIREN",
        "SIRET",
        "SMIC",
        "UNESCO",
    }
)
"""Said as words."""
_INITIALS = re.compile(r"(?<![\w.’-])(?:[A-Z]\.){2,}|(?<![A-Za-zÀ-ÿ0-9])[A-Z]{2,7}(?![\w])")
_VOWELS = frozenset("AEIOUYÀÂÉÈÊËÎÏÔÙÛ")


def said(text: str, manner: Manner) -> str:
    """The text with its initials as letters with blanks between them, or as a word with one capital."""
    return _INITIALS.sub(lambda found: _said(found[0], manner), text)


def _said(initials: str, manner: Manner) -> str:
    bare = initials.replace(".", "")
    if bare in manner.words:
        return manner.words[bare]
    if bare in _AS_WORDS:
        word = bare.capitalize()
        return manner.words.get(word) or word
    if bare in _SPELLED or "." in initials or not _VOWELS & set(bare):
        return " ".join(manner.initials.get(letter, letter) for letter in bare)
    return initials
