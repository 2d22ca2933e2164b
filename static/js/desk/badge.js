/* Signs in with a badge: a scanner types its letters and Enter, or a camera (code-camera.js) reads its QR code; the
   PIN is always typed. */

import { isShortcut } from "../input/key_press.js";

/** @type {HTMLFormElement} */
const form = document.getElementById("sign-in");
/** @param {string} name */
const field = (name) => /** @type {Control} */ (form.elements.namedItem(name));
const [badge, login, pin] = ["passphrase", "login", "pin"].map(field);
const pattern = new RegExp(form.dataset.badge, "i");

/** @param {string} text */
const isBadge = (text) => pattern.test(text.replace(/[\s-]/g, ""));

/* The page begins with the name; a badge that is scanned there is put where it is not shown, before its Enter comes. */
login.addEventListener("input", () => {
  if (!isBadge(login.value)) return;
  badge.value = login.value;
  login.value = "";
  badge.focus();
});

/* Enter moves the focus to what is still to be typed, because a form without its PIN is not sent. */
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || pin.value || (event.target !== badge && event.target !== login)) return;
  event.preventDefault();
  const badgeComplete = isBadge(badge.value);
  if (!badge.value) badge.focus();
  else if (badgeComplete || login.value) pin.focus();
  else login.focus();
});

/* What a scanner types while no control has the focus, after a refusal for example, goes into the badge's field. */
document.addEventListener("keydown", (event) => {
  if (event.target.closest("a, button, input, summary") || !/^\p{L}$/u.test(event.key)) return;
  if (!isShortcut(event)) badge.focus();
});

badge.addEventListener("code-seen", () => pin.focus());
