"""The rights of the person, from the command line: nobody who only has the machine opens a case."""

import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.commands.asking import WORDS
from kiosk.services.box.box import open_box
from kiosk.settings import Settings
from kiosk.store import outbox
from tests.gallery.site import cast
from tests.gallery.site.gestures import submitted
from tests.running import set_up

Command = Callable[..., Result]
TYPED = f"{cast.PASSPHRASE}\n{cast.PIN}\n"


@pytest.fixture
def reference(settings: Settings) -> str:
    """A case of Marie's, submitted."""
    set_up(settings)
    box = open_box(settings)
    made = submitted(box).reference
    box.store.close()
    return made


@pytest.fixture
def kiosk(settings: Settings) -> Command:
    def typed(*arguments: str, answers: str = TYPED) -> Result:
        return CliRunner().invoke(main, arguments, input=answers, env={"KIOSK_DATA": str(settings.data)})

    return typed


def copy_in(output: str) -> dict[str, object]:
    """The JSON behind the questions that were asked."""
    content: dict[str, object] = json.loads(output[output.index("{") :])
    return content


def asked_for(settings: Settings, reference: str) -> list[str]:
    box = open_box(settings)
    try:
        return [event.type for event in outbox.select_event_history(box.store.read(), reference)]
    finally:
        box.store.close()


def test_a_copy_is_written_for_who_opens_it(kiosk: Command, reference: str) -> None:
    result = kiosk("citizen", "export", reference, "--login", "nadia")
    assert result.exit_code == 0 and cast.PIN not in result.output
    results = copy_in(result.output)
    assert results["reference"] == reference and results["submitted"]["person"]["family_name"] == "Benali"  # type: ignore[index]


@pytest.mark.parametrize("answers", [f"{cast.PASSPHRASE}\n000000\n", f"autre chose\n{cast.PIN}\n", "\n\n"])
def test_and_for_nobody_else(kiosk: Command, reference: str, answers: str) -> None:
    for action in ("export", "erase"):
        result = kiosk("citizen", action, reference, "--login", "nadia", answers=answers)
        assert result.exit_code == 1 and "Benali" not in result.output and "Traceback" not in result.output


def test_erasure_is_asked_of_the_hub(kiosk: Command, settings: Settings, reference: str) -> None:
    result = kiosk("citizen", "erase", reference, "--login", "nadia")
    assert (result.exit_code, WORDS.code("paper", "erasure-next") in result.output) == (0, True)
    assert asked_for(settings, reference) == ["submitted", "erasure"]


def test_whoever_signs_in_with_words_is_asked_for_their_login(kiosk: Command, reference: str) -> None:
    result = kiosk("citizen", "export", reference, answers=f"nadia\n{TYPED}")
    assert result.exit_code == 0 and copy_in(result.output)["reference"] == reference
    wrong = kiosk("citizen", "export", reference, answers=f"\n{TYPED}")
    assert wrong.exit_code == 1 and "rien si vous avez un badge" in wrong.output
