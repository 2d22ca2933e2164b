/* Where the focus goes after an htmx swap of the page's main part, or of all of it, and what is said then. On
   another page the title has the focus, so that it is read. Where the same questions come back, what an answer
   opened has it, and is named. A part that was changed in place leaves the focus where it is, or gives it to the
   next question where the one that had it is no longer asked. New errors come before all of that. A warning of a
   danger is an alert, and says itself. A long text field that gets the focus is scrolled into sight whole, because
   a browser shows only its first line. */

import { isInPlace, isOfPage } from "./swap.js";

const statusPart = () => document.getElementById("status"); // another one after a swap of the whole page

/* The page's questions and notes by a name that stays the same, in their order. */
const questions = () => {
  const fields = [...document.querySelectorAll("#answer .field, [data-note]")];
  const outermost = fields.filter((field) => field.matches("[data-note]") || !field.parentElement.closest(".field"));
  return new Map(outermost.map((field) => [field.id || field.querySelector("label")?.htmlFor, field]));
};

const formShown = () => document.getElementById("answer")?.getAttribute("action") ?? "";

/** What a question is called, without what stands beside it in another language or in brackets.
 * @param {Control} field
 */
const nameOf = (field) => {
  if (field.dataset.note) return field.dataset.note;
  const label = /** @type {Control} */ (field.querySelector("legend, label")?.cloneNode(true));
  label?.querySelectorAll(".optional, .said-beside").forEach((part) => part.remove());
  return label?.textContent.trim().replace(/\s+/g, " ") ?? "";
};

const page = () => ({
  form: formShown(),
  names: new Map([...questions()].map(([key, field]) => [key, nameOf(field)])),
});

/* The names of the questions from the one that has the focus on; none where no question has it. */
const fromFocused = () => {
  const all = [...questions()];
  const place = all.findIndex(([, field]) => field.contains(document.activeElement));
  return place < 0 ? [] : all.slice(place).map(([key]) => key);
};

let shown = page();
/** @type {(string | undefined)[]} */
let ahead = [];
let readErrors = document.querySelector("[data-first-read]");

/** @param {Control} element */
const focusOn = (element) => {
  if (!element.hasAttribute("tabindex")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
};

const goToTop = () => {
  focusOn(document.querySelector("#main h1") ?? document.getElementById("main"));
  scrollTo(0, 0);
};

/** @param {Control} field */
const goTo = (field) => {
  if (!field.matches("fieldset, [data-note]")) {
    field.setAttribute("role", "group");
    field.setAttribute("aria-label", nameOf(field));
  }
  focusOn(field);
  field.scrollIntoView({ block: "nearest" });
};

/** @param {Control} status @param {Control[]} opened @param {string[]} gone */
const say = (status, opened, gone) => {
  const asked = opened.filter((field) => !field.dataset.note).map(nameOf);
  const notes = opened.filter((field) => field.dataset.note && field.role !== "alert").map(nameOf);
  /** @param {string} name @param {string[]} what */
  const sentence = (name, what) => (what.length ? status.dataset[name].replace("{}", what.join(", ")) : "");
  const sentences = [
    sentence("note", notes),
    sentence(asked.length > 1 ? "several" : "more", asked),
    sentence("less", gone),
  ];
  status.textContent = sentences.filter(Boolean).join(". ");
};

/** @param {boolean} inPlace */
const afterMainSwap = (inPlace) => {
  const before = shown;
  const status = statusPart();
  shown = page();
  if (status) {
    status.textContent = "";
    status.toggleAttribute("data-private", false);
  }
  const errors = document.querySelector("[data-first-read]");
  const newErrors = errors && errors !== readErrors;
  readErrors = errors;
  if (newErrors && !inPlace) {
    errors.focus();
    return;
  }
  const samePage = shown.form && shown.form === before.form;
  const opened = samePage ? [...questions()].filter(([key]) => !before.names.has(key)).map(([, field]) => field) : [];
  const gone = samePage ? [...before.names].filter(([key]) => !shown.names.has(key)).map(([, name]) => name) : [];
  if (status && (opened.length || gone.length)) say(status, opened, gone);
  if (inPlace) {
    const next = document.activeElement === document.body && ahead.find((key) => questions().has(key));
    if (next) goTo(questions().get(next));
    return;
  }
  const toRead = opened.find((field) => field.role !== "alert");
  if (toRead) goTo(toRead);
  else if (opened.length || document.activeElement === document.body) goToTop();
};

if (readErrors) readErrors.focus();

document.addEventListener("htmx:before:swap", () => {
  ahead = fromFocused();
});

document.addEventListener("htmx:after:swap", ({ detail }) => {
  if (isOfPage(detail.ctx)) afterMainSwap(isInPlace(detail.ctx));
});

document.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea")) target.scrollIntoView({ block: "nearest" });
});
