"""How Ukrainian says what is written in signs: days and hours are ordinals, which bend with the word before them."""

from kiosk.domain.speech.manners.manner import Manner

_UNITS = (
    "",
    "перш",
    "друг",
    "трет",
    "четверт",
    "п’ят",
    "шост",
    "сьом",
    "восьм",
    "дев’ят",
    "десят",
    "одинадцят",
    "дванадцят",
    "тринадцят",
    "чотирнадцят",
    "п’ятнадцят",
    "шістнадцят",
    "сімнадцят",
    "вісімнадцят",
    "дев’ятнадцят",
)
_TENS = ("", "десят", "двадцят", "тридцят", "сороков", "п’ятдесят", "шістдесят", "сімдесят", "вісімдесят", "дев’яност")
_GENITIVE = frozenset({"з", "із", "зі", "до", "від", "після", "біля"})
"""Words after which a day or an hour stands in the genitive."""
_AT = frozenset({"о", "об"})


def _ordinal_word(number: int, ending: str) -> str:
    """An ordinal from 1 to 99 with the ending of its gender and case: `а`, `е`, `ої`, `ого`, `ій`, `ий`."""
    if not number:
        return f"нульов{ending}"
    tens, unit = divmod(number, 10)
    if number >= 20 and unit:
        return f"{tens * 10} {_bent(_UNITS[unit], ending)}"
    return _bent(_UNITS[number] if number < 20 else _TENS[tens], ending)


def _bent(stem: str, ending: str) -> str:
    """« третя », « третє », « третього », « третьої », « третій » are soft; all others hard."""
    if stem != "трет":
        return f"{stem}{ending}"
    soft = {"а": "я", "е": "є", "ої": "ьої", "ого": "ього", "ій": "ій", "ий": "ій"}
    return f"{stem}{soft[ending]}"


def _day(day: int, month: str, year: int, before: str) -> str:
    said = f"{_ordinal_word(day, 'ого' if before in _GENITIVE else 'е')} {month}"
    return f"{said} {_year(year)} року" if year else said


def _year(year: int) -> str:
    """The genitive of a year's ordinal: its last word alone is an ordinal, and the figures before it stay."""
    rest = year % 100
    if rest:
        ordinal = _ordinal_word(rest, "ого")
        head = year - rest
        tens, _, unit = ordinal.rpartition(" ")
        return f"{head + int(tens)} {unit}" if tens else f"{head} {unit}" if head else unit
    return {2000: "двохтисячного", 1900: "тисяча дев’ятсотого"}.get(year, str(year))


def _hour(hour: int, minute: int, before: str) -> str:
    ending = "ої" if before in _GENITIVE else "ій" if before in _AT else "а"
    hour_word = {"а": "година", "ої": "години", "ій": "годині"}[ending]
    said = _ordinal_word(hour, ending)
    if not minute:
        return said if ending != "а" else f"{said} {hour_word}"
    return f"{said} {minute}" if minute > 9 else f"{said} нуль {minute}"


def _sum(euros: int, cents: int) -> str:
    ending = f"{cents} {_plural(cents, 'цент', 'центи', 'центів')}"
    if not euros and cents:
        return ending
    if euros % 10 == 1 and euros % 100 != 11:
        head = f"{euros - 1} одне євро" if euros > 1 else "одне євро"
    else:
        head = f"{euros} євро"
    return f"{head} {ending}" if cents else head


def _plural(number: int, single: str, few: str, many: str) -> str:
    if number % 100 in range(11, 15):
        return many
    return {1: single, 2: few, 3: few, 4: few}.get(number % 10, many)


def _percent(number: str) -> str:
    if not number.isdecimal():
        return f"{number} відсотка"
    return f"{number} {_plural(int(number), 'відсоток', 'відсотки', 'відсотків')}"


def _ordinal(number: str, ending: str) -> str:
    """« 1-й », « 2-а », « 3-є », « 1-го », « 5-ї »; numbers over 99 keep their figures."""
    bent = {"й": "ий", "ий": "ий", "а": "а", "я": "а", "е": "е", "є": "е", "го": "ого", "ї": "ої", "ої": "ої"}[ending]
    return _ordinal_word(int(number), bent) if int(number) < 100 else number


UKRAINIAN = Manner(
    language="uk",
    day=_day,
    hour=_hour,
    sum=_sum,
    percent=_percent,
    decimal="кома",
    to="до",
    over="з",
    point="крапка",
    dash="дефіс",
    pairs=True,
    ordinal=_ordinal,
    signs={
        "@": "ет",
        "&": "і",
        "+": "плюс",
        "=": "дорівнює",
        "#": "решітка",
        "€": "євро",
        "%": "відсотків",
        "_": "підкреслення",
        "§": "параграф",
        "×": "на",
        "°": "градусів",
        "/": "або",
        "№": "номер",
        "±": "плюс-мінус",
    },
    short_forms={
        "№": "номер",
        "ст. #": "стаття",
        "п. #": "пункт",
        "р. #": "рік",
        "грн": "гривень",
        "тел.": "телефон",
        "Тел.": "Телефон",
        "вул.": "вулиця",
        "буд.": "будинок",
        "кв. #": "квартира",
        "тощо": "тощо",
        "напр.": "наприклад",
        "т. д.": "так далі",
        "пн": "понеділок",
        "год": "годин",
        "хв": "хвилин",
        "n°": "номер",
        "Ctrl": "контрол",
        "USB-накопичувач": "ю-ес-бі накопичувач",
    },
    units={
        "км": "кілометрів",
        "м": "метрів",
        "см": "сантиметрів",
        "мм": "міліметрів",
        "м²": "квадратних метрів",
        "кг": "кілограмів",
        "г": "грамів",
        "л": "літрів",
        "хв": "хвилин",
        "с": "секунд",
        "МБ": "мегабайтів",
        "КБ": "кілобайтів",
        "ГБ": "гігабайтів",
        "°C": "градусів",
    },
    words={"PIN": "пін", "USB": "ю ес бі"},
)
