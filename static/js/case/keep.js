/* Saves the answers of a page of questions before the person leaves it.

   A link with `data-then`, a button of the helper bar, « Retour » and the key Escape, which presses it, send the
   form with a destination that the box then redirects to. The form is sent by the browser itself, not by htmx,
   because the whole page changes. */

import { afterwards } from "./in_place.js";
import { markSent } from "./pauses.js";

/** The destination is put into the form that is there when it is sent: what an answer opens in place draws it anew.
 * @param {string} destination
 */
const sendThen = (destination) =>
  afterwards(() => {
    /** @type {HTMLFormElement | null} */
    const form = document.getElementById("answer");
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "then", value: destination });
    form?.append(field);
    markSent();
    form?.submit();
  });

document.addEventListener("click", (event) => {
  const leaves = event.target.closest("a[data-then], .actions a[data-back], button[form=answer][name=then]");
  if (!leaves || !document.getElementById("answer") || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  sendThen(leaves.dataset.then ?? (leaves.getAttribute("value") || "back"));
});
