/* Keys of the list of cases: j, k and the arrows move, Enter opens as it does any link, / goes to the search. Who does
   not want keys of one letter switches them off in their account, and this file is not loaded (WCAG 2.1.4). */

const IN_ROWS = "[data-worklist] :is(a, input)";

const rows = () => [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(IN_ROWS))];

/** @param {number} step */
const move = (step) => {
  const all = rows();
  if (!all.length) return;
  const focused = all.findIndex((link) => link === document.activeElement);
  const from = focused >= 0 ? focused : all.findIndex((link) => link.getAttribute("aria-current") === "true");
  const next = all[Math.max(0, Math.min(all.length - 1, from + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
};

/** Where a letter is typed; a box to tick is none. */
const TYPED_IN = "input:not([type=checkbox]), textarea, select, [contenteditable]";

const search = () => document.getElementById("words")?.focus();

/** @type {Record<string, () => void>} */
const KEYS = { j: () => move(1), k: () => move(-1), "/": search };
/** @type {Record<string, () => void>} */
const IN_THE_LIST = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };

document.addEventListener("keydown", (event) => {
  const where = /** @type {any} */ (event.target);
  if (event.altKey || event.ctrlKey || event.metaKey || where.closest?.(TYPED_IN))
    return;
  const inTheList = where.closest?.("[data-worklist]") || where === document.body;
  const gesture = KEYS[event.key] ?? (inTheList ? IN_THE_LIST[event.key] : undefined);
  if (!gesture) return;
  event.preventDefault();
  gesture();
});

document.querySelector("[data-worklist] [aria-current]")?.scrollIntoView({ block: "nearest" });
