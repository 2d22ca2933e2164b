"""How English says what is written in signs."""

from kiosk.domain.speech.manners.manner import Manner

_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_TEENS = range(10, 20)


def _ordinal(number: str, ending: str) -> str:
    """« 26th » and the French « 26e » alike; the voices say « 26th »."""
    last = int(number) % 100
    return f"{number}{'th' if last in _TEENS else _ENDINGS.get(last % 10, 'th')}"


def _day(day: int, month: str, year: int, before: str) -> str:
    said = f"{_ordinal(str(day), '')} of {month}"
    return f"{said} {_year(year)}" if year else said


def _year(year: int) -> str:
    """« 19 45 », « 20 26 » as people say them; « 2005 » and « 1900 » whole."""
    return f"{year // 100} {year % 100}" if 1100 <= year <= 2099 and year % 100 > 9 else str(year)


def _hour(hour: int, minute: int, before: str) -> str:
    """By twelve hours, with noon and midnight by their names, which « 12 PM » leaves to guess."""
    if not minute and hour % 12 == 0:
        return "noon" if hour == 12 else "midnight"
    minutes = f" {minute}" if minute > 9 else f" oh {minute}" if minute else ""
    return f"{hour % 12 or 12}{minutes} {'eh M' if hour % 24 < 12 else 'P M'}"


def _sum(euros: int, cents: int) -> str:
    ending = f"{cents} {'cent' if cents == 1 else 'cents'}"
    if not euros and cents:
        return ending
    return f"{euros} {'euro' if euros == 1 else 'euros'}{f' and {ending}' if cents else ''}"


ENGLISH = Manner(
    language="en",
    day=_day,
    hour=_hour,
    sum=_sum,
    percent=lambda number: f"{number} percent",
    decimal="point",
    to="to",
    over="out of",
    point="dot",
    dash="dash",
    ordinal=_ordinal,
    thousands=",",
    signs={
        "@": "at", "&": "and", "+": "plus", "=": "equals", "#": "hash", "€": "euros", "%": "percent", "_": "underscore",
        "§": "section", "×": "times", "°": "degrees", "/": "or", "±": "plus or minus",
    },
    short_forms={
        "Mr": "Mister", "Mr.": "Mister", "Mrs": "Missis", "Mrs.": "Missis", "Ms": "Miz", "Dr": "Doctor",
        "Dr.": "Doctor",
        "M.": "Mister", "Mme": "Madam", "No. #": "Number", "no. #": "number", "n°": "number", "N°": "Number",
        "nº": "number", "art. #": "article", "Art. #": "Article", "art.": "article", "etc.": "et cetera",
        "e.g.": "for example", "i.e.": "that is", "approx.": "about", "max.": "maximum", "St": "Saint",
        "tel.": "telephone", "Tel.": "Telephone", "p. #": "page",
    },
    units={
        "km": "kilometres", "m": "metres", "cm": "centimetres", "mm": "millimetres", "m²": "square metres",
        "kg": "kilos", "g": "grams", "l": "litres", "min": "minutes", "s": "seconds", "MB": "megabytes",
        "kB": "kilobytes", "KB": "kilobytes", "GB": "gigabytes", "°C": "degrees",
    },
    initials={"A": "eh"},
    words={"Ctrl": "control"},
)  # fmt: skip
