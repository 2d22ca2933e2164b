/* The bar and the keys of whoever listens, and turning reading on and off. start.js loads it. */

import { isShortcut } from "../input/key_press.js";
import { followPage } from "./arrivals.js";
import { explain } from "./glossary.js";
import { change, listening, spokenWords } from "./listening.js";
import { faster, louder, quieter, read, repeat, say, slower, speaking, spell, stop } from "./player.js";
import { askWhoHears, hearsBy } from "./privacy.js";
import { placeSpeakers } from "./speakers.js";
import { moveBy } from "./things.js";

const BAR = "/speech/player";
const TYPED_IN =
  "input:not([type=radio], [type=checkbox], [type=button], [type=submit]), textarea, select, [contenteditable]";

const bar = () => document.getElementById("player");
const togglePlay = () => (speaking() ? stop() : read());

/* On a low screen in large type the bar has only the buttons one cannot do without, and one that shows the others. */
const unfold = () => {
  const more = bar()?.querySelector("[data-plays=more]");
  if (more) more.ariaExpanded = String(bar()?.toggleAttribute("data-unfolded"));
};

/** @type {Record<string, () => unknown>} */
const ACTS = {
  play: togglePlay,
  previous: () => moveBy(-1),
  next: () => moveBy(1),
  repeat,
  spell,
  slower,
  faster,
  quieter,
  louder,
  headset: askWhoHears,
  more: unfold,
  end: () => endReading(),
};

/* Keys while the page is read aloud; those of the list in templates/_parts/keyboard/citizen_keys_list.html. */
/** @type {Record<string, () => unknown>} */
const KEYS = {
  F5: explain,
  F7: repeat,
  "Shift+F7": spell,
  F10: slower,
  F11: faster,
  PageDown: ACTS.next,
  PageUp: ACTS.previous,
  AudioVolumeDown: quieter,
  AudioVolumeUp: louder,
};
/** @type {Record<string, () => unknown>} */
const KEYS_OUTSIDE_TEXT = { NumpadSubtract: quieter, NumpadAdd: louder };
const SILENT_KEYS = ["Shift", "Control", "Alt", "AltGraph", "Meta", "CapsLock", "NumLock", "Tab"];

/** What does not work, on the bar: "noVoice", "device", "blocked", or "" where all is well.
 * @param {string} name
 */
const showWords = (name) => {
  const place = bar()?.querySelector("[data-words]");
  const words = (name && bar()?.dataset[name]) || "";
  if (place && place.textContent !== words) place.textContent = words;
};

const showState = () => {
  const button = bar()?.querySelector("[data-plays=play]");
  if (!button) return;
  button.querySelector("[data-while=silent]").hidden = speaking();
  button.querySelector("[data-while=speaking]").hidden = !speaking();
};

const showReading = () => {
  for (const helper of document.querySelectorAll("[data-listen]")) helper.ariaPressed = String(listening().reading);
  if (bar()) bar().hidden = !listening().reading;
  placeSpeakers(listening().reading);
  showState();
};

/* The bar comes with each page that is read; on the page where reading begins, the box is asked for it. */
const fetchBar = async () => {
  if (bar()) return;
  const response = await fetch(BAR).catch(/** @returns {null} */ () => null);
  if (!response?.ok || bar()) return;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of page.body.children)
    document.body.insertBefore(document.importNode(part, true), document.getElementById("helpers"));
};

const showBar = async () => {
  await fetchBar();
  showReading();
};

let isFollowing = false;

/* Whatever comes to the page is said from now on. */
export const follow = async () => {
  await showBar();
  if (!isFollowing) followPage({ onSwap: showBar });
  isFollowing = true;
};

/* The page is read from now on, and whatever comes; `whole`, with what stands around every page, to who begins. */
export const begin = async (whole = false) => {
  await follow();
  return read({ whole });
};

/* « Écouter » was pressed: begins, stops what is heard, or reads again. `byKey`: who begins by a key, and may not see,
   is told what the others do. */
export const toggle = async ({ byKey = false } = {}) => {
  if (listening().reading) return togglePlay();
  change({ reading: true });
  await follow();
  return read({ whole: true, first: byKey ? await spokenWords(["keys-help"]) : [] });
};

const endReading = () => {
  stop();
  change({ reading: false });
  showReading();
  document.querySelector("[data-listen]")?.focus();
};

/** A headset was plugged in, or pulled out: who may hear what is private follows from it.
 * @param {boolean} isIn
 */
export const headset = async (isIn) => {
  hearsBy(isIn);
  if (isIn && !listening().reading) {
    change({ reading: true });
    await begin(true);
  }
};

document.addEventListener("click", ({ target }) => {
  const name = target.closest?.("#player [data-plays]")?.dataset.plays;
  if (name) ACTS[name]();
});

/* Whoever acts is no longer read to: a touch, a key that is not one of these. */
addEventListener(
  "pointerdown",
  ({ target }) => {
    const isUnseen = document.documentElement.hasAttribute("data-gestures"); // what lies under the hand is not meant
    if (isUnseen || !target.closest?.("#player, .speaker, [data-listen]")) stop();
  },
  true,
);

addEventListener(
  "keydown",
  (event) => {
    if (!listening().reading || isShortcut(event) || event.isComposing) return;
    const name = (event.shiftKey ? "Shift+" : "") + event.key;
    const isText = event.target.matches?.(TYPED_IN);
    const act = KEYS[name] ?? (isText ? undefined : KEYS_OUTSIDE_TEXT[event.code]);
    if (act) {
      event.preventDefault();
      event.stopPropagation();
      act();
    } else if (!SILENT_KEYS.includes(event.key) && ![listening().listenKey, listening().headsetIn].includes(event.key))
      stop();
  },
  true,
);

for (const name of ["input", "submit", "pagehide"]) addEventListener(name, stop, true);
document.addEventListener("visibilitychange", () => document.hidden && stop());

document.addEventListener("parvis:reading", showState);
document.addEventListener("parvis:heard", () => showWords(""));
document.addEventListener("parvis:silent", ({ detail: { why } }) => {
  /** @type {Record<string, string>} */
  const known = { "no-voice": "noVoice", blocked: "blocked", "not-private": "" };
  showWords(known[why] ?? "device");
});
document.addEventListener("parvis:listening", async ({ detail: { name } }) => {
  const words = await spokenWords([name], String(listening()[name]));
  if (!speaking()) say(words);
});
