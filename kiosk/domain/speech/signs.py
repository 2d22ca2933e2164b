"""Amounts, numbers, days, hours and the signs that are left, in the words of a language, as each voice needs."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any

from msgspec import Struct, field

from kiosk.domain.language import spelling

ANY = "-"
"""The row of a number that has none of its own."""


class Lexicon(Struct, frozen=True, eq=False):
    """`kinds` has what is said by kind and by what is written; a language without a file has none.

    Whole numbers stay in figures: the voices say them as well as a person does. Words stand here where a voice was
    heard to say a sign wrongly or not at all.
    """

    language: str
    kinds: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def rows(self, kind: str) -> Mapping[str, str]:
        """What is said, by what is written: a `unit`, a `sign`, a `letter`."""
        return self.kinds.get(kind, {})

    def word(self, code: str) -> str:
        """A word of the rows `say`: `to`, `decimal`; "" where the language says none."""
        return self.rows("say").get(code, "")

    def number_forms(self, kind: str, number: int, case: str = "", /, **holes: Any) -> list[str]:
        """What is said of a number, in each of its forms; `holes` are the values of the row besides `{number}`.

        The row is that of the `case`, of the number, of numbers that end so (`*21`, `*1`), or of `ANY`. What is said of
        numbers that end so comes after what stands before that end, in figures.
        """
        rows = self.rows(kind)
        ends = ((f"*{number % size:0{len(str(size)) - 1}}", number // size * size) for size in (100, 10))
        for key, rest in ((case, 0), (str(number), 0), *ends, (ANY, 0)):
            if key in rows:
                head = f"{rest} " if rest and "{number}" not in rows[key] else ""
                return [head + form.format(**{"number": number, **holes}) for form in rows[key].split("|")]
        return [str(number)]

    def number(self, kind: str, number: int, case: str = "", /, **holes: Any) -> str:
        return self.number_forms(kind, number, case, **holes)[0]


THIN = "\u202f"
"""The only space that stays apart: it holds together what is one number or one sum."""
_HOLDING = re.compile("[\u00a0\u2007\u2009\u202f]")
_ARABIC_SIGNS = str.maketrans({"٫": ",", "٬": "", "٪": "%", "ـ": ""})
_PAUSE = r"(?=\s*(?:[.!?؟،,;؛:]|$))"
_FEMININE = re.compile(rf"(?<=\u064e)ة[\u064b-\u0652]*{_PAUSE}")
_CASE = re.compile(rf"(?<=[\u0621-\u064a\u0651])[\u064c-\u0650\u0652]+{_PAUSE}")
"""The vowels that end a word there, but for « ً », which is said."""
_QUOTES = re.compile(f'[{THIN} ]?[»”]|[«“"„]{THIN}?')
_PAUSES = re.compile(r"\s*[·•|→←↑↓⇒➜▶◀]\s*|\s*[–—]+\s*|\s+-+\s+|\s*[\[\]{}()]\s*")
_BETWEEN = re.compile(r"(?<=\w)\s*/\s*(?=\w)")
_OVER = re.compile(r"(?<=\d)\s*/\s*(?=\d)")
_PASSED_OVER = re.compile(r"[*<>~^\\`¶†‡✓✔✗✘○●□■☐☑★☆\u200d\ufe0f]")
_RUN = re.compile(r"\s*,(?:\s*,)+")


def tidy_speech_text(text: str) -> str:
    """The text in NFC on one line, digits 0 to 9, spaces that hold together as `THIN`, the apostrophe as « ’ »."""
    # The figures of other scripts; superscripts stay, being measures.
    digits = {ord(sign): str(unicodedata.decimal(sign)) for sign in text if unicodedata.decimal(sign, None) is not None}
    held = _HOLDING.sub("\x1f", unicodedata.normalize("NFC", text).translate(_ARABIC_SIGNS))
    pieces = (spelling.clean_line(piece) for piece in held.split("\x1f"))
    return re.sub(rf" ?{THIN}+ ?|{THIN}{{2,}}", THIN, THIN.join(pieces)).strip(f" {THIN}").translate(digits)


def say_pausal(text: str) -> str:
    """The text with each word before a pause in its pausal form; a word without vowels stays as it is."""
    return _CASE.sub("", _FEMININE.sub("ه", text))


def say_signs(text: str, lexicon: Lexicon) -> str:
    """The text without signs that a voice would skip or say amiss."""
    text = _QUOTES.sub(" ", text).replace("…", "...").replace("¿", "").replace("¡", "")
    text = _PAUSES.sub(", ", text)
    names = lexicon.rows("sign")
    text = re.sub(rf"\s*/\s*(?={re.escape(names['/'])}(?!\w))", " ", text)
    text = _OVER.sub(f" {lexicon.word('over')} ", text)
    text = _BETWEEN.sub(f" {names['/']} ", text)
    for sign, name in names.items():
        if sign in text and sign != "/":
            text = text.replace(sign, f" {name} ")
    text = _PASSED_OVER.sub(" ", text.replace("/", ", ")).replace(THIN, " ")
    text = re.sub(r"\.{2,}", ".", text)
    text = _RUN.sub(",", " ".join(text.split()))
    text = re.sub(r"\s+([,.;:!?؟،؛])", r"\1", text)
    text = re.sub(r"(?<=[?!؟])\.", "", text)
    text = re.sub(r",(?=[.;:!?؟،؛])|(?<=[.;:!?؟،؛]),", "", text)
    return text.strip(" ,")


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

    def percent(found: re.Match[str]) -> str:
        number = found["number"]
        if number.isdecimal():
            return lexicon.number("percent", int(number))
        return lexicon.number("percent", 0, "decimal", number=_decimals(number, lexicon))

    text = _PERCENT.sub(percent, text)
    text = _ORDINAL.sub(lambda found: _ordinal(found, lexicon), text)
    units = lexicon.rows("unit")
    either = "|".join(map(re.escape, sorted(units, key=len, reverse=True)))
    pattern = rf"(?<=\d){_SPACE}?({either})(?![\w²’'\u064b-\u0652])"
    text = re.sub(pattern, lambda found: f" {units[found[1]]}", text)
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


def _decimals(text: str, lexicon: Lexicon) -> str:
    """« 12 virgule 5 »; zeros first and English decimals are said one by one. A point between figures is a decimal sign
    where thousands have a comma; elsewhere it is a point: « 6.1 »."""

    def say(found: re.Match[str]) -> str:
        is_decimal = found[2] == "," or lexicon.word("thousands") == ","
        digits = say_zeros(found[3]) if lexicon.word("pairs") else " ".join(found[3])
        return f"{found[1]} {lexicon.word('decimal' if is_decimal else 'point')} {digits}"

    return _DECIMAL.sub(say, text)


def say_zeros(digits: str) -> str:
    """« 0 0 12 »: the zeros that come first one by one, then the number."""
    bare = digits.lstrip("0")
    return " ".join((*"0" * (len(digits) - len(bare)), bare)).strip()
