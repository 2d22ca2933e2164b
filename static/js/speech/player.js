/* Reads the page, and moves in what is read: next, previous, again, letter by letter; faster, louder. Loaded once
   somebody listens. Others hear what is said by the events of voice.js. */

import { change, listening, spokenWord } from "./listening.js";
import { sound } from "./sound.js";
import { utterances } from "./utterances.js";
import { current, say, speaking, stop } from "./voice.js";

export { say, speaking, stop };

const RATE = { least: 50, most: 200, step: 10 };
const VOLUME = { least: 0, most: 100, step: 10 };
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

/** @param {Utterance[]} all */
const inDialog = (all) => Boolean(all[0]?.element.closest("dialog"));

const FOR_THE_HAND = "#player, .skip-link"; // who listens has keys for both

/* What is read now, in its order. */
const reading = () => {
  const all = utterances().filter(({ element }) => !element.closest(FOR_THE_HAND));
  return inDialog(all) ? all : onArrival(all);
};

/** @type {() => Promise<Utterance[]>} */
let told = async () => []; // what is said of a page after its title
/** @type {((step: number) => unknown) | null} */
let moved = null; // moves in another way than from sentence to sentence

/** Has `tell` give the utterances that are said of a page after its title, and `moveBy` move through it, for who
 * goes by ear alone.
 * @param {() => Promise<Utterance[]>} tell @param {((step: number) => unknown) | null} moveBy
 */
export const guideBy = (tell, moveBy) => {
  [told, moved] = [tell, moveBy];
};

/* Reads the page from its start. */
export const read = async () => {
  const more = await told();
  const all = reading();
  /** @param {Utterance} utterance */
  const isHead = (utterance) => !inDialog(all) && placeOf(utterance) <= 2;
  return say([...all.filter(isHead), ...more, ...all.filter((utterance) => !isHead(utterance))]);
};

/** @param {Utterance} one @returns {(other: Utterance) => boolean} */
const sameAs = (one) => (other) => other.element === one.element && other.text === one.text;

/** @param {number} step */
const move = async (step) => {
  const all = reading();
  const was = current();
  const index = was ? all.findIndex(sameAs(was)) : -1;
  const from = Math.min(Math.max(index < 0 ? 0 : index + step, 0), all.length - 1);
  const edge = step && from === index ? await spokenWord(step > 0 ? "page-end" : "page-start") : [];
  const upTo = speaking() ? all.length : from + 1;
  return say([...edge, ...all.slice(from, upTo)]);
};

export const next = () => (moved ?? move)(1);

export const previous = () => (moved ?? move)(-1);

export const repeat = () => (current() ? move(0) : read());

/* The sentence letter by letter. */
export const spell = () => (current() ? say([current()], { style: "spell" }) : Promise.resolve("done"));

/** @param {"rate" | "volume"} name @param {{ least: number, most: number, step: number }} within
 * @param {number} direction
 */
const step = (name, { least, most, step: by }, direction) => {
  change({ [name]: Math.min(most, Math.max(least, listening()[name] + by * direction)) });
  sound.adjust(listening());
  document.dispatchEvent(new CustomEvent("parvis:listening", { detail: { name } }));
};

export const slower = () => step("rate", RATE, -1);

export const faster = () => step("rate", RATE, 1);

export const quieter = () => step("volume", VOLUME, -1);

export const louder = () => step("volume", VOLUME, 1);
