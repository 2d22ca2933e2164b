"""Screens of the local network: the authority that vouches for this box, and the stations that were enrolled."""

from typing import Any

RECORDED = "m0032_lan"
ABOUT = {
    "local_authority": "The authority that other screens of the town hall trust; one row, made when the box first"
    " serves the local network. It is here so that a backup brings it along.",
    "local_authority.name": "The box's name in the local network, as `parvis-1a2b.local`.",
    "local_authority.certificate": "Its certificate (PEM), which holds no secret.",
    "local_authority.key": "Its private key (PKCS #8, PEM).",
    "enrolled_stations": "Stations of the local network: screens that took a one-time code of the desk.",
    "enrolled_stations.secret": "What its cookies are made with, so that no other station can make one.",
    "enrolled_stations.generation": "The number of the cookie that it last used; an older one is a copy.",
    "enrolled_stations.rotated_at": "When it first used that cookie.",
    "enrolled_stations.seen_at": "When it last asked for something, to the minute.",
    "enrolled_stations.enrolled_by": "The mediator whose code it took.",
    "enrolled_stations.ended_at": "When it was ended, NULL while it may come.",
    "enrolled_stations.ended_why": "Why it was ended, as `StationEnd` tells; '' while it may come.",
}


def migrate(db: Any) -> None:
    """Add the tables."""
    db.execute(
        "CREATE TABLE local_authority (id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL,"
        " certificate BLOB NOT NULL, key BLOB NOT NULL, made_at TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE enrolled_stations (station_id TEXT PRIMARY KEY REFERENCES stations ON DELETE CASCADE,"
        " secret TEXT NOT NULL, place TEXT NOT NULL, generation INTEGER NOT NULL, rotated_at TEXT NOT NULL,"
        " seen_at TEXT NOT NULL, enrolled_at TEXT NOT NULL, enrolled_by TEXT NOT NULL, ended_at TEXT,"
        " ended_why TEXT NOT NULL DEFAULT '') STRICT"
    )
