"""Settings that an authority publishes, by an allow-list; the town hall takes back those that it owns.

What is in force counts from the next start on, as a change of `kiosk.toml` does.
"""

from kiosk.domain.published import documents
from kiosk.domain.published.documents import PublishedSetting
from kiosk.services.box.box import Box
from kiosk.services.published import kind
from kiosk.services.published.kind import Kind
from kiosk.store.database import Database
from kiosk.store.published import publications
from kiosk.store.published.publications import Content


def _note(box: Box, db: Database, items: list[Content]) -> None:
    """Write down what changed, by which list; the same items again change nothing."""
    now = {published.setting: (published, item) for published, item in kind.sound(PublishedSetting, items)}
    before = publications.newest(db)
    for name, (published, item) in sorted(now.items()):
        if name not in before or before[name].sha256 != item.sha256:
            publications.insert_setting_change(db, name, published.value, item, box.clock.now())
    for name in sorted(before.keys() - now.keys()):
        if before[name].sha256:
            publications.take_away(db, before[name], box.clock.now())


KIND = Kind(
    publications.SETTING_KIND,
    "settings",
    ".json",
    kind.checks(PublishedSetting, lambda said: said.setting, documents.wrong),
    swap=_note,
)
