"""Addresses of static files that change when the file does, so that browsers may keep them for a year."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from flask import url_for


def asset_in(folder: Path) -> Callable[[str], str]:
    """The `asset(path)` of templates, for one static folder; a file that is missing still gets its address."""

    @cache
    def version(path: str) -> str:
        file = folder / path
        return hashlib.sha256(file.read_bytes()).hexdigest()[:12] if file.is_file() else ""

    def asset(path: str) -> str:
        return url_for("static", filename=path, v=version(path) or None)

    return asset
