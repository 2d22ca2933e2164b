"""The poster for citizens is one page of A4, with a welcome in every language."""

from pathlib import Path

from pypdf import PdfReader

from scripts.poster import PAGE, STEPS, poster


def test_the_poster_is_one_page_of_a4_with_every_step(tmp_path: Path) -> None:
    poster(tmp_path / "poster.pdf")
    for path in (tmp_path / "poster.pdf", PAGE):
        (page,) = PdfReader(path).pages
        assert (round(page.mediabox.width), round(page.mediabox.height)) == (595, 842)
        text = page.extract_text()
        assert all(step in text for step, _ in STEPS), path
        assert "Welcome, take your time" in text
