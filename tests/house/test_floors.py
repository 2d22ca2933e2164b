"""The floors of the house: a module imports its own floor or a lower one, never a higher one, and none in a circle.
Only the clock knows the time.
"""

import ast
import re
from graphlib import CycleError, TopologicalSorter

from scripts.source import below, files, imports, modules, outside

GROUND = (
    "kiosk.error_codes", "kiosk.errors", "kiosk.clock", "kiosk.settings", "kiosk.paths", "kiosk.crypto",
    "kiosk.process", "kiosk.logs", "kiosk.settings_file", "kiosk.version",
    "printers",
)  # fmt: skip
ROOF = (
    "kiosk.app", "kiosk.cli", "kiosk.commands", "kiosk.server", "kiosk.control", "kiosk.demo", "kiosk.__main__",
)  # fmt: skip
FLOORS: tuple[tuple[str, ...], ...] = (
    GROUND,
    ("kiosk.domain",),
    ("kiosk.store", "kiosk.catalogue", "kiosk.connectors", "kiosk.files", "kiosk.words", "kiosk.http"),
    ("kiosk.services",),
    ("kiosk.operations",),
    ("kiosk.screens", "kiosk.web"),
    ROOF,
)
HUB = "hub"
HUB_MAY = (
    HUB, *GROUND, "kiosk.domain", "kiosk.catalogue", "kiosk.connectors", "kiosk.files", "kiosk.words", "kiosk.http",
)  # fmt: skip
HUB_FOR = ("kiosk.cli", "kiosk.demo")
"""The hub is an application of its own: of the box only the roof imports it, on use."""
ABOVE_HTTP = ("kiosk.web", "kiosk.screens", *ROOF, HUB)
"""Who uses what box and hub share of HTTP."""

DOORS = {
    "flask": ("kiosk.screens", "kiosk.web", "kiosk.http", "kiosk.app", "kiosk.server", HUB),
    "flask_babel": ("kiosk.web", HUB),
    "flask_htmx": ("kiosk.web",),
    "jinja2": ("kiosk.web", "kiosk.http", "kiosk.services.upkeep.data_protection"),
    "werkzeug": ("kiosk.web", "kiosk.http", HUB),
    "markupsafe": ("kiosk.screens", "kiosk.web", "kiosk.http", HUB),
    "piper": ("kiosk.services.voices.sound.piper_process",),
    "onnxruntime": ("kiosk.services.voices.sound.piper_process",),
    "cheroot": (
        "kiosk.process.http_server",
        "kiosk.process.http_server",
        "kiosk.process.lan_server",
        "hub.server",
    ),
    "gunicorn": ("hub.server",),
    "filelock": ("kiosk.server", "kiosk.control", "kiosk.commands", "kiosk.process.log_file"),
    "click": (
        "kiosk.cli",
        "kiosk.commands",
        "hub.archives_commands",
        "hub.commands",
        "hub.people_commands",
        "kiosk.process.log_file",
    ),
    "pyotp": ("hub.people.second_factor",),
    "authlib": ("kiosk.connectors.oidc",),
    "joserfc": ("kiosk.connectors.oidc",),
    "prometheus_client": ("hub.monitoring",),
    "tomlkit": ("kiosk.services.box.settings_file",),
    "sqlite_utils": ("kiosk.store",),
    "sqlcipher3": ("kiosk.store", "hub.store"),
    "psycopg": ("hub.store",),
    "sqlalchemy": (HUB,),
    "alembic": ("hub.store",),
    "yaml": ("kiosk.catalogue",),
    "httpx": ("kiosk.connectors", "kiosk.control"),
    "xlsxwriter": ("kiosk.files.table_file",),
    "boto3": ("hub.objects",),
    "botocore": ("hub.objects",),
    "zstandard": ("kiosk.connectors", "hub.wire", "kiosk.crypto.packing"),
    "cbor2": ("kiosk.domain.proofs.receipt_proof",),
    "msgspec": ("kiosk", "hub"),
    "nacl": ("kiosk.crypto",),
    "argon2": ("kiosk.crypto",),
    "mnemonic": ("kiosk.services.people.sign_in",),
    "babel": (
        "kiosk.words.languages",
        "kiosk.commands.procedures",
        "kiosk.words.words",
        "kiosk.domain.places.countries",
        "kiosk.domain.speech.signs",
    ),
    "platformdirs": ("kiosk.paths", "hub.settings"),
    "email_validator": ("kiosk.domain",),
    "phonenumbers": ("kiosk.domain",),
    "stdnum": ("kiosk.domain",),
    "reportlab": ("printers",),
    "qrcode": ("printers",),
    "serial": ("printers.carriers.serial",),
    "usb": ("printers.carriers.usb",),
    "libusb_package": ("printers.carriers.usb",),
    "zeroconf": ("printers.discovery.nearby", "kiosk.process.lan_server"),
    "ifaddr": ("kiosk.process.lan_server",),
    "cryptography": ("kiosk.crypto.certificates",),
    "arabic_reshaper": ("printers",),
    "bidi": ("printers",),
    "PIL": ("printers", "kiosk.files"),
    "pillow_heif": ("kiosk.files",),
    "pikepdf": ("printers", "kiosk.files"),
    "zxingcpp": ("kiosk.services.people.sign_in", "kiosk.files.decoder_process"),
}
"""Where each library enters; a new one is a decision, and a line here."""
REQUEST_STATES = frozenset({"kiosk.web.request_state", "hub.web.visitor"})
"""Where `flask.g` is used: every other module asks for the typed state of its request."""
UNTOUCHED = frozenset(
    {"os", "io", "pathlib", "socket", "subprocess", "threading", "time", "random", "logging", "sqlite3"}
)
"""What the domain does without: it reads and writes nothing."""

DICE = frozenset({"time", "secrets", "uuid", "random"})
WATCHES = frozenset({"now", "utcnow", "today", "urandom", "getrandom"})
"""Attributes that, called on `datetime`, `date` or `os`, look at a watch or throw dice."""
MAY_THROW = {
    "kiosk.clock": "the one place",
    "kiosk.crypto.keys": "keys and salts: made before there is a clock, and never to be foretold by a test",
    "kiosk.crypto.sealing": "keys, salts and nonces: as above",
}


def floor_of(name: str) -> int | None:
    """The number of a module's floor, from 0; None for the hub and for the bare package."""
    return next((number for number, places in enumerate(FLOORS) if below(name, places)), None)


def crossing(of: tuple[str, ...], into: tuple[str, ...]) -> list[str]:
    """Imports from these places into those."""
    return [
        f"{module.where} imports {imported}"
        for module in modules().values()
        if below(module.name, of)
        for imported in sorted(imports(module))
        if below(imported, into)
    ]


def test_every_module_stands_on_a_floor() -> None:
    nowhere = [name for name in modules() if floor_of(name) is None and not below(name, (HUB,)) and name != "kiosk"]
    assert not nowhere, "FLOORS says where each stands"


def test_nothing_imports_a_higher_floor() -> None:
    wrong = [
        arrow
        for number, places in enumerate(FLOORS)
        for higher in FLOORS[number + 1 :]
        for arrow in crossing(places, higher)
    ]
    assert not wrong


def test_the_hub_imports_only_what_it_shares() -> None:
    around = {place.rpartition(".")[0] for place in HUB_MAY}
    strangers = tuple(name for name in modules() if name not in around and not below(name, HUB_MAY))
    assert not crossing((HUB,), strangers)


def test_only_commands_import_the_hub() -> None:
    others = tuple(name for name in modules() if name != "kiosk" and not below(name, (HUB, *HUB_FOR)))
    assert not crossing(others, (HUB,))


def test_printers_stand_alone() -> None:
    assert not crossing(("printers",), ("kiosk",))


def test_the_web_knows_no_screen() -> None:
    assert not crossing(("kiosk.web",), ("kiosk.screens",))


def test_what_box_and_hub_share_of_http_knows_no_session_and_no_database() -> None:
    names = [name for name in modules() if name != "kiosk"]
    known, users = ("kiosk.http", *GROUND, "kiosk.domain"), ("kiosk.http", *ABOVE_HTTP)
    assert not crossing(("kiosk.http",), tuple(name for name in names if not below(name, known)))
    assert not crossing(tuple(name for name in names if not below(name, users)), ("kiosk.http",))


def test_no_two_modules_import_each_other_in_a_circle() -> None:
    graph = {name: imports(module) & modules().keys() - {name} for name, module in modules().items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        raise AssertionError(f"a circle: {' → '.join(circle.args[1])}") from None


def test_each_library_enters_by_its_door() -> None:
    wrong = [
        f"{module.where} imports {library}, which enters at {DOORS.get(library, '?')}"
        for module in modules().values()
        for library in sorted(outside(module))
        if not below(module.name, DOORS.get(library, ()))
    ]
    assert not wrong


def test_only_the_typed_state_of_a_request_uses_the_untyped_one() -> None:
    users = {
        module.name
        for module in modules().values()
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.ImportFrom) and node.module == "flask" and "g" in {alias.name for alias in node.names})
        or (isinstance(node, ast.Attribute) and ast.unparse(node) == "flask.g")
    }
    assert users == REQUEST_STATES
    templates = files("templates", ".html")
    assert not [path.name for path in templates if re.search(r"\{[{%][^}]*\bg\.", path.read_text("utf-8"))]


def test_the_domain_touches_nothing() -> None:
    assert not crossing(("kiosk.domain",), tuple(UNTOUCHED))
    opened = [
        f"{module.where}:{node.lineno}"
        for module in modules().values()
        if below(module.name, ("kiosk.domain",))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Name) and node.id == "open"
    ]
    assert not opened


def test_the_lists_above_name_nothing_that_is_gone() -> None:
    used = set().union(*map(outside, modules().values()))
    # gunicorn is started by its own command and imported by none of ours.
    assert set(DOORS) - used <= {"gunicorn"}
    places = {place for floor in FLOORS for place in floor} | {HUB, *HUB_FOR}
    assert places <= modules().keys(), places - modules().keys()


def test_only_the_clock_looks_at_a_watch_or_throws_dice() -> None:
    result = [
        f"{module.where}:{node.lineno}: {ast.unparse(node)[:60]}"
        for module in modules().values()
        if module.name not in MAY_THROW
        for node in ast.walk(module.tree)
        if throws(node)
    ]
    assert not result, "time, ids and randomness come in as arguments"


def test_whoever_may_throw_dice_still_does() -> None:
    for name in MAY_THROW:
        assert any(map(throws, ast.walk(modules()[name].tree))), f"{name} needs no exception any more"


def throws(node: ast.AST) -> bool:
    """Whether it looks at a watch or throws dice; `datetime.time` is a time of day, not the module."""
    if isinstance(node, ast.ImportFrom) and node.module == "datetime":
        return False
    if isinstance(node, ast.Import | ast.ImportFrom):
        return bool(({alias.name for alias in node.names} | {getattr(node, "module", "")}) & DICE)
    called = node.func if isinstance(node, ast.Call) else None
    return (
        isinstance(called, ast.Attribute)
        and called.attr in WATCHES
        and ast.unparse(called.value) in ("datetime", "date", "os")
    )
