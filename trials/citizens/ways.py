"""The ways in which a citizen leaves a terminal: the intended ones, and those that just happen."""

from collections.abc import Callable
from dataclasses import dataclass

from trials.canary.machine import Machine
from trials.citizens.citizen import Citizen
from trials.citizens.screen import Screen

LEAVE = "form[action='/next'] button"
IDLE_DAYS = 0.1
"""Longer than any screen waits for someone."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a way of leaving may touch."""

    machine: Machine
    screen: Screen
    citizen: Citizen


def done(scene: Scene) -> None:
    """Submitted, and « J’ai terminé »."""
    scene.citizen.review()
    scene.citizen.submit()
    _press(scene, f"{LEAVE}.primary")


def with_code(scene: Scene) -> None:
    """« Arrêter », with a code that is noted."""
    scene.citizen.review()
    scene.citizen.take_code()
    _press(scene, f"{LEAVE}.primary")


def without_code(scene: Scene) -> None:
    """« Arrêter », without."""
    scene.citizen.send_wrong()
    scene.screen.page.goto(f"{scene.machine.address}/cases/{scene.citizen.case}/code")
    _press(scene, LEAVE)


def at_once(scene: Scene) -> None:
    """« Quitter maintenant », by its key: Shift, three times."""
    scene.citizen.send_wrong()
    for _ in range(3):
        scene.screen.page.keyboard.press("Shift")
    scene.screen.page.wait_for_url(f"{scene.machine.address}/")


def walked_away(scene: Scene) -> None:
    """Everything is typed, nothing sent, and the person goes; the next one touches the screen."""
    scene.machine.days(float((scene.machine.folder / "away" / "days").read_text()) + IDLE_DAYS)
    scene.screen.page.reload()


def walked_away_from_the_review(scene: Scene) -> None:
    """The same with everything on the screen."""
    scene.citizen.send_wrong()
    scene.citizen.review()
    walked_away(scene)


def relieved(scene: Scene) -> None:
    """A mediator comes to the terminal, makes it ready for the next person, and goes."""
    scene.citizen.review()
    page, made = scene.screen.page, scene.machine.sign_ins
    page.goto(f"{scene.machine.address}/sign-in")
    page.fill("#passphrase", made.mediator)
    page.fill("#login", "nadia")
    page.fill("#pin", made.pin)
    page.click("button[form=sign-in]")
    page.wait_for_url("**/desk")
    page.locator("#next-person button").click()
    page.wait_for_load_state()
    _press(scene, "form[action='/sign-in/leave'] button")


def cut(scene: Scene) -> None:
    """The power goes while everything is typed, and comes back."""
    scene.citizen.send_wrong()
    scene.screen.cut()
    scene.screen.start(scene.machine.address)


NOT_AGAIN_MS = 350
"""What is pressed sooner at the same place is taken for the second half of a double tap."""
Way = Callable[[Scene], None]
WAYS: tuple[Way, ...] = (
    walked_away_from_the_review, done, at_once, with_code, without_code, walked_away, relieved, cut,
)  # fmt: skip


def _press(scene: Scene, button: str) -> None:
    scene.screen.page.wait_for_timeout(NOT_AGAIN_MS)
    scene.screen.page.locator(button).first.click()
    scene.screen.page.wait_for_url(f"{scene.machine.address}/")
