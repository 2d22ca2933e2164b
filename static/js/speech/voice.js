/* Says utterances (utterances.js) one after the other, never two at once. What is said is told by the event
   `parvis:spoken` on the document; `parvis:reading` tells that speech begins or ends, `parvis:silent` that
   something could not be heard, and why. */

import { formToken, listening, wordsIn } from "./listening.js";
import { sound } from "./sound.js";

const KEPT_MS = 45_000; // the box forgets what it rendered for one person after a minute
const MOST_KEPT = 48;
const UNREACHABLE = "unreachable";
const HEARD = ["headset", "aloud"];
const SLOW = ".reference, [data-slow]"; // numbers and codes: by groups, and twice

let turn = 0; // each thing that begins or is stopped has the next number
/** @type {Utterance[]} */
let list = [];
let at = -1;
let isRunning = false;
/** @type {(() => Promise<boolean>) | null} */
let asksFirst = null;
let lastDone = Promise.resolve("done");
/** @typedef {{ address: string, why: string }} Answer - where a sound is, or why there is none. */

/** @type {Map<string, Promise<Answer>>} */
const answers = new Map(); // what the box has answered of late

export const speaking = () => isRunning;

/* What is being said, or was last. */
export const current = () => list[at] ?? null;

/** Sets what asks who may hear something private, before it is said for the first time; it gives the promise of whether
 * to go on.
 * @param {() => Promise<boolean>} ask
 */
export const askFirst = (ask) => {
  asksFirst = ask;
};

/** @param {string} name */
const announce = (name, detail = {}) => document.dispatchEvent(new CustomEvent(`parvis:${name}`, { detail }));

/** @param {Utterance} utterance @param {string} text @param {string} phase */
const tell = ({ language, role, of, state, private: isPrivate }, text, phase) =>
  announce("spoken", { text, language, role, of, state, private: isPrivate, phase });

/** A session that begins meanwhile has another token: what was refused for the one before is asked again, once.
 * @param {Part} part @returns {Promise<Answer>}
 */
const ask = async (part, isFirst = true) => {
  const { language, role, text, style, private: isPrivate } = part;
  const token = formToken();
  const body = new URLSearchParams({ token, language, role, text, style, private: isPrivate ? "1" : "" });
  try {
    const response = await fetch("/speech/say", { method: "POST", body, redirect: "error" });
    return await response.json();
  } catch {
    return isFirst && token !== formToken() ? ask(part, false) : { address: "", why: UNREACHABLE };
  }
};

/** @param {Part} part */
const keyOf = (part) => JSON.stringify([part, listening().private]);

/** Where the sound of a part is; what was asked a moment ago is not asked again.
 * @param {Part} part
 */
const answerTo = (part) => {
  const key = keyOf(part);
  if (!answers.has(key)) {
    const answer = ask(part);
    answers.set(key, answer);
    answer.then(({ why }) => why === UNREACHABLE && answers.delete(key));
    setTimeout(() => answers.delete(key), KEPT_MS);
  }
  if (answers.size > MOST_KEPT) answers.delete(answers.keys().next().value);
  return answers.get(key);
};

/** The sounds of which an utterance is made: its text, a number twice; then that it is a button or an error, chosen, a
 * box that is empty, needed. In a style it is the text alone.
 * @param {Utterance} utterance @param {string} style @returns {Promise<Part[]>}
 */
const partsOf = async ({ language, role, text, state, needed, element, private: isPrivate }, style) => {
  const slow = element?.closest?.(SLOW) ? "slow" : "";
  const part = { language, role, text, style: style || slow, private: isPrivate };
  if (style) return [part];
  const words = await wordsIn(language);
  const codes = [["button", "box", "error"].includes(role) ? role : "", state, needed ? "required" : ""];
  const told = codes.filter((code) => words[code]);
  const states = told.map((code) => ({ language, role, text: words[code], style: "", private: false }));
  return [part, ...(slow ? [part] : []), ...states];
};

/** Whether something may be said: what is private only to whoever wears a headset, or lets others hear.
 * @param {{ private: boolean }} said
 */
export const mayBeHeard = ({ private: isPrivate }) => !isPrivate || HEARD.includes(listening().private);

/** @param {Utterance} utterance */
const fetchFirst = async (utterance) => {
  if (!utterance || !mayBeHeard(utterance)) return;
  const [part] = await partsOf(utterance, "");
  sound.fetch(await answerTo(part));
};

/** @param {Control} element */
const mark = (element) => {
  for (const marked of document.querySelectorAll("[data-spoken]")) marked.removeAttribute("data-spoken");
  element?.setAttribute("data-spoken", "");
  element?.scrollIntoView({ block: "nearest" });
};

/** Plays the sound of a part; one that the box has forgotten meanwhile is asked for again, once. Gives why it was not
 * heard.
 * @param {Part} part @param {string} address @param {number} mine
 */
const play = async (part, address, mine) => {
  const why = await sound.play(address, listening());
  if (why !== "gone" || mine !== turn) return why;
  answers.delete(keyOf(part));
  const { address: anew } = await answerTo(part);
  if (mine !== turn) return "";
  const again = anew ? await sound.play(anew, listening()) : "gone";
  return again === "gone" ? "device" : again;
};

/** Says one utterance, unless another turn begins meanwhile; the next one is fetched while it is heard. Gives why it
 * was not heard.
 * @param {Utterance} utterance @param {Utterance | null} next @param {string} style @param {number} mine
 */
const utter = async (utterance, next, style, mine) => {
  const parts = await partsOf(utterance, style);
  const text = [...new Set(parts.map((part) => part.text))].join(", ");
  for (const [index, part] of parts.entries()) {
    const answer = await answerTo(part);
    if (mine !== turn) return "";
    if (index === 0) {
      tell(utterance, text, answer.address ? "start" : answer.why === "no-voice" ? "no-voice" : "refused");
      mark(utterance.element);
    }
    if (!answer.address) {
      announce("silent", { why: answer.why, language: part.language });
      return answer.why;
    }
    const following = parts[index + 1];
    if (following) answerTo(following).then(sound.fetch);
    else fetchFirst(next);
    const why = await play(part, answer.address, mine);
    if (mine !== turn) return "";
    announce(why ? "silent" : "heard", { why });
    if (why === "blocked") {
      stop();
      return why;
    }
  }
  tell(utterance, text, "end");
  return "";
};

/** What nobody may hear is named, and not said.
 * @param {Utterance} utterance @param {number} mine
 */
const utterSilence = async (utterance, mine) => {
  tell(utterance, "", "refused");
  const text = (await wordsIn(utterance.language))["not-read"];
  if (text) await utter({ ...utterance, role: "note", text, state: "", private: false, needed: false }, null, "", mine);
};

const mayAsk = () => listening().private === "ask" && asksFirst;

/** Goes through a list from a place on.
 * @param {Utterance[]} said @param {number} from @param {string} style @returns {Promise<string>}
 */
const run = async (said, from, style) => {
  const mine = ++turn;
  sound.stop();
  [list, at, isRunning] = [said, from, true];
  announce("reading");
  for (; at < list.length; at += 1) {
    const utterance = list[at];
    const isHeard = mayBeHeard(utterance);
    const why = isHeard ? await utter(utterance, list[at + 1], style, mine) : "not-private";
    if (mine !== turn) return "stopped";
    if (why === "not-private" && mayAsk()) {
      // the box knows discreet titles, this page does not
      const place = at;
      isRunning = false;
      return (await asksFirst()) ? run(said, place, style) : "stopped";
    }
    if (!isHeard) await utterSilence(utterance, mine);
    if (mine !== turn) return "stopped";
  }
  [at, isRunning] = [list.length - 1, false];
  mark(null);
  announce("reading");
  return "done";
};

/** Says a list, at once, or (`interrupt: false`) after the sentence that is being said, before the rest of its list:
 * that somebody comes must not wait for the end of the page. Gives "done", or "stopped" where something else came.
 * @param {Utterance[]} said
 */
export const say = (said, { interrupt = true, style = "", from = 0 } = {}) => {
  if (!interrupt && isRunning) list.splice(at + 1, 0, ...said);
  else lastDone = said.length > from ? run([...said], from, style) : Promise.resolve("done");
  return lastDone;
};

/* Says the sentence that is being said, or was last, again; where it was on its way, what comes after it too. */
export const sayAgain = () => run(isRunning ? list : [list[at]], isRunning ? at : 0, "");

export const stop = () => {
  turn += 1;
  const wasRunning = isRunning;
  isRunning = false;
  sound.stop();
  mark(null);
  if (wasRunning) announce("reading");
};
