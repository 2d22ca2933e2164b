/* Types a date without Tab: after two digits the next field has the focus, as after / . - or a space; a whole date
   that is put in into one field fills all three. */

import { isShortcut } from "../input/key_press.js";

const WHOLE = /^(\p{Nd}{2})(\p{Nd}{2})(\p{Nd}{4})$/u;
const SEPARATOR = /[\s/.-]+/;

/** @param {Control} field @returns {Control[]} */
const dateFieldsOf = (field) => {
  const fields = field.matches?.(".date-boxes input")
    ? [...field.closest(".date-boxes").querySelectorAll("input")]
    : [];
  return fields.length === 3 ? fields : [];
};

/** Goes on in this field; whoever types by keys on the on-screen keyboard stays on its keys.
 * @param {Control} field
 */
const selectField = (field) => {
  if (document.getElementById("keyboard")?.contains(document.activeElement)) {
    field.dispatchEvent(new CustomEvent("parvis:write", { bubbles: true }));
    return;
  }
  field.focus();
  field.select();
};

document.addEventListener("input", ({ target, inputType }) => {
  const fields = dateFieldsOf(target);
  const index = fields.indexOf(target);
  if (index < 0) return;
  const typed = target.value.trim();
  const parts = WHOLE.exec(typed)?.slice(1) ?? typed.split(SEPARATOR);
  if (parts.length === 3 && parts.every(Boolean)) {
    for (const [number, part] of parts.entries()) fields[number].value = part;
    fields[2].focus();
    fields[2].dispatchEvent(new Event("change", { bubbles: true }));
  } else if (index < 2 && inputType === "insertText" && /^\p{Nd}{2}$/u.test(target.value)) {
    selectField(fields[index + 1]);
  }
});

document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  const fields = dateFieldsOf(target);
  const index = fields.indexOf(target);
  if (index < 0 || isShortcut(event)) return;
  const isSeparator = ["/", ".", "-", " "].includes(key);
  if (isSeparator && index < 2 && target.value) {
    event.preventDefault();
    selectField(fields[index + 1]);
  } else if (isSeparator && index > 0 && !target.value && fields[index - 1].value) {
    event.preventDefault(); // after two digits the focus is here already; the separator is dropped
  } else if (index > 0 && key === "Backspace" && target.selectionStart === 0 && target.selectionEnd === 0) {
    event.preventDefault();
    fields[index - 1].focus();
    fields[index - 1].setSelectionRange(fields[index - 1].value.length, fields[index - 1].value.length);
  }
});
