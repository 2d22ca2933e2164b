/* The end of a staff session, said beforehand: a question before it ends for want of a gesture, which one press
   answers; a notice before the end that nothing prolongs; and another once it is over. Whoever types or touches is
   there, and the server is told so. */

const LOOK_EVERY_MS = 1000;
/** @type {HTMLDialogElement} */
const dialog = document.getElementById("session-end");
const notice = document.getElementById("session-notice");
const idleMs = Number(dialog.dataset.idle) * 1000;
const beforeMs = Number(dialog.dataset.before) * 1000;
const openedAt = Date.now();
const finalAt = dialog.dataset.final ? openedAt + Number(dialog.dataset.final) * 1000 : Infinity;
const reportEveryMs = Math.min(60_000, idleMs / 4);

let lastTouch = openedAt;
let lastUse = openedAt; // the last request that the server has counted as a use
let isReporting = false;
let isTold = false; // that the final end is near
let isOver = false;

/** @param {number} moment */
const timeOf = (moment) =>
  new Date(moment).toLocaleTimeString(dialog.closest("[lang]").lang.replace(/^en$/, "en-GB"), { hour: "2-digit", minute: "2-digit" });

const endHere = () => {
  dialog.close();
  if (!isOver) notice.textContent = dialog.dataset.overWords;
  isOver = true;
};

/** The session goes on, also where it seemed to be over because this page knew nothing of another that was used.
 * @param {number} moment
 */
const noteUse = (moment) => {
  lastUse = moment;
  if (isOver) notice.textContent = "";
  isOver = false;
  if (dialog.open) dialog.close();
};

const reportUse = async () => {
  if (isReporting) return;
  isReporting = true;
  const moment = Date.now();
  const { name, value } = dialog.querySelector("input");
  try {
    const body = new URLSearchParams([[name, value]]);
    const response = await fetch(dialog.dataset.stay, { method: "POST", body, redirect: "manual" });
    if (response.status === 204) {
      noteUse(moment);
    } else if (response.status === 403) endHere();
  } catch {
    return; // no answer for a moment: the time runs on, and the next gesture tries again
  } finally {
    isReporting = false;
  }
};

const ask = () => {
  const words = dialog.querySelector("[data-words]");
  words.textContent = words.dataset.words.replace("{}", timeOf(Math.min(lastUse + idleMs, finalAt)));
  dialog.showModal();
  dialog.querySelector("button").focus();
};

const look = () => {
  if (isOver) return;
  const now = Date.now();
  const idleLeft = lastUse + idleMs - now;
  if (Math.min(idleLeft, finalAt - now) <= 0) {
    endHere();
    return;
  }
  if (finalAt - now <= beforeMs && !isTold) {
    isTold = true;
    notice.textContent = dialog.dataset.finalWords.replace("{}", timeOf(finalAt));
  }
  if (lastTouch > lastUse && now - lastUse > reportEveryMs) reportUse();
  else if (idleLeft <= beforeMs && !dialog.open) ask();
};

for (const eventName of ["pointerdown", "keydown", "input", "wheel", "scroll"]) {
  addEventListener(
    eventName,
    () => {
      if (!dialog.open) lastTouch = Date.now();
      if (isOver) reportUse();
    },
    { capture: true, passive: true },
  );
}

dialog.querySelector("button").addEventListener("click", reportUse);

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  reportUse();
});

setInterval(look, LOOK_EVERY_MS);
