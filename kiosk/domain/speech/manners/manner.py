"""How one language says numbers, times, sums and signs: what differs between languages, and nothing that they share.

Whole numbers stay in figures everywhere: the voices say them as well as a person does, and only they know how the
word after them bends. Words stand here where a voice was heard to say a sign wrongly or not at all.
"""

from collections.abc import Callable, Mapping

from msgspec import Struct, field


class Manner(Struct, frozen=True):
    """One language's manner of saying.

    `day` takes day, month's name, year (0 for none) and the word before; `hour` takes hour, minute and the word before;
    `sum` takes euros and cents; `percent` takes the number as it is said; `ordinal` takes a number and its ending.
    `to` stands between the ends of a span, `over` in « 1/5 ». `signs` says each sign that has a name. `short_forms`
    says each short form in full; one that ends with « # » is one only before a figure. `units` says the sign of a
    measure after a number. `initials` says a letter within initials, where the letter alone would be read as a word.
    `words` writes a word as it sounds, where voices were heard to misread it. `pairs` tells that telephone numbers are
    said by numbers of two digits, and not digit by digit. `thousands` is the sign between thousands, besides spaces.
    """

    language: str
    day: Callable[[int, str, int, str], str]
    hour: Callable[[int, int, str], str]
    sum: Callable[[int, int], str]
    percent: Callable[[str], str]
    decimal: str
    to: str
    over: str
    point: str
    dash: str
    signs: Mapping[str, str]
    short_forms: Mapping[str, str]
    units: Mapping[str, str]
    ordinal: Callable[[str, str], str]
    initials: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    pairs: bool = False
    thousands: str = ""
