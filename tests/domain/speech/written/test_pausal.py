"""Arabic before a pause, where its vowels are written."""

from kiosk.domain.speech.said_as import said_as


def test_the_vowel_of_the_case_is_not_said_before_a_pause() -> None:
    assert said_as("تَخْرُجُ الْوَرَقَةُ مِنَ الطَّابِعَةِ. لَا تَتْرُكْهَا لِلنَّاسِ", "ar") == ("تَخْرُجُ الْوَرَقَةُ مِنَ الطَّابِعَه. لَا تَتْرُكْهَا لِلنَّاس")


def test_what_has_no_vowels_stays_as_it_is_written() -> None:
    assert said_as("تخرج الورقة من الطابعة", "ar") == "تخرج الورقة من الطابعة"


def test_an_adverb_keeps_its_ending() -> None:
    assert said_as("شُكْرًا", "ar") == "شُكْرًا"
