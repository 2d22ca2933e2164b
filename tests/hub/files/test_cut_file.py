"""A file is cut into chunks as its bytes come, whatever the sender's pieces were, and opens again."""

import pytest

from hub.files import kept_file
from hub.files.cut_file import cut
from hub.files.kept_file import KeptFile
from hub.hub import Hub
from hub.secrets.vault import CaseLock

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
"""No database decides any of it."""

FILE, CASE = "f" * 32, "c" * 32


def test_what_is_cut_opens_again_and_each_object_is_named(hub: Hub) -> None:
    data, lock = bytes(range(256)) * 2000, CaseLock(b"k" * 32)
    put: list[str] = []
    uneven = (data[start : start + 70_001] for start in range(0, len(data), 70_001))
    made = cut(hub.objects, FILE, lock, uneven, put)
    file = KeptFile(FILE, CASE, "e" * 32, "SA", made.size, made.file_key, made.header, made.chunks)
    assert made.size == len(data) and put == [file.object_of(chunk) for chunk in made.chunks]
    assert b"".join(kept_file.clear_bytes(hub, file, lock)) == data
