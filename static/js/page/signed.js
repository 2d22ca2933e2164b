/* Plays a clip in sign language, which has no sound, when its details are opened; pauses it while someone types, and
   when they are closed. Whoever watches is there: the idle clock stands still meanwhile. */

/** @returns {NodeListOf<HTMLVideoElement>} */
const playing = () => document.querySelectorAll(".signed video");

document.addEventListener("input", () => {
  for (const clip of playing()) clip.pause();
});

document.addEventListener(
  "toggle",
  (event) => {
    if (!event.target.matches?.(".signed")) return;
    const clip = event.target.querySelector("video");
    if (event.target.open) clip.play().catch(() => clip.pause());
    else clip.pause();
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
