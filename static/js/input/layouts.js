/* What stands on each keyboard, and the keys made of it: rows of signs, a word in braces for what is no sign, its share
   of the row after a colon. */

const all = (signs) => [...signs];
const LETTERS = "{digits:3} {accents:3} {order:3} {space:5} {hide:3} {next:3}";
const ARABIC = "{digits:3} {arabicMore:3} {space:8} {hide:3} {next:3}";
const PLAIN = "{digits:3} {space:11} {hide:3} {next:3}";
const BACK = "{letters:4} {space:8} {hide:4} {next:4}";

/* `rows` from top to bottom, the last one as above; `one`: after one sign, back to the letters. */
export const LAYOUTS = {
  azerty: { rows: [all("azertyuiop"), all("qsdfghjklm"), ["{shift}", ...all("wxcvbn’-"), "{back}"]], last: LETTERS },
  abc: { rows: [all("abcdefghij"), all("klmnopqrst"), ["{shift}", ...all("uvwxyz’-"), "{back}"]], last: LETTERS },
  accents: { one: true, rows: [all("éèêëàâäçîï"), all("ôöùûüÿœæñß"), ["{shift}", ...all("áíóúãõ°_"), "{back}"]], last: BACK },
  digits: { rows: [all("1234567890"), all("@/:;()&%€#"), [...all(".,!?'\"+*="), "{back}"]], last: BACK },
  email: {
    rows: [all("azertyuiop"), all("qsdfghjklm"), ["@", ...all("wxcvbn.-"), "{back}"]],
    last: "{digits:3} _:2 .fr:3 .com:3 {hide:4} {next:5}",
  },
  emailAbc: {
    rows: [all("abcdefghij"), all("klmnopqrst"), ["@", ...all("uvwxyz.-"), "{back}"]],
    last: "{digits:3} _:2 .fr:3 .com:3 {hide:4} {next:5}",
  },
  numeric: { rows: [[..."123", "{back}"], [..."456", ","], [..."789", "+"]], last: "{letters:5} 0:5 {hide:5} {next:5}" },
  arabic: {
    lang: "ar",
    rows: [all("ضصثقفغعهخحج"), all("شسيبلاتنمكط"), [...all("ذءؤرىةوزظد"), "{back}"]], last: ARABIC,
  },
  arabicMore: { one: true, lang: "ar", rows: [all("أإآٱئؤءةىپ"), [...all("،؟؛ڤچگ’-"), "{back}"]], last: BACK },
  cyrillic: {
    lang: "uk",
    rows: [all("йцукенгшщзхї"), all("фівапролджєґ"), ["{shift}", ...all("ячсмитьбю’"), "{back}"]], last: PLAIN,
  },
};

const SCRIPTS = { ar: "arabic", fa: "arabic", ur: "arabic", ps: "arabic", uk: "cyrillic", ru: "cyrillic", be: "cyrillic", bg: "cyrillic" };

/* The script a person writes in this box: Latin where the box asks for it, else that of its language. */
export const scriptOf = (box) => {
  if (box.dataset.script === "latin" || box.dir === "ltr") return "latin";
  return SCRIPTS[box.closest("[lang]").lang.split("-")[0]] ?? "latin";
};

/* The keyboard of a box by what it takes: figures, an address, letters of a script in the order that the person chose. */
export const layoutOf = (mode, script, order) => {
  if (["numeric", "decimal", "tel"].includes(mode)) return "numeric";
  if (mode === "email") return order === "abc" ? "emailAbc" : "email";
  return script === "latin" ? order : script;
};

/* `{space:5}` is the key named so, five shares wide; `.fr:3` is a sign. */
const parse = (token) => {
  const [, act, wide] = /^\{(\w+)(?::(\d+))?\}$/.exec(token) ?? [];
  if (act) return { act, wide };
  const [, sign, share] = /^(.+?)(?::(\d+))?$/u.exec(token);
  return { sign, wide: share };
};

const key = (words, token) => {
  const { act, sign, wide } = parse(token);
  const button = document.createElement("button");
  button.type = "button";
  if (wide) button.style.flexGrow = wide;
  if (act) {
    const told = words.querySelector(`[data-key="${act}"]`);
    button.dataset.act = act;
    button.append(...[...told.childNodes].map((each) => each.cloneNode(true)));
    if (told.title) button.setAttribute("aria-label", [told.textContent.trim(), told.title].filter(Boolean).join(", "));
    if (act === "shift") button.setAttribute("aria-pressed", "false");
  } else {
    button.dataset.sign = sign;
    const spoken = words.querySelector(`[data-sign="${CSS.escape(sign)}"]`)?.textContent;
    if (spoken) button.setAttribute("aria-label", spoken);
  }
  return button;
};

/* One row of the keyboard, its keys named by the words that the page brought along. */
export const row = (root, tokens) => {
  const words = root.querySelector("template").content;
  const made = document.createElement("div");
  made.className = "row";
  made.tabIndex = -1;
  made.setAttribute("role", "group");
  made.append(...tokens.map((each) => key(words, each)));
  made.setAttribute("aria-label", [...made.children].map((each) => each.dataset.sign ?? each.textContent.trim()).join(" "));
  return made;
};
