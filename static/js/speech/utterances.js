/* What the page says, as a list in reading order, read off the page itself (docs/decisions/0039): each sentence or label with its
   language, what it is (the roles of kiosk/domain/speech/utterance.py), what it belongs to, its state, and whether a stranger in the
   room must not hear it. Nothing that is hidden is in it; while a dialog is open, only the dialog is.

   An utterance also has `element`, where it stands, `control`, the field, choice or button it speaks of, and `needed` where an
   answer is needed. */

const CHOICES = "input[type=radio], input[type=checkbox]";
const BOXES = `input:not(${CHOICES}, [type=hidden], [type=button], [type=submit], [type=reset], [type=image]), textarea, select`;
const BUTTONS = "a[href], button, summary";
const UNSAID = "script, style, template, noscript, datalist, option, progress, [aria-hidden=true], [inert]";
const PRIVATE = "[data-private], .receipt svg";
const PICTURES = "img[alt]:not([alt='']), [role=img], svg:has(> title)";

/* The first that an element matches says what its words are; an element that matches none says what is around it says. */
const ROLES = Object.entries({
  "h1, h2, h3, h4, h5, h6, caption": "title",
  ".progress": "step",
  "legend": "question",
  ".field-error, [data-first-read], [data-wrong]": "error",
  "[role=status], [role=alert], [role=alertdialog]": "status",
  ".help, .lead, .card > span": "help",
  ".card strong": "button",
  ".receipt, .slip": "receipt",
  ".notice, .message": "note",
  "dl.answers dt": "question",
  "dl.answers dd": "answer",
});

const openDialog = (root) => [...root.querySelectorAll("dialog:modal")].at(-1);

/* A text with one blank where the page has any number; the narrow ones inside a sentence stay. */
const tidy = (text) => text.replace(/[ \t\n\r\f]+/g, " ").trim();

const nameFrom = (element) => {
  const labelled = element.getAttribute("aria-labelledby")?.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? "");
  const drawn = element.querySelector(":scope > title")?.textContent;
  return tidy(labelled?.join(" ") || element.getAttribute("aria-label") || drawn || element.alt || element.title || "");
};

const isShown = (element, style) =>
  style.display !== "none" && (style.display === "contents" || element.checkVisibility({ visibilityProperty: true }));

/* What somebody typed or chose in a box: the words that it shows. */
const shownIn = (box) => {
  if (box.type === "password" || box.type === "file") return "";
  return box.matches("select") ? (box.selectedOptions[0]?.label ?? "") : box.value;
};

const isFilled = (box) => (box.type === "file" ? box.files.length > 0 : box.value !== "");

const stateOf = (control) => {
  if (control.matches(CHOICES)) return control.checked ? "chosen" : "not-chosen";
  if (control.matches(BOXES)) return isFilled(control) ? "filled" : "empty";
  if (control.matches("summary")) return control.parentElement.open ? "open" : "closed";
  if (control.ariaPressed) return control.ariaPressed === "true" ? "pressed" : "not-pressed";
  if (control.ariaCurrent && control.ariaCurrent !== "false") return "current";
  return control.disabled ? "disabled" : "";
};

const isNeeded = (control) => control.required || control.ariaRequired === "true";

/* A file is chosen by pressing its label. */
const roleOf = (control) => (control.matches(CHOICES) ? "choice" : control.matches(BOXES) && control.type !== "file" ? "box" : "button");

/* Whether what stands here belongs to a question that was begun around it: the boxes of an address are its parts. */
const isPartOf = ({ fieldset, of }) => Boolean(of) && Boolean(fieldset?.matches(".field"));

/* What the words in an element are, given what those around it are. */
const inside = (element, around) => {
  const told = { ...around };
  if (element.lang) told.language = element.lang;
  if (element.matches(PRIVATE)) told.private = true;
  if (element.matches(".field") && !isPartOf(around)) told.of = element.id || element.querySelector("label")?.htmlFor || around.of;
  const role = ROLES.find(([selector]) => element.matches(selector))?.[1];
  if (role && !(around.role === "error" && role !== "title")) told.role = role;
  const control = element.matches("label") ? element.control : element.matches(BUTTONS) ? element : null;
  if (control) {
    told.control = control;
    told.role = control.closest("[data-first-read]") ? "error" : roleOf(control);
    told.of = around.of || control.id || control.name || "";
  }
  if (element.matches("fieldset")) told.fieldset = element;
  if (element.matches("legend")) told.control = told.fieldset;
  return told;
};

class List {
  constructor() {
    this.utterances = [];
    this.words = "";
    this.told = null;
    this.element = null;
    this.named = new Set();
  }

  add(text, element, told) {
    const same = this.told && ["language", "role", "private", "control", "of"].every((part) => this.told[part] === told[part]);
    if (!same && text.trim()) this.flush();
    if (text.trim() && !this.words.trim()) [this.told, this.element] = [told, element];
    this.words += text;
  }

  /* Ends the sentence that was begun. Only the first words of a control say its state. */
  flush() {
    const text = tidy(this.words);
    const { told } = this;
    if (text && told) {
      const first = told.control && !this.named.has(told.control) && told.role === (told.control.matches("fieldset") ? "question" : told.role);
      if (first) this.named.add(told.control);
      this.utterances.push({
        language: told.language,
        role: told.control && !first && ["choice", "box", "button"].includes(told.role) ? "text" : told.role,
        text,
        of: told.of,
        state: first && !told.control.matches("fieldset") ? stateOf(told.control) : "",
        private: told.private,
        needed: Boolean(first && told.role !== "choice" && isNeeded(told.control)),
        element: this.element,
        control: told.control ?? null,
      });
    }
    [this.words, this.told, this.element] = ["", null, null];
  }

  /* Adds what an element and all in it say. */
  visit(element, around) {
    if (element.matches(UNSAID)) return;
    const style = getComputedStyle(element);
    if (!isShown(element, style)) return;
    const told = inside(element, around);
    const breaks = !style.display.startsWith("inline") && style.display !== "contents" && !element.matches("bdi");
    const begins = element.matches(`${BUTTONS}, label, legend`);
    const ends = begins || (breaks && !(around.control && !around.control.matches("fieldset")));
    this.pause(ends, breaks);
    if (element.matches("[data-label]") && getComputedStyle(element, "::before").content !== "none") this.alone(element.dataset.label, element, told);
    if (element.matches(PICTURES)) this.alone(nameFrom(element), element, { ...told, role: told.role === "button" ? "button" : "text" });
    else if (element.matches(BOXES)) this.box(element, told);
    else if (element.matches("br")) this.flush();
    else this.contents(element, told);
    this.pause(ends, breaks);
  }

  /* Where a block begins or ends, another sentence does; inside a button or a choice, only another word. */
  pause(ends, breaks) {
    if (ends) this.flush();
    else if (breaks) this.words += " ";
  }

  contents(element, told) {
    const before = this.utterances.length;
    for (const child of element.childNodes) {
      if (child.nodeType === Node.TEXT_NODE) this.add(child.data, element, told);
      else if (child.nodeType === Node.ELEMENT_NODE) this.visit(child, told);
    }
    const silent = element.matches(BUTTONS) && this.utterances.length === before && !this.words.trim();
    if (silent) this.alone(nameFrom(element), element, told);
  }

  alone(text, element, told) {
    if (!text) return;
    this.flush();
    this.add(text, element, told);
    this.flush();
  }

  /* A box without a visible label says its name; then what is typed in it, which is private. */
  box(element, told) {
    const control = { ...told, control: element, role: "box", of: told.of || element.id || element.name };
    if (!element.labels?.length) this.alone(nameFrom(element), element, control);
    this.alone(shownIn(element), element, { ...control, control: null, role: "answer", private: true });
  }
}

/* All that can be heard of the page, or of a part of it, in reading order. */
export const utterances = (root = document) => {
  const whole = root === document;
  const start = whole ? openDialog(document) ?? document.body : root;
  const language = start.closest("[lang]")?.lang ?? "";
  const list = new List();
  const isPrivate = Boolean(start.closest("[data-private]"));
  list.visit(start, { language, role: "text", of: "", private: isPrivate, control: null, fieldset: start.closest("fieldset") });
  list.flush();
  return list.utterances;
};

/* What is said of one control or title; null where it says nothing. `all` are the page's utterances, where they are known. */
export const utteranceOf = (element, all = utterances()) => {
  const own = all.find((utterance) => utterance.control === element);
  return own ?? all.find((utterance) => element.contains(utterance.element)) ?? null;
};

/* Everything that belongs to one control: its name and state, what is typed in it, what is wrong, and its help. */
export const utterancesOf = (element, all = utterances()) => {
  const described = element.getAttribute("aria-describedby")?.split(/\s+/).map((id) => document.getElementById(id)) ?? [];
  const parts = [element, ...[...(element.labels ?? [])], ...described].filter(Boolean);
  const first = all.filter((utterance) => utterance.control === element);
  const others = all.filter((utterance) => !first.includes(utterance) && parts.some((part) => part.contains(utterance.element)));
  const faults = others.filter(({ role }) => role === "error");
  return [...first, ...others.filter(({ role }) => role === "answer"), ...faults, ...others.filter(({ role }) => !["answer", "error"].includes(role))];
};
