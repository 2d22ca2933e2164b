"""Numbers that are read digit by digit (telephones, references, IBAN), and addresses of e-mail and of the web."""

import re

from kiosk.domain.speech.amounts import say_zeros
from kiosk.domain.speech.lexicon import Lexicon
from kiosk.domain.speech.signs import THIN

_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:fr|com|org|net|eu|gouv|io|info|be|ch|ca|de|es|pt|ua|uk|ma|dz|tn)\b"
_MAIL = re.compile(rf"(?<![\w.+-])[\w.+-]+@(?:{_HOST}|[\w-]+(?:\.[\w-]+)+)", re.IGNORECASE | re.ASCII)
_WEB = re.compile(rf"(?<![\w.@-])(?:https?://)?(?:www\.)?{_HOST}(?:/[\w./%#?=&-]*\w/?)?", re.IGNORECASE | re.ASCII)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z]{2})")
_SHORT_ENDING = 3
"""Endings of a host with this many letters or fewer are said by their letters, but for those that people say whole."""
_WHOLE_ENDINGS = frozenset({"com", "org", "net"})
_GAP = rf"[ {THIN}.-]?"
_SPACE = rf"[ {THIN}]"
_TELEPHONE = re.compile(rf"(?<![\w,.])(?:\+33{_GAP}|0)[1-9](?:{_GAP}\d\d){{4}}(?![\d,])")
_ABROAD = re.compile(rf"(?<!\w)\+\d{{1,3}}(?:{_GAP}\d{{1,4}}){{2,6}}(?!\d)")
_NIR = re.compile(
    rf"(?<!\w)[1-478]{_SPACE}?\d\d{_SPACE}?\d\d{_SPACE}?\d[\dAB]{_SPACE}?\d{{3}}{_SPACE}?\d{{3}}(?:{_SPACE}?\d\d)?(?!\w)"
)
"""The number of social security: sex, year, month, department, commune, order, and the key of two digits."""
_IBAN = re.compile(rf"(?<!\w)[A-Z]{{2}}\d\d(?:{_SPACE}?[A-Z0-9]{{4}}){{3,7}}(?:{_SPACE}?[A-Z0-9]{{1,3}})?(?!\w)")
_REFERENCE = re.compile(
    rf"(?<![\w.])[A-Z]{{2,4}}{_SPACE}?\d{{1,4}}(?:{_SPACE}?\d{{3,4}})*{_SPACE}?[2-9A-HJ-NP-Z](?!\w)"
)
"""`SA 1042 K`: the code of a site, a counter, a check character (kiosk.domain.events.reference)."""
_SECRET = re.compile(rf"(?<![\w-])(?:[A-Z]{{3}}{_SPACE})?[2-9A-HJ-NP-Z]{{5}}(?:-|{_SPACE})[2-9A-HJ-NP-Z]{{5}}(?![\w-])")
"""`4R3TU-LJ7VR` follows a case, `KTM 4F7QA 9ZB3C` resumes one (kiosk.domain.keys.resume_code)."""
_MIXED = re.compile(r"(?<![\w.-])(?=[A-Z0-9]{3,}(?!\w))(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]+")
_SIRET = re.compile(rf"(?<![\w,.])\d{{3}}{_SPACE}?\d{{3}}{_SPACE}?\d{{3}}{_SPACE}?\d{{5}}(?!\w)")
_LONG = re.compile(r"(?<![\w,.])(?!\d{1,3}0{6,}\b)\d{7,}(?![\w,])")
_POSTCODE = re.compile(rf"(?<![\w.,{THIN}])(?<!\d )(?:0[1-9]|[1-8]\d|9[0-8])\d{{3}}(?= [A-ZÀ-Ý][A-Za-zÀ-ÿ’-])")
_WHOLE = 4
"""A number of this many digits or fewer is said whole within a code."""


def say_addresses(text: str, lexicon: Lexicon) -> str:
    """The text with each address in words."""
    text = _MAIL.sub(lambda found: _words(found[0], lexicon), text)
    return _WEB.sub(lambda found: _words(re.sub(r"^https?://|/$", "", found[0]), lexicon), text)


def _words(address: str, lexicon: Lexicon) -> str:
    """Nobody says « h, t, t, p, s » nor the last slash."""
    names = {
        ".": lexicon.word("point"),
        "@": lexicon.rows("sign")["@"],
        "-": lexicon.word("dash"),
        "_": lexicon.rows("sign")["_"],
        "/": "slash",
        "+": lexicon.rows("sign")["+"],
        "%": "%",
        "#": lexicon.rows("sign")["#"],
        "=": lexicon.rows("sign")["="],
        "&": lexicon.rows("sign")["&"],
        "?": ",",
    }
    parts = [part for part in re.split(r"([.@_/+%#=&?-])", address) if part]
    ending = len(parts) - 1 if "/" not in parts else parts.index("/") - 1
    said_parts = [
        _letters(part) if place == ending or part == "www" else names.get(part, _HUMP.sub(" ", part))
        for place, part in enumerate(parts)
    ]
    return " ".join(said_parts)


def _letters(ending: str) -> str:
    whole = len(ending) > _SHORT_ENDING or ending.lower() in _WHOLE_ENDINGS or not ending.isalpha()
    return ending if whole else " ".join(ending.upper())


def say_identifiers(text: str, lexicon: Lexicon, *, slow: bool) -> str:
    """The text with each of these numbers by groups, a comma after each; `slow` makes smaller groups."""
    text = _IBAN.sub(lambda found: _iban(found[0]), text)
    text = _SECRET.sub(lambda found: _secret(found[0], slow or found[0] == text), text)
    text = _NIR.sub(lambda found: _nir(found[0], lexicon), text)
    text = _TELEPHONE.sub(lambda found: _telephone(found[0], lexicon), text)
    text = _ABROAD.sub(lambda found: _abroad(found[0], lexicon), text)
    text = _REFERENCE.sub(lambda found: _code(found[0], lexicon, slow, 3), text)
    text = _MIXED.sub(lambda found: _code(found[0], lexicon, slow, 3), text)
    text = _SIRET.sub(lambda found: _grouped(found[0], lexicon, (3, 3, 3, 5)), text)
    text = _LONG.sub(lambda found: _grouped(found[0], lexicon, (2 if slow else 3,) * len(found[0])), text)
    return _POSTCODE.sub(lambda found: _postcode(found[0], lexicon), text)


def _telephone(number: str, lexicon: Lexicon) -> str:
    digits = re.sub(r"\D", "", number)
    if number.startswith("+"):
        pairs = [digits[:2], digits[2], *_cut(digits[3:], (2,) * 4)]
        return f"{lexicon.rows('sign')['+']} {', '.join(_number(pair, lexicon) for pair in pairs)}"
    return ", ".join(_number(pair, lexicon) for pair in _cut(digits, (2,) * 5))


def _abroad(number: str, lexicon: Lexicon) -> str:
    """A number of another country, in the groups in which it is written."""
    groups = re.findall(r"\d+", number)
    return f"{lexicon.rows('sign')['+']} {', '.join(' '.join(group) for group in groups)}"


def _iban(number: str) -> str:
    """Four signs at a time, each alone, as they are printed."""
    compact = re.sub(r"\s", "", number)
    return ", ".join(" ".join(group) for group in _cut(compact, (4,) * len(compact)))


def _nir(number: str, lexicon: Lexicon) -> str:
    groups = _cut(re.sub(r"\s", "", number), (1, 2, 2, 2, 3, 3, 2))
    return ", ".join(_number(group, lexicon) if group.isdecimal() else " ".join(group) for group in groups)


def _secret(code: str, is_code: bool) -> str:
    """Sign by sign. One of letters alone is a code where nothing else is said, or else it may be a street's name."""
    if not (is_code or any(sign.isdecimal() for sign in code)):
        return code
    return ", ".join(sign for sign in code if sign.isalnum())


def _code(code: str, lexicon: Lexicon, slow: bool, size: int) -> str:
    """Letters one by one, digits by groups, as `kiosk.domain.events.reference.spoken` cuts them."""
    parts: list[str] = []
    for part in re.findall(r"[A-Z]+|\d+", code):
        if part.isdecimal():
            parts += [_number(group, lexicon) for group in _from_the_end(part, 2 if slow else size)]
        elif slow:
            parts += part
        else:
            parts.append(" ".join(part))
    return ", ".join(parts)


def _grouped(number: str, lexicon: Lexicon, sizes: tuple[int, ...]) -> str:
    return ", ".join(_number(group, lexicon) for group in _cut(re.sub(r"\D", "", number), sizes))


def _postcode(code: str, lexicon: Lexicon) -> str:
    """« 35 140 » in the languages that say pairs; digit by digit in the others."""
    return f"{_number(code[:2], lexicon)} {_number(code[2:], lexicon)}" if lexicon.word("pairs") else " ".join(code)


def _number(digits: str, lexicon: Lexicon) -> str:
    """A group as the language says it: a number, its zeros first; or each digit."""
    return say_zeros(digits) if lexicon.word("pairs") else " ".join(digits)


def _from_the_end(digits: str, size: int) -> list[str]:
    if size > 2 and len(digits) <= _WHOLE:
        return [digits]
    return [digits[max(0, end - size) : end] for end in range(len(digits), 0, -size)][::-1]


def _cut(digits: str, sizes: tuple[int, ...]) -> list[str]:
    groups = []
    for size in sizes:
        groups.append(digits[:size])
        digits = digits[size:]
    return [group for group in (*groups, digits) if group]
