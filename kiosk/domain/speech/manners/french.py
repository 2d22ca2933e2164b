"""How French says what is written in signs."""

from kiosk.domain.speech.manners.manner import Manner

_FEMININE = ("re", "ère", "nde")
_ENDINGS = {"1": ("premier", "première"), "2": ("deuxième", "seconde")}


def _day(day: int, month: str, year: int, before: str) -> str:
    said = f"{'premier' if day == 1 else day} {month}"
    return f"{said} {year}" if year else said


def _hour(hour: int, minute: int, before: str) -> str:
    return f"{hour} {'heure' if hour < 2 else 'heures'}{f' {minute}' if minute else ''}"


def _sum(euros: int, cents: int) -> str:
    if not euros and cents:
        return f"{cents} {'centime' if cents == 1 else 'centimes'}"
    return f"{euros} {'euro' if euros < 2 else 'euros'}{f' {cents}' if cents else ''}"


def _ordinal(number: str, ending: str) -> str:
    """« 1er », « 1re », « 2nd », « 2e », « 21ème »; the voices say a bare « e » as a letter."""
    masculine, feminine = _ENDINGS.get(number, ("", ""))
    if ending in _FEMININE and feminine:
        return feminine
    if ending == "nd":
        return "second"
    return masculine or f"{number}ème"


FRENCH = Manner(
    language="fr",
    day=_day,
    hour=_hour,
    sum=_sum,
    percent=lambda number: f"{number} pour cent",
    decimal="virgule",
    to="à",
    over="sur",
    point="point",
    dash="tiret",
    pairs=True,
    ordinal=_ordinal,
    signs={
        "@": "arobase", "&": "et", "+": "plus", "=": "égale", "#": "dièse", "€": "euros", "%": "pour cent",
        "_": "souligné",
        "§": "paragraphe", "×": "fois", "°": "degrés", "/": "ou", "±": "plus ou moins",
    },
    short_forms={
        "M.": "Monsieur", "MM.": "Messieurs", "Mme": "Madame", "Mmes": "Mesdames", "Mlle": "Mademoiselle",
        "Dr": "Docteur", "Me": "Maître", "n°": "numéro", "N°": "Numéro", "nº": "numéro", "n°s": "numéros",
        "no #": "numéro", "art. #": "article", "Art. #": "Article", "art.": "article", "Art.": "Article",
        "al. #": "alinéa", "p. #": "page", "tél.": "téléphone", "Tél.": "Téléphone", "av.": "avenue",
        "bd": "boulevard", "bld": "boulevard", "pl.": "place", "rte": "route", "St": "Saint", "Ste": "Sainte",
        "etc.": "et cetera", "cf.": "voir", "env. #": "environ", "max.": "maximum", "janv.": "janvier",
        "févr.": "février", "juil.": "juillet", "oct.": "octobre", "nov.": "novembre", "déc.": "décembre",
    },
    units={
        "km": "kilomètres", "m": "mètres", "cm": "centimètres", "mm": "millimètres", "m²": "mètres carrés",
        "kg": "kilos", "g": "grammes", "l": "litres", "cl": "centilitres", "min": "minutes", "s": "secondes",
        "Mo": "mégaoctets", "Ko": "kilooctets", "ko": "kilooctets", "Go": "gigaoctets", "°C": "degrés",
    },
    words={
        "PIN": "pinn", "Insee": "Insée", "parking": "parquinne", "parkings": "parquinnes", "camping": "campinne",
        "campings": "campinnes", "APL": "A P L", "aujourd’hui": "aujourdui", "Aujourd’hui": "Aujourdui",
        "authentique": "otentique", "authentiques": "otentiques", "Authentique": "Otentique", "Ctrl": "contrôle",
        "email": "imèle", "e-mail": "imèle", "e-mails": "imèles", "mail": "mèle", "mails": "mèles", "web": "ouèbe",
        "Web": "Ouèbe", "week-end": "ouiquende", "backup": "bacoppe", "WAI-ARIA": "W A I aria",
    },
)  # fmt: skip
