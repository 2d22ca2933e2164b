/* What one element of a page is to somebody who hears it: its name, its role and state, what it belongs to, and
   whether it is private. */

const CHOICES = "input[type=radio], input[type=checkbox]";
export const NO_BOXES = `${CHOICES}, [type=hidden], [type=button], [type=submit], [type=reset], [type=image]`;
export const BOXES = `input:not(${NO_BOXES}), textarea, select`;
export const BUTTONS = "a[href], button, summary";
const PRIVATE = "[data-private], .receipt svg";

/* The first that an element matches says what its words are; an element that matches none says what is around it
   says. */
const ROLES = Object.entries({
  "h1, h2, h3, h4, h5, h6, caption": "title",
  ".progress": "step",
  legend: "question",
  ".field-error, [data-first-read], [data-wrong]": "error",
  "[role=status], [role=alert], [role=alertdialog]": "status",
  ".help, .lead, .card > span": "help",
  ".card strong": "button",
  ".receipt, .slip": "receipt",
  ".notice, .message": "note",
  "dl.answers dt": "question",
  "dl.answers dd": "answer",
});

/** A text with one blank where the page has any number; those that hold a sentence together stay.
 * @param {string} text
 */
export const tidy = (text) => text.replace(/[ \t\n\r\f]+/g, " ").replace(/ (?=[\u00a0\u202f])/g, "").trim();

/** @param {Control} element */
export const nameFrom = (element) => {
  const labelled = element
    .getAttribute("aria-labelledby")
    ?.split(/\s+/)
    .map((id) => document.getElementById(id)?.textContent ?? "");
  const drawn = element.querySelector(":scope > title")?.textContent;
  return tidy(labelled?.join(" ") || element.getAttribute("aria-label") || drawn || element.alt || element.title || "");
};

/** @param {Control} element @param {CSSStyleDeclaration} style */
export const isShown = (element, style) =>
  style.display !== "none" && (style.display === "contents" || element.checkVisibility({ visibilityProperty: true }));

/** What somebody typed or chose in a box: the words that it shows.
 * @param {Control} box
 */
export const shownIn = (box) => {
  if (box.type === "password" || box.type === "file") return "";
  return box.matches("select") ? (box.selectedOptions[0]?.label ?? "") : box.value;
};

/** @param {Control} box */
const isFilled = (box) => (box.type === "file" ? box.files.length > 0 : box.value !== "");

/** @param {Control} control */
export const stateOf = (control) => {
  if (control.matches(CHOICES)) return control.checked ? "chosen" : "not-chosen";
  if (control.matches(BOXES)) return isFilled(control) ? "filled" : "empty";
  if (control.matches("summary")) return control.parentElement.matches("[open]") ? "open" : "closed";
  if (control.ariaPressed) return control.ariaPressed === "true" ? "pressed" : "not-pressed";
  if (control.ariaCurrent && control.ariaCurrent !== "false") return "current";
  return control.disabled ? "disabled" : "";
};

/** @param {Control} control */
export const isNeeded = (control) => control.required || control.ariaRequired === "true";

/** A file is chosen by pressing its label.
 * @param {Control} control
 */
const roleOf = (control) =>
  control.matches(CHOICES) ? "choice" : control.matches(BOXES) && control.type !== "file" ? "box" : "button";

/** Whether what stands here belongs to a question that was begun around it: the boxes of an address are its parts.
 * @param {Told} told
 */
const isPartOf = ({ fieldset, of }) => Boolean(of) && Boolean(fieldset?.matches(".field"));

/** What the words in an element are, given what those around it are.
 * @param {Control} element @param {Told} around
 */
export const inside = (element, around) => {
  const told = { ...around };
  if (element.lang && !("term" in element.dataset)) told.language = element.lang; // a term is said within its sentence
  if (element.matches(PRIVATE)) told.private = true;
  if (element.matches(".field") && !isPartOf(around))
    told.of = element.id || element.querySelector("label")?.htmlFor || around.of;
  const role = ROLES.find(([selector]) => element.matches(selector))?.[1];
  if (role && !(around.role === "error" && role !== "title")) told.role = role;
  /** @type {Control | null} */
  const control = element.matches("label") ? element.control : element.matches(BUTTONS) ? element : null;
  if (control) {
    told.control = control;
    told.role = control.closest("[data-first-read]") ? "error" : roleOf(control);
    told.of = around.of || control.id || control.name || "";
  }
  if (element.matches("fieldset")) told.fieldset = element;
  if (element.matches("legend")) told.control = told.fieldset;
  return told;
};
