/* What the on-screen keyboard does to the field it writes in, and where a field wants capitals. */

/** @param {Control} element */
export const takesText = (element) =>
  element.matches("textarea, input:not([type=radio], [type=checkbox], [type=button], [type=submit])");

/** @param {Control} field */
export const capitalsOnly = (field) => field.getAttribute("autocapitalize") === "characters";

/** @param {Control} field */
const mayBeginWithCapital = (field) => field.getAttribute("autocapitalize") !== "none";

/** « Saint- », « Marie- »: the next part of a name begins with a capital too.
 * @param {Control} field
 */
export const beginsNamePart = (field) =>
  field.localName === "input" &&
  mayBeginWithCapital(field) &&
  /\p{Lu}[\p{L}’']*-$/u.test(field.value.slice(0, field.selectionEnd ?? undefined));

/** @param {Control} field */
export const startsWithCapital = (field) => !field.value && field.form?.id === "answer" && mayBeginWithCapital(field);

/** @param {Control} field @param {string} inputType @param {string | null} data */
const dispatchInput = (field, inputType, data = null) =>
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType, data }));

/** Puts a text in place of what is chosen, unless the field would hold more than it may.
 * @param {Control} field @param {string} text
 */
export const insert = (field, text) => {
  const from = field.selectionStart ?? field.value.length;
  const to = field.selectionEnd ?? from;
  if (field.maxLength > -1 && field.value.length - (to - from) + text.length > field.maxLength) return;
  field.setRangeText(text, from, to, "end");
  dispatchInput(field, "insertText", text);
};

/** Deletes what is chosen, else the sign before the caret. Gives what is gone.
 * @param {Control} field
 */
export const deleteBackward = (field) => {
  const to = field.selectionEnd ?? field.value.length;
  let from = field.selectionStart ?? to;
  if (from === to) from -= [...field.value.slice(0, to)].at(-1)?.length ?? 0;
  const gone = field.value.slice(from, to);
  field.setRangeText("", from, to, "end");
  dispatchInput(field, "deleteContentBackward");
  return gone;
};
