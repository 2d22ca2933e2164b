"""A text as people say it aloud in its language: numbers, dates, sums, telephones, codes, short forms and signs.

A voice reads what is written; this writes what is said. What a language does not say in its own manner stays as it is.
"""

from kiosk.domain.speech import spelled
from kiosk.domain.speech.manners import MANNERS, Manner
from kiosk.domain.speech.written import amounts, identifiers, short_forms, signs
from kiosk.domain.speech.written.other_script import in_own_script

_MANNERS = {manner.language: manner for manner in MANNERS}


def said_as(text: str, language: str, style: str = "") -> str:
    """The text as it is said in a language (two letters), never empty unless the text is blank.

    `style` is "" for speech at its ordinary pace, `slow` for codes letter by letter and digits two by two with a pause
    after each, `spell` for each sign by its name. A single sign is said by its name: a key of a keyboard, a letter. A
    language without a manner of its own keeps its text, tidied.
    """
    manner = _MANNERS.get(language)
    if style == "spell":
        return spelled.spell(text, language) or text
    tidied = signs.tidy(text)
    if manner and len(tidied) == 1 and not tidied.isdecimal():
        return spelled.key_name(tidied.lower(), language)
    said = _said(tidied, manner, slow=style == "slow") if manner else tidied.replace(signs.THIN, " ")
    return said or spelled.spell(text, language) or text


def _said(text: str, manner: Manner, *, slow: bool) -> str:
    """Each step finds what the steps before it have left; an address or a code would else be taken for numbers."""
    text = identifiers.say_addresses(text, manner)
    text = identifiers.say_identifiers(text, manner, slow=slow)
    text = amounts.say_moments(text, manner)
    text = amounts.say_amounts(text, manner)
    text = short_forms.say_short_forms(text, manner)
    text = short_forms.say_initials(text, manner)
    text = signs.say_signs(text, manner)
    text = in_own_script(text, manner.language)
    return signs.say_pausal(text) if manner.language == "ar" else text
