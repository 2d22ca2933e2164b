"""A procedure of the town hall's own by which gardens are asked for: silence accepts a small one and refuses others."""

from dataclasses import replace

from kiosk.catalogue.define.catalogue import LiveCatalogue, open_catalogue
from kiosk.domain.language.words import Preferences
from kiosk.services.box.box import Box
from kiosk.services.drafts import drafts, submit_case
from kiosk.store.cases import Submission
from tests.gallery.site.gestures import BY_TOUCH, helped

PARCEL = """\
id: parcel
kind: deposited
title: Demander un jardin
theme: loisirs
service: { id: etat-civil, name: Espaces verts }
silence:
  - { means: accepted, after_months: 3, when: { field: small, is: oui }, about: Un petit jardin }
  - { means: refused, after_months: 2 }
remedies: Écrivez au maire.
notice: { legal_basis: public_task, hub_retention: { months: 12 } }
source: Délibération du 12 mars 2024
source_date: 2024-03-12
for_whom: [myself]
documents:
  - { id: home, title: Un justificatif de domicile, why: Les jardins sont pour les habitants. }
steps:
  - id: garden
    title: Quel jardin ?
    fields:
      - { id: small, kind: yes_no, label: Un petit jardin ? }
      - { id: home, kind: document, document: home, label: Un justificatif de domicile }
"""


def taking(box: Box, procedure: str) -> Box:
    """The same box with this procedure of the town hall's own."""
    folder = box.settings.paths.procedures
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "parcel.yaml").write_text(procedure, "utf-8")
    return replace(box, live_catalogue=LiveCatalogue(open_catalogue([folder])))


def asked_for(box: Box, *, small: bool, paper: str = "to_bring") -> Submission:
    nadia = helped(box)
    case = drafts.begin_draft(box, "parcel", Preferences(), nadia)
    form = {"f.small": ["yes" if small else "no"], "f.home": [paper]}
    drafts.answer_step(box, case.id, "garden", form, Preferences(), nadia)
    return submit_case.submit_case(box, case.id, nadia, BY_TOUCH)
