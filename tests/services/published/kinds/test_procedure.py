"""Published procedures stand between those that ship and the town hall's own."""

from kiosk.services.box.box import Box, open_box
from kiosk.services.published.kinds import procedure
from kiosk.settings import Settings
from kiosk.store.published import publications
from tests.gallery.site.cast import Watch

HASH = "a" * 64


def publish(box: Box, title: str) -> None:
    shipped = box.live_catalogue.shipped.get("census-at-16")
    assert shipped is not None
    with box.store.write() as db:
        publications.keep_content(db, HASH, shipped.file.replace(shipped.title.text.encode(), title.encode(), 1))
        publications.put_in_force(db, "", "procedure", {"census.yaml": HASH})
    procedure.KIND.after(box)


def title(box: Box) -> str:
    offered = box.offered.get("census-at-16")
    assert offered is not None
    return offered.title.text


def test_a_published_procedure_is_offered_at_once_and_after_a_restart(
    box: Box, settings: Settings, watch: Watch
) -> None:
    publish(box, "Une autre")
    assert title(box) == "Une autre"
    box.store.close()
    again = open_box(settings, watch)
    try:
        assert title(again) == "Une autre"
    finally:
        again.store.close()


def test_a_file_of_the_town_hall_has_the_last_word(box: Box, watch: Watch) -> None:
    publish(box, "Publiée")
    shipped = box.live_catalogue.shipped.get("census-at-16")
    assert shipped is not None
    own = shipped.file.replace(shipped.title.text.encode(), b"La notre", 1)
    (box.settings.paths.procedures / "own.yaml").write_bytes(own)
    watch.passed.append(5.0)
    box.live_catalogue.refresh(watch.now().replace(year=2040), watch.monotonic())
    assert title(box) == "La notre"
    publish(box, "Publiée encore")
    assert title(box) == "La notre"
