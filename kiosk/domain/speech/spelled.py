"""Spelling: each sign of a text by its name, capitals and accents said, in the language of the person who listens."""

import re
import unicodedata
from collections.abc import Mapping

from kiosk.domain.language import spelling

_LATIN = "abcdefghijklmnopqrstuvwxyz"

LATIN_LETTERS = {
    "ar": dict(zip(_LATIN, (
        "آ", "بي", "سي", "دي", "أو", "إف", "جي", "آش", "إي", "جيه", "كا", "إل", "إم", "إن", "أوه", "بي", "كو",
        "إر", "إس", "تي", "يو", "في", "دوبل في", "إكس", "إغريك", "زاد",
    ), strict=True)),
    "uk": dict(zip(_LATIN, (
        "а", "бе", "се", "де", "е", "еф", "же", "аш", "і", "жі", "ка", "ель", "ем", "ен", "о", "пе", "кю", "ер", "ес",
        "те", "ю", "ве", "дубль ве", "ікс", "ігрек", "зед",
    ), strict=True)),
    "en": {"a": "eh"},
    "pt": {"a": "á"},
}  # fmt: skip
"""Latin letters by their French names, as whoever writes them down at a French counter hears them."""

OWN_LETTERS = {
    "ar": {
        "ا": "أَلِف", "أ": "أَلِف هَمزة", "إ": "أَلِف هَمزة تَحت", "آ": "أَلِف مَدّة", "ء": "هَمزة", "ؤ": "واو هَمزة",
        "ئ": "ياء هَمزة", "ى": "أَلِف مَقصورة", "ة": "تاء مَربوطة", "ب": "باء", "ت": "تاء", "ث": "ثاء", "ج": "جيم",
        "ح": "حاء", "خ": "خاء", "د": "دال", "ذ": "ذال", "ر": "راء", "ز": "زاي", "س": "سين", "ش": "شين", "ص": "صاد",
        "ض": "ضاد", "ط": "طاء", "ظ": "ظاء", "ع": "عَين", "غ": "غَين", "ف": "فاء", "ق": "قاف", "ك": "كاف", "ل": "لام",
        "م": "ميم", "ن": "نون", "ه": "هاء", "و": "واو", "ي": "ياء", "پ": "باء بثلاث نقاط", "چ": "تشيم",
        "ڤ": "فاء بثلاث نقاط",
        "گ": "كاف بخط", "ً": "تَنوين فَتح", "ٌ": "تَنوين ضَمّ", "ٍ": "تَنوين كَسر", "َ": "فَتحة", "ُ": "ضَمّة",
        "ِ": "كَسرة",
        "ّ": "شَدّة", "ْ": "سُكون",
    },
    "uk": {
        "а": "а", "б": "бе", "в": "ве", "г": "ге", "ґ": "ґе", "д": "де", "е": "е", "є": "є", "ж": "же", "з": "зе",
        "и": "и",
        "і": "і", "ї": "ї", "й": "йот", "к": "ка", "л": "ел", "м": "ем", "н": "ен", "о": "о", "п": "пе", "р": "ер",
        "с": "ес", "т": "те", "у": "у", "ф": "еф", "х": "ха", "ц": "це", "ч": "че", "ш": "ша", "щ": "ща",
        "ь": "м’який знак", "ю": "ю", "я": "я", "ы": "еру", "э": "е обернене", "ё": "йо", "ъ": "твердий знак",
    },
}  # fmt: skip


_SIGNS = (
    " ",
    ".",
    ",",
    ";",
    ":",
    "!",
    "?",
    "'",
    "’",
    '"',
    "-",
    "_",
    "/",
    "\\",
    "@",
    "#",
    "&",
    "+",
    "*",
    "=",
    "(",
    ")",
    "[",
    "]",
    "%",
    "€",
    "$",
    "£",
    "°",
    "<",
    ">",
    "|",
    "~",
    "{",
    "}",
    "^",
    "`",
    "«",
    "»",
    "\n",
)
CAPITAL = {
    "fr": "{} majuscule",
    "en": "capital {}",
    "ar": "{} كبير",
    "uk": "{} велика",
    "es": "{} mayúscula",
    "pt": "{} maiúscula",
}
_MARKS = ("\u0301", "\u0300", "\u0302", "\u0308", "\u0327", "\u0303", "\u030a", "\u030c", "\u0304", "\u0306", "\u0328")
ACCENTS: Mapping[str, Mapping[str, str]] = {
    "fr": dict(zip(_MARKS, (
        "accent aigu", "accent grave", "accent circonflexe", "tréma", "cédille", "tilde", "rond", "caron", "macron",
        "brève", "ogonek",
    ), strict=True)),
    "en": dict(zip(_MARKS, (
        "acute", "grave", "circumflex", "diaeresis", "cedilla", "tilde", "ring", "caron", "macron", "breve", "ogonek",
    ), strict=True)),
    "ar": dict(zip(_MARKS, (
        "نبرة حادة", "نبرة ثقيلة", "قبعة", "نقطتان", "سيديا", "تيلدا", "حلقة", "كارون", "ماكرون", "بريف", "أوغونيك",
    ), strict=True)),
    "uk": dict(zip(_MARKS, (
        "з акутом", "з гравісом", "з циркумфлексом", "з двома крапками", "з седилем", "з тильдою", "з кружечком",
        "з гачеком", "з макроном", "з бревісом", "з огонеком",
    ), strict=True)),
    "es": dict(zip(_MARKS, (
        "con acento agudo", "con acento grave", "con circunflejo", "con diéresis", "con cedilla", "con tilde",
        "con anillo", "con carón", "con macrón", "con breve", "con ogonek",
    ), strict=True)),
    "pt": dict(zip(_MARKS, (
        "com acento agudo", "com acento grave", "com circunflexo", "com trema", "com cedilha", "com til", "com anel",
        "com caron", "com mácron", "com breve", "com ogonek",
    ), strict=True)),
}  # fmt: skip
LIGATURES = {
    "fr": {"œ": "e dans l’o", "æ": "e dans l’a", "ß": "eszett", "ø": "o barré", "ł": "l barré", "đ": "d barré"},
    "en": {"œ": "o e together", "æ": "a e together", "ß": "sharp s", "ø": "o with stroke", "ł": "l with stroke"},
    "es": {"ñ": "eñe", "ç": "ce con cedilla"},
    "pt": {"ç": "c com cedilha"},
}
_HELD_TOGETHER = re.compile("[\u00a0\u2007\u2009\u202f]")
_JOINED = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th"}
"""Letters that only some languages name; the others say what they are made of or look like."""
_DASHES = re.compile("[\u2010-\u2015\u2212]")


def _named(*names: str) -> Mapping[str, str]:
    return dict(zip(_SIGNS, names, strict=True))


SIGNS: Mapping[str, Mapping[str, str]] = {
    "fr": _named(
        "espace", "point", "virgule", "point-virgule", "deux-points", "point d’exclamation", "point d’interrogation",
        "apostrophe", "apostrophe", "guillemet", "tiret", "souligné", "barre oblique", "barre inversée", "arobase",
        "dièse",
        "et commercial", "plus", "étoile", "égale", "parenthèse ouvrante", "parenthèse fermante", "crochet ouvrant",
        "crochet fermant", "pour cent", "euro", "dollar", "livre", "degré", "inférieur", "supérieur", "barre verticale",
        "tilde", "accolade ouvrante", "accolade fermante", "accent circonflexe", "accent grave", "guillemet ouvrant",
        "guillemet fermant", "à la ligne",
    ),
    "en": _named(
        "space", "dot", "comma", "semicolon", "colon", "exclamation mark", "question mark", "apostrophe", "apostrophe",
        "quote", "dash", "underscore", "slash", "backslash", "at", "hash", "ampersand", "plus", "star", "equals",
        "open bracket", "close bracket", "open square bracket", "close square bracket", "percent", "euro", "dollar",
        "pound", "degree", "less than", "greater than", "vertical bar", "tilde", "open brace", "close brace",
        "circumflex", "grave accent", "open quote", "close quote", "new line",
    ),
    "ar": _named(
        "مسافة", "نقطة", "فاصلة", "فاصلة منقوطة", "نقطتان", "علامة تعجب", "علامة استفهام", "فاصلة عليا", "فاصلة عليا",
        "علامة اقتباس", "شرطة", "شرطة سفلية", "شرطة مائلة", "شرطة مائلة معكوسة", "آت", "مربع", "علامة العطف", "زائد",
        "نجمة", "يساوي", "قوس مفتوح", "قوس مغلق", "قوس مربع مفتوح", "قوس مربع مغلق", "بالمائة", "يورو", "دولار", "جنيه",
        "درجة", "أصغر من", "أكبر من", "خط عمودي", "تيلدا", "حاضنة مفتوحة", "حاضنة مغلقة", "قبعة", "نبرة",
        "اقتباس مفتوح", "اقتباس مغلق", "سطر جديد",
    ),
    "uk": _named(
        "пробіл", "крапка", "кома", "крапка з комою", "двокрапка", "знак оклику", "знак питання", "апостроф",
        "апостроф",
        "лапки", "дефіс", "підкреслення", "скісна риска", "зворотна риска", "ет", "решітка", "амперсанд", "плюс",
        "зірочка", "дорівнює", "дужка відкривається", "дужка закривається", "квадратна дужка відкривається",
        "квадратна дужка закривається", "відсоток", "євро", "долар", "фунт", "градус", "менше", "більше",
        "вертикальна риска", "тильда", "фігурна дужка відкривається", "фігурна дужка закривається", "циркумфлекс",
        "гравіс", "лапки відкриваються", "лапки закриваються", "новий рядок",
    ),
    "es": _named(
        "espacio", "punto", "coma", "punto y coma", "dos puntos", "exclamación", "interrogación", "apóstrofo",
        "apóstrofo", "comillas", "guion", "guion bajo", "barra", "barra inversa", "arroba", "almohadilla",
        "y comercial",
        "más", "asterisco", "igual", "abre paréntesis", "cierra paréntesis", "abre corchete", "cierra corchete",
        "por ciento", "euro", "dólar", "libra", "grado", "menor que", "mayor que", "barra vertical", "tilde",
        "abre llave", "cierra llave", "acento circunflejo", "acento grave", "abre comillas", "cierra comillas",
        "nueva línea",
    ),
    "pt": _named(
        "espaço", "ponto", "vírgula", "ponto e vírgula", "dois pontos", "exclamação", "interrogação", "apóstrofo",
        "apóstrofo", "aspas", "hífen", "traço inferior", "barra", "barra invertida", "arroba", "cardinal",
        "e comercial",
        "mais", "asterisco", "igual", "abre parêntese", "fecha parêntese", "abre parêntese reto",
        "fecha parêntese reto",
        "por cento", "euro", "dólar", "libra", "grau", "menor que", "maior que", "barra vertical", "til",
        "abre chaveta",
        "fecha chaveta", "acento circunflexo", "acento grave", "abre aspas", "fecha aspas", "nova linha",
    ),
}  # fmt: skip


def spell(text: str, language: str) -> str:
    """Each sign by its name, a comma after each: « B majuscule, tiret, 4 ». A blank text gives the name of a space."""
    signs = _DASHES.sub("-", _HELD_TOGETHER.sub(" ", spelling.lines(spelling.digits(text))))
    return ", ".join(named for sign in _whole(signs) if (named := key_name(sign, language)))


def key_name(sign: str, language: str) -> str:
    """The name of a sign; one without a name in the language is said as itself, which leaves it to the voice."""
    named = SIGNS.get(language, {}).get(sign)
    if named is not None or not sign.isalpha():
        return named or OWN_LETTERS.get(language, {}).get(sign) or sign.strip()
    small = sign.lower()
    name = _letter(small, language)
    capital = sign != small and len(small) == len(sign) and unicodedata.category(sign[0]) == "Lu"
    return CAPITAL.get(language, "{}").format(name) if capital else name


def _letter(small: str, language: str) -> str:
    """A small letter: by its own name, or its letter and its accents."""
    known = OWN_LETTERS.get(language, {}).get(small) or LIGATURES.get(language, {}).get(small)
    if known:
        return known
    if small in _JOINED:
        return " ".join(_letter(part, language) for part in _JOINED[small])
    base, *marks = list(unicodedata.normalize("NFD", small))
    named = LATIN_LETTERS.get(language, {}).get(base) or OWN_LETTERS.get(language, {}).get(base) or base.upper()
    accents = [ACCENTS[language][mark] for mark in marks if mark in ACCENTS.get(language, {})]
    return " ".join((named, *accents))


def _whole(text: str) -> list[str]:
    """The signs of a text, each with the marks that Unicode writes after it; Arabic vowels stay apart."""
    signs: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        if signs and unicodedata.combining(sign) and not "\u064b" <= sign <= "\u0652":
            signs[-1] += sign
        else:
            signs.append(sign)
    return signs
