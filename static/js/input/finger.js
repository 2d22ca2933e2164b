/* Presses by a finger that trembles: one that drifts a little still presses, and one that comes down twice presses
   once.

   The browser drops a press that moves more than a few pixels. Here it counts up to DRIFT_PX from where the finger
   came down; a longer way scrolls, and never presses. A second press at the same place within AGAIN_MS does
   nothing, also when the page has changed under the finger; the keys of the on-screen keyboard are excepted,
   because one types fast. */

const PRESSABLE = "a[href], button, summary, label, select, input, textarea, [role=option]";
const FIELDS = "input:not([type=radio], [type=checkbox], [type=submit], [type=file]), textarea, select";
const KEYBOARD = ".keyboard";
const DRIFT_PX = 32;
const BROWSER_DRIFT_PX = 8; // closer than this the browser presses by itself
const AGAIN_MS = 300;

/** The control that is pressed at an element; a label and its box count as one.
 * @param {Control} target
 */
const controlAt = (target) => {
  const found = target?.closest?.(PRESSABLE);
  return found?.closest("label") ?? found;
};
/** @type {{ control: Control, x: number, y: number, id: number, distance: number } | null} */
let finger = null;

/* -- A press that drifts ----------------------------------------------------------------------------------------- */

document.addEventListener(
  "touchstart",
  (event) => {
    const control = event.touches.length === 1 ? controlAt(event.target) : null;
    const { clientX: x, clientY: y, identifier: id } = event.changedTouches[0];
    finger = control ? { control, x, y, id, distance: 0 } : null;
  },
  { passive: true },
);

/* The page does not scroll as long as the touch may still be a press. */
document.addEventListener(
  "touchmove",
  (event) => {
    if (!finger) return;
    const touch = [...event.changedTouches].find((moved) => moved.identifier === finger.id);
    if (touch)
      finger.distance = Math.max(finger.distance, Math.hypot(touch.clientX - finger.x, touch.clientY - finger.y));
    if (finger.distance > DRIFT_PX || event.touches.length > 1) finger = null;
    else if (event.cancelable && finger.distance > BROWSER_DRIFT_PX) event.preventDefault();
  },
  { passive: false },
);

document.addEventListener(
  "touchend",
  (event) => {
    const started = finger;
    finger = null;
    if (!started || started.distance <= BROWSER_DRIFT_PX || !event.cancelable) return;
    const { clientX, clientY } = event.changedTouches[0];
    const controlBelow = controlAt(/** @type {Control} */ (document.elementFromPoint(clientX, clientY)));
    if (controlBelow && controlBelow !== started.control) return; // nobody knows which of the two was meant
    event.preventDefault();
    if (!started.control.closest(KEYBOARD)) (started.control.control ?? started.control).focus({ preventScroll: true });
    if (started.control.closest(KEYBOARD) || !isSecondPress(started.control, event, clientX, clientY))
      started.control.click();
  },
  { passive: false },
);

document.addEventListener("touchcancel", () => {
  finger = null;
});

/* -- A press that comes twice ------------------------------------------------------------------------------------ */

/* The place and time of the last press are kept in the window's name, for the next page too: it survives what is
   wiped between two citizens, and holds nothing personal. On one page presses of two controls are two presses,
   unless the first has gone; a touch elsewhere in between makes the next press count. The time is that of the
   touch, not of its handling. */
/** @type {Control | null} */
let lastControl = null;
/** @type {Control | null} */
let pointerDownOn = null;

/** @returns {number[]} */
const lastPress = () => window.name.split(" ").map(Number);
/** @param {number} x @param {number} y @param {number[]} last */
const isNear = (x, y, [lastX, lastY]) => Math.hypot(x - lastX, y - lastY) <= DRIFT_PX;

/** @param {Control} control @param {Event} event @param {number} x @param {number} y */
const isSecondPress = (control, event, x, y) => {
  const now = Math.round(performance.timeOrigin + event.timeStamp);
  const previous = lastPress();
  const isOtherControl = lastControl?.isConnected && lastControl !== control;
  window.name = `${Math.round(x)} ${Math.round(y)} ${now}`;
  lastControl = control;
  return !isOtherControl && now - previous[2] < AGAIN_MS && isNear(x, y, previous);
};

document.addEventListener(
  "pointerdown",
  (event) => {
    pointerDownOn = event.target;
    if (!isNear(event.clientX, event.clientY, lastPress())) window.name = "";
  },
  { capture: true, passive: true },
);

document.addEventListener(
  "click",
  (event) => {
    const { target, clientX, clientY, isTrusted, pointerType } = event;
    const control = controlAt(target);
    /* Not of a key, a script, or a label that presses for its box. */
    if (!isTrusted || !pointerType || !control || !target.contains(pointerDownOn)) return;
    if (target.closest(FIELDS) || target.closest(KEYBOARD)) return;
    if (!isSecondPress(control, event, clientX, clientY)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);
