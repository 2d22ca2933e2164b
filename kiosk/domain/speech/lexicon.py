"""What one language says for what is written in signs, as `translations/<language>/spoken.tsv` has it."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

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
        """The first of its forms."""
        return self.number_forms(kind, number, case, **holes)[0]
