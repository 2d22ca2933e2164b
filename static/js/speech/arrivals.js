/* What is said by itself while somebody listens: a page that came, what the focus went to and its state, what an
   answer changed, what is announced, a dialog that opens. */

import { isInPlace, isOfPage } from "../page/swap.js";
import { listening } from "./listening.js";
import { read, say, stop } from "./player.js";
import { current, mayBeHeard } from "./voice.js";
import { utterances, utterancesOf } from "./utterances.js";

const SAID = "a[href], button, summary, input, textarea, select, h1"; // the title, where « Début » leads
const OVER = "dialog, [popover]";
const LIVE = "[role=status], [role=alert], [aria-live]";
const GATHERED_MS = 120; // what changes together is said together
const NOT_OURS = "#player, .speaker, #keyboard";

let isArriving = false; // a page is being put in place, which will be read whole
let byPointer = false;
/** @type {Control | null} */
let lastGroup = null; // the group of questions that the focus is in
let changed = new Set();
let gathering = 0;

const isOn = () => listening().reading;

/* What was announced; an alert at once, anything else after the sentence that is heard. */
const announce = () => {
  const regions = [...changed].filter((region) => document.contains(region));
  changed = new Set();
  if (!isOn() || isArriving) return;
  for (const region of regions) {
    const said = utterances(region).filter(mayBeHeard);
    if (said.length) say(said, { interrupt: region.role === "alert" });
  }
};

/** @param {Control} region */
const gather = (region) => {
  changed.add(region);
  clearTimeout(gathering);
  gathering = setTimeout(announce, GATHERED_MS);
};

/* The row of a list below a box that the arrows came to: the focus stays in the box. */
/** @param {Control} box */
const sayRow = (box) => {
  const row = document.getElementById(box.getAttribute("aria-activedescendant") ?? "");
  if (row && isOn()) say(utterances(row));
};

/* What is asked in a group of rows or boxes, and what is wrong with its answer. */
/** @param {Control} group @returns {(utterance: Utterance) => boolean} */
const asksOf =
  (group) =>
  ({ control, role, element }) =>
    (control === group && role === "question") || (role === "error" && element.closest("fieldset") === group);

const arrive = () => {
  isArriving = false;
  if (isOn()) read();
};

/** Listens to the page. `onSwap` is called when htmx has put another part in place.
 * @param {{ onSwap: () => Promise<void> }} options
 */
export const followPage = ({ onSwap }) => {
  document.addEventListener("htmx:before:swap", ({ detail }) => {
    const swap = detail?.ctx;
    if (swap && isOfPage(swap) && !isInPlace(swap)) [isArriving] = [true, stop()];
  });

  document.addEventListener("htmx:after:swap", async ({ detail }) => {
    const swap = detail?.ctx;
    await onSwap();
    if (swap && isOfPage(swap) && !isInPlace(swap)) setTimeout(arrive);
  });

  for (const name of ["pointerdown", "keydown"])
    addEventListener(name, ({ type }) => (byPointer = type === "pointerdown"), true);

  /* The focus says what it came to, and of which question, unless a finger put it there that sees. */
  document.addEventListener("focusin", ({ target }) => {
    const isSeen = byPointer && !document.documentElement.hasAttribute("data-gestures");
    if (
      !isOn() ||
      isArriving ||
      isSeen ||
      "quiet" in target.dataset ||
      !target.matches(SAID) ||
      target.closest(NOT_OURS)
    )
      return;
    const over = target.closest(OVER);
    if (over && !over.dataset.read) return; // it is being read from its start
    const group = target.closest("fieldset");
    const question = group && group !== lastGroup ? utterances(group).filter(asksOf(group)) : [];
    lastGroup = group;
    say([...question, ...utterancesOf(target)]);
  });

  document.addEventListener("change", ({ target }) => {
    if (!isOn() || !target.matches("[type=radio], [type=checkbox], select")) return;
    const [first] = utterancesOf(target);
    if (first) say([first]);
  });

  /* What opens over the page is read from its start. */
  document.addEventListener(
    "toggle",
    async ({ target: over, newState }) => {
      if (!over.matches?.(OVER)) return;
      delete over.dataset.read;
      if (newState !== "open" && over.contains(current()?.element)) stop();
      else if (newState === "open" && isOn()) {
        await say(utterances());
        over.dataset.read = "true";
      }
    },
    true,
  );

  new MutationObserver((records) => {
    for (const { type, target } of records) {
      if (type === "attributes") {
        sayRow(/** @type {Control} */ (target));
        continue;
      }
      /** @type {Control | null} */
      const element = target instanceof HTMLElement ? target : target.parentElement;
      const region = element?.closest(LIVE);
      if (region && !region.closest(NOT_OURS)) gather(region);
    }
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributeFilter: ["aria-activedescendant"],
  });
};
