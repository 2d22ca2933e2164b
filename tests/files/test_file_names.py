"""A file keeps the name that the person knows, and nothing that a system could take amiss."""

from kiosk.files.clean_file import LONGEST_NAME, label_file


def test_a_name_is_the_persons_own_without_what_is_unsafe() -> None:
    for given, shown in [
        ("Facture d’eau.pdf", "Facture d’eau.jpg"),
        (r"C:\Users\Jeanne\Bureau\photo.HEIC", "photo.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("été 2026.jpeg", "été 2026.jpg"),
        ("CV v1.2", "CV v1.2.jpg"),
        (".jpg", "document.jpg"),
        ("", "document.jpg"),
        ("...", "document.jpg"),
        ("\u202egpj.exe", "gpj.exe.jpg"),
        ("a\x00b\r\nc.png", "a b c.jpg"),
        ('<img src="x">|*?.png', "img src= x.jpg"),
        ("فاتورة.png", "فاتورة.jpg"),
    ]:
        assert label_file(given, "image/jpeg") == shown


def test_a_name_is_never_longer_than_a_hundred_characters() -> None:
    assert len(label_file("a" * 4000 + ".pdf", "application/pdf")) == LONGEST_NAME
