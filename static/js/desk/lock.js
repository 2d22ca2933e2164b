/* Keys of the desk that clear the screen: F9 locks it, F8 makes it ready for the next person. What is typed in a page
   of questions is kept before it is locked, behind an empty screen. */

import { answerForm, answersNow } from "../case/in_place.js";

document.addEventListener("keydown", (event) => {
  /** @type {HTMLFormElement | null} */
  const form = document.getElementById({ F8: "next-person", F9: "lock-now" }[event.key] || "");
  if (!form || event.repeat) return;
  event.preventDefault();
  form.requestSubmit();
});

document.addEventListener("submit", async (event) => {
  if (event.target.id !== "lock-now" || !answerForm()) return;
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (/** @type {unknown} */ (event.target));
  document.documentElement.hidden = true;
  const kept = { method: "POST", body: answersNow("1"), signal: AbortSignal.timeout(3000) };
  await fetch(answerForm().action, kept).catch(() => {});
  form.submit();
});
