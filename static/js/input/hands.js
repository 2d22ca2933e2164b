/* Drives a citizen's page by keys alone: arrows and Enter, or two switches, of which 1 moves on and 2 chooses.
   Accessible keypads are keyboards that send these keys. templates/_parts/keyboard/citizen_keys_list.html lists
   them; a desk has keys.js instead. */

import { isShortcut, switchOf } from "./key_press.js";

const TEXT_FIELD =
  "input:not([type=radio], [type=checkbox], [type=file], [type=button], [type=submit], [type=hidden]), textarea";
const STOPS = `a[href], button, summary, input:not([type=hidden]), select, textarea, [tabindex="0"]`;
const LARGE_ENOUGH = matchMedia("(min-width: 768px) and (min-height: 481px)");
/* Heights of the window: the focus jumps no farther, the page scrolls first so that nothing goes unread;
   by ear alone a press that says nothing would be one that did nothing. */
const FARTHEST_WINDOWS = 1.5;
const FOR_THE_EYE = "#player"; // its buttons say nothing; who hears alone has a key for each

const page = document.documentElement;
const comfort = () => (page.dataset.comfort ?? "").split(" ");
const helpDialog = () => document.getElementById("hands-help");
const AT_TERMINAL = "door" in document.body.dataset; /* elsewhere whoever presses keys has a keyboard of their own */
const keyboard = () => document.getElementById("keyboard");
/** @param {Control} element */
const isTextField = (element) => Boolean(element.matches?.(TEXT_FIELD));
let movingByKeys = false; /* the focus was last moved by arrows or switches, and nothing was typed since */
/* Whether the keys 1, 2 and ? act: a person who speaks to their computer, or leans on a key, must not lose their
   page by one (WCAG 2.1.4). They do once two buttons are chosen, or where the town hall says so. */
const singleKeysAct = () => "singleKeys" in document.body.dataset || comfort().includes("switches");
let bySwitches = comfort().includes("switches");

/** @param {Control} element */
const reachable = (element) =>
  element.checkVisibility({ visibilityProperty: true }) &&
  !element.disabled &&
  element.tabIndex > -1 &&
  !(page.hasAttribute("data-alone") && element.closest(FOR_THE_EYE)) &&
  !element.matches(".skip-link");

/* Everything that can take the focus, in reading order: in the open dialog where there is one, else on the page. */
const stopsNow = () => {
  const container = document.querySelector("dialog[open], [popover]:popover-open") ?? document;
  return [...container.querySelectorAll(STOPS)].filter(reachable);
};

/* The two buttons beside a number only spare the typing: arrows go from field to field, past them. */
/** @param {Control} element */
const isStepButton = (element) => element.matches("[data-step]") && element !== document.activeElement;

/** @param {number} step @param {boolean} [byArrow] - else by a switch, which has no other way to a button. */
const moveFocus = (step, byArrow) => {
  const places = byArrow ? stopsNow().filter((stop) => !isStepButton(stop)) : stopsNow();
  if (!places.length) return;
  const current = document.activeElement === document.body ? document.getElementById("main") : document.activeElement;
  const direction = step > 0 ? Node.DOCUMENT_POSITION_FOLLOWING : Node.DOCUMENT_POSITION_PRECEDING;
  const index = places.indexOf(current);
  const inDirection = places.filter((place) => current.compareDocumentPosition(place) & direction);
  const following = (index < 0 ? inDirection : places.slice(index + 1)).at(0);
  const preceding = (index < 0 ? inDirection : places.slice(0, index)).at(-1);
  const chosen = step > 0 ? (following ?? places[0]) : (preceding ?? places.at(-1));
  movingByKeys = true;
  const isFar = chosen.getBoundingClientRect().top > innerHeight * FARTHEST_WINDOWS;
  if (following && step > 0 && isFar && !page.hasAttribute("data-alone")) {
    const scrolledBefore = scrollY;
    scrollBy(0, innerHeight / 2);
    if (scrollY !== scrolledBefore) return;
  }
  chosen.focus();
};

/** @param {Control} field */
const openKeyboard = (field) => {
  if (!keyboard() || !AT_TERMINAL || !LARGE_ENOUGH.matches) return false;
  field.dispatchEvent(new CustomEvent("parvis:write", { bubbles: true }));
  return true;
};

const pressFocused = () => {
  const focused = document.activeElement;
  if (isTextField(focused)) openKeyboard(focused);
  else if (focused !== document.body && focused.matches(STOPS)) focused.click();
};

const toggleHelp = () => {
  helpDialog().togglePopover();
  if (helpDialog().matches(":popover-open")) helpDialog().querySelector("button").focus();
};

/** @type {Record<string, number>} */
const DIRECTIONS = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };

/** @param {Heard<KeyboardEvent>} event */
const moveByArrow = (event) => {
  const { target, key } = event;
  const sideways = key === "ArrowLeft" || key === "ArrowRight";
  if (isTextField(target) && sideways) return;
  const step = sideways && page.dir === "rtl" ? -DIRECTIONS[key] : DIRECTIONS[key];
  if (target.matches("textarea") && !page.hasAttribute("data-alone")) {
    const caret = target.selectionStart;
    setTimeout(() => target.selectionStart === caret && document.activeElement === target && moveFocus(step, true));
    return;
  }
  event.preventDefault();
  if (isTextField(target) && key === "ArrowDown" && keyboard()?.dataset.of === target.id && !keyboard().hidden) {
    keyboard().querySelector("button").focus();
  } else moveFocus(step, true);
};

/** @param {Heard<KeyboardEvent>} event */
const enter = (event) => {
  const { target } = event;
  if (target.matches("[type=radio], [type=checkbox]")) {
    event.preventDefault();
    if (!event.repeat) target.click();
  } else if (isTextField(target) && movingByKeys && openKeyboard(target)) event.preventDefault();
};

/** @param {Heard<KeyboardEvent>} event @param {Control} element */
const clickOnce = (event, element) => {
  event.preventDefault();
  if (!event.repeat) element?.click();
};

/** @param {Heard<KeyboardEvent>} event */
const otherKey = (event) => {
  const { key, target } = event;
  const alone = !event.shiftKey && !isShortcut(event);
  if (key === "F1" || key === "Help" || (key === "?" && singleKeysAct() && !isTextField(target))) {
    event.preventDefault();
    if (!event.repeat) toggleHelp();
  } else if (/^F[234]$/.test(key)) clickOnce(event, document.querySelector(`[aria-keyshortcuts~="${key}"]`));
  else if (alone && key === "Escape" && !isTextField(target) && !helpDialog().matches(":popover-open")) {
    if (keyboard()?.hidden !== false) clickOnce(event, document.querySelector("[data-back]"));
  } else if (alone && key === "Home" && !isTextField(target)) {
    event.preventDefault();
    const title = document.querySelector("#main h1") ?? document.getElementById("main");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
};

/** Who has two switches and nothing else begins at a terminal's first page, where nothing can be lost: the first one
 * three times within ten seconds, no two so close that a hand that trembles makes them.
 * @param {Control} form @param {number} at
 */
const beginSwitches = async (form, at) => {
  if (at - switchedAt.at(-1) < 300) return;
  switchedAt = [...switchedAt.filter((time) => at - time < 10_000), at];
  if (switchedAt.length < 3) return;
  const body = new URLSearchParams({ token: form.querySelector("[name=token]").value, keys: "switches" });
  await fetch(form.dataset.switches, { method: "POST", body, redirect: "manual" });
  location.reload();
};
/** @type {number[]} */
let switchedAt = [];

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (event.defaultPrevented || event.isComposing || isShortcut(event)) return;
  const pressedSwitch = event.shiftKey && key !== "1" && key !== "2" ? "" : switchOf(event);
  if (pressedSwitch && (bySwitches || (pressedSwitch === "1" && singleKeysAct() && !isTextField(target)))) {
    event.preventDefault();
    if (event.repeat) return; // a switch that is held is one press
    bySwitches = true;
    page.toggleAttribute("data-switches", true);
    if (pressedSwitch === "1") moveFocus(1);
    else pressFocused();
    return;
  }
  const firstPage = document.querySelector("form[data-switches]");
  if (firstPage && pressedSwitch === "1" && !event.repeat) beginSwitches(firstPage, event.timeStamp);
  if (key.length === 1) {
    movingByKeys = false;
    bySwitches = comfort().includes("switches");
    page.toggleAttribute("data-switches", bySwitches);
  }
  if (key in DIRECTIONS && !event.shiftKey) moveByArrow(event);
  else if (key === "Enter") enter(event);
  else otherKey(event);
});

/* Who comes back to a box by the arrows or by ear writes on, and erases, where its words end: a browser puts a focus
   that no hand placed before them. */
document.addEventListener("focusin", ({ target }) => {
  const byScript = movingByKeys || page.hasAttribute("data-alone");
  if (byScript && isTextField(target) && target.selectionStart === 0 && target.selectionEnd === 0)
    target.setSelectionRange(target.value.length, target.value.length);
});

/* An open list of communes keeps the arrow keys while they lead to one of its rows; at its ends they move the focus
   again. */
document.addEventListener(
  "keydown",
  (event) => {
    const { target, key } = event;
    if (!["ArrowDown", "ArrowUp"].includes(key) || target.role !== "combobox") return;
    const rows = [...document.getElementById(target.getAttribute("aria-controls")).children];
    const selected = rows.findIndex((row) => row.ariaSelected === "true");
    const open = target.getAttribute("aria-expanded") === "true";
    if (open && (key === "ArrowDown" ? selected < rows.length - 1 : selected > 0)) return;
    event.stopPropagation();
    moveByArrow(event);
  },
  true,
);

document.addEventListener(
  "pointerdown",
  () => {
    movingByKeys = false;
    bySwitches = comfort().includes("switches");
    page.toggleAttribute("data-switches", bySwitches);
  },
  true,
);

page.toggleAttribute("data-switches", bySwitches);
if (bySwitches && document.querySelector("form[data-switches]")) moveFocus(1); // it has just begun
