/* Who may hear what a stranger in the room must not: asked once, before the first private sentence, in a dialog
   that is spoken too. A headset that is plugged in answers it; one that is pulled out stops the voice and takes the
   answer back. */

import { change, listening, spokenWords } from "./listening.js";
import { askFirst, say, stop } from "./voice.js";

/** @returns {HTMLDialogElement | null} */
const dialog = () => document.getElementById("who-hears");
/** @type {((goesOn: boolean) => void) | null} */
let answered = null; // ends the wait for the answer

/** @param {boolean} goesOn */
const settle = (goesOn) => {
  const done = answered;
  answered = null;
  done?.(goesOn);
};

/* Opens the question; gives the promise that the person has answered, false where the page is gone meanwhile. */
export const askWhoHears = () => {
  settle(false);
  if (!dialog()) return Promise.resolve(false);
  stop();
  if (!dialog().open) dialog().showModal();
  dialog().querySelector("[data-hears]").focus();
  return new Promise((done) => {
    answered = done;
  });
};

/** @param {string} hears */
const answer = async (hears) => {
  stop();
  await change({ private: hears }, true);
  if (dialog().open) dialog().close();
  settle(true);
};

/** @param {string} code */
const tell = async (code) => say(await spokenWords([code]), { interrupt: false });

/** A headset came or went, by a key of the keypad or by the system; who is read to hears that it was noticed, unless it
 * answered the question.
 * @param {boolean} isPlugged
 */
export const hearsBy = (isPlugged) => {
  const isNews = listening().reading && !dialog()?.open && isPlugged !== (listening().private === "headset");
  if (isPlugged) {
    if (dialog()?.open) answer("headset");
    else change({ private: "headset" }, true);
  } else if (listening().private === "headset") {
    stop();
    change({ private: "ask" }, true);
  }
  if (isNews) tell(isPlugged ? "headset-in" : "headset-out");
};

document.addEventListener("click", ({ target }) => {
  const button = target.closest?.("#who-hears [data-hears]");
  if (button) answer(button.dataset.hears);
});

/* Escape is no consent. */
document.addEventListener(
  "cancel",
  (event) => {
    if (event.target !== dialog()) return;
    event.preventDefault();
    answer("never");
  },
  true,
);

askFirst(askWhoHears);
