/* A code in several boxes: a full box leads to the next, and a whole code that is put into one fills all. */

document.addEventListener("input", ({ target }) => {
  /** @type {Control[]} */
  const boxes = target.matches?.(".code-boxes input")
    ? [...target.closest(".code-boxes").querySelectorAll("input")]
    : [];
  const from = boxes.indexOf(target);
  if (from < 0) return;
  let rest = target.value.replace(/[\s.\-–—]/g, "");
  if (rest.length < Number(target.dataset.signs)) return;
  for (const box of boxes.slice(from)) {
    if (!rest && box !== target) return box.focus();
    box.value = rest.slice(0, Number(box.dataset.signs));
    rest = rest.slice(Number(box.dataset.signs));
  }
});
