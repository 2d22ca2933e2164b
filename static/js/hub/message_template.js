/* Fills the message of a decision from the template that is chosen, without leaving the page: the form is sent from
   here, and of the page that comes back only the message is taken. While nobody changes what was filled in,
   it is filled anew when papers or their day change. Without this script there is a button that does the same. */

const choice = /** @type {HTMLSelectElement | null} */ (document.querySelector("[data-template-choice] select"));
const message = /** @type {HTMLTextAreaElement | null} */ (document.getElementById("message"));
const form = choice?.form;

/** The text that somebody wrote, which a template is put after. */
let own = "";
/** The text that a template filled in last; "" where somebody changed it since. */
let filled = "";

/** @param {ParentNode} page @param {string} id */
const part = (page, id) => /** @type {any} */ (page.querySelector(`[id="${id}"]`));

const used = () => /** @type {HTMLInputElement} */ (form?.querySelector("[name=used]"));

/** @param {Document} page */
const take = (page) => {
  const fault = part(page, "template-fault");
  const here = part(document, "template-fault");
  here.textContent = fault?.textContent ?? "";
  here.hidden = !here.textContent.trim();
  here.classList.toggle("field-error", !here.hidden);
  const from = part(page, "message");
  if (!from || !message || !here.hidden) return;
  message.value = filled = from.value;
  used().value = /** @type {any} */ (page.querySelector("[name=used]")).value;
  part(document, "template-told").hidden = !used().value;
};

const fill = async () => {
  if (!form || !choice || !message) return;
  const sent = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") sent.append(name, value);
  sent.set("message", own);
  sent.set("used", "");
  const chosen = choice.value;
  const answer = await fetch(String(choice.parentElement?.dataset.templateChoice), { method: "POST", body: sent });
  if (answer.status !== 200 && answer.status !== 422) return;
  const text = await answer.text();
  if (choice.value === chosen) take(new DOMParser().parseFromString(text, "text/html"));
};

const unfill = () => {
  if (!message || message.value !== filled) return;
  message.value = own;
  used().value = filled = "";
  part(document, "template-told").hidden = true;
};

if (form && choice && message) {
  if (used().value) filled = message.value;
  else own = message.value;
  message.addEventListener("input", () => {
    own = message.value;
    filled = "";
  });
  choice.addEventListener("change", () => (choice.value ? fill() : unfill()));
  form.addEventListener("change", ({ target }) => {
    const about = /** @type {any} */ (target).name;
    const waits = choice.value && (filled === message.value || !part(document, "template-fault").hidden);
    if (["asked", "others", "papers_by"].includes(about) && waits) fill();
  });
}
