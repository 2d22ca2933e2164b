/* What the page says, as a list in reading order, read off the page itself (decision 39): each sentence or
   label with its language, what it is (the roles of kiosk/domain/speech/listening.py), what it belongs to, its state,
   and whether a stranger in the room must not hear it. Nothing that is hidden is in it; while a dialog or the list
   of keys is open, only that is.

   An utterance also has `element`, where it stands, `control`, the field, choice or button it speaks of, and
   `needed` where an answer is needed. */

import { BOXES, BUTTONS, inside, isNeeded, isShown, nameFrom, shownIn, stateOf, tidy } from "./described.js";

const UNSAID = "script, style, template, noscript, datalist, option, progress, [aria-hidden=true], [inert]";
const PICTURES = "img[alt]:not([alt='']), [role=img], svg:has(> title)";

/* What lies open over the page, which is all that is heard then. */
export const openDialog = () => [...document.querySelectorAll("dialog:modal, [popover]:popover-open")].at(-1);

/** In what two texts must be alike to be one sentence. @type {(keyof Told)[]} */
const SAME_IN = ["language", "role", "private", "control", "of"];

class List {
  constructor() {
    /** @type {Utterance[]} */
    this.utterances = [];
    this.words = "";
    /** @type {Told | null} */
    this.told = null;
    /** @type {Control | null} */
    this.element = null;
    /** @type {Set<Control>} */
    this.named = new Set();
  }

  /** @param {string} text @param {Control} element @param {Told} told */
  add(text, element, told) {
    const same = this.told && SAME_IN.every((part) => this.told[part] === told[part]);
    if (!same && text.trim()) this.flush();
    if (text.trim() && !this.words.trim()) [this.told, this.element] = [told, element];
    this.words += text;
  }

  /* Ends the sentence that was begun. Only the first words of a control say its state. */
  flush() {
    const text = tidy(this.words);
    const { told } = this;
    if (text && told) {
      const first =
        told.control &&
        !this.named.has(told.control) &&
        told.role === (told.control.matches("fieldset") ? "question" : told.role);
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

  /** Adds what an element and all in it say.
   * @param {Control} element @param {Told} around
   */
  visit(element, around) {
    if (element.matches(UNSAID)) return;
    const style = getComputedStyle(element);
    if (!isShown(element, style)) return;
    const told = inside(element, around);
    const breaks = !style.display.startsWith("inline") && style.display !== "contents" && !element.matches("bdi");
    const begins = element.matches(`${BUTTONS}, label, legend`);
    const ends = begins || (breaks && !(around.control && !around.control.matches("fieldset")));
    this.pause(ends, breaks);
    if (element.matches("[data-label]") && getComputedStyle(element, "::before").content !== "none")
      this.alone(element.dataset.label, element, told);
    if (element.matches(PICTURES))
      this.alone(nameFrom(element), element, { ...told, role: told.role === "button" ? "button" : "text" });
    else if (element.matches(BOXES)) this.box(element, told);
    else if (element.matches("br")) this.flush();
    else this.contents(element, told);
    this.pause(ends, breaks);
  }

  /** Where a block begins or ends, another sentence does; inside a button or a choice, only another word.
   * @param {boolean} ends @param {boolean} breaks
   */
  pause(ends, breaks) {
    if (ends) this.flush();
    else if (breaks) this.words += " ";
  }

  /** @param {Control} element @param {Told} told */
  contents(element, told) {
    const before = this.utterances.length;
    for (const child of element.childNodes) {
      if (child instanceof Text) this.add(child.data, element, told);
      else if (child instanceof Element) this.visit(/** @type {Control} */ (child), told);
    }
    const silent = element.matches(BUTTONS) && this.utterances.length === before && !this.words.trim();
    if (silent) this.alone(nameFrom(element), element, told);
  }

  /** @param {string} text @param {Control} element @param {Told} told */
  alone(text, element, told) {
    if (!text) return;
    this.flush();
    this.add(text, element, told);
    this.flush();
  }

  /** A box without a visible label says its name; then what is typed in it, which is private.
   * @param {Control} element @param {Told} told
   */
  box(element, told) {
    const control = { ...told, control: element, role: "box", of: told.of || element.id || element.name };
    if (!element.labels?.length) this.alone(nameFrom(element), element, control);
    this.alone(shownIn(element), element, { ...control, control: null, role: "answer", private: true });
  }
}

/** All that can be heard of the page, or of a part of it, in reading order.
 * @param {Control | null} part @returns {Utterance[]}
 */
export const utterances = (part = null) => {
  const start = part ?? openDialog() ?? document.body;
  const language = start.closest("[lang]")?.lang ?? "";
  const list = new List();
  const isPrivate = Boolean(start.closest("[data-private]"));
  list.visit(start, {
    language,
    role: "text",
    of: "",
    private: isPrivate,
    control: null,
    fieldset: start.closest("fieldset"),
  });
  list.flush();
  return list.utterances;
};

/** What is said of one control or title; null where it says nothing. `all` are the page's utterances, where they are
 * known.
 * @param {Control} element
 */
export const utteranceOf = (element, all = utterances()) => {
  const own = all.find((utterance) => utterance.control === element);
  return own ?? all.find((utterance) => element.contains(utterance.element)) ?? null;
};

/** Everything that belongs to one control: its name and state, what is typed in it, what is wrong, and its help.
 * @param {Control} element
 */
export const utterancesOf = (element, all = utterances()) => {
  const described =
    element
      .getAttribute("aria-describedby")
      ?.split(/\s+/)
      .map((id) => document.getElementById(id)) ?? [];
  const parts = [element, ...[...(element.labels ?? [])], ...described].filter(Boolean);
  const first = all.filter((utterance) => utterance.control === element);
  const others = all.filter(
    (utterance) => !first.includes(utterance) && parts.some((part) => part.contains(utterance.element)),
  );
  const faults = others.filter(({ role }) => role === "error");
  return [
    ...first,
    ...others.filter(({ role }) => role === "answer"),
    ...faults,
    ...others.filter(({ role }) => !["answer", "error"].includes(role)),
  ];
};
