/* A citizen's page by keys alone: arrows and Enter, or two switches, of which 1 moves on and 2 chooses. Accessible keypads
   are keyboards that send these keys. templates/_parts/keyboard/citizen_keys_list.html tells them; a desk has keys.js instead. */

const BOX = "input:not([type=radio], [type=checkbox], [type=file], [type=button], [type=submit], [type=hidden]), textarea";
const STOPS = `a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex="0"]`;
const ROOM = matchMedia("(min-width: 768px) and (min-height: 481px)");
const FARTHEST = 1.5; /* windows: what lies farther is come to by scrolling, so that nothing between goes unread */

const page = document.documentElement;
const comfort = () => (page.dataset.comfort ?? "").split(" ");
const help = () => document.getElementById("hands-help");
const keyboard = () => document.getElementById("keyboard");
const typed = (it) => Boolean(it.matches?.(BOX));
let walking = false; /* by arrows or switches, nothing typed since */
let switching = comfort().includes("switches");

const reachable = (it) =>
  it.checkVisibility({ visibilityProperty: true }) && !it.disabled && it.tabIndex > -1 && !it.matches(".skip-link");

/* Everything one can stop at, in reading order: of what is open before all else, or of the page. */
const stops = () => {
  const before = document.querySelector("dialog[open], [popover]:popover-open") ?? document;
  return [...before.querySelectorAll(STOPS)].filter(reachable);
};

const go = (step) => {
  const all = stops();
  if (!all.length) return;
  const from = document.activeElement === document.body ? document.getElementById("main") : document.activeElement;
  const side = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const here = all.indexOf(from);
  const beyond = all.filter((each) => from.compareDocumentPosition(each) & side);
  const to = (here < 0 ? beyond : all.slice(here + 1)).at(0);
  const back = (here < 0 ? beyond : all.slice(0, here)).at(-1);
  const next = step > 0 ? to ?? all[0] : back ?? all.at(-1);
  walking = true;
  if (to && step > 0 && next.getBoundingClientRect().top > innerHeight * FARTHEST) {
    const before = scrollY;
    scrollBy(0, innerHeight / 2);
    if (scrollY !== before) return;
  }
  next.focus();
};

const write = (box) => {
  if (!keyboard() || !ROOM.matches) return false;
  box.dispatchEvent(new CustomEvent("parvis:write", { bubbles: true }));
  return true;
};

const choose = () => {
  const at = document.activeElement;
  if (typed(at)) write(at);
  else if (at !== document.body && at.matches(STOPS)) at.click();
};

const tell = () => {
  help().togglePopover();
  if (help().matches(":popover-open")) help().querySelector("button").focus();
};

/* By the key's place: on a French keyboard the digits are the second sign of theirs. */
const figure = ({ code, key }) => {
  const found = /^(?:Digit|Numpad)([12])$/.exec(code);
  if (!found) return ["1", "2"].includes(key) ? key : "";
  return code.startsWith("Digit") || key === found[1] ? found[1] : "";
};

const DIRECTIONS = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };

const arrow = (event) => {
  const { target, key } = event;
  const across = key === "ArrowLeft" || key === "ArrowRight";
  if (typed(target) && across) return;
  const step = across && page.dir === "rtl" ? -DIRECTIONS[key] : DIRECTIONS[key];
  if (target.matches("textarea")) {
    const caret = target.selectionStart;
    setTimeout(() => target.selectionStart === caret && document.activeElement === target && go(step));
    return;
  }
  event.preventDefault();
  if (typed(target) && key === "ArrowDown" && keyboard()?.dataset.of === target.id && !keyboard().hidden) {
    keyboard().querySelector("button").focus();
  } else go(step);
};

const enter = (event) => {
  const { target } = event;
  if (target.matches("[type=radio], [type=checkbox]")) {
    event.preventDefault();
    if (!event.repeat) target.click();
  } else if (typed(target) && walking && write(target)) event.preventDefault();
};

const lead = (event, to) => {
  event.preventDefault();
  if (!event.repeat) to?.click();
};

const special = (event) => {
  const { key, target, shiftKey, ctrlKey, altKey, metaKey } = event;
  const alone = !(shiftKey || ctrlKey || altKey || metaKey);
  if (key === "F1" || key === "Help" || (key === "?" && !typed(target))) {
    event.preventDefault();
    if (!event.repeat) tell();
  } else if (/^F[234]$/.test(key)) lead(event, document.querySelector(`[aria-keyshortcuts~="${key}"]`));
  else if (alone && key === "Escape" && !typed(target) && !help().matches(":popover-open")) {
    if (keyboard()?.hidden !== false) lead(event, document.querySelector("[data-back]"));
  } else if (alone && key === "Home" && !typed(target)) {
    event.preventDefault();
    document.getElementById("main").focus({ preventScroll: true });
    scrollTo(0, 0);
  }
};

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  const which = event.shiftKey && key !== "1" && key !== "2" ? "" : figure(event);
  if (which && (switching || (which === "1" && !typed(target)))) {
    event.preventDefault();
    if (event.repeat) return; // a breath that lasts is one breath
    switching = true;
    page.toggleAttribute("data-switches", true);
    if (which === "1") go(1);
    else choose();
    return;
  }
  if (key.length === 1) {
    walking = false;
    switching = comfort().includes("switches");
    page.toggleAttribute("data-switches", switching);
  }
  if (key in DIRECTIONS && !event.shiftKey) arrow(event);
  else if (key === "Enter") enter(event);
  else special(event);
});

/* A list of communes below its box keeps the arrows while they lead to a row; then they go on, as everywhere. */
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (!["ArrowDown", "ArrowUp"].includes(key) || target.role !== "combobox") return;
  const rows = [...document.getElementById(target.getAttribute("aria-controls")).children];
  const at = rows.findIndex((each) => each.ariaSelected === "true");
  const open = target.getAttribute("aria-expanded") === "true";
  if (open && (key === "ArrowDown" ? at < rows.length - 1 : at > 0)) return;
  event.stopPropagation();
  arrow(event);
}, true);

document.addEventListener("pointerdown", () => {
  walking = false;
  switching = comfort().includes("switches");
  page.toggleAttribute("data-switches", switching);
}, true);

page.toggleAttribute("data-switches", switching);
