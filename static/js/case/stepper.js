/* A number with a button for one less and one for one more; what the question proposes is typed over. */

/** The field that a button counts in.
 * @param {Control} button @returns {Control}
 */
const fieldOf = (button) => document.getElementById(button.getAttribute("aria-controls"));

/** The number beside what is typed, within the limits; an empty field begins at the lowest.
 * @param {Control} field @param {number} by
 */
const counted = (field, by) => {
  const least = Number(field.dataset.least);
  const typed = /^\d{1,4}$/.test(field.value.trim()) ? Number(field.value.trim()) : least - by;
  return Math.min(Math.max(typed + by, least), Number(field.dataset.most));
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("[data-step]");
  if (!button) return;
  const field = fieldOf(button);
  field.value = String(counted(field, Number(button.dataset.step)));
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  const status = document.getElementById("status");
  if (status) status.textContent = field.value;
});

/* Whoever touches a number that the question proposes wants another: the first digit takes its place. */
/** @param {{ target: Control }} event */
const select = ({ target }) => {
  if (target.matches?.("input[data-usual]") && target.value === target.dataset.usual) target.select();
};

document.addEventListener("focusin", select);
document.addEventListener("click", select);
