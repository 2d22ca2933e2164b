/* Somebody calls from a public screen: the desk shows it, says it softly, and answers without leaving what is being typed. */

const EVERY_MS = 4000;
const SOUNDS_EVERY = 3; // times it is asked for
const NOTES = [[0, 587], [0.22, 784]];
const bell = () => document.getElementById("bell");
const rings = () => Boolean(bell()?.querySelector(".incoming-call"));

let audio = null;
let shown = "";
let asked = 0;

/* Two soft notes; a browser that waits for a first touch stays silent until there was one. */
const sound = () => {
  audio ??= new AudioContext();
  audio.resume();
  if (audio.state !== "running") return;
  for (const [after, pitch] of NOTES) {
    const at = audio.currentTime + after;
    const tone = new OscillatorNode(audio, { frequency: pitch });
    const loud = new GainNode(audio, { gain: 0 });
    loud.gain.linearRampToValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.12, at + 0.03);
    loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.6);
    tone.connect(loud).connect(audio.destination);
    tone.start(at);
    tone.stop(at + 0.7);
  }
};

const show = async (answer) => {
  if (answer.status !== 200) return;
  const told = await answer.text();
  if (told === shown) return;
  const before = rings();
  shown = told;
  bell().replaceChildren(...new DOMParser().parseFromString(told, "text/html").body.childNodes);
  if (rings() && !before) asked = 0;
};

const ask = async () => {
  if (!bell()) return;
  try {
    await show(await fetch(bell().dataset.from, { headers: { "X-Bell": "1" } }));
  } catch {
    return; // the box is away for a moment: asked again
  }
  if (rings() && asked++ % SOUNDS_EVERY === 0) sound();
};

addEventListener("submit", async (sent) => {
  if (!bell()?.contains(sent.target)) return;
  sent.preventDefault();
  const form = sent.target;
  try {
    await show(await fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Bell": "1" } }));
  } catch {
    form.submit();
  }
});

if (rings()) sound();
setInterval(ask, EVERY_MS);
