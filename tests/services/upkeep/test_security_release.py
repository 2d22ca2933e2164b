"""A box says that a newer version mends a weakness, told by its hub or by a stick, and installs nothing."""

import json
from pathlib import Path

from hub.sites.release_notes import announce
from kiosk.app import create_app
from kiosk.domain.proofs import release_note, signed_statement
from kiosk.domain.trail.finding import State
from kiosk.services.box.box import Box
from kiosk.services.exchange.enrolled_hub import hub_of
from kiosk.services.loops.sync_loop import follow_keys
from kiosk.services.upkeep import doctor, security_release
from kiosk.version import VERSION
from tests.gallery.site.cast import PASSPHRASE, PIN, a_mediator, at_work
from tests.gallery.site.central import Central
from tests.gallery.site.page import Browser
from tests.services.upkeep.test_backup_schedule import Sticks


def release_of(box: Box) -> str:
    note = security_release.needed(box)
    return note.release if note else ""


def test_the_hub_tells_and_the_box_says_it_in_doctor(linked: Box, central: Central) -> None:
    follow_keys(linked, hub_of(linked))
    assert release_of(linked) == ""
    announce(central.hub, "99.0.0", "Corrige la lecture des pièces.")
    follow_keys(linked, hub_of(linked))
    (finding,) = [finding for finding in doctor.examine(linked, ask_hub=False) if finding.code == "release"]
    assert (finding.state, finding.detail) == (State.TO_DO, "99.0.0 : Corrige la lecture des pièces.")


def test_a_version_that_is_there_already_is_not_spoken_of(linked: Box, central: Central) -> None:
    announce(central.hub, VERSION, "Corrige.")
    follow_keys(linked, hub_of(linked))
    assert release_of(linked) == ""


def test_a_stick_tells_it_too_and_a_forged_or_older_note_tells_nothing(
    linked: Box, central: Central, tmp_path: Path
) -> None:
    (tmp_path / "Parvis").mkdir()
    stick, file = Sticks(plugged=[tmp_path, tmp_path / "empty"]), tmp_path / "Parvis" / "release.json"
    older = announce(central.hub, "98.0.0", "Corrige.")
    newer = announce(central.hub, "99.0.0", "Corrige.")
    note = release_note.read(newer, central.verify_key)
    forged = release_note.sign(note, b"o" * 32)
    notes = ((forged.to_wire(), ""), (newer.to_wire(), "99.0.0"), (older.to_wire(), "99.0.0"), ([], "99.0.0"))
    for written, known in notes:
        file.write_text(json.dumps(written), "utf-8")
        security_release.look_at_sticks(linked, stick)
        assert release_of(linked) == known
    assert signed_statement.from_wire(newer.to_wire()) == newer


def test_administrators_read_it_at_the_desk_and_others_do_not(linked: Box, central: Central) -> None:
    announce(central.hub, "99.0.0", "Corrige la lecture des pièces.")
    follow_keys(linked, hub_of(linked))
    app = create_app(linked.settings, box=linked)
    for login, administrator in (("nadia", False), ("ada", True)):
        at_work(linked, a_mediator(login, login.title(), login[0]))
        with linked.store.write() as db:
            db.conn.execute("UPDATE mediators SET administrator = ? WHERE login = ?", (administrator, login))
        browser = Browser(app.test_client())
        form = browser.get("/sign-in").form("sign-in")
        form["login"], form["passphrase"], form["pin"] = login, PASSPHRASE, PIN
        assert ("Parvis 99.0.0 est à installer" in browser.send(form).main) is administrator
