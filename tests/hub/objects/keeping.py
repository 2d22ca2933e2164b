"""What every store of objects does."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from hub.objects import Objects


def keeps_what_it_is_given(objects: Objects) -> None:
    assert list(objects.below("")) == []
    objects.put("ab/ab1/x", b"one")
    objects.put("ab/ab1/x.part", b"")
    objects.put("ab/ab2/x", b"three")
    objects.put("owner", b"me")
    assert objects.get("ab/ab1/x") == b"one" and objects.get("ab/ab1/x.part") == b""
    objects.put("ab/ab1/x", b"other")
    assert objects.get("ab/ab1/x") == b"other"
    stored = {item.name: item.size for item in objects.below("ab/ab1/")}
    assert stored == {"ab/ab1/x": 5, "ab/ab1/x.part": 0}
    assert [item.name for item in objects.below("ab/")] == ["ab/ab1/x", "ab/ab1/x.part", "ab/ab2/x"]
    assert len(list(objects.below(""))) == 4
    assert all(abs(item.written_at - datetime.now(UTC)) < timedelta(minutes=1) for item in objects.below(""))
    objects.delete(["ab/ab1/x", "ab/ab1/never"])
    objects.delete([])
    assert [item.name for item in objects.below("ab/ab1/")] == ["ab/ab1/x.part"]
    found = b"something"
    with suppress(FileNotFoundError):
        found = objects.get("ab/ab1/x")
    assert found == b"something", "what is not there is not found"
