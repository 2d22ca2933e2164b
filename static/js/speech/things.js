/* Moves from one thing to the next by gestures: a title, a sentence, a question, a choice, a box, a button; on the
   keyboard of the screen, from key to key. What can take the focus has it. */

import { listening, sentence, spokenWords } from "./listening.js";
import { mark } from "./marks.js";
import { placeIn, read, reading } from "./player.js";
import { askWhoHears } from "./privacy.js";
import { utteranceOf } from "./utterances.js";
import { say } from "./voice.js";

const TEXT_FIELD =
  "input:not([type=radio], [type=checkbox], [type=file], [type=button], [type=submit], [type=hidden]), textarea";
const HEADINGS = ["title", "question", "error", "step"];
const LARGE_ENOUGH = matchMedia("(min-width: 768px) and (min-height: 481px)");

/** @type {Thing | null} */
let here = null; // the thing that was come to last, by this hand or by the focus

const keyboard = () => document.getElementById("keyboard");
const isTyping = () => Boolean(keyboard()?.contains(document.activeElement));
/** @param {Control} element */
const isControl = (element) => Boolean(element) && !element.matches("fieldset");

/* What is read, as things: what a control says stands together. */
const thingsNow = () => {
  /** @type {Thing[]} */
  const things = [];
  for (const utterance of reading()) {
    if (keyboard()?.contains(utterance.element)) continue;
    const last = things.at(-1);
    if (last && utterance.control && last.control === utterance.control) last.said.push(utterance);
    else things.push({ control: utterance.control, element: utterance.element, said: [utterance] });
  }
  return things;
};

/** @param {Thing} thing @param {Utterance} utterance */
const isSaid = (thing, utterance) =>
  thing.said.some(({ element, text }) => element === utterance.element && text === utterance.text);

/** Where one is: what was said last; else what was come to; else before what the focus is around.
 * @param {Thing[]} things
 */
const indexIn = (things, step = 0) => {
  const all = things.flatMap(({ said }) => said);
  const last = all[placeIn(all, step)];
  const byVoice = last ? things.findIndex((thing) => isSaid(thing, last)) : -1;
  if (byVoice >= 0) return byVoice;
  const byHand = here
    ? things.findIndex((thing) => (here.said ? isSaid(thing, here.said[0]) : thing.control === here.control))
    : -1;
  if (byHand >= 0) return byHand;
  const focused = document.activeElement;
  const around = focused === document.body ? -1 : things.findIndex(({ element }) => focused.contains(element));
  return around < 0 ? -1 : around - 1;
};

/** Comes to a thing: the focus goes there quietly, and it is said whole. Before somebody writes for the first time
 * they say who may hear it. `edge` is the word for there being nothing further on, which is said first.
 * @param {Thing} thing
 */
const come = async (thing, edge = "") => {
  const focusable = isControl(thing.control) ? thing.control : null;
  if (focusable?.matches(TEXT_FIELD) && listening().private === "ask" && !(await askWhoHears())) return "stopped";
  if (focusable) {
    focusable.dataset.quiet = "";
    focusable.focus();
    delete focusable.dataset.quiet;
  }
  here = thing;
  return say([...(edge ? await spokenWords([edge]) : []), ...thing.said]);
};

/** To the key so many places on, or so many rows. @param {number} step @param {boolean} byRow */
const moveOnKeyboard = (step, byRow) => {
  const focused = document.activeElement;
  const places = [...keyboard().querySelectorAll(byRow ? ".row" : ".row button")];
  const to = places[places.indexOf(byRow ? focused.closest(".row") : focused) + step];
  if (to) (byRow ? to.querySelector("button") : to).focus();
  else mark("edge");
};

/** To a thing, or where there is none to what one is at, with a mark and words that say so.
 * @param {Thing} to @param {Thing} from @param {string} edge
 */
const moveTo = (to, from, edge) => {
  if (to) return come(to);
  mark("edge");
  return from ? come(from, edge) : Promise.resolve("done");
};

/** One thing on, or back.
 * @param {number} step
 */
export const moveBy = (step) => {
  if (isTyping()) return moveOnKeyboard(step, false);
  const things = thingsNow();
  const at = indexIn(things, step);
  return moveTo(things[at + step], things[Math.max(at, 0)], step > 0 ? "page-end" : "page-start");
};

/* The same thing again; the page where nothing was come to yet. */
export const sayAgain = () => {
  if (isTyping()) return sayKey(document.activeElement);
  const things = thingsNow();
  const at = indexIn(things);
  return at < 0 ? read() : come(things[at]);
};

/** On, or back, to a title, a question or an error; on the keyboard, to the next row.
 * @param {number} step
 */
export const moveByHeading = (step) => {
  if (isTyping()) return moveOnKeyboard(step, true);
  const things = thingsNow();
  const at = indexIn(things, step);
  const ahead = step > 0 ? things.slice(at + 1) : things.slice(0, Math.max(at, 0)).reverse();
  const to = ahead.find(({ said, control }) => HEADINGS.includes(said[0].role) || control?.matches(TEXT_FIELD));
  return moveTo(to, things[at], step > 0 ? "list-edge" : "page-start");
};

/* Presses what was come to: a box opens the keyboard of the screen. */
export const chooseHere = () => {
  const focused = document.activeElement;
  if (focused === document.body || !(isTyping() || here?.control === focused)) {
    mark("refused");
    return;
  }
  if (focused.matches(TEXT_FIELD)) {
    typedIn = focused.id; // it was said a moment ago
    if (focused.selectionEnd !== null) focused.setSelectionRange(focused.value.length, focused.value.length);
    if (keyboard() && LARGE_ENOUGH.matches) focused.dispatchEvent(new CustomEvent("parvis:write", { bubbles: true }));
    mark("accepted");
    return;
  }
  if (!focused.matches("[type=radio], [type=checkbox]")) mark("accepted"); // a row tells its own
  focused.click();
};

let typedIn = ""; // the box that the keyboard of the screen writes in, as it was said last

/** A key says its name, a row of keys all of theirs, and first the box where the keyboard has gone on to another.
 * What a key does is named in the language of the page, a letter in its own.
 * @param {Control} element
 */
const sayKey = (element) => {
  const keys = element.matches("button") ? [element] : [...element.querySelectorAll("button")];
  const text = keys.map((key) => key.ariaLabel ?? key.textContent.trim()).join(" ");
  const isLetter = keys.some((key) => key.dataset.sign && !key.ariaLabel);
  const { of } = keyboard().dataset;
  const box = of === typedIn ? [] : [utteranceOf(document.getElementById(of))].filter(Boolean);
  typedIn = of;
  const language = isLetter ? keyboard().lang : document.documentElement.lang;
  return say([...box, sentence(text, { language, role: "text", of, state: "key", element, control: element })]);
};

document.addEventListener("focusin", ({ target }) => {
  if (!document.documentElement.hasAttribute("data-alone")) return;
  here = { control: target };
  if (keyboard()?.contains(target)) sayKey(target);
});
