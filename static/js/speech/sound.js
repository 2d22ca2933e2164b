/* The one sound that is heard: plays a file of the box at the person's rate and volume, and stops it. */

const STUCK_AFTER = 6; // seconds without a step forward: no device plays it
/** @type {Record<string, string>} */
const REFUSED = { NotAllowedError: "blocked", NotSupportedError: "gone" };
/** @type {{ audio: HTMLAudioElement, done: (why: string) => void, seen: number } | null} */
let playing = null; // the sound that is heard, and what ends the wait for it
/** @type {{ address: string, audio: HTMLAudioElement } | null} */
let fetched = null; // the next one, on its way already
let ticking = 0;
let stuckFor = 0;

/** @param {string} address */
const made = (address) => {
  const audio = new Audio();
  audio.preload = "auto";
  audio.preservesPitch = true;
  audio.src = address;
  return audio;
};

/** @param {string} why */
const end = (why) => {
  clearInterval(ticking);
  const { audio, done } = playing ?? {};
  playing = null;
  audio?.pause();
  done?.(why);
};

/* Once a second somebody is told that a voice is heard, who keeps the clock of an idle screen still meanwhile. */
const tick = () => {
  document.dispatchEvent(new CustomEvent("parvis:speaking"));
  const { audio, seen } = playing;
  stuckFor = audio.currentTime === seen ? stuckFor + 1 : 0;
  playing.seen = audio.currentTime;
  if (stuckFor >= STUCK_AFTER) end("device");
};

export const sound = {
  /** Loads what is said next.
   * @param {{ address: string }} next
   */
  fetch({ address }) {
    if (address && fetched?.address !== address) fetched = { address, audio: made(address) };
  },

  /** Plays to the end. Gives "" where it was heard or stopped, "blocked" where the browser waits for a first press,
   * "gone" where there is nothing at the address, "device" where no sound can be made.
   * @param {string} address @param {Listening} listening @returns {Promise<string>}
   */
  play(address, { rate, volume }) {
    end("");
    const audio = fetched?.address === address ? fetched.audio : made(address);
    fetched = null;
    return new Promise((done) => {
      playing = { audio, done, seen: -1 };
      stuckFor = 0;
      [audio.playbackRate, audio.defaultPlaybackRate, audio.volume] = [rate / 100, rate / 100, volume / 100];
      const mine = playing;
      /** @param {string} why */
      const finish = (why) => playing === mine && end(why);
      audio.onended = () => finish("");
      audio.onerror = () => finish("gone");
      audio.play().catch(({ name }) => finish(REFUSED[name] ?? "device"));
      clearInterval(ticking);
      ticking = setInterval(tick, 1000);
    });
  },

  /** The sound that is heard takes another rate or volume at once.
   * @param {Listening} listening
   */
  adjust({ rate, volume }) {
    if (playing) [playing.audio.playbackRate, playing.audio.volume] = [rate / 100, volume / 100];
  },

  stop() {
    end("");
    fetched = null;
  },
};
