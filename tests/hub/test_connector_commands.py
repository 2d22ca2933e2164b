"""The commands about connectors, as an operator types them."""

from pathlib import Path

import pytest

from hub import settings
from hub.opening import open_hub
from hub.outbox.deliverer import Deliverer
from hub.outbox.destinations import read_destinations
from kiosk.clock import Clock
from kiosk.domain.places.site import Site
from kiosk.domain.published import contents, settable
from kiosk.domain.published.contents import PublishedSetting
from tests.hub.test_commands import run
from trials.outbox.cases import EVENTS_A_CASE, fill


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A hub's folder with two destinations."""
    folder = tmp_path / "hub"
    folder.mkdir()
    (tmp_path / "drop").mkdir()
    (folder / "hub.toml").write_text(
        f"""
[[connectors]]
name = "archives"
kind = "file_drop"
recipient = "Les archives"
to = "{(tmp_path / "drop").as_posix()}"

[[connectors]]
name = "dept"
kind = "webhook"
recipient = "Le Département"
url = "http://127.0.0.1:1/in"
networks = "127.0.0.0/8"
""",
        "utf-8",
    )
    return folder


def test_they_are_listed_with_what_waits(data: Path) -> None:
    code, said = run(data, "connectors", "list")
    assert code == 0, said
    assert f"archives file_drop {(data.parent / 'drop').as_posix()}" in said and "dept webhook 127.0.0.1:1" in said
    fill(open_hub(settings.read({}, data), Clock()), 2)
    assert f"en attente : {2 * EVENTS_A_CASE}, à regarder : 0" in run(data, "connectors", "list")[1]


def test_each_is_reached_or_says_why_not(data: Path) -> None:
    code, said = run(data, "connectors", "check")
    assert code == 1
    assert "archives: tout est en place" in said and "dept: Il n’y a pas encore de secret." in said
    assert run(data, "connectors", "secret", "dept")[1].startswith("whsec_")
    assert run(data, "connectors", "check", "dept") == (1, "dept: Le destinataire ne répond pas. On réessaie.\n")
    assert run(data, "connectors", "check", "archives")[0] == 0


def test_a_wrong_line_is_told_in_plain_words(data: Path) -> None:
    file = data / "hub.toml"
    file.write_text(file.read_text("utf-8").replace("http://127.0.0.1:1/in", "http://dept.example"), "utf-8")
    code, said = run(data, "connectors", "check")
    assert code == 1 and "« url » du connecteur « dept »" in said and "https://" in said


def test_what_has_arrived_is_sent_again_by_case_or_by_day(data: Path) -> None:
    hub = open_hub(settings.read({}, data), Clock())
    fill(hub, 2)
    assert run(data, "connectors", "resend", "archives") == (0, f"{2 * EVENTS_A_CASE}\n"), "all of it waits"
    [archives] = [row for row in read_destinations(hub.settings) if row.name == "archives"]
    Deliverer(hub, archives, "a" * 32).run()
    assert run(data, "connectors", "resend", "archives") == (0, "0\n")
    assert run(data, "connectors", "resend", "archives", "--case", "SA000001") == (0, f"{EVENTS_A_CASE}\n")
    assert run(data, "connectors", "resend", "archives", "--since", "2020-01-01")[1] == f"{EVENTS_A_CASE}\n"
    assert run(data, "connectors", "resend", "nobody")[1].startswith("Erreur : Il n’y a pas de destinataire")


def test_only_what_has_a_secret_gets_one(data: Path) -> None:
    assert "n’a pas besoin de secret" in run(data, "connectors", "secret", "archives")[1]
    assert "Il n’y a pas de destinataire" in run(data, "connectors", "secret", "nobody")[1]
    first, second = (run(data, "connectors", "secret", "dept")[1] for _ in range(2))
    assert first != second
    code, said = run(data, "audit", "verify")
    assert code == 0, said


def test_the_recipients_are_written_as_a_setting_that_boxes_take(data: Path, tmp_path: Path) -> None:
    """What the notice of every box says of whom the hub passes cases on to comes from the hub's own settings."""
    with (data / "hub.toml").open("a", encoding="utf-8") as file:
        file.write('services = "ccas, etat-civil"\n')
    code, said = run(data, "connectors", "recipients", str(tmp_path / "recipients.json"))
    assert code == 0, said
    published = contents.read(PublishedSetting, (tmp_path / "recipients.json").read_bytes())
    assert settable.wrong(published) == ""
    assert published.value == ("Les archives", "ccas: Le Département", "etat-civil: Le Département")
    assert Site("SA", "", recipients=published.value).recipients_of("ccas") == ["Les archives", "Le Département"]
