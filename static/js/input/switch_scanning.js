/* Moves the focus through the keys of the on-screen keyboard without a finger: by arrows, or by two switches. */

const rowsOf = (root) => [...root.querySelectorAll(".row")];

/* The key that an arrow leads to: left or right in its row, or the nearest one in the row above or below; from the first
   row up, the field. */
const neighbour = (root, field, button, arrow) => {
  const rows = rowsOf(root);
  const rowNumber = rows.indexOf(button.parentElement);
  if (arrow === "ArrowLeft") return button.previousElementSibling;
  if (arrow === "ArrowRight") return button.nextElementSibling;
  const nextRow = rows[rowNumber + (arrow === "ArrowDown" ? 1 : -1)];
  if (!nextRow) return arrow === "ArrowUp" ? field : null;
  const middleOf = (element) => element.getBoundingClientRect().left + element.offsetWidth / 2;
  const distance = (element) => Math.abs(middleOf(element) - middleOf(button));
  return [...nextRow.children].reduce((nearest, key) => (distance(key) < distance(nearest) ? key : nearest));
};

/* One press of a switch. On a row, 1 goes to the next row and 2 to its first key; on a key, 1 goes to the next key (after the
   last one back to the row) and 2 presses it. */
const scanStep = (root, pressedSwitch) => {
  const focused = document.activeElement;
  const rows = rowsOf(root);
  if (focused.matches(".row")) {
    if (pressedSwitch === "2") focused.firstElementChild.focus();
    else rows[(rows.indexOf(focused) + 1) % rows.length].focus();
  } else if (pressedSwitch === "2") focused.click();
  else (focused.nextElementSibling ?? focused.parentElement).focus();
};

/* "1" or "2" for the switch that was pressed, "" for any other key. The key's place counts, because a French keyboard types
   digits only with Shift. */
export const switchNumber = ({ code, key }) => {
  const digit = /^(?:Digit|Numpad)([12])$/.exec(code)?.[1] ?? "";
  return digit && (code.startsWith("Digit") || key === digit) ? digit : ["1", "2"].includes(key) ? key : "";
};

/* Answers arrows and switches inside the keyboard `root`. `field()` gives the field that is written in, `bySwitches()` whether
   the person uses two switches. */
export const moveByArrowsOrSwitches = (root, field, bySwitches) => {
  root.addEventListener("keydown", (event) => {
    const pressedSwitch = switchNumber(event);
    if (event.key.startsWith("Arrow") && event.target.matches("button")) {
      event.preventDefault();
      neighbour(root, field(), event.target, event.key)?.focus();
    } else if (bySwitches() && pressedSwitch) {
      event.preventDefault();
      if (!event.repeat) scanStep(root, pressedSwitch);
    } else if (event.key === "Enter" && event.repeat) event.preventDefault();
  });
};
