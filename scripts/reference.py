"""Writes the tables of `docs/reference/` between their marks, from the code: `python -m scripts.reference`.

The pages are in French. The English site has the same tables with the English of the code and of the catalogues; their
headings, and the kinds of questions, are translated with the other sentences of the pages (`docs/locale/`).
"""

import gettext
import re
from collections.abc import Sequence
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from hub.api.openapi import BODIES, SENT, SHAPES, SIGNED, TOLD
from hub.settings import HubSettings
from kiosk.cli import main as kiosk
from kiosk.commands.asking import DOMAIN
from kiosk.domain.answers.fields import KINDS
from kiosk.error_codes import HubRefusal, LineFault, Refusal, Rejection
from kiosk.settings import Settings
from kiosk.words import languages
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words
from scripts.source import ROOT

WIRE = ROOT / "docs" / "wire.md"
TABLES = re.compile(r"<!-- (wire-[a-z]+) -->.*?<!-- /\1 -->", re.DOTALL)
_HEXADECIMAL = re.compile(r"\^(?:\(\?:)?\[0-9a-f\]\{(\d+)\}\)?\$")
_REF = re.compile(r"#/components/schemas/(\w+)")


def written_wire(text: str) -> str:
    def fresh(mark: re.Match[str]) -> str:
        return f"<!-- {mark[1]} -->\n\n{made[mark[1]]}\n\n<!-- /{mark[1]} -->"

    made = tables_of_wire()
    return TABLES.sub(fresh, text)


def tables_of_wire() -> dict[str, str]:
    """Each group of tables_of_wire by its mark; a type that several messages have stands where the first of them is."""
    groups = {"wire-sent": SENT, "wire-bodies": tuple(BODIES.values()), "wire-told": TOLD, "wire-signed": SIGNED}
    seen: set[str] = set()
    return {mark: "\n\n".join(map(_type_table, _with_parts(of, seen))) for mark, of in groups.items()}


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


def _type_table(name: str) -> str:
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
        case {"type": "object", "additionalProperties": dict(each)} if each:
            return f"object, each value: {_value(each)}"
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


def write_wire() -> None:
    text = WIRE.read_text("utf-8")
    if text != written_wire(text):
        WIRE.write_text(written_wire(text), "utf-8")


FOLDER = ROOT / "docs" / "reference"
KEYS = ROOT / "templates" / "_parts" / "keyboard"
ELSEWHERE = ("data",)
"""Settings that cannot stand in `kiosk.toml`: `data` says where that file is."""
CONTEXTS = {Refusal: "refused", HubRefusal: "refused", LineFault: "line", Rejection: "rejection"}
"""Each enumeration of codes, and where its words are."""
TABLE = re.compile(r"<!-- ([a-z-]+) -->.*?<!-- /\1 -->", re.DOTALL)
"""A table of a page, with the marks around it."""


def tables(language: str = FRENCH) -> dict[str, str]:
    words = Words(language)
    return {
        "settings": settings_table(Settings, "", words),
        "hub-settings": settings_table(HubSettings, "KIOSK_HUB_", words),
        "commands": commands_list(kiosk, "kiosk", 2, language),
        "kinds": kinds_table(),
        "refusals": codes_table(Refusal, words),
        "hub-refusals": codes_table(HubRefusal, words),
        "line-faults": codes_table(LineFault, words),
        "rejections": codes_table(Rejection, words),
        "citizen-keys": keys_table("citizen_keys_list.html", language),
        "gestures": keys_table("gestures_list.html", language, "geste", "ce qu’il fait"),
        "desk-keys": keys_table("desk_keys.html", language),
    }


def written(text: str, language: str = FRENCH) -> str:
    def fresh(mark: re.Match[str]) -> str:
        return f"<!-- {mark[1]} -->\n\n{made[mark[1]]}\n\n<!-- /{mark[1]} -->"

    made = tables(language)
    return TABLE.sub(fresh, text)


def without_rows(text: str) -> str:
    """A page whose tables have their headings alone, except the kinds of questions: what translators are asked for."""

    def heading(mark: re.Match[str]) -> str:
        first = re.search(r"^\|.*\n\| ---.*$", mark[0], re.MULTILINE)
        return mark[0] if mark[1] == "kinds" or not first else first[0]

    return TABLE.sub(heading, text)


def settings_table(of: type[Any], prefix: str, words: Words) -> str:
    rows = []
    for field in fields(of):
        name = f"{prefix}{field.name.upper()}" if prefix or field.name in ELSEWHERE else field.name
        rows.append(
            (f"`{'KIOSK_DATA' if name == 'DATA' else name}`", default(field), _meaning(field, words, not prefix))
        )
    return _table(("réglage", "sans lui", "ce qu’il dit"), rows)


def default(field: Field[Any]) -> str:
    """The default as text; empty where the platform or the town hall decides."""
    if field.default in ("", None, ()) or isinstance(field.default, Path) or not _is_plain(field.default):
        return ""
    return f"`{','.join(field.default) if isinstance(field.default, tuple) else field.default}`"


def sentence(field: Field[Any]) -> str:
    return str(field.metadata["sentence"])


def commands_list(command: click.Command, typed: str, level: int, language: str = FRENCH) -> str:
    """A command and those in it: how it is typed, what it does, its options."""
    parts = []
    if not isinstance(command, click.Group) or command.invoke_without_command:
        usage = " ".join([typed, *(_argument(param) for param in command.params if isinstance(param, click.Argument))])
        parts.append(f"{'#' * level} `{typed}`\n\n    {usage}\n\n{_said(command.help, language)}")
        shown = [param for param in command.params if isinstance(param, click.Option) and not param.hidden]
        options = [_option(param, language) for param in shown]
        if options:
            parts.append(_table(("option", "ce qu’elle fait"), options))
    elif typed != "kiosk":
        parts.append(f"{'#' * level} `{typed}`\n\n{_said(command.help, language)}")
    if isinstance(command, click.Group):
        deeper = level + (typed != "kiosk")
        inner = {name: below for name, below in command.commands.items() if not below.hidden}
        parts += [commands_list(inner[name], f"{typed} {name}", deeper, language) for name in sorted(inner)]
    return "\n\n".join(parts)


def kinds_table() -> str:
    """One line for each kind of question, with the keys that are its own."""
    return _table(
        ("`kind`", "la question", "ses propres clés"),
        [(f"`{kind.kind}`", kind.label, ", ".join(f"`{option.name}`" for option in kind.options)) for kind in KINDS],
    )


def codes_table(codes: Any, words: Words) -> str:
    lines = [(f"`{code}`", words.code(CONTEXTS[codes], code)) for code in codes]
    return _table(
        ("code", "ce que la personne lit"), [(code, meaning) for code, meaning in lines if f"`{meaning}`" != code]
    )


def keys_table(template: str, language: str = FRENCH, key: str = "touche", does: str = "ce qu’elle fait") -> str:
    """One line for each key of a list of keys, or of gestures, from the page that shows it."""
    text = (KEYS / template).read_text("utf-8")
    rows = []
    for keys, meaning in re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", text, re.DOTALL):
        usual = keys.replace("{{ listen_key() }}", Settings().listen_key)
        names = re.sub(r"<kbd>(.*?)</kbd>", r"**\1**", _spoken(usual, language))
        rows.append((names, _spoken(meaning, language)))
    return _table((key, does), rows)


def _spoken(markup: str, language: str) -> str:
    """The markup with its sentences in the language; in French where they are not translated."""
    pages = languages.load_word_catalogue(language, "messages")
    return re.sub(r"\{\{ _\('(.*?)'\) \}\}", lambda said: pages.gettext(said[1]) or said[1], markup)


def _is_plain(value: object) -> bool:
    return isinstance(value, str | int | float) or (
        isinstance(value, tuple) and all(isinstance(part, str) for part in value)
    )


def _meaning(field: Field[Any], words: Words, own: bool) -> str:
    """The meaning of a setting: the catalogue's for the box's `own`, else what the dataclass says."""
    if own and words.has("setting", field.name):
        return words.code("setting", field.name)
    return _said(sentence(field), words.language)


def _said(text: str | None, language: str) -> str:
    """A help text on one line, in French or as the code has it; what is French already stays."""
    if language != FRENCH:
        return " ".join((text or "").split())
    catalogue = gettext.translation(DOMAIN, str(languages.find_translations_folder()), [FRENCH], fallback=True)
    return " ".join(catalogue.gettext(text).split()) if text else ""


def _argument(argument: click.Argument) -> str:
    name = str(argument.name).upper()
    name = f"{name}…" if argument.nargs != 1 else name
    return name if argument.required else f"[{name}]"


def _option(option: click.Option, language: str) -> tuple[str, str]:
    name = ", ".join((*option.opts, *option.secondary_opts))
    if isinstance(option.type, click.Choice):
        name += f" {'|'.join(map(str, option.type.choices))}"
    elif not option.is_flag:
        own = None if isinstance(option.type, click.DateTime) else option.metavar  # a day's is put into French
        name += f" {(own or str(option.name)).upper()}"
    return f"`{name}`", _said(option.help, language)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", r"\|").replace("\n", "<br>") for cell in line) + " |" for line in lines
    )


def main() -> None:
    for page in sorted(FOLDER.glob("*.md")):
        text = page.read_text("utf-8")
        if text != written(text):
            page.write_text(written(text), "utf-8")
    write_wire()


if __name__ == "__main__":
    main()
