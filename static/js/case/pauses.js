/* Sends a page of questions where an answer can open or close others; everything else waits for that, for a pause,
   which htmx keeps, or for the moment in which the page is left or hidden. */

import { IN_PLACE, answerForm, answersNow } from "./in_place.js";

const AT_PAUSES = "[data-in-place=pauses]";
let unsent = false; // something typed that the box has not been sent

/** Say that the form is being sent whole, as by `form.submit()`, of which no event tells. */
export const markSent = () => {
  unsent = false;
};

const sendLeft = () => {
  const place = document.querySelector(AT_PAUSES);
  if (!unsent || !place) return;
  unsent = false;
  fetch(place.getAttribute("hx-post"), { method: "POST", body: answersNow("left"), keepalive: true });
};

/** Whether something is answered or typed in a question; nobody has to wait for one that is not asked.
 * @param {HTMLFormElement} form @param {string} id
 */
const isGiven = (form, id) => {
  const controls = [...form.querySelectorAll(`:is([name='f.${id}'], [name^='f.${id}.']):not(button, [type=hidden])`)];
  return (
    !controls.length ||
    controls.some(({ type, checked, value }) => (["radio", "checkbox"].includes(type) ? checked : value.trim()))
  );
};

/** Whether what was just answered can open or close other questions, as the box says in `data-opens`. A date counts
 * with its year.
 * @param {HTMLFormElement} form @param {Control} control @param {string} opens
 */
const canOpen = (form, { name, type, value }, opens) => {
  const [, id, part] = name.split(".");
  const before = form.querySelector(`[name="${name}"][checked]`)?.value;
  if (type === "radio")
    for (const row of form.querySelectorAll(`[name="${name}"]`)) row.toggleAttribute("checked", row.checked);
  if (part === "day" || part === "month") return false;
  /** @type {[string[], string[]][]} */
  const openings = JSON.parse(opens)[id] ?? [];
  return openings.some(
    ([values, later]) =>
      (type !== "radio" || !values.length || values.includes(value) || values.includes(before)) &&
      (!later.length || later.some((other) => isGiven(form, other))),
  );
};

/* On the way up htmx has heard it first, and begun its pause, which this ends. */
document.addEventListener("change", ({ target }) => {
  const place = document.querySelector(AT_PAUSES);
  const form = answerForm();
  if (!place?.dataset.opens || target.form !== form || !canOpen(form, target, place.dataset.opens)) return;
  place.dispatchEvent(new CustomEvent("parvis:opens"));
});

for (const name of ["input", "change"])
  document.addEventListener(name, ({ target }) => {
    if (/** @type {Control} */ (target).form === answerForm()) unsent = true;
  });

document.addEventListener("htmx:error", ({ target }) => {
  if (target.matches(IN_PLACE) || target === answerForm()) unsent = true;
});

/* The answers go before whatever is asked for next. */
document.addEventListener("click", ({ target }) => {
  if (target.closest("a[href]:not([href^='#'], [data-then], [data-back])")) sendLeft();
});
document.addEventListener("visibilitychange", () => document.hidden && sendLeft());
for (const name of ["beforeunload", "pagehide"]) addEventListener(name, sendLeft);

document.addEventListener("htmx:before:request", ({ target }) => {
  if (target.matches(IN_PLACE)) unsent = false;
});

/* Where an answer is under way, in_place.js holds the form back, and this does not hear of it yet. */
document.addEventListener(
  "submit",
  ({ target }) => {
    if (target === answerForm()) unsent = false;
    else sendLeft();
  },
  true,
);
