/* A public screen: a discreet door for who works here, and nothing that leads out of the application.

   In a window of its own (`kiosk browser`) Chromium hands even Ctrl+T to the page; what it keeps to itself is told in the
   README. Whatever a page answers to itself it has done by the time this is asked. */

const TOUCHES = 5;
const WITHIN_MS = 3000;
const NO_KEY = /^(F[1-9]|F1[0-2]|Browser\w+|Launch\w+|ContextMenu|PrintScreen|Help|OpenLinkInNewTab)$/;
/* Of what Ctrl does, a person who writes needs these. */
const WRITES = /^([azy]|Arrow\w+|Backspace|Delete|Home|End|Enter)$/i;
/* What was copied would still be there for the next person; with nothing copied, nothing waits. */
const NO_EVENT = ["contextmenu", "dragstart", "dragover", "drop", "auxclick", "copy", "cut"];

let touches = [];

/* A case is come back to; from anywhere else, signing in leads to the day. */
const open = () => {
  const { door } = document.body.dataset;
  if (!door) return;
  const here = location.pathname;
  const asked = new URLSearchParams({ back: here });
  if (here.startsWith("/cases/")) asked.set("next", here);
  location.assign(`${door}?${asked}`);
};

addEventListener("pointerdown", (touch) => {
  if (!touch.target.closest?.(".site-name .icon")) return;
  touches = [...touches.filter((at) => Date.now() - at < WITHIN_MS), Date.now()];
  if (touches.length >= TOUCHES) open();
});

addEventListener("keydown", (press) => {
  const { key, ctrlKey, altKey, metaKey, shiftKey } = press;
  if (key === "F9" && document.body.dataset.door) {
    press.preventDefault();
    if (!press.repeat) open();
    return;
  }
  const away = (ctrlKey && !altKey && (shiftKey || !WRITES.test(key))) || metaKey;
  const aside = altKey && /^(Arrow\w+|Home|F4|[a-z])$/i.test(key) && !ctrlKey;
  const tasks = shiftKey && key === "Escape"; // Chromium's own task manager
  if (NO_KEY.test(key) || away || aside || tasks) press.preventDefault();
});

for (const event of NO_EVENT) addEventListener(event, (happens) => happens.preventDefault());

addEventListener("wheel", (turn) => {
  if (turn.ctrlKey) turn.preventDefault();
}, { passive: false });

/* A link that is pressed with a key held would open beside the page. */
addEventListener("click", (press) => {
  if (press.ctrlKey || press.shiftKey || press.metaKey || press.altKey) press.preventDefault();
}, true);

window.print = () => {};
