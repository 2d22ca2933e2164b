"""What is published to a town hall in pictures and tests: three sheets and a message."""

import hashlib

from kiosk.services.box.box import Box
from kiosk.services.published.follow import KINDS
from kiosk.store import publications

PASSPORT = """\
title:
  fr: "Passeport et carte d'identité : où les demander ?"
  ar: "جواز السفر وبطاقة الهوية: أين تُطلب؟"
text:
  fr: |
    Notre mairie ne fait pas les passeports. Allez dans une mairie équipée, n'importe où en France.

    Prenez rendez-vous sur rendezvouspasseport.ants.gouv.fr, ou demandez-nous de le faire avec vous.

    Apportez une photo de moins de six mois et un justificatif de domicile. Le passeport d'un adulte coûte 86 €.
  ar: |
    بلديتنا لا تصدر جوازات السفر. اذهبوا إلى أي بلدية مجهزة في فرنسا.

    احجزوا موعدًا على rendezvouspasseport.ants.gouv.fr، أو اطلبوا منا أن نفعل ذلك معكم.

    أحضروا صورة عمرها أقل من ستة أشهر وإثبات سكن. ثمن جواز سفر البالغ 86 يورو.
source: Service-Public.fr, fiche F14929
checked: 2026-11-03
"""
WASTE = """\
title:
  fr: "Encombrants : les jours de ramassage"
  ar: "النفايات الكبيرة: أيام الجمع"
text:
  fr: Le premier mardi du mois. Sortez-les la veille au soir.
  ar: أول ثلاثاء من الشهر. أخرجوها مساء اليوم السابق.
source: Communauté de communes du Pays de Saint-Aubin
checked: 2026-10-20
until: 2030-12-31
"""
HEATING = """\
title:
  fr: "Grand froid : les lieux ouverts la nuit"
text:
  fr: La salle des fêtes est ouverte de 19 h à 8 h. Des lits et un repas chaud y attendent.
source: Préfecture d'Ille-et-Vilaine
checked: 2026-11-20
until: 2030-03-31
"""
MEETING = """\
title: { fr: Nouveau formulaire de logement social }
text:
  fr: Le département demande une pièce de plus à partir de lundi. La démarche est déjà à jour sur ce poste.
until: 2030-12-31
"""
EVERYTHING = {
    ("sheet", "passeport.yaml"): PASSPORT,
    ("sheet", "encombrants.yaml"): WASTE,
    ("sheet", "grand-froid.yaml"): HEATING,
    ("message", "logement.yaml"): MEETING,
}


def publish(box: Box, files: dict[tuple[str, str], str] | None = None) -> None:
    chosen = EVERYTHING if files is None else files
    with box.store.write() as db:
        for kind in KINDS:
            items = {}
            for (named, name), words in chosen.items():
                if named == kind.name:
                    items[name] = hashlib.sha256(words.encode()).hexdigest()
                    publications.insert_content(db, items[name], words.encode())
            publications.replace_published_items(db, "", kind.name, items)
    for kind in KINDS:
        if kind.after is not None:
            kind.after(box)
