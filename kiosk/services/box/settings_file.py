"""Write `kiosk.toml`: every setting under a sentence in French, and whatever a person wrote in it kept."""

import os
import re
import shutil
import textwrap
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from kiosk import settings
from kiosk.paths import make_durable, name_what_is_wrong
from kiosk.settings_file import reader
from kiosk.words.words import Words

_WIDTH = 100
French = Words()


def write_settings(file: Path, values: Mapping[str, Any]) -> None:
    """Put `values`, by the names of `Settings`, into a settings file, which is made if it is not there.

    What stands in the file besides, comments too, stays as it is. A power cut leaves the old file or the new one.
    Raises `KeyError` for a name of no setting, and `Refused`: `bad-setting`; what `load_settings_values` raises of the
    file that is there, which is then left as it is; and `no-access`, `not-a-file`, `not-a-folder`.
    """
    for name, value in values.items():
        settings.READER.checked(name, value)
    with name_what_is_wrong(file):
        before = file.read_bytes() if file.exists() else b""
    if before.strip():
        reader.load_settings_values(file, before)
        text = before.decode("utf-8-sig").replace("\r\n", "\n")
    else:
        text = make_blank_settings()
    for name, value in values.items():
        text = _with(text, name, list(value) if isinstance(value, tuple) else value)
    settings.READER.from_values(file, text.encode())
    with name_what_is_wrong(file):
        partial = file.with_name(f".{file.name}.part")
        with partial.open("w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        if file.exists():
            shutil.copymode(file, partial)
        os.replace(partial, file)
        make_durable(file.parent)


def make_blank_settings() -> str:
    """A settings file in which nothing is chosen yet: every setting with its sentence, its default as a comment."""
    paragraphs = [_comment(French.code("settings-file", "head"))]
    for setting in fields(settings.Settings):
        if setting.name != "data":
            value = list(setting.default) if isinstance(setting.default, tuple) else setting.default
            paragraphs.append(f"{_sentence(setting.name)}\n# {_line(setting.name, value)}")
    return "\n\n".join(paragraphs) + "\n"


def _with(text: str, name: str, value: Any) -> str:
    """The text with one setting: where it stands, or in place of its default in a comment, or above the tables."""
    import tomlkit  # 1 MB, for what is written once a year

    document = tomlkit.parse(text)
    if value == []:  # as a comment, so that whoever completes the file finds no such line there already
        for place, (key, _) in enumerate(document.body):
            if key is not None and key.key == name:
                document.body[place] = (None, tomlkit.comment(f"{name} = []"))
        return tomlkit.dumps(document)
    if name in document:
        document[name] = value
        return tomlkit.dumps(document)
    if not isinstance(value, list) or not any(isinstance(part, dict) for part in value):
        commented = re.compile(rf"^#\s*{name}\s*=.*$", re.MULTILINE)
        # A function, because `re` reads a backslash in a replacement as an escape.
        changed = commented.sub(lambda _: _line(name, value), text, count=1)
        if changed != text and tomlkit.parse(changed).get(name) == value:
            return changed
    if not text.endswith("\n"):
        document.add(tomlkit.nl())
    for line in _sentence(name).splitlines():
        document.add(tomlkit.comment(line.removeprefix("# ")))
    document.add(name, tomlkit.item(value))
    return tomlkit.dumps(document)


def _line(name: str, value: Any) -> str:
    import tomlkit

    return tomlkit.dumps({name: value}).strip()


def _sentence(name: str) -> str:
    return _comment(French.code("setting", name))


def _comment(sentence: str) -> str:
    wrapped = textwrap.TextWrapper(_WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)
    return "\n".join(line for paragraph in sentence.split("\n") for line in wrapped.wrap(paragraph))
