/* Gestures of a hand that does not see the screen. They are made anywhere: where a finger comes down does not matter,
   and what lies under it is never pressed. A mouse makes them too.

   Swipes move (sideways by one thing, up and down by a heading or a row), two taps choose, a finger that rests
   repeats, two fingers stop the voice, three leave. « Onwards » is the direction of reading: to the right, in
   Arabic to the left. */

const SWIPE_PX = 48; // a shorter way is a tap of a hand that trembles
const TWO_TAPS_MS = 500;
const REST_MS = 800;

/** @typedef {{ x: number, y: number, fromX: number, fromY: number }} Finger */

/** @type {Map<number, Finger>} */
const fingers = new Map(); // pointer id → where it came down and where it is
let mostFingers = 0;
let isSpent = false; // this gesture has already done something
let lastTapAt = -Infinity; // in the page's own time, which begins at 0 with each page
let resting = 0;

/** @param {number} way */
const isOnward = (way) => way > 0 === (document.documentElement.dir !== "rtl");

/** What a finger that has come up meant: "next", "previous", "up", "down", or "tap".
 * @param {Finger} finger
 */
const meaningOf = ({ x, y, fromX, fromY }) => {
  const [across, along] = [x - fromX, y - fromY];
  if (Math.hypot(across, along) < SWIPE_PX) return "tap";
  if (Math.abs(across) > Math.abs(along)) return isOnward(across) ? "next" : "previous";
  return along > 0 ? "down" : "up";
};

/** @param {Finger} finger @param {number} at */
const gestureOf = (finger, at) => {
  if (mostFingers > 2) return "leave";
  if (mostFingers === 2) return "stop";
  const meaning = meaningOf(finger);
  if (meaning !== "tap") return meaning;
  const isSecond = at - lastTapAt < TWO_TAPS_MS;
  lastTapAt = isSecond ? -Infinity : at;
  return isSecond ? "choose" : "tap";
};

/** A finger that stays where it is. On a busy machine it may have moved already, and the page does not know yet.
 * @param {(gesture: Gesture) => unknown} act @param {number} ms
 */
const rest = (act, ms) => {
  resting = setTimeout(() => {
    if (navigator.scheduling?.isInputPending?.({ includeContinuous: true })) return rest(act, 50);
    isSpent = true;
    return act("repeat");
  }, ms);
};

/** Calls `act` with the name of each gesture until the function that is given back is called: "next", "previous",
 * "up", "down", "choose", "repeat", "stop", "leave". A single tap is none.
 * @param {(gesture: Gesture) => unknown} act
 */
export const watchGestures = (act) => {
  const stop = new AbortController();
  /** @param {(keyof WindowEventMap)[]} names @param {(event: Heard<PointerEvent>) => unknown} listener */
  const on = (names, listener) => {
    const heard = /** @type {(event: any) => unknown} */ (listener);
    for (const name of names) addEventListener(name, heard, { capture: true, passive: false, signal: stop.signal });
  };

  on(["pointerdown"], (event) => {
    if (!fingers.size) [mostFingers, isSpent] = [0, false];
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY, fromX: event.clientX, fromY: event.clientY });
    mostFingers = Math.max(mostFingers, fingers.size);
    clearTimeout(resting);
    if (fingers.size > 1) return;
    rest(act, REST_MS);
  });
  on(["pointermove"], (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    [finger.x, finger.y] = [event.clientX, event.clientY];
    if (meaningOf(finger) !== "tap") clearTimeout(resting);
  });
  on(["pointerup"], (event) => {
    const finger = fingers.get(event.pointerId);
    if (!finger) return;
    [finger.x, finger.y] = [event.clientX, event.clientY];
    fingers.delete(event.pointerId);
    clearTimeout(resting);
    if (fingers.size || isSpent) return;
    const gesture = gestureOf(finger, event.timeStamp);
    if (gesture !== "tap") act(gesture);
  });
  on(["pointercancel"], (event) => {
    fingers.delete(event.pointerId);
    clearTimeout(resting);
  });
  /* Nothing under the hand is pressed, focused, scrolled or dragged; a key that presses has no pointer. */
  on(["touchstart", "touchmove", "touchend", "mousedown", "mouseup", "dblclick", "contextmenu"], (event) => {
    event.stopImmediatePropagation();
    if (event.cancelable) event.preventDefault();
  });
  on(["click"], (event) => {
    if (!event.isTrusted || !event.pointerType) return;
    event.stopImmediatePropagation();
    event.preventDefault();
  });
  document.documentElement.toggleAttribute("data-gestures", true);
  return () => {
    stop.abort();
    fingers.clear();
    clearTimeout(resting);
    document.documentElement.toggleAttribute("data-gestures", false);
  };
};
