/* Communes are offered below a box of an address while it is typed in; the one that is chosen fills code and town.

   The combobox of ARIA 1.2: the focus stays in the box, the arrows go through the rows, Enter takes one and sends
   nothing, Escape puts the list away. Only what stands in the code and the town is asked about. */

(() => {
  const WAIT_MS = 90;
  const BOXES = "input[data-communes]";
  let asking = new AbortController();
  let timer = 0;

  function prepare() {
    for (const box of document.querySelectorAll(`${BOXES}:not([role])`)) {
      const list = document.createElement("ul");
      list.id = `${box.id}-communes`;
      list.className = "offers";
      list.hidden = true;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", box.dataset.communes.replace(/\s*:\s*$/, ""));
      box.after(list);
      box.setAttribute("role", "combobox");
      box.setAttribute("aria-autocomplete", "list");
      box.setAttribute("aria-expanded", "false");
      box.setAttribute("aria-controls", list.id);
      box.addEventListener("input", () => later(box));
      box.addEventListener("keydown", (event) => press(box, event));
      box.addEventListener("blur", () => close(box));
      list.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the box
      list.addEventListener("click", (event) => take(box, event.target.closest("li")));
    }
  }

  const listOf = (box) => document.getElementById(box.getAttribute("aria-controls"));
  const current = (box) => listOf(box).querySelector("[aria-selected=true]");

  const beside = (box, part) => box.form.elements[box.name.replace(/\.\w+$/, `.${part}`)];

  function say(words) {
    document.getElementById("status").textContent = words;
  }

  function later(box) {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const code = beside(box, "postcode");
      ask(box, { q: box.value, postcode: code === box ? "" : code.value.replace(/\s/g, "") });
    }, WAIT_MS);
  }

  async function ask(box, question) {
    asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`/communes?${new URLSearchParams(question)}`, { signal: asking.signal });
      if (answer.ok && document.activeElement === box) show(box, await answer.json());
    } catch (fault) {
      if (fault.name !== "AbortError") close(box); // the box can be filled without
    }
  }

  function show(box, rows) {
    const list = listOf(box);
    list.replaceChildren(...rows.map((row, number) => option(list, row, number)));
    mark(box, null);
    open(box, rows.length > 0);
    if (rows.length) say(`${box.dataset.communes} ${rows.length}`);
    else if (box.value.trim().length > 1) say(box.dataset.none);
  }

  function option(list, row, number) {
    const item = document.createElement("li");
    item.id = `${list.id}-${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("bdi");
    name.dir = "ltr";
    name.lang = "fr";
    name.textContent = row.label;
    const more = document.createElement("bdi");
    more.className = "help";
    more.lang = "fr";
    more.textContent = row.also || row.area;
    item.append(name, " ", more);
    Object.assign(item.dataset, { city: row.city, postcode: row.postcode, insee: row.insee });
    return item;
  }

  function open(box, there) {
    const list = listOf(box);
    list.hidden = !there;
    box.setAttribute("aria-expanded", String(there));
    if (!there) return;
    const place = box.getBoundingClientRect();
    const over = box.parentElement.getBoundingClientRect().top; // the label stays in sight
    const edges = [...document.querySelectorAll(".actions, .helpers")]
      .filter((bar) => getComputedStyle(bar).position === "fixed")
      .map((bar) => bar.getBoundingClientRect().top);
    const below = Math.min(visualViewport.height, ...edges) - place.bottom;
    const above = below < list.scrollHeight && over > below;
    list.classList.toggle("above", above);
    list.style.maxBlockSize = `${Math.max(above ? over : below, 136) - 16}px`;
    list.scrollTop = 0;
  }

  function close(box) {
    clearTimeout(timer);
    asking.abort();
    mark(box, null);
    open(box, false);
  }

  function mark(box, item) {
    current(box)?.setAttribute("aria-selected", "false");
    box.removeAttribute("aria-activedescendant");
    if (!item) return;
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", item.id);
  }

  function press(box, event) {
    const list = listOf(box);
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) later(box);
      else if (event.key === "ArrowDown") mark(box, current(box)?.nextElementSibling || list.firstElementChild);
      else mark(box, current(box)?.previousElementSibling || list.lastElementChild);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close(box);
    } else if (event.key === "Enter" && !list.hidden && current(box)) {
      event.preventDefault();
      take(box, current(box));
    }
  }

  function take(box, item) {
    if (!item) return;
    const { city, postcode, insee } = item.dataset;
    beside(box, "city").value = city;
    if (postcode) {
      beside(box, "postcode").value = postcode;
      close(box);
      say(item.textContent);
    } else {
      ask(box, { of: insee }); // one of its codes is still to choose
    }
  }

  document.addEventListener("htmx:after:swap", prepare);
  prepare();
})();
