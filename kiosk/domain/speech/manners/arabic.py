"""How Arabic says what is written in signs. Its own words stand vocalised where a voice would guess them wrongly."""

from kiosk.domain.speech.manners.manner import Manner


def _day(day: int, month: str, year: int, before: str) -> str:
    return f"{day} {month} {year}" if year else f"{day} {month}"


def _hour(hour: int, minute: int, before: str) -> str:
    head = f"{hour}" if before.endswith("الساعة") else f"الساعة {hour}"
    return f"{head} و {minute} دقيقة" if minute else head


def _sum(euros: int, cents: int) -> str:
    ending = f"{cents} سنت"
    if not euros and cents:
        return ending
    return f"{euros} يورو و {ending}" if cents else f"{euros} يورو"


ARABIC = Manner(
    language="ar",
    day=_day,
    hour=_hour,
    sum=_sum,
    percent=lambda number: f"{number} بالمائة",
    decimal="فاصلة",
    to="إلى",
    over="من",
    point="نقطة",
    dash="شرطة",
    thousands=",",
    ordinal=lambda number, ending: number,
    signs={
        "@": "آت",
        "&": "و",
        "+": "زائد",
        "=": "يساوي",
        "#": "مربع",
        "€": "يورو",
        "%": "بالمائة",
        "٪": "بالمائة",
        "_": "شرطة سفلية",
        "§": "فقرة",
        "×": "في",
        "°": "درجة",
        "/": "أو",
        "±": "زائد أو ناقص",
    },
    short_forms={
        "د.": "دكتور",
        "إلخ": "إلى آخره",
        "ص. #": "صفحة",
        "Ctrl": "كنترول",
        "n°": "رقم",
        "N°": "رقم",
        "هـ #": "هجري",
    },
    units={
        "km": "كيلومتر",
        "m": "متر",
        "cm": "سنتيمتر",
        "mm": "مليمتر",
        "m²": "متر مربع",
        "كم": "كيلومتر",
        "م": "متر",
        "سم": "سنتيمتر",
        "كغ": "كيلوغرام",
        "كلغ": "كيلوغرام",
        "kg": "كيلوغرام",
        "د": "دقيقة",
        "MB": "ميغابايت",
        "Mo": "ميغابايت",
        "°C": "درجة",
    },
    words={"PIN": "بِن", "USB": "يو إس بي"},
)
