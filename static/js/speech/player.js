/* Reads the page; again, letter by letter; faster, louder. Loaded once somebody listens. Others hear what is said by the
   events of voice.js. */

import { change, listening } from "./listening.js";
import { sound } from "./sound.js";
import { openDialog, utterances } from "./utterances.js";
import { current, say, sayAgain, speaking, stop } from "./voice.js";

export { say, speaking, stop };

const WITHIN = { rate: [50, 200], volume: [0, 100] };
const AROUND = 4; // places of what stands around every page
/** @param {Utterance} utterance */
const inSummary = ({ element }) => Boolean(element.closest("[data-first-read]"));

/** @param {Utterance} utterance */
const placeOf = (utterance) => {
  const main = document.getElementById("main");
  const { element, role } = utterance;
  if (!main?.contains(element))
    return main?.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING ? 5 : 4;
  if (inSummary(utterance)) return 0;
  if (element.closest("h1")) return 1;
  return role === "step" ? 2 : 3;
};

/** A page as one arrives on it: what is wrong, its title, where one is, then the rest of it in order, the bar of
 * helpers after it; what stands over every page comes last.
 * @param {Utterance[]} all
 */
export const onArrival = (all) => {
  const placed = all.map((utterance) => ({ place: placeOf(utterance), utterance }));
  return placed.sort((one, other) => one.place - other.place).map(({ utterance }) => utterance);
};

const FOR_THE_HAND = "#player, .skip-link"; // who listens has keys for both

/* What is read now, in its order. */
export const reading = () => {
  const all = utterances().filter(({ element }) => !element.closest(FOR_THE_HAND));
  return openDialog() ? all : onArrival(all);
};

/** @type {() => Promise<Utterance[]>} */
let told = async () => []; // what is said of a page after its title
/** @type {Utterance | null} */
let lastOfPage = null; // the last sentence of a page that was read to its end

/** Has `tell` give the utterances that are said of a page after its title.
 * @param {() => Promise<Utterance[]>} tell
 */
export const guideBy = (tell) => {
  told = tell;
};

/* Reads the page from its start; what stands around every page only where it is read `whole`, once. */
/** @param {{ whole?: boolean, first?: Utterance[] }} how - `first` is said after its title */
export const read = async ({ whole = false, first = [] } = {}) => {
  const more = [...first, ...(await told())];
  const over = openDialog();
  const all = reading().filter((utterance) => over || whole || placeOf(utterance) < AROUND);
  const head = all.filter((utterance) => !over && placeOf(utterance) <= 2);
  const list = [...head, ...more, ...all.filter((utterance) => !head.includes(utterance))];
  const how = await say(list);
  if (how === "done") lastOfPage = current();
  return how;
};

/** @param {Utterance} one @returns {(other: Utterance) => boolean} */
const sameAs = (one) => (other) => other.element === one.element && other.text === one.text;

/** Where one is in what is read, -1 where nowhere: at what was said last, unless that was an announcement. Who goes on
 * from the end of a page that was read to them is before its first question.
 * @param {Utterance[]} all @param {number} step
 */
export const placeIn = (all, step) => {
  const was = current();
  if (!was || was.role === "status") return -1;
  if (step <= 0 || was !== lastOfPage) return all.findIndex(sameAs(was));
  const question = all.findIndex(({ of, element }) => of && element.closest("#answer"));
  return (question < 0 ? all.findIndex((utterance) => placeOf(utterance) > 2) : question) - 1;
};

/* The same sentence again, and what comes after it where the voice was on its way. */
export const repeat = () => (current() ? sayAgain() : read());

/* The sentence letter by letter. */
export const spell = () => (current() ? say([current()], { style: "spell" }) : Promise.resolve("done"));

/** One step of ten, up or down. @param {"rate" | "volume"} name @param {number} by */
const step = (name, by) => {
  const [least, most] = WITHIN[name];
  change({ [name]: Math.min(most, Math.max(least, listening()[name] + by)) });
  sound.adjust(listening());
  document.dispatchEvent(new CustomEvent("parvis:listening", { detail: { name } }));
};

export const slower = () => step("rate", -10);

export const faster = () => step("rate", 10);

export const quieter = () => step("volume", -10);

export const louder = () => step("volume", 10);
