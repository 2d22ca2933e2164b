"""The operator takes a stick's file at the machine, and the answer lies beside it."""

from pathlib import Path

from hub.bundles import kept_answers
from hub.hub import Hub
from hub.settings import HubSettings
from tests.hub.bundles.by_hand import bundle, told
from tests.hub.samples import Box
from tests.hub.test_commands import run


def test_a_file_is_taken_and_its_answer_is_what_the_box_waits_for(
    hub: Hub, box: Box, settings: HubSettings, tmp_path: Path
) -> None:
    file = tmp_path / "envoi.parvis"
    file.write_bytes(bundle(hub, box, box.submitted()))
    named = ("--database", settings.database) if settings.database else ()
    code, said = run(settings.data, *named, "import", str(file))
    (answer,) = tmp_path.glob("reponse-*.parvis")
    assert code == 0 and "Lieu : SA. Envois : 1, dont nouveaux : 1" in said and str(answer) in said
    assert [event["outcome"] for event in told(hub)[0]] == ["acknowledged"]
    assert answer.read_bytes() == b"".join(kept_answers.pieces_of(hub, "b" * 32))
    code, said = run(settings.data, *named, "import", str(answer))
    assert code == 1 and "Ce fichier est une réponse" in said
