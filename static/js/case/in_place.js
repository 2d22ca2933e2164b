/* Keeps the answers of a page in the order in which they were given.

   While an answer opens or closes other questions in place, the box is sent all answers so far. A press of
   « Continuer » in that moment waits for it, so that the older answers cannot arrive after the newer ones. */

const IN_PLACE = "[data-in-place]";
/** @type {Control | null} */
let sender = null;
let sent = 0;
/** @type {(() => void) | null} */
let next = null;

const isUnderway = () => sent > 0 && sender.isConnected;

/** Run `action` once nothing is sent in place any more, at once where nothing is. Of several the last one runs.
 * @param {() => void} action
 */
export const afterwards = (action) => {
  if (isUnderway()) next = action;
  else action();
};

document.addEventListener("htmx:before:request", ({ target }) => {
  if (!target.matches(IN_PLACE)) return;
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
    if (!isUnderway() || event.target.id !== "answer") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const { submitter } = /** @type {SubmitEvent} */ (/** @type {unknown} */ (event));
    afterwards(() => form.isConnected && form.requestSubmit(submitter));
  },
  true,
);
