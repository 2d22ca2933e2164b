/* A button that a hand does not press by accident: held for two seconds, by a finger or a key, or pressed twice. The
   second press is for switches, screen readers and whoever cannot hold; the page says so after the first one. */

const HOLD_MS = 2000;
const APART_MS = 350; // a hand that trembles presses twice sooner
let timer = 0;
let pressedAt = 0;

/** @param {Control} button */
const begin = (button) => {
  clearTimeout(timer);
  button.toggleAttribute("data-held", true);
  timer = setTimeout(() => button.form.submit(), HOLD_MS);
};

const end = () => {
  clearTimeout(timer);
  document.querySelector("[data-held]")?.toggleAttribute("data-held", false);
};

document.addEventListener("pointerdown", ({ target }) => {
  const button = target.closest?.("[data-hold]");
  if (button) begin(button);
});
for (const name of ["pointerup", "pointercancel", "keyup", "blur"]) addEventListener(name, end, true);

document.addEventListener(
  "keydown",
  (event) => {
    if (!["Enter", " "].includes(event.key) || !event.target.matches?.("[data-hold]")) return;
    if (event.repeat) event.preventDefault(); // else each repeated Enter would be a press
    else begin(event.target);
  },
  true,
);

/* A finger that rests would open the browser's own menu, and end the press. */
document.addEventListener("contextmenu", (event) => {
  if (event.target.closest?.("[data-hold]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-hold]");
  if (!button) return;
  event.preventDefault();
  if (pressedAt && Date.now() - pressedAt > APART_MS) {
    button.form.submit();
    return;
  }
  pressedAt ||= Date.now();
  document.getElementById("hold-hint").textContent = button.dataset.hold;
});
