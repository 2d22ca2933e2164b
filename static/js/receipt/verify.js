/* Verifies a receipt, or reads it back, as soon as the camera has read it; what a scanner types while no control
   has the focus is a receipt too. */

import { isShortcut } from "../input/key_press.js";

/** @type {Control} */
const field = document.getElementById(document.querySelector("[data-code-camera]").dataset.codeCamera);

field.addEventListener("code-seen", () => field.form.requestSubmit());

document.addEventListener("keydown", (event) => {
  if (event.target.closest("a, button, input, summary") || event.key.length !== 1) return;
  if (!isShortcut(event)) field.focus();
});
