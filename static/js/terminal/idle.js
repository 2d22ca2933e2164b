/* A public screen that nobody touches asks who is there, counts down aloud, and then shows nothing of anybody.

   Everything is looked for anew each time: htmx may have put another part in its place. The box ends the session by itself,
   a little later, where this did not. */

const EVERY_MS = 1000;
const HERE_MS = 30_000; // between two words to the box that somebody is there
const SAID_EVERY_S = 15;
const PRESSES = 3;
const WITHIN_MS = 5000;
const MOVES = ["Tab", "Shift", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "1"];

let last = Date.now();
let told = last;
let asked = 0; // when the question was put, 0 while it is not
let said = 0;

const dialog = () => document.getElementById("idle");
const leaving = () => document.getElementById("leave-now");
const answers = () => document.getElementById("answer");
const blank = () => {
  document.documentElement.hidden = true;
};

/* The answer is of no use here, only that it was taken; a box that does not answer is not waited for. */
const send = (address, form) =>
  fetch(address, { method: "POST", body: new FormData(form), redirect: "manual", signal: AbortSignal.timeout(3000) });

const here = () => {
  told = Date.now();
  const form = document.querySelector("form[method=post]");
  if (form) send(dialog().dataset.here, form).catch(() => {});
};

/* Nothing on the screen, from this moment; what was typed goes to its draft first, which waits for 48 hours. */
const end = async () => {
  asked = 0;
  blank();
  try {
    if (leaving() && answers()) await send(answers().action, answers());
    if (leaving()) await send(leaving().action, leaving());
  } catch {
    if (leaving()) {
      leaving().submit();
      return;
    }
  }
  location.replace(dialog().dataset.end);
};

const ask = () => {
  asked = Date.now();
  said = 0;
  dialog().showModal();
  dialog().querySelector("[data-does=stay]").focus();
};

const stay = () => {
  last = Date.now();
  asked = 0;
  if (dialog().open) dialog().close();
  here();
};

const count = () => {
  const left = Math.ceil(Number(dialog().dataset.within) - (Date.now() - asked) / 1000);
  if (left <= 0) {
    end();
    return;
  }
  dialog().querySelector("[data-left]").textContent = left;
  const step = Math.ceil(left / SAID_EVERY_S) * SAID_EVERY_S;
  if (step === said) return;
  said = step;
  const voice = dialog().querySelector("[data-says]");
  voice.textContent = voice.dataset.says.replace("{}", left);
};

const look = () => {
  if (!dialog() || document.documentElement.hidden) return;
  const { after, within } = dialog().dataset;
  const alone = (Date.now() - last) / 1000;
  if (asked) count();
  else if (alone >= Number(after) + Number(within)) end(); // the machine slept through the question
  else if (alone >= Number(after)) {
    ask();
    count();
  } else if (last > told && Date.now() - told > HERE_MS) here();
};

const touched = () => {
  last = Date.now();
  if (asked) {
    asked = last;
    said = 0;
  }
};

for (const sign of ["pointerdown", "keydown", "input", "wheel", "scroll"]) {
  addEventListener(sign, touched, { capture: true, passive: true });
}

/* One touch anywhere says yes, and does nothing else; so does any key that does not move through the question. */
addEventListener("click", (press) => {
  if (!asked || press.target.closest?.("[data-leads]")) return;
  press.preventDefault();
  press.stopPropagation();
  stay();
}, true);

addEventListener("keydown", (press) => {
  if (!asked || MOVES.includes(press.key)) return;
  if (["Enter", " ", "2"].includes(press.key) && press.target.closest?.("a, button")) return;
  press.preventDefault();
  press.stopPropagation();
  stay();
}, true);

addEventListener("close", (closed) => {
  if (closed.target === dialog() && asked) stay();
}, true);

/* Leaving at once: the screen is empty before the box has answered. Shift three times, and nothing in between. */
addEventListener("submit", (sent) => {
  if (sent.target === leaving()) blank();
});

let shifts = [];
addEventListener("keydown", (press) => {
  if (press.key !== "Shift" || press.ctrlKey || press.altKey || press.metaKey) {
    shifts = [];
    return;
  }
  if (press.repeat) return;
  shifts = [...shifts.filter((at) => Date.now() - at < WITHIN_MS), Date.now()];
  if (shifts.length >= PRESSES && leaving()) leaving().requestSubmit();
});
addEventListener("pointerdown", () => {
  shifts = [];
});

setInterval(look, EVERY_MS);
