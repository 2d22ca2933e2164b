/* Pauses a clip in sign language while someone types, and when its details are closed; nothing starts one. Whoever
   watches is there: the idle clock stands still meanwhile. */

/** @returns {NodeListOf<HTMLVideoElement>} */
const playing = () => document.querySelectorAll(".signed video");

document.addEventListener("input", () => {
  for (const clip of playing()) clip.pause();
});

document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.matches?.(".signed:not([open])")) event.target.querySelector("video").pause();
  },
  true,
);

document.addEventListener(
  "timeupdate",
  ({ target }) => {
    if (target.matches?.(".signed video")) document.dispatchEvent(new CustomEvent("parvis:speaking"));
  },
  true,
);
