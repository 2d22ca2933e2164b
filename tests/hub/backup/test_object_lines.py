"""Objects of a folder are lines of a copy, and go into whatever store the hub has that takes it back."""

import json
from collections import Counter
from pathlib import Path

from hub.backup import hub_backup
from hub.objects.objects import Folder


def test_objects_go_there_and_back_among_other_lines(tmp_path: Path) -> None:
    before, after = Folder(tmp_path / "before"), Folder(tmp_path / "after")
    before.put("ab/ab1/x", bytes(range(256)))
    before.put("ab/ab1/y.part", b"a beginning")
    written, read = Counter[str](), Counter[str]()
    given = [b'["site", {}]', *hub_backup.object_lines(before, written), b'["event", {"name": "object"}]']
    left = list(hub_backup.put_objects_back(after, given, read))
    assert [json.loads(line)[0] for line in left] == ["site", "event"]
    assert [(item.name, after.get(item.name)) for item in after.below("")] == [("ab/ab1/x", bytes(range(256)))]
    assert written == read == {"object": 1}
