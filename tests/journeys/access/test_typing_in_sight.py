"""The box one types in and its label are in sight with the keyboard up, in every window, size and language."""

import pytest
from playwright.sync_api import Page

from tests.journeys.alone import Terminal, at_questions

HIDDEN = """async () => {
  const keyboard = document.getElementById('keyboard');
  const seen = (rect) => {
    const places = [rect.top + 3, rect.bottom - 3].map((y) => [rect.left + rect.width / 2, y]);
    return places.map(([x, y]) => document.elementFromPoint(x, y));
  };
  const wrong = [];
  for (const box of document.querySelectorAll('#answer input[type=text], #answer textarea')) {
    if (!box.checkVisibility() || box.closest('[hidden]') || box.getClientRects().length === 0) continue;
    box.dispatchEvent(new CustomEvent('parvis:write', { bubbles: true }));
    for (let turn = 0; turn < 200 && (keyboard.hidden || keyboard.dataset.of !== box.id); turn++) {
      await new Promise((done) => setTimeout(done, 10));
    }
    if (keyboard.dataset.of !== box.id) { wrong.push(`${box.name}: no keyboard`); continue; }
    const rect = box.getBoundingClientRect();
    const line = box.matches('textarea') ? new DOMRect(rect.x, rect.y, rect.width, 40) : rect;
    if (seen(line).some((element) => element !== box)) wrong.push(`${box.name} is covered`);
    const caption = keyboard.querySelector('[data-caption]');
    if (!caption.hidden && caption.textContent === box.labels[0].textContent.trim()) continue;
    const label = box.labels[0].getBoundingClientRect();
    if (label.top < 0 || seen(new DOMRect(label.x, label.y, Math.min(label.width, 9), Math.min(label.height, 9)))
      .some((element) => !box.labels[0].contains(element))) wrong.push(`the label of ${box.name} is covered`);
  }
  return wrong;
}"""


def hidden(page: Page, comfort: str) -> list[str]:
    page.evaluate(
        """async (words) => {
          document.documentElement.dataset.comfort = words;
          await document.fonts.ready;
          scrollTo(0, 0);
        }""",
        comfort,
    )
    found: list[str] = page.evaluate(HIDDEN)
    return found


@pytest.mark.parametrize(
    ("language", "width", "height", "comforts"),
    [
        ("fr", 1080, 1920, ("", "larger", "largest", "largest dyslexic")),
        ("ar", 1080, 1920, ("largest",)),
        ("uk", 1080, 1920, ("larger",)),
        ("ar", 1280, 800, ("", "largest")),
        ("uk", 800, 1280, ("largest",)),
        ("fr", 768, 1024, ("larger",)),
        ("fr", 1366, 768, ("largest",)),
        ("uk", 1920, 1080, ("larger",)),
    ],
)
def test_the_box_and_its_label_are_in_sight(
    terminal: Terminal, language: str, width: int, height: int, comforts: tuple[str, ...]
) -> None:
    with terminal.opened(width, height) as page:
        page.locator(f"button[name=language][value={language}]").click()
        at_questions(page)
        for comfort in comforts:
            assert hidden(page, comfort) == [], comfort or "usual"
