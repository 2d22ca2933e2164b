/* The keyboard on the screen: real buttons that write into the box they were called for. It proposes nothing and keeps
   nothing. A finger leaves the focus in the box; arrows and switches take it to the keys (row by row, then key by key).

   While a key of the table is held down nothing repeats. A physical keyboard that types puts it away. */

const root = document.getElementById("keyboard");
const { LAYOUTS, layoutOf, row, scriptOf } = await import(root.dataset.layouts);
const { figure, stroll } = await import(root.dataset.stroll);
const named = root.getAttribute("aria-label");
const page = document.documentElement;

const BOXES = "input:not([type=hidden], [type=file]), select, textarea";
let box = null;
let before = ""; /* what the box held, for those who listen to its changes */
let shown = "";
let script = "latin";
let capital = false;
let pressed = false; /* a pointer is down: nothing moves under it */

await new Promise((done) => {
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: root.dataset.style });
  style.onload = style.onerror = done;
  document.head.append(style);
});

const order = () => ((page.dataset.comfort ?? "").split(" ").includes("abc") ? "abc" : "azerty");
const mode = () => box.dataset.mode ?? box.inputMode;
const writes = (it) => it.matches("textarea, input:not([type=radio], [type=checkbox], [type=button], [type=submit])");
const always = () => box.getAttribute("autocapitalize") === "characters";
const opens = () => !box.value && box.form?.id === "answer" && box.getAttribute("autocapitalize") !== "none";
const inside = () => root.contains(document.activeElement);
const switches = () => page.hasAttribute("data-switches");

/* The last row, with what this box needs: another script to go to, a new line. */
const last = (layout) => {
  const tokens = layout.last.split(" ");
  const letters = tokens.some((each) => each.startsWith("{digits"));
  if (script !== "latin" && letters && shown !== "email" && shown !== "emailAbc") {
    tokens.splice(1, 0, layout.lang ? "{latin:3}" : `{${script}:3}`);
  }
  if (box.matches("textarea")) tokens.splice(-2, 0, "{line:4}");
  return tokens.map((each) => each.replace("{order", order() === "abc" ? "{azerty" : "{abc"));
};

const faces = () => {
  const lang = LAYOUTS[shown].lang ?? "fr";
  for (const button of root.querySelectorAll("[data-sign]")) {
    const { sign } = button.dataset;
    const upper = sign.toLocaleUpperCase(lang);
    button.textContent = capital && [...upper].length === 1 ? upper : sign;
  }
  root.querySelector("[data-act=shift]")?.setAttribute("aria-pressed", String(capital));
};

const show = (name) => {
  const act = inside() ? document.activeElement.dataset.act : null;
  const held = inside();
  shown = name;
  const layout = LAYOUTS[name];
  root.querySelectorAll(".row").forEach((each) => each.remove());
  root.append(...[...layout.rows, last(layout)].map((tokens) => row(root, tokens)));
  root.classList.toggle("digits", name === "numeric");
  root.lang = layout.lang ?? "fr";
  faces();
  if (held) stand(act);
  lift();
};

/* Where keys and switches begin: the first key, or the first row; on the key that was pressed, where it is still there. */
const stand = (act) => {
  if (switches()) root.querySelector(".row").focus();
  else ((act && root.querySelector(`[data-act="${act}"]`)) ?? root.querySelector("button")).focus();
};

/* The page makes room, and the box with its words stays in sight. */
const lift = () => {
  const bar = document.querySelector(".helper-bar");
  const floor = getComputedStyle(bar).position === "fixed" ? bar.getBoundingClientRect().height : 0;
  root.style.insetBlockEnd = `${floor}px`;
  page.style.setProperty("--size-keyboard", root.hidden ? "0rem" : `${root.getBoundingClientRect().height}px`);
  if (root.hidden) return;
  const actions = document.querySelector(".actions");
  const lifted = actions && getComputedStyle(actions).position === "fixed";
  const edge = (lifted ? actions : root).getBoundingClientRect().top - 12;
  const low = box.getBoundingClientRect().bottom - edge;
  const high = (box.labels?.[0] ?? box).getBoundingClientRect().top - 12;
  if (low > 0 || high < 0) scrollBy({ top: high < 0 ? high : Math.min(low, Math.max(high, low - box.offsetHeight / 2)), behavior: "instant" });
};

const told = (inputType, data = null) => box.dispatchEvent(new InputEvent("input", { bubbles: true, inputType, data }));

const put = (text) => {
  const from = box.selectionStart ?? box.value.length;
  const to = box.selectionEnd ?? from;
  if (box.maxLength > -1 && box.value.length - (to - from) + text.length > box.maxLength) return;
  box.setRangeText(text, from, to, "end");
  told("insertText", text);
};

const rub = () => {
  const to = box.selectionEnd ?? box.value.length;
  let from = box.selectionStart ?? to;
  if (from === to) from -= [...box.value.slice(0, to)].at(-1)?.length ?? 0;
  box.setRangeText("", from, to, "end");
  told("deleteContentBackward");
};

const sign = (text) => {
  put(text);
  if (LAYOUTS[shown].one) {
    capital = always();
    show(layoutOf("text", LAYOUTS[shown].lang ? script : "latin", order()));
  } else if (capital !== always()) {
    capital = always();
    faces();
  }
};

/* The next box to write in, past the row that would take this answer back; else what comes next, else the way on. */
const next = () => {
  const all = [...(box.form ?? document).querySelectorAll(BOXES)].filter((each) => each.checkVisibility());
  const found = all.slice(all.indexOf(box) + 1).find((each) => writes(each) || each.closest(".field") !== box.closest(".field"));
  const byKeys = inside();
  if (found && writes(found)) {
    if (byKeys) open(found, true);
    else found.focus();
    return;
  }
  const on = found ?? document.querySelector(".actions .primary") ?? box.form?.querySelector("[type=submit]");
  close();
  on?.focus();
};

/* The order of the letters is kept with the session. A browser's first choice gives its session a new id, and the forms
   of this page, which were written for the old one, the token of the new. */
const remember = async (name) => {
  const kept = (page.dataset.comfort ?? "").split(" ").filter((each) => each && each !== "abc");
  page.dataset.comfort = [...kept, ...(name === "abc" ? ["abc"] : [])].join(" ");
  show(name);
  const tokens = [...document.querySelectorAll("[name=token]")];
  if (!tokens.length) return;
  const body = new URLSearchParams({ token: tokens[0].value, keyboard: name });
  const answer = await fetch(root.dataset.order, { method: "POST", body, headers: { "X-Keyboard": "1" } });
  for (const token of tokens) token.value = answer.headers.get("X-Form-Token") ?? token.value;
};

const ACTS = {
  space: () => sign(" "),
  line: () => sign("\n"),
  back: rub,
  hide: () => {
    const byKeys = inside();
    close();
    if (byKeys) settle(box);
  },
  next,
  shift: () => {
    capital = !capital;
    faces();
  },
  letters: () => show(layoutOf("text", script, order())),
  latin: () => show(order()),
  azerty: () => remember("azerty"),
  abc: () => remember("abc"),
};

const press = (button) => {
  const { act, sign: text } = button.dataset;
  if (text) sign(button.textContent);
  else if (ACTS[act]) ACTS[act]();
  else show(act);
  if (switches() && inside()) stand();
};

const settle = (it) => it.focus({ preventScroll: true });

/* Shows the keyboard for `it`; `byKeys` takes the focus along. */
export const open = (it, byKeys) => {
  if (it === box && !root.hidden) {
    if (byKeys) stand();
    return;
  }
  left();
  box = it;
  before = box.value;
  box.classList.add("typing-target");
  script = scriptOf(box);
  capital = always() || opens();
  root.dataset.of = box.id;
  root.setAttribute("aria-label", [named, box.labels?.[0]?.textContent.trim()].filter(Boolean).join(" : "));
  root.hidden = false;
  if (byKeys) settle(box);
  show(layoutOf(mode(), script, order()));
  if (byKeys) stand();
};

export const close = () => {
  left();
  root.hidden = true;
  lift();
};

/* The box is done with: its page learns of a change as it would from any keyboard. */
const left = () => {
  if (!box) return;
  box.classList.remove("typing-target");
  if (!box.isConnected) return;
  if ("mode" in box.dataset) {
    box.inputMode = box.dataset.mode;
    delete box.dataset.mode;
  }
  if (box.value !== before) box.dispatchEvent(new Event("change", { bubbles: true }));
  before = box.value;
};

/* Once nobody is at the box or at a key it goes; not under a finger that is still down, or about to press. */
const check = () => {
  if (root.hidden || pressed) return;
  if (!box.isConnected || (document.activeElement !== box && !inside())) close();
};

root.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button && box?.isConnected) press(button);
});

document.addEventListener("keydown", (event) => {
  if (root.hidden || !event.isTrusted || event.defaultPrevented || (switches() && figure(event))) return;
  if (event.key === "Escape") {
    event.preventDefault();
    ACTS.hide();
  } else if (event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey && !(inside() && event.key === " ")) {
    close();
    settle(box); // before the letter arrives, so that it arrives there
  }
}, true);

stroll(root, () => box, switches);

document.addEventListener("pointerdown", () => (pressed = true), true);
for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => {
    pressed = false;
    setTimeout(check, 60);
  }, true);
}
document.addEventListener("focusout", () => setTimeout(check));
document.addEventListener("htmx:after:swap", () => setTimeout(check));
addEventListener("resize", () => box?.isConnected && lift());
