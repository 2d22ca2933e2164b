/* A speaker beside each title, question and choice while the page is read aloud: one press reads just that, for
   whoever sees it and does not read. Whoever moves by keys hears the same as the focus comes there, so keys and
   screen readers pass it by. */

import { utterances } from "./utterances.js";
import { say, stop } from "./voice.js";

const SPOKEN_OF = "#main :is(h1, h2, legend:not(.visually-hidden), .field > label, label.choice), #main .cards > li";

const made = () => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "speaker";
  button.tabIndex = -1;
  button.ariaHidden = "true";
  const picture = document.querySelector("[data-listen] svg");
  if (picture) button.append(picture.cloneNode(true));
  return button;
};

/** Puts one beside everything that has none yet, or takes all away.
 * @param {boolean} areShown
 */
export const placeSpeakers = (areShown) => {
  if (!areShown) {
    for (const speaker of document.querySelectorAll(".speaker")) speaker.remove();
    return;
  }
  for (const place of document.querySelectorAll(SPOKEN_OF)) {
    if (!place.querySelector(":scope > .speaker")) place.append(made());
  }
};

document.addEventListener(
  "click",
  (event) => {
    const speaker = event.target.closest?.(".speaker");
    if (!speaker) return;
    event.preventDefault();
    event.stopPropagation();
    stop();
    /** @type {Control} */
    const owner = speaker.parentElement;
    const own = utterances().filter(
      ({ element, control: of }) => owner.contains(element) || (owner.control && of === owner.control),
    );
    say(own);
  },
  true,
);
