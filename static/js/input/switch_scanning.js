/* Moves the focus through the keys of the on-screen keyboard without a finger: by arrows, or by two switches. */

import { switchOf } from "./key_press.js";

/** @param {Control} root */
const rowsOf = (root) => [...root.querySelectorAll(".row")];

/** The key that an arrow leads to: left or right in its row, or the nearest one in the row above or below; from the
 * first row up, the field.
 * @param {Control} root @param {Control} field @param {Control} button @param {string} arrow
 */
const neighbour = (root, field, button, arrow) => {
  const rows = rowsOf(root);
  const rowNumber = rows.indexOf(button.parentElement);
  if (arrow === "ArrowLeft") return button.previousElementSibling;
  if (arrow === "ArrowRight") return button.nextElementSibling;
  const nextRow = rows[rowNumber + (arrow === "ArrowDown" ? 1 : -1)];
  if (!nextRow) return arrow === "ArrowUp" ? field : null;
  /** @param {Control} element */
  const middleOf = (element) => element.getBoundingClientRect().left + element.offsetWidth / 2;
  /** @param {Control} element */
  const distance = (element) => Math.abs(middleOf(element) - middleOf(button));
  return [...nextRow.children].reduce((nearest, key) => (distance(key) < distance(nearest) ? key : nearest));
};

/** One press of a switch. On a row, 1 goes to the next row and 2 to its first key; on a key, 1 goes to the next key
 * (after the last one back to the row) and 2 presses it.
 * @param {Control} root @param {string} pressedSwitch
 */
const scanStep = (root, pressedSwitch) => {
  const focused = document.activeElement;
  const rows = rowsOf(root);
  if (focused.matches(".row")) {
    if (pressedSwitch === "2") focused.firstElementChild.focus();
    else rows[(rows.indexOf(focused) + 1) % rows.length].focus();
  } else if (pressedSwitch === "2") focused.click();
  else (focused.nextElementSibling ?? focused.parentElement).focus();
};

/** Answers arrows and switches inside the keyboard `root`. `field()` gives the field that is written in,
 * `bySwitches()` whether the person uses two switches.
 * @param {Control} root @param {() => Control} field @param {() => boolean} bySwitches
 */
export const moveByArrowsOrSwitches = (root, field, bySwitches) => {
  root.addEventListener("keydown", (event) => {
    const pressedSwitch = switchOf(event);
    if (event.key.startsWith("Arrow") && event.target.matches("button")) {
      event.preventDefault();
      neighbour(root, field(), event.target, event.key)?.focus();
    } else if (bySwitches() && pressedSwitch) {
      event.preventDefault();
      if (!event.repeat) scanStep(root, pressedSwitch);
    } else if (event.key === "Enter" && event.repeat) event.preventDefault();
  });
};
