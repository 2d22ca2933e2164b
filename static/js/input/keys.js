/* The keyboard all the way, for a mediator with six people waiting; templates/_parts/keyboard/desk_keys.html tells it. Where that is not on the
   page (a terminal, a screen turned to a citizen, the setting off) nothing here answers. It all has a slower way, by Tab. */

const CONTROLS = "input:not([type=hidden]), select, textarea, .group-field > .button";
const ROW = "[type=radio], [type=checkbox]";
const TYPED = `input:not(${ROW}), select, textarea, [contenteditable]`;
const OPENED = "[data-keys] .card, [data-keys] > .button, .button[data-keys]";
/* What Enter may press from anywhere, so that an Enter too many neither sends anything nor takes anything away. */
const GOES_ON = ".start-buttons .primary, [form=answer], [form=begin], [data-goes]";

const help = () => document.getElementById("keys-help");
const seen = (each) => each.getClientRects().length > 0;
const main = () => document.getElementById("main");
const primary = () => main().querySelector(".actions .primary, .start-buttons .primary");
/* The list of keys, once closed, may still hold the focus for a moment. */
const nowhere = (target) => target === document.body || target === main() || help().contains(target);

/* A question is the outermost field around a control: an address is one, whatever its boxes. */
const question = (control) => {
  let found = control.closest(".field");
  while (found?.parentElement.closest(".field")) found = found.parentElement.closest(".field");
  return found;
};

const controls = (place) => [...place.querySelectorAll(CONTROLS)].filter(seen);
const holds = (control) => (control.matches(ROW) ? control.checked : control.value?.trim());
const toDraw = (asked) => [...asked.querySelectorAll(".signature-pad")].some((pad) => seen(pad) && !pad.querySelector("[type=hidden]").value);
const answered = (asked) => Boolean(asked.querySelector(".items")) || (controls(asked).some(holds) && !toDraw(asked));
const optional = (asked) => Boolean(asked.querySelector(":scope > :is(label, legend) > .optional"));
const open = (asked) => Boolean(asked) && !answered(asked);

/* The row that is chosen stands for its question; else the first. */
const chosen = (control) => {
  if (control?.type !== "radio") return control;
  return controls(question(control) ?? control.form).find((each) => each.name === control.name && each.checked) ?? control;
};

const first = (form) => {
  const wrong = form.querySelector(".field-error")?.closest(".field");
  if (wrong) return wrong.querySelector("[aria-invalid=true]") ?? controls(wrong)[0];
  const all = controls(form);
  return chosen(all.find((each) => open(question(each))) ?? all[0]);
};

/* Where Enter leads: the next empty box of this question, then the next question that must be answered and is not. */
const next = (form, from) => {
  const mine = question(from);
  const goesDeeper = Boolean(mine) && (answered(mine) || !optional(mine));
  return controls(form).find((each) => {
    if (!(from.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_FOLLOWING)) return false;
    const asked = question(each);
    if (asked === mine) return goesDeeper && each.matches(TYPED) && !each.value;
    return open(asked) && !optional(asked);
  });
};

const enter = (press) => {
  const { target } = press;
  const button = primary();
  const form = button?.form;
  if (!button || press.shiftKey || press.altKey || press.metaKey) return;
  if (nowhere(target)) {
    if (!button.matches(GOES_ON)) return;
    press.preventDefault();
    if (!press.repeat) button.click();
    return;
  }
  if (!form || target.form !== form || !target.matches("input, textarea")) return;
  if (target.matches("textarea") && !press.ctrlKey) return;
  press.preventDefault();
  if (press.repeat) return; // a key that is held goes no further than the next question
  const to = press.ctrlKey ? null : next(form, target);
  if (to) to.focus();
  else form.requestSubmit(button);
};

/* By the key's place: on a French keyboard the digits are the second sign of theirs. */
const digit = ({ code, key }) => {
  const found = /^(Digit|Numpad)([1-9])$/.exec(code);
  if (!found) return /^[1-9]$/.test(key) ? key : "";
  return found[1] === "Digit" || key === found[2] ? found[2] : "";
};

const press = (target, figure) => {
  const asked = nowhere(target) ? [...main().querySelectorAll("fieldset:has(.choices)")] : [target.closest("fieldset")];
  const rows = asked.length === 1 && asked[0] ? [...asked[0].querySelectorAll(".choices .choice input")].filter(seen) : [];
  const row = rows[figure - 1];
  row?.focus();
  (row ?? (rows.length ? null : document.querySelector(`[data-key="${figure}"]`)))?.click();
};

document.addEventListener("keydown", (event) => {
  if (!help() || event.defaultPrevented || event.isComposing) return;
  if (help().matches(":popover-open") && event.key !== "?") return;
  if (event.key === "Enter") {
    enter(event);
    return;
  }
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.target.matches(TYPED)) return;
  if (event.key === "?") {
    help().togglePopover();
    if (help().matches(":popover-open")) help().querySelector("button").focus();
  } else if (digit(event)) press(event.target, digit(event));
});

/* Each thing that a key opens says which, to the eye and to whoever listens. */
const mark = () => {
  document.documentElement.classList.toggle("with-shortcuts", Boolean(help()));
  if (!help()) return;
  const say = (each, key, shown) => {
    each.dataset.key = shown;
    each.setAttribute("aria-keyshortcuts", key);
  };
  [...document.querySelectorAll(OPENED)].filter(seen).slice(0, 9).forEach((each, at) => say(each, at + 1, at + 1));
  const button = primary();
  if (button?.matches(GOES_ON)) say(button, "Enter", help().dataset.enter);
};

/* focus.js has put reading at the top, or at what to correct; the hands start at the first question that is open. What a
   screen reader would miss by that is said: the list of what to correct says itself. */
const stand = () => {
  const active = document.activeElement;
  const form = primary()?.form;
  if (!help() || !form || !(nowhere(active) || active.matches("[data-first-read]"))) return;
  if (document.querySelector("[autofocus]") || location.hash) return;
  const control = first(form);
  if (!control) return;
  if (nowhere(active)) document.getElementById("status").textContent = main().querySelector("h1").textContent;
  control.focus();
};

document.addEventListener("htmx:after:swap", () => {
  mark();
  stand();
});
mark();
stand();
