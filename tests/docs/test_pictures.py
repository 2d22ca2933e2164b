"""The pictures of the documentation show the pages as they are now."""

from scripts.pictures import DIGESTS, FOLDER, take_all


def test_no_picture_is_stale() -> None:
    kept = {name: value for value, name in map(str.split, DIGESTS.read_text("utf-8").splitlines())}
    now = take_all()
    stale = sorted(name for name in kept | now if kept.get(name) != now.get(name))
    assert not stale, f"these pages look otherwise than their pictures: {stale}: python -m scripts.pictures"
    pictures = {path.relative_to(FOLDER).with_suffix("").as_posix() for path in FOLDER.rglob("*.png")}
    assert pictures - {"poster"} == now.keys()
