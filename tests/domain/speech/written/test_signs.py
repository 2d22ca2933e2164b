"""No sign is left that a voice would skip or say amiss."""

from kiosk.domain.speech.said_as import said_as


def test_a_sign_is_a_name_a_pause_or_nothing() -> None:
    for written, said in [
        ("« Oui »", "Oui"),
        ("Ville → Rue · Numéro", "Ville, Rue, Numéro"),
        ("père/mère", "père ou mère"),
        ("et/ou", "et ou"),
        ("Attendez…", "Attendez."),
        ("Nom (de naissance)", "Nom, de naissance"),
        ("Nom (de naissance).", "Nom, de naissance."),
        ("A & B", "A et B"),
        ("Nom\u202f: Roux", "Nom: Roux"),
        ("oui – non", "oui, non"),
        ("porte-clés", "porte-clés"),
        ("*obligatoire", "obligatoire"),
        ("« Que demandez-vous ? ».", "Que demandez-vous?"),
    ]:
        assert said_as(written, "fr") == said


def test_spanish_questions_open_without_a_sign() -> None:
    assert said_as("¿Cómo se llama?", "es") == "Cómo se llama?"
