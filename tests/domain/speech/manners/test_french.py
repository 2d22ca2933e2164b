"""French as people say it: what is written, and what the voice is given."""

from kiosk.domain.speech.said_as import said_as


def test_french_is_said_as_people_say_it() -> None:
    for written, said in [
        (
            "Ouvert de 9\u202fh à 12\u202fh et 14h30–17h",
            "Ouvert de 9 heures à 12 heures et 14 heures 30 à 17 heures",
        ),
        (
            "1 h, 0:30",
            "1 heure, 0 heure 30",
        ),
        (
            "le 03/05/1945, le 01/05/1945",
            "le 3 mai 1945, le premier mai 1945",
        ),
        (
            "12,50\u202f€, 1\u202f234,50\u202f€, 0,50 €, 1 €, -5 €",
            "12 euros 50, 1234 euros 50, 50 centimes, 1 euro, -5 euros",
        ),
        (
            "50\u202f% et 12,05\u202f%",
            "50 pour cent et 12 virgule 0 5 pour cent",
        ),
        (
            "1er étage, 1re fois, 2e enfant, 21e, 2nd",
            "premier étage, première fois, deuxième enfant, 21ème, second",
        ),
        (
            "n° 12, art. L. 111-1, R.\u202f112-5",
            "numéro 12, article L 111 tiret 1, R 112 tiret 5",
        ),
        (
            "M. Dupont et Mme Roux",
            "Monsieur Dupont et Madame Roux",
        ),
        (
            "5 km, 10 m², 2 Mo",
            "5 kilomètres, 10 mètres carrés, 2 mégaoctets",
        ),
    ]:
        assert said_as(written, "fr") == said
