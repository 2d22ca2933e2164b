"""Amounts, numbers, days and hours in the words of a language."""

import re
from collections.abc import Mapping
from functools import cache

from kiosk.domain.speech.signs import THIN, Lexicon

_SPACE = rf"[ {THIN}]"
_BEFORE = rf"(?:(?<!\w)(?P<before>[\w\u064b-\u0652]+){_SPACE})?"
_VOWELS = re.compile("[\u064b-\u0652]")
_FIGURES = re.compile(
    rf"{_BEFORE}(?<![\w/.-])(?P<day>\d\d?)(?P<mark>[/.-])(?P<month>\d\d?)(?P=mark)(?P<year>\d{{4}})(?![\w/-])"
)
_ISO = re.compile(rf"{_BEFORE}(?<![\w/.-])(?P<year>\d{{4}})-(?P<month>\d\d)-(?P<day>\d\d)(?![\w/-])")
_SHORT = re.compile(rf"{_BEFORE}(?<![\w/.,-])(?P<day>[0-3]\d)/(?P<month>[01]\d)(?![\w/,-])")
_HOUR = re.compile(
    rf"{_BEFORE}(?<![\w:.,/-])(?P<hour>[01]?\d|2[0-4]){_SPACE}?"
    rf"(?:[hH](?:{_SPACE}?(?P<minute>[0-5]\d))?|:(?P<minutes>[0-5]\d))(?![\w:]|{_SPACE}?[hH]\b)"
)
_SPAN = re.compile(rf"(?<=\d)({_SPACE}?[hH]|:\d\d)(\d\d)?{_SPACE}?[-–—]{_SPACE}?(?=\d\d?(?:{_SPACE}?[hH]|:\d\d))")
_THOUSANDS = re.compile(rf"(?<![\w,.{THIN}])\d{{1,3}}(?:{THIN}\d{{3}})+(?!\d)")
_NUMBER = r"\d+(?:[.,]\d+)?"
_SUM = re.compile(
    rf"(?<![\w.,])(?:€{_SPACE}?(?P<after>{_NUMBER})|(?P<before>{_NUMBER}){_SPACE}?(?:€|EUR\b))(?![\d,.]\d)"
)
_PERCENT = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER}){_SPACE}?%")
_DECIMAL = re.compile(r"(?<![\w.,-])(\d+)([.,])(\d{1,6})(?!\w|[.,]\d)")
_RANGE = re.compile(rf"(?<=\d){_SPACE}?–{_SPACE}?(?=\d)")
_ARTICLE = re.compile(
    rf"(?<![A-Za-zÀ-ÿ0-9])(?P<letter>[LRDA])(?P<point>\.?){_SPACE}?(?P<number>\*?\d{{1,4}}(?:-\d{{1,4}})*)(?!\w)"
)
"""An article of a French code: « L. 111-1 », « R. 112-5 »."""
_ORDINAL = re.compile(r"(?<![\w.,])(\d{1,4})(er|ère|re|nde|nd|ème|e|st|rd|th|\.?[ºª]|-(?:й|ий|а|я|е|є|го|ї|ої))(?!\w)")


def say_moments(text: str, lexicon: Lexicon) -> str:
    """The text with its dates and hours in the language's manner; what is no day of a calendar stays."""
    months = _months(lexicon.language)
    for pattern in (_FIGURES, _ISO, _SHORT):
        text = pattern.sub(lambda found: _date(found, months, lexicon), text)
    for pattern in _written(lexicon.language):
        text = pattern.sub(lambda found: _date(found, months, lexicon), text)
    text = _SPAN.sub(lambda found: f"{found[1]}{found[2] or ''} {lexicon.word('to')} ", text)
    return _HOUR.sub(lambda found: _hour(found, lexicon), text)


def _date(found: re.Match[str], months: tuple[str, ...], lexicon: Lexicon) -> str:
    parts = found.groupdict()
    day, month, year = int(parts["day"]), parts["month"], int(parts.get("year") or 0)
    if month.isdecimal():
        month = months[int(month) - 1] if 1 <= int(month) <= 12 else ""
    if not (1 <= day <= 31 and month):
        return found[0]
    said = lexicon.number("date", day, _case(found, lexicon), month=month, ordinal=lexicon.number_forms("ordinal", day))
    if year:
        forms = lexicon.number_forms("ordinal", year)
        said = lexicon.number("year", year, date=said, century=year // 100, rest=year % 100, ordinal=forms)
    return _after(found, said)


@cache
def _written(language: str) -> tuple[re.Pattern[str], ...]:
    """Dates whose month is in words: what a voice reads there, a number, is an ordinal in some languages."""
    months = "|".join(map(re.escape, _months(language)))
    of = rf"(?:{_SPACE}(?:de|of){_SPACE}|{_SPACE})"
    day_first = rf"{_BEFORE}(?<![\w/.,:-])(?P<day>\d\d?)(?:er|st|nd|rd|th)?{of}(?P<month>{months})"
    year = rf"(?:,?{of}(?P<year>\d{{4}})(?:{_SPACE}(?:року|році|р\.))?)?(?![\w-])"
    month_first = rf"(?<![\w.])(?<!of )(?P<month>{months}) (?P<day>\d\d?)(?:, (?P<year>\d{{4}}))?(?![\w-])"
    written = (re.compile(rf"{day_first}{year}"),)
    return (re.compile(month_first), *written) if language == "en" else written


def _hour(found: re.Match[str], lexicon: Lexicon) -> str:
    hour, minute, case = int(found["hour"]), int(found["minute"] or found["minutes"] or 0), _case(found, lexicon)
    half = lexicon.word("am" if hour % 24 < 12 else "pm")
    holes = {"twelve": hour % 12 or 12, "half": half, "ordinal": lexicon.number_forms("ordinal", hour)}
    said = lexicon.number("hour", hour, case, **holes)
    if minute:
        zero = lexicon.word("zero") if minute < 10 else ""
        said = lexicon.number("hour-minute", hour, case, full=said, minute=f"{zero} {minute}".strip(), **holes)
    return _after(found, said)


def _case(found: re.Match[str], lexicon: Lexicon) -> str:
    """How a day or an hour bends after the word before it: rows `after`."""
    return lexicon.rows("after").get(_VOWELS.sub("", (found.groupdict().get("before") or "").lower()), "")


def _after(found: re.Match[str], words: str) -> str:
    before = found.groupdict().get("before")
    return f"{before} {words}" if before else words


@cache
def _months(language: str) -> tuple[str, ...]:
    """The months in the form that follows a day. Babel's tables load when the first date is said."""
    from babel.dates import get_month_names

    return tuple(get_month_names("wide", "format", language).values())


def say_amounts(text: str, lexicon: Lexicon) -> str:
    """The text with these in words, whole numbers staying in figures without signs between their thousands."""
    text = _THOUSANDS.sub(lambda found: found[0].replace(THIN, ""), text)
    if thousands := lexicon.word("thousands"):
        grouped = rf"(?<![\w,.])\d{{1,3}}(?:{re.escape(thousands)}\d{{3}})+(?![\d])"
        text = re.sub(grouped, lambda found: found[0].replace(thousands, ""), text)
    text = re.sub(
        rf"(?<![\w,.])\d{{1,3}}(?: \d{{3}})+(?=(?:[.,]\d\d?)?{_SPACE}?€)", lambda found: found[0].replace(" ", ""), text
    )
    text = _ARTICLE.sub(lambda found: _article(found, lexicon), text)
    text = _SUM.sub(lambda found: _sum(found, lexicon), text)
    text = _PERCENT.sub(lambda found: _percent(found["number"], lexicon), text)
    text = _ORDINAL.sub(lambda found: _ordinal(found, lexicon), text)
    text = _units(text, lexicon.rows("unit"))
    text = _RANGE.sub(f" {lexicon.word('to')} ", text)
    return _decimals(text, lexicon)


def _sum(found: re.Match[str], lexicon: Lexicon) -> str:
    """Euros and cents; a number with more decimals is no sum, and is said as a number."""
    number = found["after"] or found["before"]
    euros, _, decimals = number.replace(",", ".").partition(".")
    if len(decimals) > 2:
        return f"{_decimals(number, lexicon)} {lexicon.rows('sign')['€']}"
    cents = int(decimals.ljust(2, "0")) if decimals else 0
    said, of_cents = lexicon.number("sum", int(euros)), lexicon.number("cents", cents)
    if not int(euros) and cents:
        return of_cents
    return lexicon.number("sum-cents", cents, sum=said, cents=of_cents) if cents else said


def _percent(number: str, lexicon: Lexicon) -> str:
    if number.isdecimal():
        return lexicon.number("percent", int(number))
    return lexicon.number("percent", 0, "decimal", number=_decimals(number, lexicon))


def _ordinal(found: re.Match[str], lexicon: Lexicon) -> str:
    """« 1er », « 1re », « 2nd », « 2e », « 21ème »; the voices say a bare « e » as a letter."""
    forms = lexicon.number_forms("ordinal", int(found[1]))
    form = int(lexicon.rows("ending").get(found[2].lstrip(".-"), 0))
    return forms[form] if form < len(forms) else forms[0]


def _article(found: re.Match[str], lexicon: Lexicon) -> str:
    """« R 112 tiret 5 »; a letter without its point needs the dash, or it would be any « A 4 »."""
    number = found["number"].lstrip("*")
    if not found["point"] and "-" not in number:
        return found[0]
    dash = lexicon.word("dash")
    return f"{found['letter']} {number.replace('-', f' {dash} ')}"


def _units(text: str, units: Mapping[str, str]) -> str:
    signs = "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
    pattern = rf"(?<=\d){_SPACE}?({signs})(?![\w²’'\u064b-\u0652])"
    return re.sub(pattern, lambda found: f" {units[found[1]]}", text)


def _decimals(text: str, lexicon: Lexicon) -> str:
    """« 12 virgule 5 »; zeros first and English decimals are said one by one.

    A point between figures is a decimal sign where thousands have a comma; elsewhere it is a point: « 6.1 ».
    """

    def say(found: re.Match[str]) -> str:
        is_decimal = found[2] == "," or lexicon.word("thousands") == ","
        digits = say_zeros(found[3]) if lexicon.word("pairs") else " ".join(found[3])
        return f"{found[1]} {lexicon.word('decimal' if is_decimal else 'point')} {digits}"

    return _DECIMAL.sub(say, text)


def say_zeros(digits: str) -> str:
    """« 0 0 12 »: the zeros that come first one by one, then the number."""
    bare = digits.lstrip("0")
    return " ".join((*"0" * (len(digits) - len(bare)), bare)).strip()
