/* Keyboard shortcuts of the desk: Enter goes from question to question, digits choose;
   templates/_parts/keyboard/desk_keys.html lists them. Where that list is not on the page (a terminal, a screen
   turned to a citizen, the setting off) nothing here answers. Tab reaches everything too, more slowly. */

import { afterwards } from "../case/in_place.js";
import { digitOf, isShortcut } from "./key_press.js";

const CONTROLS = "input:not([type=hidden]), select, textarea, .group-field > .button";
const CHOICE = "[type=radio], [type=checkbox]";
const TYPED_IN = `input:not(${CHOICE}), select, textarea, [contenteditable]`;
const NUMBERED = "[data-keys] .card, [data-keys] > .button, .button[data-keys]";
/* The buttons that Enter may press from anywhere: none that sends or deletes anything, so that one Enter too many
   does no harm. */
const START = ":is(.start-row, .start-buttons) > .primary, .start-row > form > .primary";
const SAFE_BUTTONS = `${START}, [form=answer], [form=begin], [data-goes]`;

/* A telephone or a tablet: there a text field that gets the focus opens the system's own keyboard over half of the
   page. */
const BY_FINGER = matchMedia("(hover: none) and (pointer: coarse)");

const helpDialog = () => document.getElementById("keys-help");
/** @param {Control} element */
const isVisible = (element) => element.getClientRects().length > 0;
const mainPart = () => document.getElementById("main");
/** @returns {HTMLButtonElement | null} */
const mainButton = () => mainPart().querySelector(`.actions .primary, ${START}`);
/** Whether no control has the focus; the list of keys, once closed, may still hold it for a moment.
 * @param {Control} target
 */
const isNoControl = (target) =>
  target === document.body ||
  target === mainPart() ||
  target.matches("h1, #answer .field, [data-note]") ||
  helpDialog().contains(target);

/** The question of a control: the outermost `.field` around it, because an address is one question with several
 * fields.
 * @param {Control} control
 */
const questionOf = (control) => {
  let field = control.closest(".field");
  while (field?.parentElement.closest(".field")) field = field.parentElement.closest(".field");
  return field;
};

/** @param {Control} place */
const controlsIn = (place) => [...place.querySelectorAll(CONTROLS)].filter(isVisible);
/** @param {Control} control */
const hasValue = (control) => (control.matches(CHOICE) ? control.checked : control.value?.trim());
/** @param {Control} field */
const needsDrawing = (field) =>
  [...field.querySelectorAll(".signature-pad")].some(
    (pad) => isVisible(pad) && !pad.querySelector("[type=hidden]").value,
  );
/** @param {Control} field */
const isAnswered = (field) =>
  Boolean(field.querySelector(".items")) || (controlsIn(field).some(hasValue) && !needsDrawing(field));
/** @param {Control} field */
const isOptional = (field) => Boolean(field.querySelector(":scope > :is(label, legend) > .optional"));
/** @param {Control} field */
const isOpen = (field) => Boolean(field) && !isAnswered(field);

/** For a radio button, the one of its question that is chosen, else itself.
 * @param {Control} control
 */
const chosenRow = (control) => {
  if (control?.type !== "radio") return control;
  return (
    controlsIn(questionOf(control) ?? control.form).find((other) => other.name === control.name && other.checked) ??
    control
  );
};

/** @param {HTMLFormElement} form */
const firstToAnswer = (form) => {
  const wrongField = form.querySelector(".field-error")?.closest(".field");
  if (wrongField) return wrongField.querySelector("[aria-invalid=true]") ?? controlsIn(wrongField)[0];
  const candidates = controlsIn(form);
  return chosenRow(candidates.find((control) => isOpen(questionOf(control))) ?? candidates[0]);
};

/** @param {HTMLFormElement} form */
const firstRequired = (form) =>
  chosenRow(controlsIn(form).find((control) => isOpen(questionOf(control)) && !isOptional(questionOf(control))));

/** Where Enter leads: the next empty field of this question, then the next required question without an answer.
 * @param {HTMLFormElement} form @param {Control} current
 */
const nextToAnswer = (form, current) => {
  const ownQuestion = questionOf(current);
  const staysInQuestion = Boolean(ownQuestion) && (isAnswered(ownQuestion) || !isOptional(ownQuestion));
  return controlsIn(form).find((control) => {
    if (!(current.compareDocumentPosition(control) & Node.DOCUMENT_POSITION_FOLLOWING)) return false;
    const itsQuestion = questionOf(control);
    if (itsQuestion === ownQuestion) return staysInQuestion && control.matches(TYPED_IN) && !control.value;
    return isOpen(itsQuestion) && !isOptional(itsQuestion);
  });
};

/** Where the hands go in a question that has just come: into it, or on where it is answered already.
 * @param {HTMLFormElement} form @param {Control} question
 */
const fromQuestion = (form, question) =>
  isOpen(question) ? chosenRow(controlsIn(question)[0]) : nextToAnswer(form, question);

/** @param {Heard<KeyboardEvent>} event */
const enter = (event) => {
  const { target } = event;
  const button = mainButton();
  const form = button?.form;
  if (!button || event.shiftKey || event.altKey || event.metaKey) return;
  if (isNoControl(target)) {
    if (!button.matches(SAFE_BUTTONS)) return;
    event.preventDefault();
    if (event.repeat) return;
    afterwards(() => {
      const control = button.matches("[form=answer]") ? firstRequired(form) : null;
      if (control) control.focus();
      else button.click();
    });
    return;
  }
  if (!form || target.form !== form || !target.matches("input, textarea")) return;
  if (target.matches("textarea") && !event.ctrlKey) return;
  event.preventDefault();
  if (event.repeat) return; // a key that is held goes no further than the next question
  const sends = event.ctrlKey;
  /* What the last answer opens may be on its way: it comes before whatever stands further down. */
  afterwards(() => {
    if (!form.isConnected) return;
    const control = sends ? null : nextToAnswer(form, target);
    if (control) control.focus();
    else form.requestSubmit(button);
  });
};

/** @param {Control} target @param {number} number */
const pressNumber = (target, number) => {
  const groups = isNoControl(target)
    ? [...mainPart().querySelectorAll("fieldset:has(.choices)")]
    : [target.closest("fieldset")];
  const choices =
    groups.length === 1 && groups[0] ? [...groups[0].querySelectorAll(".choices .choice input")].filter(isVisible) : [];
  const choice = choices[number - 1];
  choice?.focus();
  (choice ?? (choices.length ? null : document.querySelector(`[data-key="${number}"]`)))?.click();
};

document.addEventListener("keydown", (event) => {
  if (!helpDialog() || event.defaultPrevented || event.isComposing) return;
  if (helpDialog().matches(":popover-open") && event.key !== "?") return;
  if (event.key === "Enter") {
    enter(event);
    return;
  }
  if (event.repeat || isShortcut(event) || event.target.matches(TYPED_IN)) return;
  if (event.key === "?") {
    helpDialog().togglePopover();
    if (helpDialog().matches(":popover-open")) helpDialog().querySelector("button").focus();
  } else if (digitOf(event)) pressNumber(event.target, Number(digitOf(event)));
});

/* Writes on each button and card which key presses it, for the eye and for a screen reader. */
const showShortcuts = () => {
  document.documentElement.classList.toggle("with-shortcuts", Boolean(helpDialog()));
  if (!helpDialog()) return;
  /** @param {Control} element @param {string | number} key @param {string | number} label */
  const announce = (element, key, label) => {
    element.dataset.key = String(label);
    element.setAttribute("aria-keyshortcuts", String(key));
  };
  [...document.querySelectorAll(NUMBERED)]
    .filter(isVisible)
    .slice(0, 9)
    .forEach((element, index) => announce(element, index + 1, index + 1));
  const button = mainButton();
  if (button?.matches(SAFE_BUTTONS)) announce(button, "Enter", helpDialog().dataset.enter);
};

/** Whether the focus would scroll away what is to be read first: what is said on the telephone before a question, or,
 * on any page that is not of questions, what stands above its controls.
 * @param {HTMLFormElement} form @param {Control} control
 */
const hidesText = (form, control) => {
  const fold = Math.min(innerHeight, mainPart().querySelector(".actions")?.getBoundingClientRect().top ?? innerHeight);
  const isRead = form.id !== "answer" || Boolean(mainPart().querySelector("[data-read-aloud]"));
  return isRead && control.getBoundingClientRect().bottom > fold;
};

/* Moves the focus to the first question without an answer. focus.js had put it at the page's top, or at the list of
   errors; a screen reader would miss the title by this, so it is announced. The list of errors announces itself. */
const focusFirst = () => {
  const focused = document.activeElement;
  const form = mainButton()?.form;
  if (!helpDialog() || !form || !(isNoControl(focused) || focused.matches("[data-first-read]"))) return;
  if (document.querySelector("[autofocus]") || location.hash) return;
  const control = focused.matches("#answer .field") ? fromQuestion(form, focused) : firstToAnswer(form);
  if (!control || (BY_FINGER.matches && control.matches(TYPED_IN))) return;
  if (isNoControl(focused) && hidesText(form, control)) return;
  const status = document.getElementById("status");
  if (isNoControl(focused) && !status.textContent) status.textContent = mainPart().querySelector("h1").textContent;
  control.focus();
};

document.addEventListener("htmx:after:swap", () => {
  showShortcuts();
  focusFirst();
});
showShortcuts();
focusFirst();
