/* Suggests communes below a field of an address while one types; the chosen one fills the postcode and the town. A
   field with data-alone asks for a commune without an address: the chosen one fills it, and its code the hidden field
   beside it.

   A combobox as in ARIA 1.2: the focus stays in the field, the arrows go through the list, Enter takes a commune
   without sending the form, Escape closes the list. Only what was typed as postcode and town is sent to the box. */

const FIELD = "input[data-communes]";
const WAIT_MS = 90;
let request = new AbortController();
let timer = 0;

/** @param {Control} field */
const listOf = (field) => document.getElementById(`${field.id}-communes`);
/** @param {Control} field */
const current = (field) => listOf(field).querySelector("[aria-selected=true]");
/** @param {Control} field */
const isAlone = (field) => "alone" in field.dataset;
/** @param {Control} field @param {string} part @returns {Control} */
const fieldBeside = (field, part) =>
  /** @type {Control} */ (
    field.form.elements.namedItem(isAlone(field) ? `${field.name}.${part}` : field.name.replace(/\.\w+$/, `.${part}`))
  );

/* Makes the fields comboboxes. Runs again after each htmx swap, which may have replaced a field. */
function prepare() {
  for (const field of document.querySelectorAll(FIELD)) {
    if (field.role && listOf(field)) continue;
    const list = listOf(field) || document.createElement("ul");
    list.id = `${field.id}-communes`;
    list.className = "suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", field.dataset.communes.replace(/\s*:\s*$/, ""));
    field.after(list);
    const attributes = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": list.id,
    };
    for (const [attribute, value] of Object.entries(attributes)) field.setAttribute(attribute, value);
  }
  for (const button of document.querySelectorAll("[data-own-commune]")) button.hidden = false;
}

/** @param {string} words */
function announce(words) {
  const status = document.getElementById("status");
  if (status.textContent !== words) status.textContent = words; // a number that stays is not said at each letter
}

/** @param {Control} field */
function askSoon(field) {
  clearTimeout(timer);
  timer = setTimeout(() => {
    const code = isAlone(field) ? field : fieldBeside(field, "postcode");
    askCommunes(field, {
      q: field.value,
      postcode: code === field ? "" : code.value.replace(/\s/g, ""),
      ...(isAlone(field) && { whole: "1" }),
    });
  }, WAIT_MS);
}

/** @param {Control} field @param {Record<string, string>} question */
async function askCommunes(field, question) {
  request.abort();
  request = new AbortController();
  try {
    const response = await fetch(`/communes?${new URLSearchParams(question)}`, { signal: request.signal });
    if (response.ok && document.activeElement === field) show(field, await response.json());
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) close(field); // it can be filled without
  }
}

/** @param {Control} field @param {Commune[]} communes */
function show(field, communes) {
  listOf(field).replaceChildren(...communes.map((commune, number) => option(`${field.id}-commune-${number}`, commune)));
  select(field, null);
  open(field, communes.length > 0);
  if (communes.length) announce(`${field.dataset.communes} ${communes.length}`);
  else if (field.value.trim().length > 1) announce(field.dataset.none);
}

/** @param {string} id @param {Commune} commune */
function option(id, commune) {
  const item = document.createElement("li");
  item.id = id;
  item.setAttribute("role", "option");
  item.setAttribute("aria-selected", "false");
  const name = document.createElement("bdi");
  const area = document.createElement("bdi");
  name.dir = "ltr";
  name.lang = area.lang = "fr";
  name.textContent = commune.label;
  area.className = "help";
  area.textContent = commune.also || commune.area;
  item.append(name, " ", area);
  Object.assign(item.dataset, { city: commune.city, postcode: commune.postcode, insee: commune.insee });
  return item;
}

/** @param {Control} field @param {boolean} hasRows */
function open(field, hasRows) {
  const list = listOf(field);
  list.hidden = !hasRows;
  field.setAttribute("aria-expanded", String(hasRows));
  if (!hasRows) return;
  const roomAbove = field.parentElement.getBoundingClientRect().top; // the label stays in sight
  const barTops = [...document.querySelectorAll(".actions, .helper-bar, .keyboard:not([hidden])")]
    .filter((bar) => getComputedStyle(bar).position === "fixed")
    .map((bar) => bar.getBoundingClientRect().top);
  const roomBelow = Math.min(visualViewport.height, ...barTops) - field.getBoundingClientRect().bottom;
  const above = roomBelow < list.scrollHeight && roomAbove > roomBelow;
  list.classList.toggle("above", above);
  list.scrollTop = 0;
  list.style.maxBlockSize = `${wholeRows(list, Math.max(above ? roomAbove : roomBelow, 136) - 16)}px`;
  showWhetherMore(list);
}

/** The height in px, up to `most`, in which the list cuts no row in two.
 * @param {Control} list @param {number} most
 */
function wholeRows(list, most) {
  const edges = 2 * (list.clientTop + list.firstElementChild.offsetTop);
  const heights = [...list.children].map(
    (row) => row.offsetTop - list.firstElementChild.offsetTop + row.offsetHeight + edges,
  );
  return heights.findLast((height) => height <= most) ?? most;
}

/** Marks a list that has more rows further down.
 * @param {Control} list
 */
function showWhetherMore(list) {
  list.classList.toggle("more", list.scrollTop + list.clientHeight < list.scrollHeight - 1);
}

/** @param {Control} field */
function close(field) {
  clearTimeout(timer);
  request.abort();
  select(field, null);
  open(field, false);
}

/** @param {Control} field @param {Control} item */
function select(field, item) {
  current(field)?.setAttribute("aria-selected", "false");
  field.removeAttribute("aria-activedescendant");
  if (!item) return;
  item.setAttribute("aria-selected", "true");
  item.scrollIntoView({ block: "nearest" });
  field.setAttribute("aria-activedescendant", item.id);
}

/** @param {Control} field @param {Heard<KeyboardEvent>} event */
function pressKey(field, event) {
  const list = listOf(field);
  const selected = current(field);
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.key === "ArrowDown" && !list.hidden) select(field, selected?.nextElementSibling || list.firstElementChild);
  else if (event.key === "ArrowUp" && !list.hidden)
    select(field, selected?.previousElementSibling || list.lastElementChild);
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") askSoon(field);
  else if (event.key === "Escape" && !list.hidden) close(field);
  else if (event.key === "Enter" && !list.hidden && selected) takeCommune(field, selected);
  else return;
  event.preventDefault();
}

/** @param {Control} field @param {Control} item */
function takeCommune(field, item) {
  const { city, postcode, insee } = item.dataset;
  if (!isAlone(field) && !postcode) {
    fieldBeside(field, "city").value = city;
    askCommunes(field, { of: insee }); // a commune with several postcodes: one is still to choose
    return;
  }
  const filled = isAlone(field) ? { "": city, insee } : { city, postcode };
  for (const [part, value] of Object.entries(filled)) (part ? fieldBeside(field, part) : field).value = value;
  close(field);
  announce(item.textContent);
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Fills the commune of the town hall, which stands on a button below the field.
 * @param {Control} button
 */
function takeOwn(button) {
  const field = /** @type {Control} */ (document.getElementById(button.getAttribute("aria-controls")));
  field.value = button.querySelector("bdi").textContent;
  fieldBeside(field, "insee").value = button.dataset.ownCommune;
  close(field);
  announce(field.value);
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

/** @param {string} name @param {(field: Control, event: Heard<KeyboardEvent>) => void} handler */
const listen = (name, handler) =>
  document.addEventListener(name, (event) => {
    const heard = /** @type {Heard<KeyboardEvent>} */ (event);
    if (heard.target.matches?.(FIELD)) handler(heard.target, heard);
  });
listen("input", askSoon);
listen("keydown", pressKey);
listen("focusout", close);
document.addEventListener("scroll", ({ target }) => target.matches?.(".suggestions") && showWhetherMore(target), true);
/* The focus stays in the field. */
document.addEventListener("mousedown", (event) => event.target.closest(".suggestions") && event.preventDefault());
document.addEventListener("click", (event) => {
  const item = event.target.closest(".suggestions li");
  if (item) takeCommune(item.parentElement.previousElementSibling, item);
  const own = event.target.closest("[data-own-commune]");
  if (own) takeOwn(own);
});
/* A telephone's own keyboard takes half of the window while the list is open; a screen may be turned. */
visualViewport.addEventListener("resize", () => {
  const field = document.activeElement;
  if (field.matches(FIELD) && listOf(field) && !listOf(field).hidden) open(field, true);
});
document.addEventListener("htmx:after:swap", prepare);
prepare();
