"""A box with a procedure of the town hall's own that asks who lives somewhere (a group)."""

from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.domain.language.words import Preferences
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import drafts
from kiosk.settings import Settings
from tests.gallery.site.cast import Watch, at_work, nadia_roux, set_up

PROCEDURE = """\
id: household
kind: deposited
title: Dire qui vit ici
theme: social
service: { id: ccas, name: CCAS }
silence: { means: refused, after_months: 2 }
notice: { legal_basis: public_task, hub_retention: { months: 12 } }
source: Délibération du 12 mars 2024
source_date: 2024-03-12
for_whom: [myself]
steps:
  - id: people
    title: Qui vit avec vous ?
    fields:
      - id: people
        kind: group
        label: Les personnes qui vivent avec vous
        item: Personne
        add: Ajouter une personne
        most: 2
        none: Je vis seul
        fields:
          - { id: name, kind: text, label: Prénom }
          - { id: birth, kind: date, label: Date de naissance, past: oui, year_alone: oui }
          - { id: student, kind: yes_no, label: Étudiant ?, required: non }
          - { id: school, kind: text, label: École, when: { field: student, is: oui } }
  - id: more
    title: Depuis quand ?
    fields:
      - { id: day, kind: date, label: Depuis le }
      - { id: more, kind: yes_no, label: Autre chose ? }
      - { id: why, kind: text, label: Quoi ?, when: { field: more, is: oui } }
"""
LINA = {"f.name": ["Lina"], "f.birth.year": ["2015"]}
_DAY = {"f.day.day": ["02"], "f.day.month": ["01"], "f.day.year": ["2020"]}
FORMS = {
    "wrong": {"f.day.day": ["31"], "f.day.month": ["2"], "f.day.year": ["2020"], "f.more": ["no"]},
    "opens": {**_DAY, "f.more": ["yes"]},
    "right": {**_DAY, "f.more": ["yes"], "f.why": ["Parce que"]},
}


def put(settings: Settings, service: str = "ccas") -> None:
    folder = settings.paths.procedures
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "household.yaml").write_text(PROCEDURE.replace("id: ccas", f"id: {service}"), "utf-8")


@contextmanager
def with_household(settings: Settings, watch: Watch) -> Iterator[tuple[Box, Actor]]:
    """A box that offers the procedure, and Nadia at work."""
    put(settings)
    box = open_box(settings, watch)
    set_up(box)
    yield box, at_work(box, nadia_roux())
    box.store.close()


def at_household(box: Box, actor: Actor) -> str:
    return drafts.begin_draft(box, "household", Preferences(), actor).id
