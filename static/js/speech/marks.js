/* Short sounds and shakes beside the voice: something was accepted, something was refused, a list has no more on
   this side. They are drawn by the browser, so they need no file and come at once. */

/* For each mark its tones, [hertz, when it begins, how long it lasts] in seconds, and its shakes in milliseconds. */
const MARKS = {
  begun: {
    tones: [
      [523, 0, 0.09],
      [659, 0.09, 0.09],
      [784, 0.18, 0.14],
    ],
    shakes: [60, 40, 60],
  },
  accepted: {
    tones: [
      [659, 0, 0.07],
      [988, 0.07, 0.1],
    ],
    shakes: [30],
  },
  refused: {
    tones: [
      [262, 0, 0.12],
      [196, 0.13, 0.18],
    ],
    shakes: [80, 60, 80],
  },
  edge: { tones: [[165, 0, 0.06]], shakes: [15, 30, 15] },
};
const LOUDEST = 0.25; // of what the station's volume gives: beside a voice a bare tone seems louder than it is

/** @type {AudioContext | null} */
let audio = null;

const volume = () => {
  try {
    return Math.min(100, Number(JSON.parse(document.body.dataset.speech).volume)) / 100;
  } catch {
    return 0;
  }
};

/** @param {number[]} tone */
const sound = ([hertz, after, lasts]) => {
  const from = audio.currentTime + after;
  const tone = new OscillatorNode(audio, { type: "sine", frequency: hertz });
  const gain = new GainNode(audio, { gain: 0 });
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(LOUDEST * volume(), from + 0.01);
  gain.gain.linearRampToValueAtTime(0, from + lasts);
  tone.connect(gain).connect(audio.destination);
  tone.start(from);
  tone.stop(from + lasts);
};

/** Gives one of the marks; « parvis:marked » on the document tells its name. Without sound or shakes it stays silent.
 * @param {keyof typeof MARKS} name
 */
export const mark = (name) => {
  document.dispatchEvent(new CustomEvent("parvis:marked", { detail: { name } }));
  navigator.vibrate?.(MARKS[name].shakes);
  try {
    audio ??= new AudioContext();
    MARKS[name].tones.forEach(sound);
  } catch {
    audio = null; // a station without a sound card
  }
};
