"""Builds the site of `docs/`, French with English below it: `python -m scripts.site`, or `make docs`.

python -m scripts.site             # into build/docs; begin with build/docs/index.html
python -m scripts.site FOLDER      # somewhere else
python -m scripts.site --words     # brings new sentences into docs/locale/, to be translated
"""

import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from scripts.source import ROOT

DOCS = ROOT / "docs"
LANGUAGES = {"fr": "", "en": "en"}
"""Each language of the site, and the folder of the site that it lies in."""
IN_ENGLISH = ("architecture.md", "asvs.md", "changes.md", "contributing.md", "decisions/*", "en301549.md",
              "measured.md", "security.md", "threats.md", "wire.md")  # fmt: skip
"""Pages for developers, which are in English for everyone: they are not translated."""


def build(target: Path, work: Path, languages: Mapping[str, str] = LANGUAGES) -> list[str]:
    warnings = []
    for language, folder in languages.items():
        options = ("-D", f"language={language}", "-d", str(work / language), "-b", "html")
        warnings += _sphinx(*options, str(DOCS), str(target / folder))
    return warnings


def update_words(work: Path) -> None:
    """Bring the sentences of the French pages into the catalogues of the other languages."""
    extract(work)
    command = ["update", "-p", str(work / "pot"), "-d", str(DOCS / "locale"), "-l", "en", "--line-width", "120"]
    subprocess.run([sys.executable, "-m", "sphinx_intl", *command], check=True, cwd=ROOT)


def untranslated(work: Path) -> list[str]:
    """The sentences of the pages that are not in English yet, each as `folder: sentence`. A picture counts as
    translated: what it shows is a sentence of its own. So does a block of code without a comment."""
    extract(work)
    left = []
    for template in sorted((work / "pot").glob("*.pot")):
        english = _catalogue(DOCS / "locale" / "en" / "LC_MESSAGES" / f"{template.stem}.po")
        for message in _catalogue(template):
            said = english.get(message.id)
            if _has_words(str(message.id)) and (not said or not said.string or said.fuzzy):
                left.append(f"{template.stem}: {message.id}")
    return left


def _has_words(text: str) -> bool:
    """Whether a text of a page asks for a translation: a picture or a block of code without a comment does not."""
    return bool(text) and not text.startswith("![") and ("\n" not in text or "#" in text)


def extract(work: Path) -> None:
    """Write the sentences of the French pages into `work / "pot"`, a catalogue for each page or folder."""
    left_out = ("_templates", "locale", "pictures", *IN_ENGLISH)
    settings = (f"exclude_patterns={','.join(left_out)}", "gettext_additional_targets=literal-block")
    options = [option for setting in settings for option in ("-D", setting)]
    _sphinx("-b", "gettext", "-d", str(work / "words"), *options, str(DOCS), str(work / "pot"))


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _sphinx(*arguments: str) -> list[str]:
    """Run Sphinx; returns its warnings, and raises `SystemExit` where it cannot build at all."""
    done = subprocess.run([sys.executable, "-m", "sphinx", "-q", *arguments], capture_output=True, text=True, cwd=ROOT)
    lines = [line for line in done.stderr.splitlines() if line.strip()]
    if done.returncode:
        raise SystemExit("\n".join(lines))
    return lines


def main(arguments: list[str]) -> None:
    if find_spec("sphinx") is None:
        raise SystemExit("docs: Sphinx is not here, it wants Python 3.13: make docs VENV=.venv-3.13 PYTHON=python3.13")
    work = ROOT / "build" / "docs-work"
    if arguments == ["--words"]:
        update_words(work)
        return
    target = Path(arguments[0]) if arguments else ROOT / "build" / "docs"
    if warnings := build(target, work):
        raise SystemExit("\n".join(warnings))
    print(f"docs: {target / 'index.html'}")


if __name__ == "__main__":
    main(sys.argv[1:])
