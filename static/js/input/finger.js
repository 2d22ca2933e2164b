/* A finger that trembles: one that drifts a little still presses, and one that comes down twice presses once.

   The browser drops a press that moves further than its own few pixels. Here it counts up to DRIFT_PX from where the
   finger came down; a longer way scrolls, and never presses. What is pressed again at the same place within AGAIN_MS
   does nothing, also when the page has changed under the finger; the keys of a keyboard are pressed as fast as one writes. */

const PRESSED = "a[href], button, summary, label, select, input, textarea, [role=option]";
const WRITTEN = "input:not([type=radio], [type=checkbox], [type=submit], [type=file]), textarea, select";
const FAST = ".keyboard";
const DRIFT_PX = 32;
const SLOP_PX = 8; // closer than this the browser presses by itself
const AGAIN_MS = 300;

/* A row and its box are one. */
const controlAt = (target) => {
  const found = target?.closest?.(PRESSED);
  return found?.closest("label") ?? found;
};
let finger = null;

/* -- drifting ---------------------------------------------------------------------------------------------------- */

document.addEventListener("touchstart", (event) => {
  const control = event.touches.length === 1 ? controlAt(event.target) : null;
  const { clientX: x, clientY: y, identifier: id } = event.changedTouches[0];
  finger = control ? { control, x, y, id, far: 0 } : null;
}, { passive: true });

/* As long as it may still be a press the page stays where it is. */
document.addEventListener("touchmove", (event) => {
  if (!finger) return;
  const touch = [...event.changedTouches].find((each) => each.identifier === finger.id);
  if (touch) finger.far = Math.max(finger.far, Math.hypot(touch.clientX - finger.x, touch.clientY - finger.y));
  if (finger.far > DRIFT_PX || event.touches.length > 1) finger = null;
  else if (event.cancelable && finger.far > SLOP_PX) event.preventDefault();
}, { passive: false });

document.addEventListener("touchend", (event) => {
  const held = finger;
  finger = null;
  if (!held || held.far <= SLOP_PX || !event.cancelable) return;
  const { clientX, clientY } = event.changedTouches[0];
  const under = controlAt(document.elementFromPoint(clientX, clientY));
  if (under && under !== held.control) return; // nobody knows which of the two was meant
  event.preventDefault();
  if (!held.control.closest(FAST)) (held.control.control ?? held.control).focus({ preventScroll: true });
  if (held.control.closest(FAST) || !again(held.control, event, clientX, clientY)) held.control.click();
}, { passive: false });

document.addEventListener("touchcancel", () => {
  finger = null;
});

/* -- twice ------------------------------------------------------------------------------------------------------- */

/* Where and when the last press was, for the next page too: in the window's name, which outlives what is wiped between two
   citizens and says nothing of anybody. On one page two controls are two presses, unless the first has gone; and whoever has
   touched elsewhere meanwhile presses anew. When is when the finger came, however late a busy machine looks. */
let lastControl = null;
let downOn = null;

const last = () => window.name.split(" ").map(Number);
const near = (x, y, [lastX, lastY]) => Math.hypot(x - lastX, y - lastY) <= DRIFT_PX;

const again = (control, event, x, y) => {
  const now = Math.round(performance.timeOrigin + event.timeStamp);
  const before = last();
  const other = lastControl?.isConnected && lastControl !== control;
  window.name = `${Math.round(x)} ${Math.round(y)} ${now}`;
  lastControl = control;
  return !other && now - before[2] < AGAIN_MS && near(x, y, before);
};

document.addEventListener("pointerdown", (event) => {
  downOn = event.target;
  if (!near(event.clientX, event.clientY, last())) window.name = "";
}, { capture: true, passive: true });

document.addEventListener("click", (event) => {
  const { target, clientX, clientY, isTrusted, pointerType } = event;
  const control = controlAt(target);
  if (!isTrusted || !pointerType || !control || !target.contains(downOn)) return; // a key, a script, or a label that presses for its box
  if (target.closest(WRITTEN) || target.closest(FAST)) return;
  if (!again(control, event, clientX, clientY)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);
