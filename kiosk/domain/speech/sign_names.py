"""The names of signs, of capitals and of accents when a text is spelled, and of keys, in each language."""

from collections.abc import Mapping

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

HIDDEN = {"fr": "point", "en": "dot", "ar": "نقطة", "uk": "крапка", "es": "punto", "pt": "ponto"}
"""What is said for a sign of a secret, whatever the sign."""

LIGATURES = {
    "fr": {"œ": "e dans l’o", "æ": "e dans l’a", "ß": "eszett", "ø": "o barré", "ł": "l barré", "đ": "d barré"},
    "en": {"œ": "o e together", "æ": "a e together", "ß": "sharp s", "ø": "o with stroke", "ł": "l with stroke"},
    "es": {"ñ": "eñe", "ç": "ce con cedilla"},
    "pt": {"ç": "c com cedilha"},
}
