"""A box is restored from a backup older than what it sent: it goes on adding, and what it forgot stays at the hub."""

import subprocess
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from hub.opening import begin_new_epoch
from kiosk.domain.events.additions import Supplement, SupplementItem, Withdrawal
from kiosk.services.box.box import open_box
from kiosk.services.bundles import begin_bundle_export, take_hub_answer
from kiosk.services.drafts import submit_case
from kiosk.services.exchange import enrol, receive_updates
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.services.submitted import refused_events, requests, supplements
from kiosk.services.upkeep.backup import write_backup_file
from kiosk.settings import READER, Settings, read_settings
from kiosk.store import file_transfers, outbox
from tests.gallery.postgres import Cluster, cluster
from tests.gallery.site.cast import Watch, set_up
from tests.gallery.site.central import Central, central_hub
from tests.gallery.site.gestures import BY_TOUCH, answered, helped, submitted, supplemented
from tests.gallery.site.strange_files import picture
from tests.services.bundles.by_hand import answered as answer_of_hub
from tests.services.conftest import brought_back, case_at, rejected
from tests.services.submitted.test_supplement_files import at_desk
from tests.services.test_hub_put_back import copied, put_back
from tests.services.upkeep.test_restore import at_work_again


class Town:
    """Saint-Aubin, whose backup was made before some of what it sent."""

    def __init__(self, central: Central, folder: Path, watch: Watch) -> None:
        self.central, self.folder, self.watch = central, folder, watch
        settings = Settings(data=folder / "first", site_code="SA", site_name="Mairie de Saint-Aubin", printer="dummy")
        self.box = open_box(settings, watch)
        set_up(self.box)
        settings.paths.settings.write_text(READER.toml(settings), "utf-8")
        at_work_again(self.box)
        enrol.enrol_at_hub(self.box, central.url, central.code)
        self.reference = submitted(self.box).reference
        self.talk()

    def says(self, words: str) -> str:
        """Add words to the case; the event's id."""
        return supplemented(self.box, self.reference, Supplement(words, ()))

    def backs_up(self) -> None:
        write_backup_file(self.box, self.folder / "box.copy")

    def restores(self) -> None:
        self.box.store.close()
        again = self.folder / f"again {len(list(self.folder.iterdir()))}"
        brought_back(self.folder / "box.copy", again, lambda: "", self.watch)
        self.opens(again)

    def opens(self, data: Path) -> None:
        self.box = open_box(read_settings(data, {}), self.watch)
        at_work_again(self.box)

    def talk(self) -> int:
        """Talk as long as there is more to do at once; how many talks it took."""
        for number in range(1, 9):
            if not exchange_with_hub(self.box, hub_of(self.box)).more:
                return number
        raise AssertionError("it talks for ever")

    def said(self) -> list[str]:
        """What was added to the case, as the hub has it, in the order in which it came."""
        return [body["message"] for _, body in case_at(self.central, self.reference).supplements]

    def is_done(self) -> bool:
        assert not self.refused()
        return not outbox.read_unsent_summary(self.box.store.read())[0]

    def refused(self) -> list[str]:
        return [refused.code for refused in outbox.select_refused_events(self.box.store.read())]


@pytest.fixture(scope="module")
def postgres() -> Iterator[Cluster]:
    with cluster("fsync=off") as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def town(request: pytest.FixtureRequest, tmp_path: Path, watch: Watch) -> Iterator[Town]:
    database = ""
    if request.param == "postgresql":
        running: Cluster = request.getfixturevalue("postgres")
        database = running.url(running.new_database())
    with central_hub(tmp_path / "hub", watch, database=database) as central:
        made = Town(central, tmp_path, watch)
        yield made
        made.box.store.close()


on_sqlite = pytest.mark.parametrize("town", ["sqlite"], indirect=True)


def test_what_is_added_after_a_restore_arrives_beside_what_the_box_forgot(town: Town) -> None:
    town.backs_up()
    town.says("oublié")
    town.says("oublié aussi")
    town.talk()
    town.restores()
    town.says("un")
    town.says("deux")
    assert town.talk() <= 4, "at once, and not at the next beat"
    assert town.is_done()
    assert town.said() == ["oublié", "oublié aussi", "un", "deux"]
    town.says("trois")
    town.says("quatre")
    town.talk()
    assert town.said() == ["oublié", "oublié aussi", "un", "deux", "trois", "quatre"] and town.is_done()
    told = outbox.select_references_apart(town.box.store.read(), town.watch.now() - receive_updates.TOLD_FOR)
    assert told == [town.reference]


def test_a_file_that_is_added_then_reaches_the_service(town: Town) -> None:
    town.backs_up()
    town.says("oublié")
    town.talk()
    town.restores()
    nadia, event_id = at_desk(town.box), "e" * 32
    item = SupplementItem("identity", "Pièce d’identité")
    supplements.add_supplement_file(
        town.box, town.reference, event_id, item, picture("JPEG"), "carte.jpg", nadia, "f" * 32
    )
    supplements.append_supplement(town.box, town.reference, Supplement("avec ma carte", ()), nadia, event_id)
    town.talk()
    assert town.said() == ["oublié", "avec ma carte"] and town.is_done()
    assert [file["id"] for file in case_at(town.central, town.reference).files] == ["f" * 32]
    assert not file_transfers.count_waiting_parcels(town.box.store.read())


def test_restored_twice_it_goes_on_and_a_withdrawal_ends_the_case(town: Town) -> None:
    town.backs_up()
    town.says("un")
    town.talk()
    town.restores()
    town.says("deux")
    town.talk()
    town.restores()
    town.says("trois")
    requests.withdraw_case(town.box, town.reference, Withdrawal("citizen", "touch"), helped(town.box), "d" * 32)
    town.talk()
    assert town.said() == ["un", "deux", "trois"] and town.is_done()
    assert case_at(town.central, town.reference).state == "withdrawn"


@on_sqlite
@pytest.mark.parametrize("when", ["before", "between", "after"])
def test_the_hub_is_put_back_too_and_nothing_that_either_has_is_lost(town: Town, when: str) -> None:
    """The hub's copy is from before the addition that the box forgot, from after it, or put back at the very end."""
    hub, copy = town.central.hub, town.folder / "hub.copy"
    town.backs_up()
    if when != "between":
        copied(hub, copy)
    town.says("oublié")
    town.talk()
    if when == "between":
        copied(hub, copy)
    town.restores()
    for words in ("un", "deux"):
        town.says(words)
    if when == "after":
        town.talk()
    put_back(hub, copy)
    begin_new_epoch(hub.store, hub.clock)
    for _ in range(2):
        town.talk()
    town.says("trois")
    town.talk()
    forgotten = ["oublié"] if when == "between" else []
    assert town.said() == [*forgotten, "un", "deux", "trois"] and town.is_done()


def test_a_draft_that_had_been_submitted_is_submitted_again_as_a_case_of_its_own(town: Town) -> None:
    draft = answered(town.box)
    town.backs_up()
    first = submit_case.submit_case(town.box, draft, helped(town.box), BY_TOUCH).reference
    town.talk()
    town.restores()
    second = submit_case.submit_case(town.box, draft, helped(town.box), BY_TOUCH).reference
    supplemented(town.box, second)
    town.talk()
    assert town.is_done() and first != second
    assert [len(case_at(town.central, reference).supplements) for reference in (first, second)] == [0, 1]


def test_what_was_mended_is_not_taken_a_second_time_as_it_was_before(town: Town) -> None:
    wrong = town.says("avant")
    town.backs_up()
    rejected(town.box, wrong)
    refused_events.mend_supplement(town.box, wrong, Supplement("après", ()), helped(town.box))
    town.talk()
    town.restores()
    town.talk()
    assert town.said() == ["après"]
    assert town.refused() == ["sequence-taken"]
    refused_events.set_aside(town.box, wrong, helped(town.box))
    town.says("ensuite")
    town.talk()
    assert town.said() == ["après", "ensuite"] and town.is_done()


@on_sqlite
def test_by_stick_it_takes_two_ways_and_arrives_in_order(town: Town) -> None:
    town.backs_up()
    town.says("oublié")
    town.talk()
    town.restores()
    for words in ("un", "deux"):
        town.says(words)
    for _ in range(2):
        export = begin_bundle_export(town.box)
        bundle = b"".join(export.pieces())
        export.finish()
        take_hub_answer(town.box, BytesIO(answer_of_hub(town.central.hub, bundle)))
    assert town.said() == ["oublié", "un", "deux"] and town.is_done()


KILLED = """
import os, signal, sys
from pathlib import Path
from kiosk.services.box.box import open_box
from kiosk.services.exchange import receive_updates
from kiosk.services.exchange.enrol import hub_of
from kiosk.services.loops.sync_loop import exchange_with_hub
from kiosk.settings import read_settings
from kiosk.store import outbox
data, name, late = sys.argv[1:]
true = getattr(outbox, name)
def dies(*given):
    if late:
        true(*given)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(outbox, name, dies)
box = open_box(read_settings(Path(data), {}))
for _ in range(4):
    exchange_with_hub(box, hub_of(box))
"""


@on_sqlite
def test_killed_anywhere_on_the_way_it_goes_on_where_it_was(town: Town) -> None:
    """Before and after the refusal is kept, before and after the acknowledgement is."""
    town.backs_up()
    town.says("oublié")
    town.talk()
    town.restores()
    for words in ("un", "deux"):
        town.says(words)
    data = town.box.settings.data
    for name in ("put_event_apart", "insert_acknowledgement"):
        for late in ("", "yes"):
            town.box.store.close()
            killed = subprocess.run([sys.executable, "-c", KILLED, str(data), name, late], check=False)
            assert killed.returncode == -9
            town.opens(data)
            assert not town.refused()
    town.talk()
    assert town.said() == ["oublié", "un", "deux"] and town.is_done()


@on_sqlite
def test_two_machines_that_work_with_the_same_data_both_reach_the_service(town: Town) -> None:
    town.backs_up()
    first = town.box
    again = town.folder / "again"
    brought_back(town.folder / "box.copy", again, lambda: "", town.watch)
    town.opens(again)
    second = town.box
    for words in ("un", "deux"):
        for box, who in ((first, "a"), (second, "b")):
            supplemented(box, town.reference, Supplement(f"{who} {words}", ()))
            town.box = box
            town.talk()
            assert town.is_done()
    assert town.said() == ["a un", "b un", "a deux", "b deux"]
    first.store.close()
