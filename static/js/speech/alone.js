/* By ear alone: everything is done by keys, two switches or gestures, from the welcome to the receipt, by who sees
   nothing of the screen. It begins at the welcome by the listening key, a headset or a finger that rests for three
   seconds, and ends with the session, with three fingers, or by the staff's door. */

import { isShortcut } from "../input/key_press.js";
import { follow } from "./controls.js";
import { echoTyping, endEcho } from "./echo.js";
import { watchGestures } from "./gestures.js";
import { change, formToken, sentence, spokenWords } from "./listening.js";
import { mark } from "./marks.js";
import { guideBy, read } from "./player.js";
import { chooseHere, moveBy, moveByHeading, sayAgain } from "./things.js";
import { say, stop } from "./voice.js";

const ROUNDS = 3; // how often the languages are offered before it is still
const BETWEEN_MS = 400;
const PRESSED_OR_FILLED = "a[href], button, summary, input, textarea, select";

const page = document.documentElement;
const bar = () => document.getElementById("alone");
/** @type {(() => void) | null} */
let endGestures = null;
let isNew = false; // nobody has told this person yet what keys and gestures do
/** @type {Control | null} */
let heardPage = null; // the main part whose questions were counted

/** @param {number} ms */
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** @param {string[]} codes */
const tell = async (...codes) => say(await spokenWords(codes));

/* -- The languages, each in its own
   ------------------------------------------------------------------------------------ */

/* Offers them one after the other. Each button has the focus while its language is spoken: Enter or two taps choose
   it. */
const offerLanguages = async () => {
  const offers = [...document.querySelectorAll("[data-offer]")];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const offer of offers) {
      const button = document.querySelector(`[name=language][value="${offer.dataset.offer}"]`);
      button.dataset.quiet = "";
      button.focus({ preventScroll: true });
      delete button.dataset.quiet;
      const how = await say([sentence(offer.textContent, { language: offer.lang, control: button, element: button })]);
      if (how === "stopped") return;
      await pause(BETWEEN_MS);
      if (document.activeElement !== button) return;
    }
  }
};

/* -- What a page is, once on each
   --------------------------------------------------------------------------------------- */

const countQuestions = () => {
  const fields = [...document.querySelectorAll("#answer .field")].filter((field) => field.checkVisibility());
  return fields.filter((field) => !field.parentElement.closest(".field")).length;
};

/* What is told before a page: how many things it asks, and the first time what keys or gestures do. */
const guidance = async () => {
  if (!isOn() || heardPage === document.getElementById("main")) return [];
  heardPage = document.getElementById("main");
  if (document.querySelector("[data-first-read]")) mark("refused");
  const count = countQuestions();
  const codes = count ? [count === 1 ? "one-question-here" : "questions-here"] : [];
  if (isNew) codes.push("keys-help", "gestures-help");
  isNew = false;
  return spokenWords(codes, count);
};

/* -- What the hand does
   ------------------------------------------------------------------------------------------------- */

/** @type {Record<Gesture, () => unknown>} */
const GESTURES = {
  next: () => moveBy(1),
  previous: () => moveBy(-1),
  down: () => moveByHeading(1),
  up: () => moveByHeading(-1),
  choose: chooseHere,
  repeat: sayAgain,
  stop,
  leave: () => end(),
};

/* The screen black or visible; the page stays what it is, for a voice too. */
const darken = async () => {
  const isDark = bar().querySelector("[data-alone=dark]").ariaPressed !== "true";
  const words = (page.dataset.comfort ?? "").split(" ").filter((word) => word && word !== "dark");
  page.dataset.comfort = [...words, ...(isDark ? ["dark"] : [])].join(" ");
  showDark();
  const body = new URLSearchParams({ token: formToken(), screen: isDark ? "dark" : "lit" });
  await fetch(bar().dataset.comfort, { method: "POST", body, redirect: "manual" });
  tell(isDark ? "dark" : "lit");
};

const showDark = () => {
  const button = bar().querySelector("[data-alone=dark]");
  button.ariaPressed = String((page.dataset.comfort ?? "").split(" ").includes("dark"));
};

/** @type {Record<string, () => unknown>} */
const DOES = { dark: darken, help: () => document.getElementById("hands-help").showPopover(), end: () => end() };

/* -- Its beginning and its end
   -------------------------------------------------------------------------------------------- */

const isOn = () => Boolean(endGestures);

const watch = () => {
  endGestures = watchGestures((gesture) => GESTURES[gesture]());
  echoTyping();
  page.toggleAttribute("data-alone", true);
  bar().hidden = false;
  showDark();
  guideBy(guidance);
};

/* Begins on this page, and reads from there; the first page offers the languages again, as long as none was chosen.
   `isPlugged`: by a headset, in which nobody else hears. */
export const begin = async ({ isPlugged = false } = {}) => {
  if (!bar() || (isOn() && !document.querySelector("[data-offer]"))) return;
  if (!isOn()) watch();
  await change({ alone: true, reading: true, ...(isPlugged ? { private: "headset" } : {}) }, true);
  await follow();
  mark("begun");
  if (document.querySelector("[data-offer]")) offerLanguages();
  else {
    isNew = true;
    await tell("alone-begun");
    read({ whole: true });
  }
};

/* Goes on, on the next page of who has begun. */
export const goOn = () => {
  isNew = document.referrer !== "" && new URL(document.referrer).pathname === "/";
  if (!isOn() && bar()) watch();
};

/* The screen is one for eyes and fingers again; whoever listens goes on listening. */
const end = async () => {
  endGestures();
  endGestures = null;
  endEcho();
  page.toggleAttribute("data-alone", false);
  bar().hidden = true;
  guideBy(async () => []);
  await change({ alone: false }, true);
  tell("alone-over");
};

/** What the first page says by itself: that it has forgotten who has left, that it speaks. @param {Control} place */
export const sayOnce = (place) => say([sentence(place.textContent, { language: place.lang })]);

/* Enter where nothing can be pressed comes to what was said last, as it did to the languages: one more presses it. */
document.addEventListener("keydown", (event) => {
  if (!isOn() || event.key !== "Enter" || event.repeat || event.defaultPrevented || isShortcut(event)) return;
  if (document.activeElement.matches(PRESSED_OR_FILLED)) return;
  event.preventDefault(); // the focus moves now, and this press is not for what gets it
  sayAgain();
});
document.addEventListener("click", ({ target }) => {
  const does = target.closest?.("[data-alone]")?.dataset.alone;
  if (isOn() && does) DOES[does]();
  else if (isOn() && target.closest?.("[data-plays=end]")) end();
});
document.addEventListener(
  "change",
  ({ target }) => isOn() && target.matches("[type=radio], [type=checkbox]") && mark("accepted"),
);
