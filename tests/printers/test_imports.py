"""The package stands alone and costs nothing until something is printed."""

import ast
import subprocess
import sys
from pathlib import Path

import printers

FOLDER = Path(printers.__file__).parent
HEAVY = ("reportlab", "qrcode", "PIL", "arabic_reshaper", "bidi", "pikepdf", "escpos", "flask", "kiosk")


def test_describing_paper_imports_nothing_heavy() -> None:
    code = (
        "import sys, printers, printers.slip, printers.qr, printers.fonts, printers.renderers, printers.carriers\n"
        f"print([name for name in {HEAVY} if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=FOLDER.parent, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_printers_imports_only_itself_from_the_project() -> None:
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not any(name.split(".")[0] in ("kiosk", "tests") for name in names), path
