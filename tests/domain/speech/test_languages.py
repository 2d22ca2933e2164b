"""Six languages as people say them: what is written, and what the voice is given."""

from kiosk.domain.speech.signs import ANY
from kiosk.words.vocalised import read_lexicon
from tests.domain.speech.saying import said_as

LANGUAGES = ("fr", "en", "ar", "uk", "es", "pt")


def test_every_language_says_every_kind_of_number() -> None:
    """A kind without its row would be said in figures, and nobody would notice."""
    kinds = ("date", "year", "hour", "hour-minute", "sum", "sum-cents", "cents", "percent", "ordinal")
    for language in LANGUAGES:
        own = read_lexicon(language)
        assert not [kind for kind in kinds if ANY not in own.rows(kind)], language
        assert all(own.word(code) for code in ("to", "over", "point", "decimal", "dash", "capital")), language
        assert (
            own.rows("unit") and own.rows("word") and own.rows("sign").keys() >= read_lexicon("fr").rows("sign").keys()
        )


def test_a_french_ordinal_is_said_in_every_language() -> None:
    """It stands in the names of streets and of laws; none of its endings may silence a page."""
    for language in LANGUAGES:
        for number in range(120):
            for ending in ("er", "re", "e", "ème", "nd", "st", "rd", "th", "º", "-й", "-го"):
                assert said_as(f"{number}{ending}", language)
    assert said_as("1er, 1re, 2e, 21e", "uk") == "перший, перша, другий, 20 перший"


def test_each_language_is_said_as_people_say_it() -> None:
    for language, written, said in [
        ("ar", "١٢٫٥٠ €، 12 €", "12 يورو و 50 سنت، 12 يورو"),
        ("ar", "الساعة 14:30 أو 9:00", "الساعة 14 و 30 دقيقة أو الساعة 9"),
        ("ar", "03/05/1945", "3 مايو 1945"),
        ("ar", "٥٠٪", "50 بالمائة"),
        ("ar", "L. 111-1", "إل 111 شرطة 1"),
        ("en", "December 1, 2026 at 14:30", "1st of December 20 26 at 2 30 P M"),
        ("en", "26 January 1945, 03/05/2005, 03/05/1945, 2026-12-01",
         "26th of January 19 45, 3rd of May 2005, 3rd of May 19 45, 1st of December 20 26"),
        ("en", "12:00, 00:00, 9:05", "noon, midnight, 9 oh 5 eh M"),
        ("en", "12.50 €, €1,234.50, 0.01 €", "12 euros and 50 cents, 1234 euros and 50 cents, 1 cent"),
        ("en", "12.5 %", "12 point 5 percent"),
        ("en", "No. 12. No. We do.", "Number 12. No. We do."),
        ("en", "the 2e and the 11e", "the 2nd and the 11th"),
        ("en", "CAF and RSA", "Caf and R S eh"),
        ("fr", "Ouvert de 9\u202fh à 12\u202fh et 14h30–17h",
         "Ouvert de 9 heures à 12 heures et 14 heures 30 à 17 heures"),
        ("fr", "1 h, 0:30", "1 heure, 0 heure 30"),
        ("fr", "le 03/05/1945, le 01/05/1945", "le 3 mai 1945, le premier mai 1945"),
        ("fr", "12,50\u202f€, 1\u202f234,50\u202f€, 0,50 €, 1 €, -5 €",
         "12 euros 50, 1234 euros 50, 50 centimes, 1 euro, -5 euros"),
        ("fr", "50\u202f% et 12,05\u202f%", "50 pour cent et 12 virgule 0 5 pour cent"),
        ("fr", "1er étage, 1re fois, 2e enfant, 21e, 2nd",
         "premier étage, première fois, deuxième enfant, 21ème, second"),
        ("fr", "n° 12, art. L. 111-1, R.\u202f112-5", "numéro 12, article L 111 tiret 1, R 112 tiret 5"),
        ("fr", "M. Dupont et Mme Roux", "Monsieur Dupont et Madame Roux"),
        ("fr", "5 km, 10 m², 2 Mo", "5 kilomètres, 10 mètres carrés, 2 mégaoctets"),
        ("pt", "1 €, 12,50 €, 0,20 €", "1 euro, 12 euros e 50, 20 cêntimos"),
        ("pt", "14h30, às 2:00", "14 horas e 30, às duas horas"),
        ("pt", "03/05/1945", "3 de maio de 1945"),
        ("pt", "1.º, 2.ª", "primeiro, segunda"),
        ("pt", "o Sr. Silva e a Sr.ª Reis", "o Senhor Silva e a Senhora Reis"),
        ("pt", "a AAH", "a á á H"),
        ("es", "1 €, 21 €, 31 €, 101,50 €, 131 €",
         "un euro, veintiún euros, 30 y un euros, ciento un euros con 50, 130 y un euros"),
        ("es", "a las 9:00; 14:30; 9:00", "a las 9; 14 30; 9 horas"),
        ("es", "03/05/1945", "3 de mayo de 1945"),
        ("es", "1.º, 2.ª, 21.º", "primero, segunda, 21"),
        ("es", "1.234,5 y 50 %", "1234 coma 5 y 50 por ciento"),
        ("es", "el Sr. García", "el Señor García"),
        ("uk", "з 9:00 до 12:00, о 14:30, 8:05", "з дев’ятої до дванадцятої, о чотирнадцятій 30, восьма нуль 5"),
        ("uk", "03/05/1945, 26 січня 2026 р.", "третє травня 1940 п’ятого року, 20 шосте січня 2020 шостого року"),
        ("uk", "З 1 вересня 2000 року", "З першого вересня двохтисячного року"),
        ("uk", "1 €, 12 €, 21,50 €, 0,02 €", "одне євро, 12 євро, 20 одне євро 50 центів, 2 центи"),
        ("uk", "1 %, 2 %, 5 %, 12,5 %", "1 відсоток, 2 відсотки, 5 відсотків, 12 кома 5 відсотка"),
        ("uk", "№ 5, 1-й, 3-є, 20-го", "номер 5, перший, третє, двадцятого"),
    ]:  # fmt: skip
        assert said_as(written, language) == said
