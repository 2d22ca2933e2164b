/* Moves from one thing to the next, by keys or gestures: a title, a sentence, a question, a choice, a box, a button. By
   ear alone what can take the focus has it, and on the keyboard of the screen one goes from key to key. */

import { listening, sentence, spokenWords } from "./listening.js";
import { mark } from "./marks.js";
import { placeIn, read, reading } from "./player.js";
import { askWhoHears } from "./privacy.js";
import { utteranceOf } from "./utterances.js";
import { say, speaking } from "./voice.js";

const TEXT_FIELD =
  "input:not([type=radio], [type=checkbox], [type=file], [type=button], [type=submit], [type=hidden]), textarea";
const HEADINGS = ["title", "question", "error", "step"];
const LARGE_ENOUGH = matchMedia("(min-width: 768px) and (min-height: 481px)");

/** @type {Thing | null} */
let here = null; // the thing that was come to last, by this hand or by the focus

const keyboard = () => document.getElementById("keyboard");
const isAlone = () => document.documentElement.hasAttribute("data-alone");
const isTyping = () => isAlone() && Boolean(keyboard()?.contains(document.activeElement));
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

/** Comes to a thing: by ear alone the focus goes there quietly, and it is said whole. Before somebody writes for the
 * first time they say who may hear it.
 * @param {Thing} thing @param {Utterance[]} before - what is said first @param {Utterance[]} after
 */
const come = async (thing, before = [], after = []) => {
  const focusable = isAlone() && isControl(thing.control) ? thing.control : null;
  if (focusable?.matches(TEXT_FIELD) && listening().private === "ask" && !(await askWhoHears())) return "stopped";
  if (focusable) {
    focusable.dataset.quiet = "";
    focusable.focus();
    delete focusable.dataset.quiet;
  }
  here = thing;
  return say([...before, ...thing.said, ...after]);
};

/** To the key so many places on, or so many rows. @param {number} step @param {boolean} byRow */
const moveOnKeyboard = (step, byRow) => {
  const focused = document.activeElement;
  const places = [...keyboard().querySelectorAll(byRow ? ".row" : ".row button")];
  const to = places[places.indexOf(byRow ? focused.closest(".row") : focused) + step];
  if (to) (byRow ? to.querySelector("button") : to).focus();
  else mark("edge");
};

/** To the thing at a place, and on from there where the voice is on its way to who sees the screen; where there is none,
 * to the one that one is at, with a mark and the words of that edge.
 * @param {Thing[]} things @param {number} to @param {number} from @param {string} edge
 */
const moveTo = async (things, to, from, edge) => {
  const isEdge = !things[to];
  const place = isEdge ? from : to;
  if (isEdge) mark("edge");
  if (!things[place]) return "done";
  const after = speaking() && !isAlone() ? things.slice(place + 1).flatMap(({ said }) => said) : [];
  return come(things[place], isEdge ? await spokenWords([edge]) : [], after);
};

/** One thing on, or back.
 * @param {number} step
 */
export const moveBy = (step) => {
  if (isTyping()) return moveOnKeyboard(step, false);
  const things = thingsNow();
  const at = indexIn(things, step);
  return moveTo(things, at + step, Math.max(at, 0), step > 0 ? "page-end" : "page-start");
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
  /** @param {Thing} thing */
  const isHeading = ({ said, control }) => HEADINGS.includes(said[0].role) || Boolean(control?.matches(TEXT_FIELD));
  const to =
    step > 0
      ? things.findIndex((thing, place) => place > at && isHeading(thing))
      : things.findLastIndex((thing, place) => place < at && isHeading(thing));
  return moveTo(things, to, at, step > 0 ? "list-edge" : "page-start");
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
  if (!isAlone()) return;
  here = { control: target };
  if (keyboard()?.contains(target)) sayKey(target);
});
