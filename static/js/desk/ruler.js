/* The ruler that measures a screen: its bar grows and shrinks at once, without loading the page again. */

const form = document.getElementById("ruler");
const bar = form.querySelector(".bar");
/** @type {HTMLInputElement} */
const barLength = form.querySelector("[name=bar]");

form.addEventListener("click", (event) => {
  /** @type {HTMLButtonElement | null} */
  const button = event.target.closest("[name=step]");
  if (!button) return;
  event.preventDefault();
  barLength.value = String(Math.min(1200, Math.max(40, Number(barLength.value) + Number(button.value))));
  bar.setAttribute("width", barLength.value);
});
