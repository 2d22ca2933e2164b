/* Calls for help from public terminals: shows them on the desk with a soft sound, and answers them without leaving
   the page. */

const ASK_EVERY_MS = 4000;
const SOUND_EVERY = 3; // the sound is played at every third request while a call rings
const NOTES = [
  [0, 587],
  [0.22, 784],
]; // seconds from the start, hertz
const callsPlace = () => document.getElementById("bell");
const isRinging = () => Boolean(callsPlace()?.querySelector(".incoming-call"));

/** @type {AudioContext | null} */
let audio = null;
let shownHtml = "";
let timesAsked = 0;

/* Two soft notes; a browser that waits for a first touch stays silent until there was one. */
const playNotes = () => {
  audio ??= new AudioContext();
  audio.resume();
  if (audio.state !== "running") return;
  for (const [delay, pitch] of NOTES) {
    const start = audio.currentTime + delay;
    const oscillator = new OscillatorNode(audio, { frequency: pitch });
    const volume = new GainNode(audio, { gain: 0 });
    volume.gain.linearRampToValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.12, start + 0.03);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.6);
    oscillator.connect(volume).connect(audio.destination);
    oscillator.start(start);
    oscillator.stop(start + 0.7);
  }
};

/* The number of calls stands in the window's title too, for a desk where another window lies on top. */
const markTitle = () => {
  const calls = callsPlace().querySelectorAll(".incoming-call").length;
  const quiet = document.title.replace(/^\(\d+\) /, "");
  document.title = calls ? `(${calls}) ${quiet}` : quiet;
};

/** @param {Response} response */
const showCalls = async (response) => {
  if (response.status !== 200) return;
  const html = await response.text();
  if (html === shownHtml) return;
  const wasRinging = isRinging();
  shownHtml = html;
  callsPlace().replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
  if (isRinging() && !wasRinging) timesAsked = 0;
  markTitle();
};

const askForCalls = async () => {
  if (!callsPlace()) return;
  try {
    await showCalls(await fetch(callsPlace().dataset.from, { headers: { "X-Bell": "1" } }));
  } catch {
    return; // the box does not answer for a moment: it is asked again
  }
  if (isRinging() && timesAsked++ % SOUND_EVERY === 0) playNotes();
};

addEventListener("submit", async (event) => {
  if (!callsPlace()?.contains(event.target)) return;
  event.preventDefault();
  const form = /** @type {HTMLFormElement} */ (event.target);
  try {
    await showCalls(await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Bell": "1" } }));
  } catch {
    form.submit();
  }
});

if (isRinging()) playNotes();
setInterval(askForCalls, ASK_EVERY_MS);
