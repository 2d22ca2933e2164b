"""A text as people say it aloud in its language: numbers, dates, sums, telephones, codes, short forms and signs.

A voice reads what is written; this writes what is said. What a language does not say in its own manner stays as it is.
"""

from kiosk.domain.speech import amounts, identifiers, short_forms, signs, spelled
from kiosk.domain.speech.lexicon import Lexicon
from kiosk.domain.speech.other_script import in_own_script


def said_as(text: str, lexicon: Lexicon, style: str = "") -> str:
    """The text as it is said in the lexicon's language, never empty unless the text is blank.

    `style` is "" for speech at its ordinary pace, `slow` for codes letter by letter and digits two by two with a pause
    after each, `spell` for each sign by its name. A single sign is said by its name: a key of a keyboard, a letter. A
    language without rows keeps its text, tidied.
    """
    if style == "spell":
        return spelled.spell(text, lexicon) or text
    tidied = signs.tidy(text)
    if lexicon.kinds and len(tidied) == 1 and not tidied.isdecimal():
        return spelled.key_name(tidied.lower(), lexicon)
    said = _said(tidied, lexicon, slow=style == "slow") if lexicon.kinds else tidied.replace(signs.THIN, " ")
    return said or spelled.spell(tidied.replace(" ", ""), lexicon) or text


def _said(text: str, lexicon: Lexicon, *, slow: bool) -> str:
    """Each step finds what the steps before it have left; an address or a code would else be taken for numbers."""
    text = identifiers.say_addresses(text, lexicon)
    text = identifiers.say_identifiers(text, lexicon, slow=slow)
    text = amounts.say_moments(text, lexicon)
    text = amounts.say_amounts(text, lexicon)
    text = short_forms.say_short_forms(text, lexicon)
    text = short_forms.say_initials(text, lexicon)
    text = signs.say_signs(text, lexicon)
    text = in_own_script(text, lexicon)
    return signs.say_pausal(text) if lexicon.language == "ar" else text
