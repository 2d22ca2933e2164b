"""Serves static files under addresses that change with their content, so that browsers keep them for ever."""

import gzip
import hashlib
import mimetypes
import os
import re
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from flask import Flask, Response, abort, request
from markupsafe import Markup
from msgspec import Struct

from kiosk.domain.procedure.procedure import is_own, pictogram_file_name
from kiosk.http.security_headers import takes_gzip

PREFIX = "/static/"
_COMPRESSIBLE = frozenset({".css", ".js", ".svg", ".txt"})
_NAMED_IN = {
    ".css": re.compile(rb"""(url\("?|@import ")((?:\.\./)?[\w./-]+\.(?:woff2|css))"""),
    ".js": re.compile(rb"""(\b(?:from|import) ?\(?")(\.{1,2}/[\w./-]+\.js)"""),
}
"""How a file names others by their place: fonts and sheets in a style sheet, modules that a script imports."""
BUILT = "built/"
"""Where a build puts what it joined, by the paths of the sources; without a build the sources are served."""
_SERVED = _COMPRESSIBLE | {".woff2", ".png", ".ico"}


class StaticFile(Struct, frozen=True):
    """One file: `digest` changes with the content; `packed` is its gzip, None for a type that gzip does not shrink.

    What is packed is kept in memory once; what is not, fonts above all, is read where a browser asks for it.
    """

    media_type: str
    place: Path
    packed: bytes | None
    digest: str

    @property
    def content(self) -> bytes:
        return self.place.read_bytes() if self.packed is None else gzip.decompress(self.packed)


@cache
def find_static_folder() -> Path:
    return Path(str(files("kiosk.static")))


@cache
def list_served_paths() -> frozenset[str]:
    """The paths below the folder that are served; any other is refused without reading the disk."""
    every = (path for path in find_static_folder().rglob("*") if path.suffix in _SERVED and path.is_file())
    return frozenset(path.relative_to(find_static_folder()).as_posix().removeprefix(BUILT) for path in every)


def static_file(path: str) -> StaticFile | None:
    """The file at a path below the folder, None where there is none to serve."""
    return _read(path) if path in list_served_paths() else None


@cache
def _read(path: str) -> StaticFile:
    place = find_static_folder() / path
    built = find_static_folder() / BUILT / path
    source = built if built.is_file() else place
    content = source.read_bytes()
    if place.suffix in _NAMED_IN:
        content = _NAMED_IN[place.suffix].sub(partial(_named, place.parent), content)
    media_type = mimetypes.guess_type(place.name)[0] or "application/octet-stream"
    packed = gzip.compress(content, 9, mtime=0) if place.suffix in _COMPRESSIBLE else None
    return StaticFile(media_type, source, packed, hashlib.sha256(content).hexdigest()[:12])


def _named(beside: Path, match: re.Match[bytes]) -> bytes:
    """The address of a file that another names, with the digest of its content, so that browsers keep it for ever too.

    Modules may not import each other in a circle: each digest holds those of the modules it imports.
    """
    path = Path(os.path.normpath(beside / match[2].decode())).relative_to(find_static_folder()).as_posix()
    return match[0] + b"?v=" + _read(path).digest.encode()


def install_static_files(app: Flask) -> None:
    """Serve the files under /static and give templates `asset(path)`, `pictured(name)` and `drawing(name)`."""
    app.add_url_rule(PREFIX + "<path:path>", "static_file", _serve)
    app.jinja_env.globals.update(asset=static_address, pictured=make_pictogram, drawing=_make_drawing)


@cache
def static_address(path: str) -> str:
    """The address of a static file; it changes when the file does. Raises `FileNotFoundError`."""
    file = static_file(path)
    if file is None:
        raise FileNotFoundError(path)
    return f"{PREFIX}{path}?v={file.digest}"


@cache
def make_pictogram(name: str, directional: bool = False) -> Markup:
    """One icon from the sprite, or a pictogram of the town hall's own; it always stands beside words, so it is hidden
    from screen readers.

    `directional`: it is mirrored on right-to-left pages, as every arrow is.
    """
    if is_own(name):
        return Markup('<img class="icon" src="/pictograms/{}" alt="" width="24" height="24">').format(
            pictogram_file_name(name)
        )
    mirrored = " directional" if directional or name.startswith("arrow-") else ""
    return Markup('<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>').format(
        mirrored, static_address("vendor/icons.svg"), name
    )


@cache
def _make_drawing(name: str) -> Markup:
    """The drawing of a situation, which stands beside words as an icon does."""
    return Markup('<svg class="drawing" aria-hidden="true" focusable="false"><use href="{}#d-{}"/></svg>').format(
        static_address("drawings.svg"), name
    )


def kept_for_ever(response: Response) -> Response:
    """The response marked to be cached for ever, because its content never changes at its address."""
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def _serve(path: str) -> Response:
    file = static_file(path)
    if file is None:
        abort(404)
    packed = file.packed if takes_gzip() else None
    response = Response(packed or file.content, content_type=file.media_type)
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    if file.packed:
        response.headers["Vary"] = "Accept-Encoding"
    named = request.args.get("v") == file.digest
    if named:
        kept_for_ever(response)
    else:
        response.headers["Cache-Control"] = "no-cache"
    # The two encodings are different bytes, so a strong tag names one of them (RFC 9110, 8.8.3.3).
    response.set_etag(f"{file.digest}-gzip" if packed else file.digest)
    response.make_conditional(request)
    return response
