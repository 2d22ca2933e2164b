/* The on-screen keyboard: buttons that write into the field it was opened for. It suggests no words and stores
   none. A finger leaves the focus in the field; arrows and switches move it to the keys (row by row, then key by
   key). A key that is held down does not repeat. Typing on a physical keyboard closes this one. */

import { isShortcut, switchOf } from "./key_press.js";
import { LAYOUTS, PADS, layoutOf, row, scriptOf } from "./layouts.js";
import { letterOrder, rememberOrder } from "./letter_order.js";
import { makeRoomFor } from "./room.js";
import { moveByArrowsOrSwitches } from "./switch_scanning.js";
import { beginsNamePart, capitalsOnly, deleteBackward, insert, startsWithCapital, takesText } from "./typing.js";

const root = document.getElementById("keyboard");
const label = root.getAttribute("aria-label");
const page = document.documentElement;
const FIELDS = "input:not([type=hidden], [type=file]), select, textarea";
/** @type {Control | null} */
let field = null;
let valueBefore = ""; /* what the field held when it was opened or last left, to tell its page of a change */
let layoutName = "";
let script = "latin";
let capitals = false;
let pointerDown = false; /* while a pointer is down the keyboard does not close under it */

await new Promise((done) => {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: root.dataset.style });
  style.onload = style.onerror = done;
  document.head.append(style);
});

const makeRoom = () => makeRoomFor(root, field);
const fieldMode = () => field.dataset.mode ?? field.inputMode;
const hasFocus = () => root.contains(document.activeElement);
const bySwitches = () => page.hasAttribute("data-switches");

/** The last row, with the keys that only this field needs: one for the other script, one for a new line.
 * @param {Layout} layout
 */
const lastRow = (layout) => {
  const tokens = layout.last.split(" ");
  const hasDigitsKey = tokens.some((token) => token.startsWith("{digits"));
  if (script !== "latin" && hasDigitsKey && layoutName !== "email" && layoutName !== "emailAbc") {
    tokens.splice(1, 0, layout.lang ? "{latin:3}" : `{${script}:3}`);
  }
  if (field.matches("textarea")) tokens.splice(-2, 0, "{line:4}");
  return tokens.map((token) => token.replace("{order", letterOrder() === "abc" ? "{azerty" : "{abc"));
};

const labelKeys = () => {
  const lang = LAYOUTS[layoutName].lang ?? "fr";
  for (const button of root.querySelectorAll("[data-sign]")) {
    const text = button.dataset.sign;
    const upper = text.toLocaleUpperCase(lang);
    button.textContent = capitals && [...upper].length === 1 ? upper : text;
  }
  root.querySelector("[data-act=shift]")?.setAttribute("aria-pressed", String(capitals));
};

/** @param {string} name */
const showLayout = (name) => {
  const hadFocus = hasFocus();
  const action = hadFocus ? document.activeElement.dataset.act : null;
  layoutName = name;
  const layout = LAYOUTS[name];
  root.querySelectorAll(".row").forEach((oldRow) => oldRow.remove());
  root.append(...[...layout.rows, lastRow(layout)].map((tokens) => row(root, tokens)));
  root.classList.toggle("digits", PADS.includes(name));
  root.lang = layout.lang ?? "fr";
  labelKeys();
  if (hadFocus) focusKeys(action);
  makeRoom();
};

/** Focuses the key with this action where the layout still has it, else the first key; with switches, the first row.
 * @param {string} [action]
 */
const focusKeys = (action) => {
  if (bySwitches()) root.querySelector(".row").focus();
  else ((action && root.querySelector(`[data-act="${action}"]`)) ?? root.querySelector("button")).focus();
};

/** Says what a key wrote or took away, because the focus stays where it is; nothing of a secret, nor where
 * speech/echo.js says it.
 * @param {string} text
 */
const say = (text) => {
  const status = document.getElementById("status");
  if (!status || field.type === "password" || page.hasAttribute("data-echo")) return;
  status.toggleAttribute("data-private", true); // a stranger in the room must not hear it
  status.textContent = text;
};

/** @param {string} text */
const typeSign = (text) => {
  insert(field, text);
  if (LAYOUTS[layoutName].one || (text === " " && field.dataset.first === layoutName)) {
    capitals = capitalsOnly(field);
    showLayout(layoutOf("text", LAYOUTS[layoutName].lang ? script : "latin", letterOrder()));
  } else if (capitals !== (capitalsOnly(field) || beginsNamePart(field))) {
    capitals = !capitals;
    labelKeys();
  }
};

/* Moves to the next text field of another question; where there is none, to the next control or the page's main
   button. */
const focusNext = () => {
  const fields = [...(field.form ?? document).querySelectorAll(FIELDS)].filter((candidate) =>
    candidate.checkVisibility(),
  );
  const nextField = fields
    .slice(fields.indexOf(field) + 1)
    .find((candidate) => takesText(candidate) || candidate.closest(".field") !== field.closest(".field"));
  const byKeys = hasFocus();
  if (nextField && takesText(nextField)) {
    if (byKeys) open(nextField, true);
    else nextField.focus();
    return;
  }
  const wayOn = nextField ?? document.querySelector(".actions .primary") ?? field.form?.querySelector("[type=submit]");
  close();
  wayOn?.focus();
};

/** @param {"azerty" | "abc"} name */
const chooseOrder = (name) => {
  rememberOrder(name, root.dataset.order);
  showLayout(name);
};

/** @type {Record<string, () => unknown>} */
const ACTIONS = {
  space: () => typeSign(" "),
  line: () => typeSign("\n"),
  back: () => {
    const gone = deleteBackward(field);
    if (gone) say(root.dataset.gone.replace("{}", gone));
  },
  hide: () => {
    const byKeys = hasFocus();
    close();
    if (byKeys) focusInPlace(field);
  },
  next: focusNext,
  shift: () => {
    capitals = !capitals;
    labelKeys();
  },
  letters: () => showLayout(layoutOf("text", script, letterOrder())),
  latin: () => showLayout(letterOrder()),
  azerty: () => chooseOrder("azerty"),
  abc: () => chooseOrder("abc"),
};

/** @param {Control} button */
const pressKey = (button) => {
  const { act: action, sign: text } = button.dataset;
  if (text) say(button.getAttribute("aria-label") ?? button.textContent);
  if (text) typeSign(button.textContent);
  else if (ACTIONS[action]) ACTIONS[action]();
  else showLayout(action);
  if (bySwitches() && hasFocus()) focusKeys();
};

/** @param {Control} element */
const focusInPlace = (element) => element.focus({ preventScroll: true });

/** Shows the keyboard for the field `element`; `byKeys`: the focus moves to the keys.
 * @param {Control} element @param {boolean} byKeys
 */
export const open = (element, byKeys) => {
  if (element === field && !root.hidden) {
    if (byKeys) focusKeys();
    return;
  }
  leaveField();
  field = element;
  valueBefore = field.value;
  field.classList.add("typing-target");
  script = scriptOf(field);
  capitals = capitalsOnly(field) || startsWithCapital(field);
  root.dataset.of = field.id;
  root.setAttribute("aria-label", [label, field.labels?.[0]?.textContent.trim()].filter(Boolean).join(" : "));
  root.hidden = false;
  if (byKeys) focusInPlace(field);
  showLayout(layoutOf(fieldMode(), script, letterOrder(), field.value ? "" : field.dataset.first));
  if (byKeys) focusKeys();
};

export const close = () => {
  leaveField();
  root.hidden = true;
  makeRoom();
};

/* Leaves the field: gives its own input mode back, and sends the « change » event that any keyboard would cause. */
const leaveField = () => {
  if (!field) return;
  field.classList.remove("typing-target");
  if (!field.isConnected) return;
  if ("mode" in field.dataset) {
    field.inputMode = field.dataset.mode;
    delete field.dataset.mode;
  }
  if (field.value !== valueBefore) field.dispatchEvent(new Event("change", { bubbles: true }));
  valueBefore = field.value;
};

/* Closes the keyboard once neither the field nor a key has the focus, but not while a pointer is down. */
const closeIfLeft = () => {
  if (root.hidden || pointerDown) return;
  if (!field.isConnected || (document.activeElement !== field && !hasFocus())) close();
};

root.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && field?.isConnected) pressKey(button);
});

document.addEventListener(
  "keydown",
  (event) => {
    if (root.hidden || !event.isTrusted || event.defaultPrevented || (bySwitches() && switchOf(event))) return;
    if (event.key === "Escape") {
      event.preventDefault();
      ACTIONS.hide();
    } else if (event.key.length === 1 && !isShortcut(event) && !(hasFocus() && event.key === " ")) {
      close();
      focusInPlace(field); // before the letter arrives, so that it arrives there
    }
  },
  true,
);

moveByArrowsOrSwitches(root, () => field, bySwitches);

document.addEventListener("pointerdown", () => (pointerDown = true), true);
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(
    name,
    () => {
      pointerDown = false;
      setTimeout(closeIfLeft, 60);
    },
    true,
  );
}
document.addEventListener("focusout", () => setTimeout(closeIfLeft));
document.addEventListener("htmx:after:swap", () => setTimeout(closeIfLeft));
addEventListener("resize", () => field?.isConnected && makeRoom());
