"""The countries of today as ISO 3166-1 writes them, and every way in which people name one."""

from collections.abc import Iterator, Mapping
from functools import cache

from kiosk.domain import spelling

LANGUAGES = ("fr", "en", "ar", "es", "pt", "uk", "ru", "tr", "it", "de", "nl", "pl", "ro", "fa", "ps", "zh", "vi")
"""Languages in which a country may be named, the first that knows a name decides; French names come first.

Whoever reads a page in a language can type in it: every language that the box may be given stands here.
"""
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Regions and groups that the table of names holds beside the countries. Kosovo's XK stays: people are born there."""
_SKIPPED = frozenset(["le", "la", "les", "l", "the", "du", "de", "des", "d", "of", "et", "and", "y"])
"""Words that a name has or has not: « le Maroc », « Trinité et Tobago »."""
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
"""Other names of a country: short ones, former ones, and its people, which is what many write for a nationality."""
_UNCLEAR = (
    "Korea", "coréen", "coréenne", "congolais", "congolaise", "Virgin Islands", "URSS", "USSR", "Union soviétique",
    "Yougoslavie", "Yugoslavia", "Tchécoslovaquie", "Czechoslovakia", "Serbie-et-Monténégro", "Soviet Union",
)  # fmt: skip
"""Names of more than one country of today."""
_CLEARER = {"Congo": "Congo-Brazzaville"}
"""Spanish calls one of the two by the name of both."""


class Unclear(Exception):
    """A name that more than one country bears."""


@cache
def names(language: str) -> Mapping[str, str]:
    """Code to name in a language, in the order of the names; French names for a language nobody tabled."""
    # 40 ms for the first language: only where a country is asked for.
    from babel import Locale
    from babel.core import UnknownLocaleError

    try:
        named = Locale.parse(language).territories
    except (UnknownLocaleError, ValueError):
        named = Locale("fr").territories
    found = {code: _CLEARER.get(name, name) for code, name in named.items() if code.isalpha()}
    for code in _NO_COUNTRIES & found.keys():
        del found[code]
    return dict(sorted(found.items(), key=lambda pair: spelling.bare(pair[1])))


def code_of(typed: str) -> str:
    """The two letters of the country that somebody names, "" for none; a code is a name too. Raises `Unclear`."""
    if typed.upper() in names(LANGUAGES[0]):
        return typed.upper()
    key = _key(typed)
    if not key:
        return ""
    whole = (spelling.bare(typed),)
    if not _unclear().isdisjoint((key, whole)):
        raise Unclear
    for language in LANGUAGES[:2]:
        if found := _whole(language).get(key) or _whole(language).get(whole):
            return found
    begun = {code for language in LANGUAGES[:2] for code, words in _words(language) if words[: len(key)] == key}
    if len(begun) > 1:
        raise Unclear
    others = (_whole(language).get(key) or _whole(language).get(whole) for language in LANGUAGES[2:])
    return begun.pop() if begun else next(filter(None, others), "")


def _key(name: str) -> tuple[str, ...]:
    """The words that count in a name: « St Vincent », « l’Algérie »."""
    return tuple(_SPELLED_OUT.get(word, word) for word in spelling.words(name) if word not in _SKIPPED)


@cache
def _words(language: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((code, _key(name)) for code, name in names(language).items())


@cache
def _whole(language: str) -> Mapping[tuple[str, ...], str]:
    """Every whole name of a language, in the first one the other names too; what is surest comes first.

    A name is found in one word as well: « Viêt Nam » is written « Vietnam ».
    """
    found: dict[tuple[str, ...], str] = {}
    others = _others() if language == LANGUAGES[0] else ()
    for code, name in (*names(language).items(), *others, *_halves(language)):
        found.setdefault(_key(name), code)
        found.setdefault((spelling.bare(name),), code)
    return found


def _others() -> Iterator[tuple[str, str]]:
    for code, others in _SAME.items():
        yield from ((code, each) for each in others.split(","))


def _halves(language: str) -> Iterator[tuple[str, str]]:
    """« Myanmar (Birmanie) » is either."""
    for code, name in names(language).items():
        if "(" in name:
            yield from ((code, each) for each in name.split("("))


@cache
def _unclear() -> frozenset[tuple[str, ...]]:
    return frozenset(key for each in _UNCLEAR for key in (_key(each), (spelling.bare(each),)))
