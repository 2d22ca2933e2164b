"""The rooms of each floor: every folder has its place in an order, and imports only rooms that stand before it."""

import ast
from collections import Counter

from scripts.source import ROOT, below, files, imports, modules

MOST_MODULES = 15
ROOMS: dict[str, tuple[str, ...]] = {
    "kiosk.domain": (
        "language", "search", "time", "screen", "printing", "speech", "places", "procedure", "keys", "answers",
        "events", "notices", "replies", "mandates", "proofs", "published", "bundles", "trail",
    ),
    "kiosk.store": (
        "migrations", "schema", "soundness", "upgrade", "places", "search", "reserve", "database", "reading", "cases",
        "events", "keys", "people", "mandates", "printing", "published", "upkeep", "contents",
        "damage", "work",
    ),
    "kiosk.catalogue": ("read", "define", "check", "published"),
    "kiosk.services": (
        "box", "media", "files", "procedures", "voices", "people", "lan", "setup", "printers", "published", "exchange",
        "access", "receipts", "papers", "spool", "notices", "drafts", "submitted", "lost", "mandates", "upkeep",
        "bundles", "install", "loops", "training", "work",
    ),
    "kiosk.http": (
        "cookies", "downloads", "form_tokens", "hosts", "inner_addresses", "request_numbers", "security_headers",
        "try_buckets", "compression", "static_files", "error_pages", "filters",
    ),
    "kiosk.web": ("framework", "request", "visit", "parts", "edge"),
    "kiosk.screens": (
        "setup", "arriving", "case", "desk", "after", "mandates", "paper", "published", "work", "lan", "lost",
    ),
    "kiosk.hub": (
        "settings", "workers", "wire", "store", "objects", "keys", "hub", "secrets", "trail", "opening", "sites",
        "replies", "cases", "people", "work", "message_templates", "outbox", "published", "intake", "files",
        "telephone", "bundles", "retention", "backup", "signing", "monitoring", "decisions", "api", "people_commands",
        "site_commands",
        "release_commands", "log_commands", "doctor_command", "web", "screens", "app", "server", "copy_commands",
        "connector_commands", "bundle_commands", "commands",
    ),
}  # fmt: skip
"""Each floor's rooms from the bottom to the top; a module that lies in the floor's own folder is a room."""
APART = ("kiosk.screens",)
"""Floors whose rooms do not import each other at all."""
UNCOUNTED = frozenset({"kiosk.domain.answers.fields", "kiosk.store.migrations", "kiosk.hub.store.migrations.versions"})
"""Folders that grow by one file for each thing of a kind."""
WAYS = (("kiosk", "printers"), ("gallery",), ("trials",), ("scripts",), ("tests",))
"""All of the repository: each may import what stands before it. `scripts.source` reads the code and imports nothing."""


def rooms_of(floor: str) -> set[str]:
    """The folders and modules directly in a floor's folder."""
    return {name.removeprefix(f"{floor}.").split(".")[0] for name in modules() if name.startswith(f"{floor}.")}


def test_every_room_has_its_place_in_the_order() -> None:
    for floor, rooms in ROOMS.items():
        assert rooms_of(floor) == set(rooms), floor


def test_no_room_imports_a_later_one() -> None:
    wrong = [
        f"{module.where} imports {name}"
        for floor, rooms in ROOMS.items()
        for place, room in enumerate(rooms)
        for module in modules().values()
        if below(module.name, (f"{floor}.{room}",))
        for name in sorted(imports(module))
        if below(name, tuple(f"{floor}.{later}" for later in rooms[place + 1 :]))
    ]
    assert not wrong


def test_rooms_of_screens_know_nothing_of_each_other() -> None:
    wrong = [
        f"{module.where} imports {name}"
        for floor in APART
        for room in ROOMS[floor]
        for module in modules().values()
        if below(module.name, (f"{floor}.{room}",))
        for name in sorted(imports(module))
        if below(name, tuple(f"{floor}.{other}" for other in ROOMS[floor] if other != room))
    ]
    assert not wrong


def test_no_folder_is_too_full_to_be_read_at_once() -> None:
    counted = Counter(
        module.name.rpartition(".")[0] for module in modules().values() if module.path.name != "__init__.py"
    )
    full = {name: count for name, count in counted.items() if count > MOST_MODULES and name not in UNCOUNTED}
    assert not full, f"over {MOST_MODULES} modules"


def test_arrows_in_the_whole_repository_point_one_way() -> None:
    wrong = []
    for place, folders in enumerate(WAYS):
        later = {name for names in WAYS[place + 1 :] for name in names}
        for path in (path for folder in folders for path in files(folder, ".py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                named = [str(node.module)] if isinstance(node, ast.ImportFrom) else []
                named += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                wrong += [
                    f"{path.relative_to(ROOT)} imports {name}"
                    for name in named
                    if name.split(".")[0] in later and not below(name, ("scripts.source",))
                ]
    assert not wrong
