/* An idle public terminal: asks whether somebody is there, counts down aloud, and then ends the session with an empty
   screen.

   Elements are looked up each time, because htmx may have replaced them. The box ends the session by itself a
   little later where this script did not. */

import { isShortcut } from "../input/key_press.js";

const LOOK_EVERY_MS = 1000;
const REPORT_EVERY_MS = 30_000; // between two reports to the box that somebody is there
const ANNOUNCE_EVERY_S = 15;
const SHIFT_PRESSES = 3;
const WITHIN_MS = 5000;
const MOVING_KEYS = ["Tab", "Shift", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "1"];

let lastTouch = Date.now();
let lastReport = lastTouch;
let askedAt = 0; // when the question was put, 0 while it is not
let announced = 0;

/** @returns {HTMLDialogElement | null} */
const dialog = () => document.getElementById("idle");
/** @returns {HTMLFormElement | null} */
const leaveForm = () => document.getElementById("leave-now");
/** @returns {HTMLFormElement | null} */
const answerForm = () => document.getElementById("answer");
const hidePage = () => {
  document.documentElement.hidden = true;
};

/** Sends a form and waits until the box has taken it, at most 3 seconds; its answer is not used.
 * @param {string} address @param {HTMLFormElement} form
 */
const send = (address, form) =>
  fetch(address, { method: "POST", body: new FormData(form), redirect: "manual", signal: AbortSignal.timeout(3000) });

const reportPresence = () => {
  lastReport = Date.now();
  /** @type {HTMLFormElement | null} */
  const form = document.querySelector("form[method=post]");
  if (form) send(dialog().dataset.here, form).catch(() => {});
};

/* Ends the session: empties the screen at once, saves what was typed in its draft (kept for 48 hours), then leaves. */
const endSession = async () => {
  askedAt = 0;
  hidePage();
  try {
    if (leaveForm() && answerForm()) await send(answerForm().action, answerForm());
    if (leaveForm()) await send(leaveForm().action, leaveForm());
  } catch {
    if (leaveForm()) {
      leaveForm().submit();
      return;
    }
  }
  location.replace(dialog().dataset.end);
};

const askIfPresent = () => {
  askedAt = Date.now();
  announced = 0;
  dialog().showModal();
  dialog().querySelector("[data-does=stay]").focus();
};

const continueSession = () => {
  lastTouch = Date.now();
  askedAt = 0;
  if (dialog().open) dialog().close();
  reportPresence();
};

const countDown = () => {
  const secondsLeft = Math.ceil(Number(dialog().dataset.within) - (Date.now() - askedAt) / 1000);
  if (secondsLeft <= 0) {
    endSession();
    return;
  }
  dialog().querySelector("[data-left]").textContent = String(secondsLeft);
  const step = Math.ceil(secondsLeft / ANNOUNCE_EVERY_S) * ANNOUNCE_EVERY_S;
  if (step === announced) return;
  announced = step;
  const spoken = dialog().querySelector("[data-says]");
  spoken.textContent = spoken.dataset.says.replace("{}", String(secondsLeft));
};

const checkIdle = () => {
  if (!dialog() || document.documentElement.hidden) return;
  const { after, within } = dialog().dataset;
  const idleSeconds = (Date.now() - lastTouch) / 1000;
  if (askedAt) countDown();
  else if (idleSeconds >= Number(after) + Number(within))
    endSession(); // the machine slept through the question
  else if (idleSeconds >= Number(after)) {
    askIfPresent();
    countDown();
  } else if (lastTouch > lastReport && Date.now() - lastReport > REPORT_EVERY_MS) reportPresence();
};

const noteTouch = () => {
  lastTouch = Date.now();
  if (askedAt) {
    askedAt = lastTouch;
    announced = 0;
  }
};

for (const eventName of ["pointerdown", "keydown", "input", "wheel", "scroll"]) {
  addEventListener(eventName, noteTouch, { capture: true, passive: true });
}

/* While a voice reads, no time passes: neither before the question nor while it waits for its answer. */
document.addEventListener("parvis:speaking", () => {
  lastTouch = Math.min(Date.now(), lastTouch + LOOK_EVERY_MS);
  if (askedAt) askedAt = Math.min(Date.now(), askedAt + LOOK_EVERY_MS);
});

/* While the question is asked, one touch anywhere means yes and does nothing else; so does any key that does not
   move the focus. */
addEventListener(
  "click",
  (event) => {
    if (!askedAt || event.target.closest?.("[data-leads]")) return;
    event.preventDefault();
    event.stopPropagation();
    continueSession();
  },
  true,
);

addEventListener(
  "keydown",
  (event) => {
    if (!askedAt || MOVING_KEYS.includes(event.key)) return;
    if (["Enter", " ", "2"].includes(event.key) && event.target.closest?.("a, button")) return;
    event.preventDefault();
    event.stopPropagation();
    continueSession();
  },
  true,
);

addEventListener(
  "close",
  (event) => {
    if (event.target === dialog() && askedAt) continueSession();
  },
  true,
);

/* Leaving at once empties the screen before the box has answered. Three presses of Shift with nothing in between do
   it too, unless the person or the town hall has turned that off. Since they may be a mistake (Shift alone pauses
   the speech of screen readers), they save what is typed in its draft: whoever has a resume code opens it again
   with that. */
addEventListener("submit", (event) => {
  if (event.target === leaveForm()) hidePage();
});

/** @type {number[]} */
let shiftPresses = [];
addEventListener("keydown", (event) => {
  if (event.key !== "Shift" || isShortcut(event)) {
    shiftPresses = [];
    return;
  }
  if (event.repeat) return;
  shiftPresses = [...shiftPresses.filter((time) => Date.now() - time < WITHIN_MS), Date.now()];
  if (
    shiftPresses.length >= SHIFT_PRESSES &&
    leaveForm()?.matches("[data-by-shift]") &&
    !document.documentElement.hidden
  )
    endSession();
});
addEventListener("pointerdown", () => {
  shiftPresses = [];
});

setInterval(checkIdle, LOOK_EVERY_MS);
