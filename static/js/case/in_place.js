/* Keeps the answers of a page in the order in which they were given.

   While an answer opens or closes other questions in place, the box is sent all answers so far. A press of
   « Continuer » in that moment waits for it, so that the older answers cannot arrive after the newer ones. What is
   typed meanwhile stays typed. */

export const IN_PLACE = "[data-in-place]";
const ANSWERS = "[name^='f.']:not(button), [name=notices]";
/** @type {Control | null} */
let sender = null;
let sent = 0;
/** @type {(() => void) | null} */
let next = null;

/** The form of the page, by the name that its view in place has for it. @returns {HTMLFormElement | null} */
export const answerForm = () =>
  document.querySelector(document.querySelector(IN_PLACE)?.getAttribute("hx-include") ?? "#answer");

const isUnderway = () => sent > 0 && sender.isConnected;

/** Run `action` once nothing is sent in place any more, at once where nothing is. Of several the last one runs.
 * @param {() => void} action
 */
export const afterwards = (action) => {
  if (isUnderway()) next = action;
  else action();
};

/** @param {string} refresh - what the box is asked for, as its view says. */
export const answersNow = (refresh) => {
  const answers = new URLSearchParams(/** @type {any} */ (new FormData(answerForm())));
  answers.set("refresh", refresh);
  return answers;
};

/** Give what came for a form the state of the same controls on the page: what is typed there is newer.
 * @param {DocumentFragment} fragment
 */
const keepTyped = (fragment) => {
  /** @type {Control[]} */
  const typed = [...(answerForm()?.querySelectorAll(ANSWERS) ?? [])];
  for (const control of fragment.querySelectorAll(ANSWERS)) {
    const isPressed = ["radio", "checkbox"].includes(control.type);
    const now = typed.find(
      ({ name, type, value }) =>
        name === control.name && type === control.type && (!isPressed || value === control.value),
    );
    if (!now) continue;
    if (isPressed) control.toggleAttribute("checked", now.checked);
    else if (control instanceof HTMLTextAreaElement) control.textContent = now.value;
    else if (control instanceof HTMLSelectElement)
      for (const option of control.options) option.toggleAttribute("selected", option.value === now.value);
    else control.setAttribute("value", now.value);
  }
};

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  if (!event.target.matches(IN_PLACE)) return;
  if (ctx.swap === "none") event.preventDefault(); // nothing has changed, so nothing is said and the focus stays
  else for (const { fragment } of tasks) keepTyped(fragment);
});

document.addEventListener("htmx:before:request", ({ target, detail }) => {
  if (!target.matches(IN_PLACE)) return;
  detail.ctx.request.body = answersNow("1"); // what waited in htmx's queue was read when it was put there
  sent = target === sender ? sent + 1 : 1;
  sender = target;
});

document.addEventListener("htmx:finally:request", ({ target }) => {
  if (target !== sender) return;
  sent -= 1;
  /* htmx sends what waited in its queue first. */
  setTimeout(() => {
    if (isUnderway()) return;
    const action = next;
    next = null;
    action?.();
  });
});

document.addEventListener(
  "submit",
  (event) => {
    if (!isUnderway() || event.target !== answerForm()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const { submitter } = /** @type {SubmitEvent} */ (/** @type {unknown} */ (event));
    afterwards(() => form.isConnected && form.requestSubmit(submitter));
  },
  true,
);
