/* Opens the on-screen keyboard when a text field is touched, and when keys or switches ask for it. A small window
   has none and fetches nothing more. A mouse opens it too on a citizen's page of a terminal, because there may be
   no physical keyboard. */

const FIELD = "input:is(:not([type]), [type=text], [type=search], [type=password], [type=tel], [type=email]), textarea";
const LARGE_ENOUGH = matchMedia("(min-width: 768px) and (min-height: 481px)");
const POINTERS = "door" in document.body.dataset ? ["touch", "pen", "mouse"] : ["touch", "pen"];
let lastPointer = "";
/** @type {Promise<typeof import("./keyboard.js")> | null} */
let keyboardModule = null;

const keyboardPlace = document.getElementById("keyboard");
/** @param {Control} field */
const takesText = (field) => LARGE_ENOUGH.matches && field.matches?.(FIELD) && !field.readOnly && !field.disabled;
const byPointer = () => POINTERS.includes(lastPointer);

/** @param {Control} field @param {boolean} byKeys */
const openKeyboard = async (field, byKeys) => {
  keyboardModule ??= import(keyboardPlace.dataset.script);
  const keyboard = await keyboardModule;
  if (document.contains(field) && (byKeys || document.activeElement === field)) keyboard.open(field, byKeys);
};

/* Keeps the system's own keyboard closed while ours is open; the field's input mode is kept in `data-mode`
   meanwhile. */
document.addEventListener(
  "pointerdown",
  (event) => {
    lastPointer = event.pointerType;
    const field = /** @type {Control} */ (event.target.closest("label")?.control ?? event.target);
    if (!byPointer() || !takesText(field) || "mode" in field.dataset) return;
    field.dataset.mode = field.inputMode;
    field.inputMode = "none";
  },
  true,
);

document.addEventListener(
  "keydown",
  () => {
    lastPointer = "";
  },
  true,
);

for (const eventName of /** @type {const} */ (["focusin", "click"])) {
  document.addEventListener(eventName, ({ target }) => {
    if (byPointer() && takesText(target)) openKeyboard(target, false);
  });
}

document.addEventListener("parvis:write", ({ target }) => {
  if (takesText(target)) openKeyboard(target, true);
});
/* A page whose one box is meant to be touched opens its keys by itself. */
document.addEventListener("parvis:pad", ({ target }) => {
  if (takesText(target)) openKeyboard(target, false);
});
