/* The layouts of the on-screen keyboard, and the keys made of them. A layout is rows of signs; a word in braces is
   a key that does something else, and the number after a colon is a key's share of its row. */

/** @param {string} letters */
const signs = (letters) => [...letters];
const LETTERS = "{digits:3} {accents:3} {order:3} {space:5} {hide:3} {next:3}";
const ARABIC = "{digits:3} {arabicMore:3} {space:8} {hide:3} {next:3}";
const WITHOUT_ORDER = "{digits:3} {space:11} {hide:3} {next:3}";
const PAD = [
  [..."123", "{back}"],
  [..."456", "{hide}"],
  [..."789", "{letters}"],
];
/** The layouts that are a pad of digits: whole numbers and dates, what may have a comma, a telephone’s number. */
export const PADS = ["numeric", "decimal", "tel"];
const BACK_TO_LETTERS = "{letters:4} {space:8} {hide:4} {next:4}";

/* `rows` from top to bottom, then the `last` row; `one`: after one sign the letters come back. */
/** @type {Record<string, Layout>} */
export const LAYOUTS = {
  azerty: {
    rows: [signs("azertyuiop"), signs("qsdfghjklm"), ["{shift}", ...signs("wxcvbn’-"), "{back}"]],
    last: LETTERS,
  },
  abc: { rows: [signs("abcdefghij"), signs("klmnopqrst"), ["{shift}", ...signs("uvwxyz’-"), "{back}"]], last: LETTERS },
  accents: {
    one: true,
    rows: [signs("éèêëàâäçîï"), signs("ôöùûüÿœæñß"), ["{shift}", ...signs("áíóúãõ°_"), "{back}"]],
    last: BACK_TO_LETTERS,
  },
  digits: {
    rows: [signs("1234567890"), signs("@/:;()&%€#"), [...signs("-.,!?'\"+*="), "{back}"]],
    last: BACK_TO_LETTERS,
  },
  email: {
    rows: [signs("azertyuiop"), signs("qsdfghjklm"), ["@", ...signs("wxcvbn.-"), "{back}"]],
    last: "{digits:3} _:2 .fr:3 .com:3 {hide:4} {next:5}",
  },
  emailAbc: {
    rows: [signs("abcdefghij"), signs("klmnopqrst"), ["@", ...signs("uvwxyz.-"), "{back}"]],
    last: "{digits:3} _:2 .fr:3 .com:3 {hide:4} {next:5}",
  },
  numeric: { rows: PAD, last: "0:3 {next}" },
  decimal: { rows: PAD, last: ", 0:2 {next}" },
  tel: { rows: PAD, last: "+ 0:2 {next}" },
  code: {
    rows: [signs("23456789"), signs("abcdefgh"), signs("jklmnpqr"), [...signs("stuvwxyz"), "{back}"]],
    last: "{hide:4} {next:5}",
  },
  reference: {
    rows: [signs("1234567890"), signs("abcdefghij"), signs("klmnopqrst"), [...signs("uvwxyz"), "{back}"]],
    last: "{space:5} {hide:4} {next:5}",
  },
  arabic: {
    lang: "ar",
    rows: [signs("ضصثقفغعهخحج"), signs("شسيبلاتنمكط"), [...signs("ذءؤرىةوزظد"), "{back}"]],
    last: ARABIC,
  },
  arabicMore: {
    one: true,
    lang: "ar",
    rows: [signs("أإآٱئؤءةىپ"), [...signs("،؟؛ڤچگ’-"), "{back}"]],
    last: BACK_TO_LETTERS,
  },
  cyrillic: {
    lang: "uk",
    rows: [signs("йцукенгшщзхї"), signs("фівапролджєґ"), ["{shift}", ...signs("ячсмитьбю’"), "{back}"]],
    last: WITHOUT_ORDER,
  },
};

/** @type {Record<string, string>} */
const SCRIPTS = {
  ar: "arabic",
  fa: "arabic",
  ur: "arabic",
  ps: "arabic",
  uk: "cyrillic",
  ru: "cyrillic",
  be: "cyrillic",
  bg: "cyrillic",
};

/** The script that is written in this field: Latin where the field asks for it, else that of its language.
 * @param {Control} box
 */
export const scriptOf = (box) => {
  if (box.dataset.script === "latin" || box.dir === "ltr") return "latin";
  return SCRIPTS[box.closest("[lang]").lang.split("-")[0]] ?? "latin";
};

/** The layout for a field by what it takes: digits, a code, an e-mail address, or letters of a script in the order
 * the person chose. `first`: what an empty field begins with, as the number of a house does.
 * @param {string} mode @param {string} script @param {string} order @param {string} [first]
 */
export const layoutOf = (mode, script, order, first) => {
  if (first) return first;
  if (PADS.includes(mode) || mode === "code" || mode === "reference") return mode; // the signs that these can have
  if (mode === "email") return order === "abc" ? "emailAbc" : "email";
  return script === "latin" ? order : script;
};

/** Reads one token: `{space:5}` is the key of that name, five shares wide; `.fr:3` is a sign, three shares wide.
 * @param {string} token
 */
const parse = (token) => {
  const [, action, width] = /^\{(\w+)(?::(\d+))?\}$/.exec(token) ?? [];
  if (action) return { action, width };
  const [, sign, share] = /^(.+?)(?::(\d+))?$/u.exec(token);
  return { sign, width: share };
};

/** @param {DocumentFragment} words @param {string} token */
const makeKey = (words, token) => {
  const { action, sign, width } = parse(token);
  const button = document.createElement("button");
  button.type = "button";
  if (width) button.style.flexGrow = width;
  if (action) {
    const spokenWords = words.querySelector(`[data-key="${action}"]`);
    button.dataset.act = action;
    button.append(...[...spokenWords.childNodes].map((node) => node.cloneNode(true)));
    if (spokenWords.title)
      button.setAttribute("aria-label", [spokenWords.textContent.trim(), spokenWords.title].filter(Boolean).join(", "));
    if (action === "shift") button.setAttribute("aria-pressed", "false");
  } else {
    button.dataset.sign = sign;
    const spoken = words.querySelector(`[data-sign="${CSS.escape(sign)}"]`)?.textContent;
    if (spoken) button.setAttribute("aria-label", spoken);
  }
  return button;
};

/** One row of the keyboard. Its keys are named by the words in the page's template.
 * @param {Control} root @param {string[]} tokens
 */
export const row = (root, tokens) => {
  const words = root.querySelector("template").content;
  const element = document.createElement("div");
  element.className = "row";
  element.tabIndex = -1;
  element.setAttribute("role", "group");
  element.append(...tokens.map((token) => makeKey(words, token)));
  element.setAttribute(
    "aria-label",
    [...element.children].map((button) => button.dataset.sign ?? button.textContent.trim()).join(" "),
  );
  return element;
};
