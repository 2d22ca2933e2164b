/* How this person listens: whether pages are read, how fast and loud, and who may hear what is private. The box
   keeps it as long as the session; <body data-speech> tells it, in the names of kiosk/web/page_parts.py. Also the
   words that only speech says. */

const ADDRESS = "/speech/settings";
const TOKEN = "input[type=hidden][name=token]";
const SAVE_AFTER_MS = 400; // several presses of « louder » are one message

/** @type {Listening} */
const chosen = JSON.parse(document.body.dataset.speech ?? "{}");
const words = new Map(); // language → what speech says by code, or the promise of it
/** @type {Record<string, string>} */
let unsaved = {};
let saving = 0;

export const listening = () => chosen;

export const formToken = () => document.querySelector(TOKEN)?.value ?? "";

/* The page as it is now says it too: styles and later scripts look there. */
const show = () => {
  document.body.dataset.speech = JSON.stringify(chosen);
  document.body.toggleAttribute("data-reading", chosen.reading);
};

/* Sends what was changed; the forms of the page get the token of the session that it may have begun. */
const save = async () => {
  const body = new URLSearchParams({ token: formToken(), ...unsaved });
  unsaved = {};
  clearTimeout(saving);
  try {
    const response = await fetch(ADDRESS, { method: "POST", body, redirect: "error", keepalive: true });
    const token = response.headers.get("X-Form-Token");
    if (token) for (const field of document.querySelectorAll(TOKEN)) field.value = token;
  } catch {
    return; // the page goes on with what was chosen; the next one has it from the last message that arrived
  }
};

/** Changes some of it, at once here and soon in the session. Gives the promise that it is kept there where `now` is
 * said.
 * @param {Partial<Listening>} values
 */
export const change = (values, now = false) => {
  Object.assign(chosen, values);
  for (const [name, value] of Object.entries(values))
    unsaved[name] = value === true ? "on" : value === false ? "off" : String(value);
  show();
  clearTimeout(saving);
  if (now) return save();
  saving = setTimeout(save, SAVE_AFTER_MS);
  return Promise.resolve();
};

addEventListener("pagehide", () => Object.keys(unsaved).length && save());

/** @param {string} language */
const asked = async (language) => {
  try {
    const response = await fetch(`/speech/words?language=${encodeURIComponent(language)}`);
    return response.ok ? await response.json() : {};
  } catch {
    return {};
  }
};

/* The words that only speech says, in a language; those of the page where it has none. */
export const wordsIn = async (language = document.documentElement.lang) => {
  if (!words.has(language)) words.set(language, asked(language));
  const there = await words.get(language);
  words.set(language, there);
  return there;
};

/** Something to say that stands nowhere on the page. @param {string} text @param {Partial<Utterance>} more
 * @returns {Utterance}
 */
export const sentence = (text, more = {}) => ({
  language: document.documentElement.lang,
  role: "status",
  text,
  of: "",
  state: "",
  private: false,
  element: null,
  control: null,
  ...more,
});

/** The words of these codes as something to say; `value` fills their holes. What has no words in the language is left
 * out.
 * @param {string[]} codes @param {string | number} value
 */
export const spokenWords = async (codes, value = "") => {
  const there = await wordsIn();
  return codes.filter((code) => there[code]).map((code) => sentence(there[code].replace("{}", String(value))));
};
