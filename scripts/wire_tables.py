"""Writes the tables of `docs/wire.md` between their marks, from its types; `python -m scripts.reference` calls it."""

import re
from typing import Any

from msgspec import Struct

from hub.api.openapi import BODIES, SENT, SHAPES, SIGNED, TOLD
from scripts.source import ROOT

PAGE = ROOT / "docs" / "wire.md"
TABLES = re.compile(r"<!-- (wire-[a-z]+) -->.*?<!-- /\1 -->", re.DOTALL)
_HEXADECIMAL = re.compile(r"\^(?:\(\?:)?\[0-9a-f\]\{(\d+)\}\)?\$")
_REF = re.compile(r"#/components/schemas/(\w+)")


def written(text: str) -> str:
    def fresh(mark: re.Match[str]) -> str:
        return f"<!-- {mark[1]} -->\n\n{made[mark[1]]}\n\n<!-- /{mark[1]} -->"

    made = tables()
    return TABLES.sub(fresh, text)


def tables() -> dict[str, str]:
    """Each group of tables by its mark; a type that several messages have stands where the first of them is."""
    groups = {"wire-sent": SENT, "wire-bodies": tuple(BODIES.values()), "wire-told": TOLD, "wire-signed": SIGNED}
    seen: set[str] = set()
    return {mark: "\n\n".join(map(_table, _with_parts(of, seen))) for mark, of in groups.items()}


def _with_parts(of: tuple[type[Struct], ...], seen: set[str]) -> list[str]:
    """The names of these types and of those in them that have fields, each once, in the order in which they are met."""
    left, found = [kind.__name__ for kind in of], []
    while left:
        name = left.pop(0)
        if name not in seen and "properties" in SHAPES[name]:
            seen.add(name)
            found.append(name)
            left = [part for part in _REF.findall(str(SHAPES[name]["properties"])) if part not in left] + left
    return found


def _table(name: str) -> str:
    shape = SHAPES[name]
    rows = [
        f"| `{field}` | {_value(of)} | {'' if field in shape.get('required', ()) else 'yes'} |"
        for field, of in shape["properties"].items()
    ]
    said = " ".join(shape["description"].split())
    return "\n".join([f"**{name}**: {said}", "", "| field | value | may be missing |", "| --- | --- | --- |", *rows])


def _value(of: dict[str, Any]) -> str:
    match of:
        case {"$ref": ref}:
            name = str(ref).rpartition("/")[2]
            return _value(SHAPES[name]) if "enum" in SHAPES[name] else name
        case {"anyOf": kinds}:
            return " or ".join(map(_value, kinds))
        case {"const": only}:
            return f"`{only}`"
        case {"enum": known}:
            return ", ".join(f"`{value}`" if value != "" else "nothing" for value in known)
        case {"type": "array", "items": items}:
            most = f", at most {of['maxItems']}" if "maxItems" in of else ""
            return f"list of {_value(items)}{most}"
        case {"type": "string"}:
            return _text(of)
        case {"type": "integer"}:
            low, high = of.get("minimum"), of.get("maximum")
            return "whole number" + (f" from {low}" if low is not None else "") + (f" to {high}" if high else "")
        case {"type": "boolean"}:
            return "`true` or `false`"
        case {"type": "null"}:
            return "null"
    return "any JSON"


def _text(of: dict[str, Any]) -> str:
    if digits := _HEXADECIMAL.fullmatch(of.get("pattern", "")):
        return f"{digits[1]} hexadecimal digits"
    if "pattern" in of:
        pattern = str(of["pattern"]).replace("|", r"\|")
        return f"`{pattern}`"
    if "maxLength" in of:
        return f"text of at most {of['maxLength']} characters"
    if "contentEncoding" in of:
        return f"bytes in {of['contentEncoding']}"
    formats = {"date": "day", "date-time": "moment"}
    return formats.get(of.get("format", ""), "text")


def main() -> None:
    text = PAGE.read_text("utf-8")
    if text != written(text):
        PAGE.write_text(written(text), "utf-8")


if __name__ == "__main__":
    main()
