"""A secret that somebody else gave."""

from pathlib import Path

import pytest

from kiosk.connectors.secret_file import read_secret
from kiosk.errors import Unreachable


def test_its_first_line_is_read(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(" two words \nmore\n", "utf-8")
    assert read_secret(str(tmp_path / "secret")) == "two words"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe"])
def test_a_file_without_one_is_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret").write_bytes(content)
    with pytest.raises(Unreachable, match="no-secret"):
        read_secret(str(tmp_path / "secret"))
