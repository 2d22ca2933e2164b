/* A public terminal: a discreet way to the staff's sign-in, and no key or gesture that leads out of the application.

   In a window of its own (`kiosk browser`) Chromium hands even Ctrl+T to the page; the README lists what it keeps
   to itself. Other scripts of the page have handled their keys before these listeners run. */

const TOUCHES = 5;
const WITHIN_MS = 3000;
const BLOCKED_KEYS = /^(F[1-9]|F1[0-2]|Browser\w+|Launch\w+|ContextMenu|PrintScreen|Help|OpenLinkInNewTab)$/;
/* Keys that stay allowed with Ctrl, because a person who writes needs them. */
const EDITING_KEYS = /^([azy]|Arrow\w+|Backspace|Delete|Home|End|Enter)$/i;
/* Events that do nothing at a terminal; what was copied would still be there for the next person. */
const BLOCKED_EVENTS = ["contextmenu", "dragstart", "dragover", "drop", "auxclick", "copy", "cut"];

/** @type {number[]} */
let touches = [];

/* Opens the sign-in. From a page of a case it leads back to that page, from elsewhere to the desk. */
const openStaffSignIn = () => {
  const signIn = document.body.dataset.door;
  if (!signIn) return;
  const path = location.pathname;
  const query = new URLSearchParams({ back: path });
  if (path.startsWith("/cases/")) query.set("next", path);
  location.assign(`${signIn}?${query}`);
};

addEventListener("pointerdown", (event) => {
  if (!event.target.closest?.(".site-name .icon")) return;
  touches = [...touches.filter((time) => Date.now() - time < WITHIN_MS), Date.now()];
  if (touches.length >= TOUCHES) openStaffSignIn();
});

addEventListener("keydown", (event) => {
  const { key, ctrlKey, altKey, metaKey, shiftKey } = event;
  if (key === "F9" && document.body.dataset.door) {
    event.preventDefault();
    if (!event.repeat) openStaffSignIn();
    return;
  }
  const leavesPage = (ctrlKey && !altKey && (shiftKey || !EDITING_KEYS.test(key))) || metaKey;
  const leavesByAlt = altKey && /^(Arrow\w+|Home|F4|[a-z])$/i.test(key) && !ctrlKey;
  const taskManager = shiftKey && key === "Escape"; // Chromium's own task manager
  if (BLOCKED_KEYS.test(key) || leavesPage || leavesByAlt || taskManager) event.preventDefault();
});

for (const eventName of BLOCKED_EVENTS) addEventListener(eventName, (event) => event.preventDefault());

addEventListener(
  "wheel",
  (event) => {
    if (event.ctrlKey) event.preventDefault();
  },
  { passive: false },
);

/* A link pressed with Ctrl, Shift, Alt or Meta would open in another window. */
addEventListener(
  "click",
  (event) => {
    if (event.ctrlKey || event.shiftKey || event.metaKey || event.altKey) event.preventDefault();
  },
  true,
);

window.print = () => {};
