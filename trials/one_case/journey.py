"""The journey without kills: from the deposit to the decision, and what every window says on the way."""

from pathlib import Path

from playwright.sync_api import Error as PlaywrightError

from trials.one_case import news, said, windows
from trials.one_case.town import running, told, with_camera

MINUTES = 1
"""In which a decision can be taken back: the fewest that there are."""


def journey(folder: Path) -> list[str]:
    """Everything, with a table of what was said where; gives what was wrong, in words."""
    folder.mkdir(parents=True, exist_ok=True)
    film = folder / "camera.y4m"
    (folder / "town").mkdir()
    with told() as arrived, with_camera(film) as browser, running(folder / "town", browser, arrived, MINUTES) as scene:
        seen = windows.opened(scene, film, folder / "pictures")
        check = said.Check(seen, arrived)
        try:
            _all_of_it(seen, check)
        except (PlaywrightError, AssertionError):
            seen.photograph("stopped", seen.desk, seen.second, seen.terminal, seen.hub, seen.telephone)
            raise
        return check.wrong


def _all_of_it(seen: windows.Windows, check: said.Check) -> None:
    windows.deposit(seen)
    check.everywhere("deposited", "Arrivée au service")
    windows.ask(seen)
    check.still("asked, in its minutes")
    check.left()
    check.everywhere("asked", "Un complément est demandé")
    windows.at_terminal(seen)
    windows.from_telephone(seen)
    windows.complete(seen)
    check.everywhere("both came", "Le service l’étudie")
    windows.accept(seen, takes_back=True)
    check.still("taken back")
    windows.accept(seen, takes_back=False)
    check.left()
    check.everywhere("accepted", "Demande acceptée")
    news.notices(check)
    news.letter(check)
