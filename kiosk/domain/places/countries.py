"""The countries of ISO 3166-1, and the names by which people call them."""

from collections.abc import Mapping
from functools import cache

from kiosk.domain.language import spelling

LANGUAGES = ("fr", "en", "ar", "es", "pt", "uk", "ru", "tr", "it", "de", "nl", "pl", "ro", "fa", "ps", "zh", "vi")
"""Languages in which a country may be named; the first one that knows a name decides, so French comes first.

People type in the language of the page, so every language that a box may be given is listed here.
"""
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Codes of regions and groups in Babel's table that are not countries. Kosovo's XK stays: people are born there."""
_SKIPPED = frozenset(["le", "la", "les", "l", "the", "du", "de", "des", "d", "of", "et", "and", "y"])
"""Words that people add or leave out: « le Maroc », « Trinité et Tobago »."""
_SPELLED_OUT = {"st": "saint", "ste": "sainte", "rep": "republique"}
_SAME = {
    "AE": "EAU, UAE, Dubaï, Abou Dabi", "AF": "afghan, afghane", "AL": "albanais, albanaise",
    "AM": "arménien, arménienne", "BD": "bangladais, bangladaise", "BE": "belge", "BF": "Haute-Volta", "BG": "bulgare",
    "BJ": "Dahomey, béninois, béninoise", "BR": "brésilien, brésilienne", "BY": "Biélorussie, Russie blanche",
    "CD": "RDC, DRC, Zaïre, Congo belge, République démocratique du Congo, Congo RDC", "CF": "RCA, Centrafrique",
    "CG": "République du Congo, Congo français", "CH": "suisse, Confédération suisse",
    "CI": "RCI, Ivory Coast, ivoirien, ivoirienne, Côte Ivoire", "CM": "camerounais, camerounaise",
    "CN": "chinois, chinoise, République populaire de Chine", "CO": "colombien, colombienne",
    "CV": "Cabo Verde, Cap-Vert", "CZ": "République tchèque, Czech Republic, Czech, tchèque",
    "DE": "RFA, RDA, allemand, allemande", "DZ": "algérien, algérienne", "ER": "érythréen, érythréenne",
    "ES": "espagnol, espagnole", "FR": "République française, France métropolitaine, français, française, French",
    "GB": "Angleterre, Écosse, Pays de Galles, Irlande du Nord, Grande-Bretagne, England, Scotland, Wales, "
    "Northern Ireland, Great Britain, UK, U.K., anglais, anglaise, britannique, British",
    "GE": "géorgien, géorgienne", "GN": "Guinée-Conakry, guinéen, guinéenne", "HK": "Hong Kong",
    "HT": "haïtien, haïtienne", "IE": "Eire", "IN": "indien, indienne", "IQ": "irakien, irakienne",
    "IR": "Perse, iranien, iranienne", "IT": "italien, italienne", "KH": "Kampuchea, cambodgien, cambodgienne",
    "KM": "comorien, comorienne", "KP": "RPDC, DPRK", "KR": "République de Corée",
    "LK": "Ceylan, sri-lankais, sri-lankaise", "MA": "marocain, marocaine", "MD": "Moldova", "MG": "malgache",
    "MK": "Macédoine, Macedonia", "ML": "malien, malienne", "MM": "Birmanie, Burma", "MO": "Macao, Macau",
    "MR": "mauritanien, mauritanienne", "MU": "Île Maurice, mauricien, mauricienne",
    "NL": "Hollande, Holland, néerlandais, néerlandaise", "PK": "pakistanais, pakistanaise",
    "PL": "polonais, polonaise", "PS": "Palestine, Cisjordanie, Gaza", "PT": "portugais, portugaise",
    "RE": "île de la Réunion", "RO": "roumain, roumaine", "RU": "Fédération de Russie, russe", "SK": "slovaque",
    "SN": "sénégalais, sénégalaise", "SY": "syrien, syrienne", "SZ": "Swaziland", "TG": "togolais, togolaise",
    "TL": "Timor-Leste, Timor oriental", "TN": "tunisien, tunisienne", "TR": "turc, turque", "TW": "Formose",
    "UA": "ukrainien, ukrainienne",
    "US": "USA, U.S.A., Amérique, États-Unis d’Amérique, United States of America, America, américain, américaine",
    "VA": "Vatican, Saint-Siège", "VN": "vietnamien, vietnamienne", "XK": "kosovar, kosovare", "ZW": "Rhodésie",
}  # fmt: skip
"""Other names of a country: short ones, former ones, and nationalities, which many people write instead."""
_UNCLEAR = (
    "Korea", "coréen", "coréenne", "congolais", "congolaise", "Virgin Islands", "URSS", "USSR", "Union soviétique",
    "Yougoslavie", "Yugoslavia", "Tchécoslovaquie", "Czechoslovakia", "Serbie-et-Monténégro", "Soviet Union",
)  # fmt: skip
"""Names that fit more than one of today's countries."""
_CLEARER = {"Congo": "Congo-Brazzaville"}
"""Spanish calls one of the two Congos by the name of both."""


class Unclear(Exception):
    """Raised for a name that fits more than one country."""


@cache
def list_country_names(language: str) -> Mapping[str, str]:
    """Code to name in a language, sorted by name; French names if Babel does not know the language."""
    # Takes 40 ms for the first language, so only when a country is needed.
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        named = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        named = Locale("fr").territories
    countries = {code: _CLEARER.get(name, name) for code, name in named.items() if code.isalpha()}
    for code in _NO_COUNTRIES & countries.keys():
        del countries[code]
    return dict(sorted(countries.items(), key=lambda pair: spelling.fold_letters(pair[1])))


def find_country_code(typed: str) -> str:
    """The two-letter code of the country that somebody names (or whose code they type), "" for none. Raises
    `Unclear`."""
    if typed.upper() in list_country_names(LANGUAGES[0]):
        return typed.upper()
    key = _key(typed)
    if not key:
        return ""
    whole = (spelling.fold_letters(typed),)
    if not _unclear().isdisjoint((key, whole)):
        raise Unclear
    for language in LANGUAGES[:2]:
        if country := _whole(language).get(key) or _whole(language).get(whole):
            return country
    begun = {code for language in LANGUAGES[:2] for code, words in _words(language) if words[: len(key)] == key}
    if len(begun) > 1:
        raise Unclear
    others = (_whole(language).get(key) or _whole(language).get(whole) for language in LANGUAGES[2:])
    return begun.pop() if begun else next(filter(None, others), "")


def _key(name: str) -> tuple[str, ...]:
    """The words of a name without articles, abbreviations spelled out: « St Vincent » is `saint`, `vincent`."""
    return tuple(_SPELLED_OUT.get(word, word) for word in spelling.split_name(name) if word not in _SKIPPED)


@cache
def _words(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((code, _key(name)) for code, name in list_country_names(language).items())


@cache
def _whole(language: str) -> Mapping[tuple[str, ...], str]:
    """Key of a whole name to country code, for one language; for French also the other names. Main names win. Each name
    is also entered as one word: « Viêt Nam » is often written « Vietnam »; « Myanmar (Birmanie) » is either."""
    codes: dict[tuple[str, ...], str] = {}
    named = list(list_country_names(language).items())
    halves = [(code, half) for code, name in named if "(" in name for half in name.split("(")]
    if language == LANGUAGES[0]:
        named += [(code, other) for code, others in _SAME.items() for other in others.split(",")]
    for code, name in (*named, *halves):
        codes.setdefault(_key(name), code)
        codes.setdefault((spelling.fold_letters(name),), code)
    return codes


@cache
def _unclear() -> frozenset[tuple[str, ...]]:
    return frozenset(key for name in _UNCLEAR for key in (_key(name), (spelling.fold_letters(name),)))
