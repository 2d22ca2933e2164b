"""What a destination is told, noted with what happens and never without it."""

import json
import threading
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub import settings as hub_settings
from hub.cases.states import EVERYTHING, Scope
from hub.decisions.decisions import DraftDecision, decide_case
from hub.decisions.rights import answer_request
from hub.hub import Hub
from hub.outbox import outbox
from hub.outbox.deliverer import (
    Begun,
    begin_parcels,
    failures,
    is_due,
    keep_delivered,
    keep_paused,
    keep_refused,
    lease_destination,
    read_deliveries,
    release,
    strike_out,
)
from hub.outbox.outbox import (
    list_case_arrivals,
    list_destination_standings,
    list_stuck_deliveries,
    names_for,
    read_destinations,
    resend_case,
    resend_since,
    try_now,
)
from hub.people.people import Staff
from hub.retention import erase_expired_cases
from hub.secrets.vault import destroy_contents
from hub.settings import HubSettings
from hub.store.schema import delivery
from kiosk.commands.asking import describe_error
from kiosk.errors import Refused
from tests.gallery.site.central import in_a_month
from tests.hub.conftest import Watch
from tests.hub.outbox.conftest import Drop, deliverer, table
from tests.hub.samples import FOLLOW_CODE, Box, Item, query_rows


def noted(hub: Hub, name: str = "dept") -> list[str]:
    with hub.store.reading() as connection:
        query = select(delivery.c.type).where(delivery.c.destination == name).order_by(delivery.c.number)
        return list(connection.execute(query).scalars())


def test_what_a_case_goes_through_is_told_in_order(hub: Hub, box: Box, other_box: Box, drop: Drop, paul: Staff) -> None:
    sent = box.submitted()
    reference = sent["reference"]
    box.send(sent)
    other_box.send(other_box.supplement(reference))
    decide_case(hub, paul, reference, DraftDecision("in_progress", "", 0))
    decide_case(hub, paul, reference, DraftDecision("incomplete", "Il manque une pièce.", 1, in_a_month(hub)))
    box.send(box.correction(reference, sent["stream"], 2), box.withdrawal(reference, sent["stream"], 3))
    expected = ["submitted", "supplement", "decision", "decision", "correction", "withdrawal"]
    assert noted(hub) == expected
    assert deliverer(hub).run() == 6
    assert drop.types == expected, "also over several files"
    assert [row["reference"] for row in drop.rows] == [reference] * 6
    assert len({row["id"] for row in drop.rows}) == 6


def test_an_event_that_comes_twice_is_told_once(hub: Hub, box: Box) -> None:
    sent = box.submitted()
    assert [box.outcomes(sent)[0] for _ in range(3)] == ["acknowledged", "duplicate", "duplicate"]
    assert noted(hub) == ["submitted"]


def test_what_is_refused_is_not_told(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    assert box.outcomes(box.supplement("SA9999X"))[0].startswith("rejected")
    with pytest.raises(Refused):
        decide_case(hub, paul, sent["reference"], DraftDecision("refused", "", 0))
    assert noted(hub) == ["submitted"]


def test_nothing_is_noted_of_a_transaction_that_fails(hub: Hub, box: Box) -> None:
    sent = box.send_case()
    with pytest.raises(RuntimeError), hub.store.writing() as connection:
        connection.execute(delivery.delete())
        outbox.note_event_deliveries(hub, connection, [sent["id"]])
        raise RuntimeError
    assert noted(hub) == ["submitted"]


def test_an_erasure_is_told_who_knew_the_case_and_takes_the_rest_back(
    hub: Hub, box: Box, drop: Drop, paul: Staff
) -> None:
    told, untold = box.submitted(), box.submitted()
    box.send(told)
    deliverer(hub).run()
    box.send(untold)
    for sent in (told, untold):
        decide_case(hub, paul, sent["reference"], DraftDecision("accepted", "Passez la prendre.", 0))
        request = box.asked("erasure", sent["reference"], sent["stream"], 2)
        box.send(request)
        answer_request(hub, paul, sent["reference"], request["id"], "erased", "")
    assert noted(hub) == ["submitted", "erased"], "who knows nothing of a case is not told its number"
    deliverer(hub).run()
    assert drop.types == ["submitted", "erased"]
    assert drop.rows[-1]["content"]["why"] == "asked" and drop.rows[-1]["reference"] == told["reference"]


def test_a_case_whose_time_is_over_is_told_to_be_erased(hub: Hub, box: Box, drop: Drop, watch: Watch) -> None:
    made = box.prepared(retention={"hub_days": 30})
    box.send(made)
    deliverer(hub).run()
    watch.ahead.append(watch.now() - watch.now().replace(year=watch.now().year - 1))
    assert erase_expired_cases(hub) == 1
    deliverer(hub).run()
    assert drop.types == ["submitted", "erased"] and drop.rows[-1]["content"]["why"] == "expired"


def test_each_destination_hears_of_its_services(settings: HubSettings, hub: Hub, box: Box, tmp_path: Path) -> None:
    tables = (*settings.connectors, table("ccas", tmp_path, services="ccas, aide"))
    object.__setattr__(hub, "settings", replace(settings, connectors=tables))
    made = box.submitted(service={"id": "ccas", "name": "CCAS"})
    box.send(box.submitted(), made, box.withdrawal(made["reference"], made["stream"], 2))
    assert noted(hub) == ["submitted", "submitted", "withdrawal"]
    assert noted(hub, "ccas") == ["submitted", "withdrawal"]


def test_without_a_connector_nothing_is_noted(settings: HubSettings, hub: Hub, box: Box) -> None:
    object.__setattr__(hub, "settings", replace(settings, connectors=()))
    box.send(box.submitted())
    assert noted(hub) == []


def numbers(hub: Hub) -> list[int]:
    return list(query_rows(hub, select(delivery.c.number).order_by(delivery.c.number)).scalars())


def test_a_case_is_told_as_its_box_said_it_without_what_proves(hub: Hub, box: Box) -> None:
    sent = box.send_case(salt="a" * 32)
    with hub.store.reading() as connection:
        [told] = read_deliveries(hub, connection, numbers(hub))
    body = json.loads(sent["body"])
    assert told.data == {name: part for name, part in body.items() if name not in ("follow_sha256", "salt")}
    assert body["follow_sha256"] not in json.dumps(asdict(told), default=str) and FOLLOW_CODE not in str(told)
    assert (told.id, told.type, told.reference, told.service) == (
        sent["id"],
        "submitted",
        sent["reference"],
        "etat-civil",
    )
    assert "Benali" not in repr(told), "a log that shows one shows no contents"


def test_a_decision_is_told_with_its_words_and_day(hub: Hub, box: Box, paul: Staff) -> None:
    sent = box.send_case()
    day = in_a_month(hub)
    decide_case(hub, paul, sent["reference"], DraftDecision("incomplete", "Il manque une pièce.", 0, day))
    with hub.store.reading() as connection:
        told = read_deliveries(hub, connection, numbers(hub))[-1]
    assert {name: told.data[name] for name in ("state", "message", "papers_by")} == {
        "state": "incomplete", "message": "Il manque une pièce.", "papers_by": day,
    }  # fmt: skip
    assert "paul" not in str(told.data).lower(), "who decided is the town's own affair"


def test_what_was_erased_between_two_looks_is_left_out(hub: Hub, box: Box) -> None:
    sent = box.send_case()
    with hub.store.writing() as connection:
        destroy_contents(connection, hub.ring, sent["stream"])
        assert read_deliveries(hub, connection, numbers(hub)) == ()


GOOD = {"name": "dept", "kind": "webhook", "recipient": "Le Département", "url": "https://dept.example/in"}


def read(*tables: dict[str, str]) -> Any:
    return read_destinations(HubSettings(data=Path("/srv/hub"), connectors=tables))


def test_they_are_read_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text(
        """
name = "Pays de Saint-Aubin"

[[connectors]]
name = "dept"
kind = "webhook"
recipient = "Le Département d’Ille-et-Vilaine"
url = "https://dept.example/in"
services = ["etat-civil", "ccas"]

[[connectors]]
name = "archives"
kind = "file_drop"
recipient = "Les archives"
to = "/srv/archives"
""",
        "utf-8",
    )
    settings = hub_settings.read_hub_settings({}, tmp_path)
    first, second = read_destinations(settings)
    assert (first.kind, first.services, first.connector.where) == ("webhook", ("etat-civil", "ccas"), "dept.example")
    assert (second.recipient, second.services, second.connector.where) == ("Les archives", (), "/srv/archives")
    assert names_for(settings, "etat-civil") == ["dept", "archives"]
    assert names_for(settings, "urbanisme") == ["archives"]


def test_what_is_wrong_is_told_with_its_place() -> None:
    for changes, code, said in [
        ({"name": "Département"}, "connector-name", "lettres minuscules"), ({"name": ""}, "connector-name", "n° 1"),
        ({"name": "../keys"}, "connector-name", "n° 1"), ({"kind": "webhok"}, "connector-kind", "webhook, file_drop"),
        ({"kind": ""}, "connector-kind", "dept"), ({"adress": "https://x.example"}, "connector-setting", "adress"),
        ({"urls": "https://x.example"}, "connector-setting", "« url »"),
        ({"recipient": " "}, "connector-lacks", "« recipient »"), ({"url": ""}, "connector-lacks", "« url »"),
        ({"url": "http://dept.example/in"}, "connector-value", "https://"),
        ({"networks": "10.0.0.1/8"}, "connector-value", "10.1.0.0/16"),
        ({"kind": "file_drop", "url": ""}, "connector-setting", "« url »"),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            read({**GOOD, **changes})
        assert refused.value.code == code
        assert said in describe_error(refused.value) and "/srv/hub/hub.toml" in describe_error(refused.value)
    for setting, value, said in [
        ("form", "pdf", "json-lines"), ("form", "CSV", "json-lines"), ("to", "drop", "chemin entier"),
        ("to", "sftp://parvis@files.example/in", "chemin entier"),
    ]:  # fmt: skip
        table = {"name": "a", "kind": "file_drop", "recipient": "A", "to": "/srv/a", setting: value}
        with pytest.raises(Refused) as refused:
            read(table)
        assert said in describe_error(refused.value) and value in describe_error(refused.value)
    with pytest.raises(Refused, match="connector-twice"):
        read(GOOD, {**GOOD, "url": "https://other.example"})


def test_a_gateway_is_a_table_of_its_own(tmp_path: Path) -> None:
    text = """
[[connectors]]
name = "sms"
kind = "sms_gateway"
recipient = "L’opérateur"
url = "https://sms.example/v1"
secret_file = "/etc/parvis/sms"
headers = ["Authorization: Bearer {secret}", "Idempotency-Key: {id}"]
body = '{"to": "{to}", "text": "{text}"}'
accepted = [200, 202]
"""
    (tmp_path / "hub.toml").write_text(text, "utf-8")
    [one] = read_destinations(hub_settings.read_hub_settings({}, tmp_path))
    assert (one.kind, one.connector.where) == ("sms_gateway", "sms.example")
    for right, wrong, said in [
        ("https", "http", "https://"), ("{secret}", "{to}", "{secret}"), ("{text}", "{texte}", "{text}"),
        ("202", "302", "202"),
    ]:  # fmt: skip
        (tmp_path / "hub.toml").write_text(text.replace(right, wrong), "utf-8")
        with pytest.raises(Refused, match="connector-value") as refused:
            read_destinations(hub_settings.read_hub_settings({}, tmp_path))
        assert said in describe_error(refused.value)


def test_the_table_may_stand_in_a_variable(tmp_path: Path) -> None:
    text = '[{ name = "dept", kind = "webhook", recipient = "D", url = "https://d.example" }]'
    settings = hub_settings.read_hub_settings({"KIOSK_HUB_CONNECTORS": text}, tmp_path)
    assert [row.name for row in read_destinations(replace(settings))] == ["dept"]


def waiting(hub: Hub, box: Box, cases: int = 1, events: int = 2) -> None:
    for _ in range(cases):
        sent = box.submitted()
        box.send(sent, *(box.supplement(sent["reference"], sent["stream"], 2 + number) for number in range(events - 1)))


def begun(hub: Hub, most: int = 1) -> list[Begun]:
    lease_destination(hub.store, "dept", "a" * 32, hub.clock.now(), 60)
    return begin_parcels(hub.store, "dept", hub.clock.now(), most)


def test_one_of_each_case_is_handed_over_and_the_next_only_once_it_has_arrived(hub: Hub, box: Box) -> None:
    waiting(hub, box, cases=3)
    first = begun(hub)
    assert [(parcel.numbers, parcel.parcel) for parcel in first] == [((1,), 1), ((3,), 2), ((5,), 3)]
    keep_delivered(hub.store, "dept", [3], hub.clock.now())
    assert sorted(number for parcel in begun(hub) for number in parcel.numbers) == [1, 4, 5]


def test_a_parcel_that_failed_is_the_same_again(hub: Hub, box: Box) -> None:
    waiting(hub, box, cases=3, events=1)
    [first] = begun(hub, most=10)
    waiting(hub, box, cases=2, events=1)
    again, other = begun(hub, most=10)
    assert (again.parcel, again.numbers, again.tries) == (first.parcel, first.numbers, 2)
    assert (other.parcel, len(other.numbers)) == (first.parcel + 1, 2)


def test_a_paused_destination_is_left_alone_until_then(hub: Hub, box: Box) -> None:
    waiting(hub, box)
    begun(hub)
    keep_paused(hub.store, "dept", "receiver-away", hub.clock.now() + timedelta(minutes=5))
    assert failures(hub.store, "dept") == 1 and not is_due(hub.store, "dept", hub.clock.now())
    keep_delivered(hub.store, "dept", [1], hub.clock.now())
    assert failures(hub.store, "dept") == 0 and is_due(hub.store, "dept", hub.clock.now())


def test_one_process_delivers_and_a_killed_one_gives_way(hub: Hub) -> None:
    now = hub.clock.now()
    assert lease_destination(hub.store, "dept", "a" * 32, now, 60)
    assert lease_destination(hub.store, "dept", "a" * 32, now, 60), "the same again"
    assert not lease_destination(hub.store, "dept", "b" * 32, now, 60)
    assert lease_destination(hub.store, "dept", "b" * 32, now + timedelta(seconds=61), 60)
    release(hub.store, "dept", "a" * 32)
    assert not lease_destination(hub.store, "dept", "a" * 32, now + timedelta(seconds=62), 60), "its lease is over"
    release(hub.store, "dept", "b" * 32)
    assert lease_destination(hub.store, "dept", "a" * 32, now, 60)


def test_of_six_processes_that_ask_at_once_one_delivers(hub: Hub) -> None:
    gate, won = threading.Barrier(6), []

    def ask(who: str) -> None:
        gate.wait()
        if lease_destination(hub.store, "dept", who * 32, hub.clock.now(), 60):
            won.append(who)

    threads = [threading.Thread(target=ask, args=(who,)) for who in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1


def test_what_is_struck_out_is_gone_unless_it_had_arrived(hub: Hub, box: Box) -> None:
    waiting(hub, box)
    keep_delivered(hub.store, "dept", [1], hub.clock.now())
    strike_out(hub.store, [1, 2])
    assert list(query_rows(hub, select(delivery.c.number)).scalars()) == [1]


def test_a_destination_says_what_waits_since_when_and_what_arrived(hub: Hub, box: Box) -> None:
    [one] = list_destination_standings(hub)
    assert (one.name, one.waiting, one.attention, one.oldest, one.delivered_at) == ("dept", 0, 0, None, None)
    box.send(box.submitted(), box.submitted())
    keep_refused(hub.store, [1], "not-taken")
    [one] = list_destination_standings(hub)
    assert (one.waiting, one.attention) == (2, 1) and one.oldest is not None and one.oldest <= hub.clock.now()
    deliverer(hub).run()
    [one] = list_destination_standings(hub)
    assert (one.waiting, one.attention) == (1, 1) and one.delivered_at is not None


def test_what_needs_a_person_is_shown_to_who_may_see_the_case(hub: Hub, box: Box) -> None:
    sent = box.send_case()
    keep_refused(hub.store, [1], "not-taken")
    with hub.store.reading() as connection:
        [one] = list_stuck_deliveries(connection, hub.settings, EVERYTHING)
        assert list_stuck_deliveries(connection, hub.settings, Scope(services=("ccas",))) == []
    assert (one.reference, one.type, one.fault) == (sent["reference"], "submitted", "not-taken")


def test_a_destination_that_was_taken_out_of_the_settings_stays_visible_while_something_waits(
    hub: Hub, box: Box, settings: HubSettings
) -> None:
    box.send(box.submitted())
    deliverer(hub).run()
    object.__setattr__(hub, "settings", replace(settings, connectors=()))
    assert list_destination_standings(hub) == []
    object.__setattr__(hub, "settings", settings)
    box.send(box.submitted())
    object.__setattr__(hub, "settings", replace(settings, connectors=()))
    [one] = list_destination_standings(hub)
    assert (one.name, one.setup, one.waiting) == ("dept", None, 1)


def test_who_was_told_of_a_case_is_told_to_whoever_asks(hub: Hub, box: Box) -> None:
    sent = box.send_case()
    with hub.store.reading() as connection:
        assert list_case_arrivals(connection, hub.settings, sent["stream"]) == []
    deliverer(hub).run()
    with hub.store.reading() as connection:
        [arrival] = list_case_arrivals(connection, hub.settings, sent["stream"])
    assert (arrival.recipient, arrival.type) == ("Le Département", "submitted") and arrival.at <= hub.clock.now()


@pytest.fixture
def sent(box: Box) -> Item:
    made = box.submitted()
    box.send(made, box.supplement(made["reference"], made["stream"], 2))
    return made


def test_a_case_is_sent_again_in_its_order_with_the_same_ids(hub: Hub, box: Box, drop: Drop, sent: Item) -> None:
    box.send(box.submitted())
    deliverer(hub).run()
    before = [row["id"] for row in drop.rows if row["reference"] == sent["reference"]]
    assert resend_case(hub, "dept", sent["reference"]) == 2
    assert deliverer(hub).run() == 2
    again = [row["id"] for row in drop.rows[-2:]]
    assert again == before and [row["type"] for row in drop.rows[-2:]] == ["submitted", "supplement"]


def test_what_a_destination_lost_since_a_day_is_sent_again(hub: Hub, box: Box, drop: Drop, watch: Watch) -> None:
    box.send(box.submitted())
    deliverer(hub).run()
    watch.ahead.append(timedelta(days=3))
    lost = box.send_case()
    deliverer(hub).run()
    assert resend_since(hub, "dept", watch.now() - timedelta(days=1)) == 1
    deliverer(hub).run()
    assert [row["id"] for row in drop.rows[1:]] == [lost["id"]] * 2


def test_a_case_outside_the_scope_and_an_unknown_one_are_not_sent(hub: Hub, sent: Item) -> None:
    for reference, scope in ((sent["reference"], Scope(services=("ccas",))), ("SA9999X", Scope())):
        with pytest.raises(Refused, match="unknown-case"):
            resend_case(hub, "dept", reference, scope)
    for again in (try_now, lambda hub, name: resend_case(hub, name, sent["reference"])):
        with pytest.raises(Refused, match="no-such-destination"):
            again(hub, "nobody")
