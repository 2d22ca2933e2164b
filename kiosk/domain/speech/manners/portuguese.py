"""How Portuguese says what is written in signs."""

from kiosk.domain.speech.manners.manner import Manner

_ORDINALS = ("", "primeir", "segund", "terceir", "quart", "quint", "sext", "sétim", "oitav", "non", "décim")


def _day(day: int, month: str, year: int, before: str) -> str:
    said = f"{day} de {month}"
    return f"{said} de {year}" if year else said


def _hour(hour: int, minute: int, before: str) -> str:
    return f"{_feminine(hour)} {'hora' if hour == 1 else 'horas'}{f' e {minute}' if minute else ''}"


def _feminine(number: int) -> str:
    """The numbers of hours before a feminine noun: « uma hora », « duas horas », « vinte e duas horas »."""
    return {1: "uma", 2: "duas", 21: "vinte e uma", 22: "vinte e duas"}.get(number, str(number))


def _sum(euros: int, cents: int) -> str:
    if not euros and cents:
        return f"{cents} {'cêntimo' if cents == 1 else 'cêntimos'}"
    return f"{euros} {'euro' if euros == 1 else 'euros'}{f' e {cents}' if cents else ''}"


def _ordinal(number: str, ending: str) -> str:
    """« 1.º », « 2.ª » up to ten; later ones are said as plain numbers."""
    if int(number) >= len(_ORDINALS) or number == "0":
        return number
    return f"{_ORDINALS[int(number)]}{'a' if ending in 'ªa' else 'o'}"


PORTUGUESE = Manner(
    language="pt",
    day=_day,
    hour=_hour,
    sum=_sum,
    percent=lambda number: f"{number} por cento",
    decimal="vírgula",
    to="a",
    over="de",
    point="ponto",
    dash="hífen",
    thousands=".",
    ordinal=_ordinal,
    signs={
        "@": "arroba", "&": "e", "+": "mais", "=": "igual a", "#": "cardinal", "€": "euros", "%": "por cento",
        "_": "traço inferior", "§": "parágrafo", "×": "vezes", "°": "graus", "/": "ou", "±": "mais ou menos",
    },
    short_forms={
        "Sr.": "Senhor", "Sra.": "Senhora", "Sr.ª": "Senhora", "Dr.": "Doutor", "Dra.": "Doutora", "M.": "Senhor",
        "Mme": "Senhora", "n.º": "número", "N.º": "Número", "nº": "número", "n°": "número", "núm.": "número",
        "art. #": "artigo", "Art. #": "Artigo", "art.": "artigo", "etc.": "et cétera", "p. ex.": "por exemplo",
        "tel.": "telefone", "Tel.": "Telefone", "máx.": "máximo", "aprox.": "aproximadamente", "p. #": "página",
    },
    units={
        "km": "quilómetros", "m": "metros", "cm": "centímetros", "mm": "milímetros", "m²": "metros quadrados",
        "kg": "quilos", "g": "gramas", "l": "litros", "min": "minutos", "s": "segundos", "MB": "megabytes",
        "kB": "kilobytes", "KB": "kilobytes", "GB": "gigabytes", "°C": "graus",
    },
    initials={"A": "á"},
    words={"Ctrl": "control", "commission": "comissiom", "composition": "composiciom"},
)  # fmt: skip
