/* Says what is typed, for who does not see it: each letter and whether it is a capital, the word at a space, and
   what was taken away. A secret is « point », and so is everything as long as the person has not said who may hear
   it. */

import { sentence, wordsIn } from "./listening.js";
import { mark } from "./marks.js";
import { mayBeHeard, say } from "./voice.js";

const TEXT_FIELD =
  "input:not([type=radio], [type=checkbox], [type=file], [type=button], [type=submit], [type=hidden]), textarea";
const SECRET = "[type=password], .code-boxes input, [data-secret]";

const valueBefore = new WeakMap(); // field → what it held before this letter

/** @typedef {{ gone: string, put: string, upTo: string }} Change */

/** What a change took away and what it put there, as two texts.
 * @param {string} was @param {string} is
 */
export const changeBetween = (was, is) => {
  let start = 0;
  while (start < Math.min(was.length, is.length) && was[start] === is[start]) start += 1;
  let end = 0;
  while (end < Math.min(was.length, is.length) - start && was.at(-1 - end) === is.at(-1 - end)) end += 1;
  return {
    gone: was.slice(start, was.length - end),
    put: is.slice(start, is.length - end),
    upTo: is.slice(0, is.length - end),
  };
};

/** The name of a sign that has one (« tiret »), as the keyboard on the screen calls it; else the sign.
 * @param {string} sign
 */
const nameOf = (sign) => {
  /** @type {HTMLTemplateElement | null} */
  const words = document.querySelector("#keyboard template");
  return words?.content.querySelector(`[data-sign="${CSS.escape(sign)}"]`)?.textContent ?? sign;
};

/** @param {Control} field */
const isLeft = (field) =>
  document.activeElement !== field && !document.getElementById("keyboard")?.contains(document.activeElement);

/** @param {string} sign */
const isCapital = (sign) => sign !== sign.toLocaleLowerCase();

/** @param {Record<string, string>} words @returns {(sign: string) => string} */
const nameIn = (words) => (sign) => (/^\s$/.test(sign) ? words.space : nameOf(sign));

/** @param {Change} change @param {Record<string, string>} words */
const spoken = ({ put, upTo }, words) => {
  if (/^\s$/.test(put)) return upTo.trim().split(/\s+/).at(-1) || words.space;
  if ([...put].length > 1) return put.trim();
  return isCapital(put) ? `${put}, ${words.capital}` : nameOf(put);
};

/** A box that is full leads on to the next one, which is said instead.
 * @param {Control} field @param {Change} change
 */
const echo = async (field, change) => {
  const { gone, put } = change;
  if ((!gone && !put) || isLeft(field)) return;
  const language = field.closest("[lang]").lang;
  const words = await wordsIn(language);
  const isHidden = field.matches(SECRET) || !mayBeHeard({ private: true });
  const what = isHidden ? words.point : put ? spoken(change, words) : [...gone].map(nameIn(words)).join(" ");
  const text = put ? what : (words.erased ?? "{}").replace("{}", what);
  if (!text || isLeft(field)) return;
  say([sentence(text, { language, role: "answer", of: field.id, private: !isHidden, element: field })]);
};

/* Echoes from now on, whichever keyboard is used. */
export const echoTyping = () => {
  document.documentElement.toggleAttribute("data-echo", true);
  document.addEventListener(
    "focusin",
    ({ target }) => target.matches(TEXT_FIELD) && valueBefore.set(target, target.value),
  );
  document.addEventListener("input", ({ target: field, inputType, data }) => {
    if (!document.documentElement.hasAttribute("data-echo") || !field.matches?.(TEXT_FIELD)) return;
    const change = changeBetween(valueBefore.get(field) ?? "", field.value);
    valueBefore.set(field, field.value);
    if (!change.put && !change.gone && data) change.put = data; // the same letter over itself
    if (inputType?.startsWith("delete") && !change.gone) mark("edge");
    setTimeout(() => echo(field, change)); // after what stops the voice at each gesture
  });
};

export const endEcho = () => document.documentElement.toggleAttribute("data-echo", false);
