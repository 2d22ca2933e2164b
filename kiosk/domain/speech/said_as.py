"""A text as people say it aloud in its language: numbers, dates, sums, telephones, codes, short forms and signs.

A voice reads what is written; this writes what is said. What a language does not say in its own manner stays as it is.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from kiosk.domain.language import spelling
from kiosk.domain.speech import signs
from kiosk.domain.speech.signs import THIN, Lexicon, say_zeros

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
"""`4R3TU-LJ7VR` follows a case, `KTM 4F7QA 9ZB3C` resumes one (kiosk.services.drafts.drafts)."""
_MIXED = re.compile(r"(?<![\w.-])(?=[A-Z0-9]{3,}(?!\w))(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]+")
_SIRET = re.compile(rf"(?<![\w,.])\d{{3}}{_SPACE}?\d{{3}}{_SPACE}?\d{{3}}{_SPACE}?\d{{5}}(?!\w)")
_LONG = re.compile(r"(?<![\w,.])(?!\d{1,3}0{6,}\b)\d{7,}(?![\w,])")
_POSTCODE = re.compile(rf"(?<![\w.,{THIN}])(?<!\d )(?:0[1-9]|[1-8]\d|9[0-8])\d{{3}}(?= [A-ZÀ-Ý][A-Za-zÀ-ÿ’-])")
_WHOLE = 4
"""A number of this many digits or fewer is said whole within a code."""


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
    said = []
    for place, part in enumerate(parts):
        if place != ending and part != "www":
            said.append(names.get(part, _HUMP.sub(" ", part)))
        elif len(part) > _SHORT_ENDING or part.lower() in _WHOLE_ENDINGS or not part.isalpha():
            said.append(part)
        else:
            said.append(" ".join(part.upper()))
    return " ".join(said)


def _say_identifiers(text: str, lexicon: Lexicon, slow: bool) -> str:
    """The text with each of these numbers by groups, a comma after each; `slow` makes smaller groups."""

    def iban(found: re.Match[str]) -> str:
        """Four signs at a time, each alone, as they are printed."""
        compact = re.sub(r"\s", "", found[0])
        return ", ".join(" ".join(group) for group in _cut(compact, (4,) * len(compact)))

    def nir(found: re.Match[str]) -> str:
        groups = _cut(re.sub(r"\s", "", found[0]), (1, 2, 2, 2, 3, 3, 2))
        return ", ".join(_number(group, lexicon) if group.isdecimal() else " ".join(group) for group in groups)

    def abroad(found: re.Match[str]) -> str:
        """In the groups in which it is written."""
        groups = ", ".join(" ".join(group) for group in re.findall(r"\d+", found[0]))
        return f"{lexicon.rows('sign')['+']} {groups}"

    def postcode(found: re.Match[str]) -> str:
        """« 35 140 » in the languages that say pairs; digit by digit in the others."""
        parts = (found[0][:2], found[0][2:]) if lexicon.word("pairs") else found[0]
        return " ".join(_number(part, lexicon) for part in parts)

    text = _IBAN.sub(iban, text)
    text = _SECRET.sub(lambda found: _secret(found[0], slow or found[0] == text), text)
    text = _NIR.sub(nir, text)
    text = _TELEPHONE.sub(lambda found: _telephone(found[0], lexicon), text)
    text = _ABROAD.sub(abroad, text)
    text = _REFERENCE.sub(lambda found: _code(found[0], lexicon, slow), text)
    text = _MIXED.sub(lambda found: _code(found[0], lexicon, slow), text)
    text = _SIRET.sub(lambda found: _grouped(found[0], lexicon, (3, 3, 3, 5)), text)
    text = _LONG.sub(lambda found: _grouped(found[0], lexicon, (2 if slow else 3,) * len(found[0])), text)
    return _POSTCODE.sub(postcode, text)


def _telephone(number: str, lexicon: Lexicon) -> str:
    digits = re.sub(r"\D", "", number)
    if number.startswith("+"):
        pairs = [digits[:2], digits[2], *_cut(digits[3:], (2,) * 4)]
        return f"{lexicon.rows('sign')['+']} {', '.join(_number(pair, lexicon) for pair in pairs)}"
    return ", ".join(_number(pair, lexicon) for pair in _cut(digits, (2,) * 5))


def _secret(code: str, is_code: bool) -> str:
    """Sign by sign. One of letters alone is a code where nothing else is said, or else it may be a street's name."""
    if not (is_code or any(sign.isdecimal() for sign in code)):
        return code
    return ", ".join(sign for sign in code if sign.isalnum())


def _code(code: str, lexicon: Lexicon, slow: bool) -> str:
    """Letters one by one, digits by groups, as `kiosk.domain.events.reference.format_reference` cuts them."""
    parts: list[str] = []
    for part in re.findall(r"[A-Z]+|\d+", code):
        if part.isdecimal():
            parts += [_number(group, lexicon) for group in _from_the_end(part, 2 if slow else 3)]
        elif slow:
            parts += part
        else:
            parts.append(" ".join(part))
    return ", ".join(parts)


def _grouped(number: str, lexicon: Lexicon, sizes: tuple[int, ...]) -> str:
    return ", ".join(_number(group, lexicon) for group in _cut(re.sub(r"\D", "", number), sizes))


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


_NASAL = r"(?=$|s$|ts?$|[bcdfgjklpqrstvxz])"
_SOFT = "[eiyéèêëîï]"
_VOWEL = "aeiouyàâéèêëîïôöùûüœ"
_RULES: tuple[tuple[str, str], ...] = (
    (r"^(?:et|est)$", "e"),
    (r"^([ldmcs])es$", r"\1e"),
    (r"^pacs$", "paks"),
    (r"^([lmvbpg])ail$", r"\1aj"),
    (r"eaux?|aux?(?=$)|au|ô", "o"),
    (r"oin", "wẽ"),
    (r"o[iîy]", "wa"),
    (r"ouill", "uj"),
    (r"o[uùû]", "u"),
    (r"euil|ueil", "øj"),
    (r"œu|oeu|eu|œ|ö", "ø"),
    (r"aill|ail$", "aj"),
    (r"eill|eil$", "ej"),
    (r"(?<=^[vm])ille|(?<=qu)ille", "il"),
    (r"ill", "ij"),
    (r"(?<=s)tion", "tjõ"),
    (r"tion", "sjõ"),
    (rf"ien{_NASAL}", "jẽ"),
    (rf"(?:ain|aim|ein|in|im|yn|ym|un|um){_NASAL}", "ẽ"),
    (rf"(?:an|am|en|em){_NASAL}", "ã"),
    (rf"(?:on|om){_NASAL}", "õ"),
    (r"a[iîy](?!j)|ei|[éèêë]", "e"),
    (r"(?<=..)er$|ez$", "e"),
    (r"(?<=.)ets?$", "e"),
    (r"ie(?=s?$)", "i"),
    (r"(?<=..)es?$", ""),
    (r"sch|ch(?![rnlt])", "ʃ"),
    (r"ch", "k"),
    (r"gn", "ɲ"),
    (r"ph", "f"),
    (r"th", "t"),
    (r"qu|q", "k"),
    (rf"gu(?={_SOFT})", "g"),
    (r"ge(?=[aou])", "ʒ"),
    (rf"g(?={_SOFT})|j", "ʒ"),
    (rf"cc(?={_SOFT})", "ks"),
    (rf"sc(?={_SOFT})|ç|c(?={_SOFT})", "s"),
    (r"cc|ck|c|k", "k"),
    (r"ss", "s"),
    (rf"(?<=[{_VOWEL}])s(?=[{_VOWEL}])", "z"),
    (r"(?<=.)(?:[tdps]s|[stdxzp])$", ""),
    (r"x", "ks"),
    (r"h", ""),
    (r"([lnmtrpbdf])\1", r"\1"),
    (rf"[iy](?=[{_VOWEL}ãõẽø])", "j"),
    (r"[yîï]", "i"),
    (r"[uûüù]", "y"),
    (r"[àâ]", "a"),
)
"""Letters to sounds: at each place of a word, the first rule that fits; a letter without one is its own sound."""
_COMPILED = tuple((re.compile(pattern), sound) for pattern, sound in _RULES)
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœ]+")
_CYRILLIC_WORD = re.compile("[А-Яа-яҐґЄєІіЇї]+")
_ELISION = re.compile(r"(?<![A-Za-zÀ-ÿ])([ldnsmtcjLDNSMTCJ]|qu|Qu)[’'](?=[A-Za-zÀ-ÿ])")
_CYRILLIC = dict(zip("абвгґдежзийклмнопрстуфє", [*"abvhgdejzyiklmnoprst", "ou", "f", "ié"], strict=True)) | {
    "і": "i", "ї": "i", "х": "kh", "ц": "ts", "ч": "tch", "ш": "ch", "щ": "chtch", "ь": "", "ю": "iou", "я": "ia",
}  # fmt: skip
"""Ukrainian letters as French spells their sounds."""


def in_script(word: str, lexicon: Lexicon) -> str:
    """A French word in the letters of a language of another script, by its sounds; "" if it has none."""
    heard, letters = sounds_of(word), lexicon.rows("sound")
    said = [letters.get(sound, sound) for sound in heard]
    return "".join([lexicon.rows("first-sound").get(heard[0], said[0]), *said[1:]]) if heard else ""


@cache
def sounds_of(word: str) -> str:
    """A French word without hyphen or apostrophe, one sign a sound: « séjour » is `seʒur`."""
    small, heard, place = word.lower(), "", 0
    while place < len(small):
        for pattern, sound in _COMPILED:
            if found := pattern.match(small, place):
                heard += found.expand(sound)
                place = found.end()
                break
        else:
            heard += small[place]
            place += 1
    return heard


def in_own_script(text: str, lexicon: Lexicon) -> str:
    """The text with words of the other script in the language's own letters.

    Arabic and Ukrainian take French words by their sounds, and single letters by their names; other languages take
    Ukrainian words by a transcription, and Arabic takes them by way of French. Arabic words stay as they are: without
    vowels there is nothing to transcribe.
    """
    if lexicon.rows("sound"):
        if lexicon.language == "ar":
            text = _CYRILLIC_WORD.sub(lambda found: _transcribed(found[0]), text)
        text = re.sub(r"(?<![A-Za-z])([A-Za-z])(?=\d)", r"\1 ", text)
        joined = _ELISION.sub(lambda found: found[1], text)
        return _WORD.sub(lambda found: _spoken(found[0], lexicon), joined)
    return _CYRILLIC_WORD.sub(lambda found: _transcribed(found[0]), text)


def _spoken(word: str, lexicon: Lexicon) -> str:
    letters = lexicon.rows("letter")
    if len(word) == 1:
        base = unicodedata.normalize("NFD", word.lower())[0]
        return letters.get(base) or in_script(word, lexicon)
    return in_script(unicodedata.normalize("NFC", word), lexicon) or " ".join(
        letters.get(sign, sign) for sign in word.lower()
    )


def _transcribed(word: str) -> str:
    said = "".join(_CYRILLIC.get(sign, "") for sign in word.lower())
    return said.capitalize() if word[:1].isupper() else said


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
_FIGURE = " #"
"""What ends a short form that is one only before a figure: « no » is else a word."""
_LAST = frozenset({"etc.", "т. д.", "p. ex.", "e.g.", "i.e."})
"""Short forms that may end a sentence, or stand before a comma."""


def _say_one(initials: str, lexicon: Lexicon) -> str:
    bare, words, letters = initials.replace(".", ""), lexicon.rows("word"), lexicon.rows("letter")
    if bare in words:
        return words[bare]
    if bare in _AS_WORDS:
        return words.get(bare.capitalize()) or bare.capitalize()
    if bare in _SPELLED or "." in initials or not _VOWELS & set(bare):
        return " ".join(letters.get(letter.lower(), letter) for letter in bare)
    return initials


def _in_full(short: str, words: Mapping[str, str]) -> str:
    full = words.get(short) or words[f"{short}{_FIGURE}"]
    return f"{full} " if short[-1] in "°º№" else full


@cache
def _pattern(lexicon: Lexicon) -> re.Pattern[str]:
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


_HELD_TOGETHER = re.compile("[\u00a0\u2007\u2009\u202f]")
_JOINED = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th"}
"""Letters that only some languages name; the others say what they are made of or look like."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def spell(text: str, lexicon: Lexicon) -> str:
    """Each sign by its name, a comma after each: « B majuscule, tiret, 4 ». A blank text gives the name of a space."""
    cleaned = _DASHES.sub("-", _HELD_TOGETHER.sub(" ", spelling.clean_lines(spelling.fold_digits(text))))
    whole: list[str] = []
    for sign in unicodedata.normalize("NFC", cleaned):
        # With the marks that Unicode writes after it; Arabic vowels stay apart.
        if whole and unicodedata.combining(sign) and not "\u064b" <= sign <= "\u0652":
            whole[-1] += sign
        else:
            whole.append(sign)
    return ", ".join(named for sign in whole if (named := key_name(sign, lexicon)))


def key_name(sign: str, lexicon: Lexicon) -> str:
    """The name of a sign; one without a name in the language is said as itself, which leaves it to the voice."""
    named = lexicon.rows("name").get(sign)
    if named is not None or not sign.isalpha():
        return named or lexicon.rows("letter").get(sign) or sign.strip()
    small = sign.lower()
    name = _letter(small, lexicon)
    capital = sign != small and len(small) == len(sign) and unicodedata.category(sign[0]) == "Lu"
    return (lexicon.word("capital") or "{}").format(name) if capital else name


def _letter(small: str, lexicon: Lexicon) -> str:
    letters, accents = lexicon.rows("letter"), lexicon.rows("accent")
    if small in letters:
        return letters[small]
    if small in _JOINED:
        return " ".join(_letter(part, lexicon) for part in _JOINED[small])
    base, *marks = list(unicodedata.normalize("NFD", small))
    return " ".join((letters.get(base) or base.upper(), *(accents[mark] for mark in marks if mark in accents)))


def said_as(text: str, lexicon: Lexicon, style: str = "") -> str:
    """The text as it is said in the lexicon's language, never empty unless the text is blank.

    `style` is "" for speech at its ordinary pace, `slow` for codes letter by letter and digits two by two with a pause
    after each, `spell` for each sign by its name. A single sign is said by its name: a key of a keyboard, a letter. A
    language without rows keeps its text, tidied.
    """
    if style == "spell":
        return spell(text, lexicon) or text
    tidied = signs.tidy_speech_text(text)
    if not lexicon.kinds:
        said = tidied.replace(THIN, " ")
    elif len(tidied) == 1 and not tidied.isdecimal():
        return key_name(tidied.lower(), lexicon)
    else:
        # Each step finds what the steps before it have left; an address or a code would else be taken for numbers.
        said = _MAIL.sub(lambda found: _words(found[0], lexicon), tidied)
        said = _WEB.sub(lambda found: _words(re.sub(r"^https?://|/$", "", found[0]), lexicon), said)
        said = _say_identifiers(said, lexicon, style == "slow")
        said = signs.say_moments(said, lexicon)
        said = signs.say_amounts(said, lexicon)
        said = _pattern(lexicon).sub(lambda found: _in_full(found[0], lexicon.rows("word")), said)
        said = _INITIALS.sub(lambda found: _say_one(found[0], lexicon), said)
        said = signs.say_signs(said, lexicon)
        said = in_own_script(said, lexicon)
        said = signs.say_pausal(said) if lexicon.language == "ar" else said
    return said or spell(tidied.replace(" ", ""), lexicon) or text
