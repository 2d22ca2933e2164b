"""How Spanish says what is written in signs."""

from kiosk.domain.speech.manners.manner import Manner

_ORDINALS = ("", "primer", "segund", "tercer", "cuart", "quint", "sext", "séptim", "octav", "noven", "décim")


def _day(day: int, month: str, year: int, before: str) -> str:
    said = f"{day} de {month}"
    return f"{said} de {year}" if year else said


def _hour(hour: int, minute: int, before: str) -> str:
    """« 14 30 » is what people say; a full hour needs its word, unless « las » stands before it."""
    if minute:
        return f"{hour} {minute}"
    if before in ("la", "las"):
        return str(hour)
    return f"{hour} {'hora' if hour == 1 else 'horas'}"


def _sum(euros: int, cents: int) -> str:
    if not euros and cents:
        return f"{_masculine(cents)} {'céntimo' if cents == 1 else 'céntimos'}"
    return f"{_masculine(euros)} {'euro' if euros == 1 else 'euros'}{f' con {cents}' if cents else ''}"


def _masculine(number: int) -> str:
    """A number before a masculine noun: « un euro », « veintiún euros », « 30 y un euros »."""
    rest = number % 100
    if rest == 1:
        return {1: "un", 101: "ciento un"}.get(number, f"{number - 1} un")
    if rest == 21:
        return f"{number - 21} veintiún" if number > 21 else "veintiún"
    if rest % 10 == 1 and rest != 11:
        return f"{number - 1} y un"
    return str(number)


def _ordinal(number: str, ending: str) -> str:
    """« 1.º », « 2.ª » up to ten; later ones are said as plain numbers."""
    if int(number) >= len(_ORDINALS) or number == "0":
        return number
    return f"{_ORDINALS[int(number)]}{'a' if ending in 'ªa' else 'o'}"


SPANISH = Manner(
    language="es",
    day=_day,
    hour=_hour,
    sum=_sum,
    percent=lambda number: f"{number} por ciento",
    decimal="coma",
    to="a",
    over="de",
    point="punto",
    dash="guion",
    pairs=True,
    thousands=".",
    ordinal=_ordinal,
    signs={
        "@": "arroba", "&": "y", "+": "más", "=": "igual a", "#": "almohadilla", "€": "euros", "%": "por ciento",
        "_": "guion bajo", "§": "párrafo", "×": "por", "°": "grados", "/": "o", "±": "más o menos",
    },
    short_forms={
        "Sr.": "Señor", "Sra.": "Señora", "Srta.": "Señorita", "Dr.": "Doctor", "Dra.": "Doctora",
        "M.": "Señor", "Mme": "Señora", "n.º": "número", "N.º": "Número", "nº": "número", "n°": "número",
        "núm.": "número", "art. #": "artículo", "Art. #": "Artículo", "art.": "artículo", "etc.": "etcétera",
        "p. ej.": "por ejemplo", "tel.": "teléfono", "Tel.": "Teléfono", "máx.": "máximo", "aprox.": "aproximadamente",
        "Ud.": "usted", "Uds.": "ustedes", "p. #": "página",
    },
    units={
        "km": "kilómetros", "m": "metros", "cm": "centímetros", "mm": "milímetros", "m²": "metros cuadrados",
        "kg": "kilos", "g": "gramos", "l": "litros", "min": "minutos", "s": "segundos", "MB": "megabytes",
        "kB": "kilobytes", "KB": "kilobytes", "GB": "gigabytes", "°C": "grados",
    },
    words={"Ctrl": "control"},
)  # fmt: skip
