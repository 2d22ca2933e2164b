"""The same journey over HTTP, box or hub killed (SIGKILL) in the middle of each stage; what was lost or doubled?"""

import os
import random
import time
from pathlib import Path

from tests.gallery.browser.town import Town, town
from trials.one_case import stands, verdict
from trials.one_case.instructor import Claire
from trials.one_case.mediator import Nadia
from trials.one_case.pages import Lost
from trials.one_case.person import LETTER, Marie
from trials.one_case.rounds import Round
from trials.one_case.town import Told, told

VICTIMS = ("box", "hub")
_LEAVES_S = 60.0
_TAKEN = "SELECT id FROM taken_decision UNION SELECT update_id FROM taken_decision"
"""What a decision that has not left will be known by: at the hub, and at the sites."""
_AT_EASE = 5
"""Minutes in which a decision can be taken back, where it is to be, on a machine on which everything takes long."""


def kills(folder: Path, seed: int) -> list[str]:
    """A town and a case for each victim; prints the table and gives what was wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    for victim in VICTIMS:
        place = folder / victim
        place.mkdir()
        os.environ["KIOSK_HUB_TAKE_BACK_MINUTES"] = "0"
        with told() as news, town(place) as made:
            os.environ["KIOSK_HUB_ADDRESS"] = made.hub_url
            (place / "hub" / "hub.toml").write_text(news.described(place), "utf-8")
            made.start_hub()
            made.start_box()
            one = Round(made, news, random.Random(f"{seed} {victim}"), victim)
            try:
                reference = _journey(one)
            finally:
                one.print()
            one.wrong += verdict.judge(place, reference, made, news, one.taken_back)
        wrong += one.wrong
    return wrong


def _journey(one: Round) -> str:
    made = one.town
    nadia, terminal = (Nadia(made.sign_ins, made.url, one.trigger) for _ in range(2))
    terminal.become_terminal()
    claire = Claire(made.sign_ins, made.hub_url, 0, one.trigger)
    nadia.fill()
    one.stage("deposit", nadia.submit)
    reference = nadia.reference
    asked = {"asked": ["identity", "link"], "message": "Il manque deux pièces."}
    one.stage("ask", lambda: claire.decide(reference, "incomplete", asked, {}))
    marie = Marie(terminal, made.hub_url, reference, nadia.code, one.trigger)
    one.stage("paper at the terminal", marie.photograph)
    one.stage("paper from the telephone", marie.telephone, victim="hub")
    one.stage("complete", lambda: claire.tick(reference))
    _with_minutes(made, _AT_EASE)
    accept = {"carries": "scan", "quality": "Maire", "message": "Votre acte est prêt."}
    before = _everywhere(nadia, marie, one.news)
    one.stage("decide", lambda: claire.decide(reference, "accepted", accept, {"document": LETTER}))
    one.taken_back = set(stands.column(made.folder, _TAKEN))
    one.same("decided, in its minutes", before, _everywhere(nadia, marie, one.news))
    one.stage("take back", lambda: claire.take_back(reference))
    one.same("taken back", before, _everywhere(nadia, marie, one.news))
    _with_minutes(made, 1)
    made.stop("box")  # so that it fetches the document in the last stage
    claire.decide(reference, "accepted", accept, {"document": LETTER})
    one.stage("leave", lambda: _left(made), after_s=_LEAVES_S - 1 + one.dice.uniform(0, 3), victim="hub")
    made.start_box()
    one.stage("fetch the document", nadia.document, after_s=one.dice.uniform(0, 2))
    return reference


def _everywhere(nadia: Nadia, marie: Marie, news: Told) -> dict[str, str]:
    """What the person and the town hall see, once the box has talked with its hub; how many notices came."""
    time.sleep(stands.BETWEEN_TALKS_S)
    pages = {"desk": nadia.case_page(), "terminal": marie.whereabouts(), "telephone": marie.follow()}
    said = {who: page.text(".case-line > div") for who, page in pages.items()}
    return said | {"notices": f"{len(news.mail.messages)} and {len(news.gateway.sent)}"}


def _left(made: Town) -> None:
    if not stands.column(made.folder, "SELECT 1 FROM decision WHERE state = 'accepted'"):
        raise Lost("the decision has not left")


def _with_minutes(made: Town, minutes: int) -> None:
    made.stop("hub")
    os.environ["KIOSK_HUB_TAKE_BACK_MINUTES"] = str(minutes)
    made.start_hub()
