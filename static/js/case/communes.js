/* Communes are offered below a box of an address while it is typed in; the one that is chosen fills code and town.

   The combobox of ARIA 1.2: the focus stays in the box, the arrows go through the rows, Enter takes one and sends
   nothing, Escape puts the list away. Only what stands in the code and the town is asked about. */

(() => {
  const BOX = "input[data-communes]";
  const WAIT_MS = 90;
  let asking = new AbortController();
  let timer = 0;

  const listOf = (box) => document.getElementById(`${box.id}-communes`);
  const current = (box) => listOf(box).querySelector("[aria-selected=true]");
  const beside = (box, part) => box.form.elements[box.name.replace(/\.\w+$/, `.${part}`)];

  /* Again after each part that htmx brings: it may have put back a box as the server knows it. */
  function prepare() {
    for (const box of document.querySelectorAll(BOX)) {
      if (box.role && listOf(box)) continue;
      const list = listOf(box) || document.createElement("ul");
      list.id = `${box.id}-communes`;
      list.className = "suggestions";
      list.hidden = true;
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", box.dataset.communes.replace(/\s*:\s*$/, ""));
      box.after(list);
      const said = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
      for (const [name, value] of Object.entries(said)) box.setAttribute(name, value);
    }
  }

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
    listOf(box).replaceChildren(...rows.map((row, number) => option(`${box.id}-commune-${number}`, row)));
    mark(box, null);
    open(box, rows.length > 0);
    if (rows.length) say(`${box.dataset.communes} ${rows.length}`);
    else if (box.value.trim().length > 1) say(box.dataset.none);
  }

  function option(id, row) {
    const item = document.createElement("li");
    item.id = id;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const name = document.createElement("bdi");
    const more = document.createElement("bdi");
    name.dir = "ltr";
    name.lang = more.lang = "fr";
    name.textContent = row.label;
    more.className = "help";
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
    const over = box.parentElement.getBoundingClientRect().top; // the label stays in sight
    const edges = [...document.querySelectorAll(".actions, .helper-bar, .keyboard:not([hidden])")]
      .filter((bar) => getComputedStyle(bar).position === "fixed")
      .map((bar) => bar.getBoundingClientRect().top);
    const below = Math.min(visualViewport.height, ...edges) - box.getBoundingClientRect().bottom;
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
    const at = current(box);
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" && !list.hidden) mark(box, at?.nextElementSibling || list.firstElementChild);
    else if (event.key === "ArrowUp" && !list.hidden) mark(box, at?.previousElementSibling || list.lastElementChild);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") later(box);
    else if (event.key === "Escape" && !list.hidden) close(box);
    else if (event.key === "Enter" && !list.hidden && at) take(box, at);
    else return;
    event.preventDefault();
  }

  function take(box, item) {
    const { city, postcode, insee } = item.dataset;
    beside(box, "city").value = city;
    if (postcode) {
      beside(box, "postcode").value = postcode;
      close(box);
      say(item.textContent);
      box.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      ask(box, { of: insee }); // one of its codes is still to choose
    }
  }

  const heard = (name, act) => document.addEventListener(name, (event) => event.target.matches?.(BOX) && act(event.target, event));
  heard("input", later);
  heard("keydown", press);
  heard("focusout", close);
  document.addEventListener("mousedown", (event) => event.target.closest(".suggestions") && event.preventDefault()); // no focus lost
  document.addEventListener("click", (event) => {
    const item = event.target.closest(".suggestions li");
    if (item) take(item.parentElement.previousElementSibling, item);
  });
  document.addEventListener("htmx:after:swap", prepare);
  prepare();
})();
