"""A page of the hub's file that cannot be right is told by its table."""

from pathlib import Path

from hub.opening import open_hub
from hub.settings import HubSettings
from hub.sites.sites import add_site
from hub.store.damage import damaged_tables
from kiosk.clock import Clock


def test_a_garbled_page_is_told_by_its_table_and_no_other(tmp_path: Path) -> None:
    hub = open_hub(HubSettings(data=tmp_path), Clock())
    add_site(hub.store, "SA", "Mairie de Saint-Aubin", Clock())
    with hub.store.reading() as connection:
        assert damaged_tables(connection) == ()
        page = connection.exec_driver_sql("SELECT rootpage FROM sqlite_master WHERE name = 'site_update'").scalar_one()
    hub.store.engine.dispose()  # the last connection folds the log into the file
    with (tmp_path / "hub.db").open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(b"\x77" * 200)
    with hub.store.reading() as connection:
        assert damaged_tables(connection) == ("site_update",)
    hub.store.engine.dispose()
