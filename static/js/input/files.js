/* A file to choose, behind a button in the page's own language: the browser's own button speaks the browser's
   language. The name of the chosen file is shown and said. Where only a file is asked (`data-sends`), choosing it
   sends the form; where it does more than that, by its button that joins files. Without this script the browser's own
   control stands there, with a button that sends it. */

/** @param {Control} choice @param {string} words */
const sayOf = (choice, words, name = "") => {
  const line = choice.querySelector("[data-chosen]");
  line.textContent = line.dataset[words].replace("{}", name);
  line.hidden = false;
  const status = document.getElementById("status");
  if (status) status.textContent = line.textContent;
};

/** @param {Control} choice */
const prepare = (choice) => {
  /** @type {HTMLInputElement} */
  const input = choice.querySelector("[type=file]");
  if (choice.classList.contains("by-button") || !input.form) return;
  const sends = "sends" in choice.dataset;
  choice.classList.add("by-button");
  choice.querySelector("label").classList.add("button", "secondary");
  const all = /** @type {HTMLButtonElement[]} */ ([...input.form.elements]);
  const senders = all.filter((element) => element.matches("[data-sends-file]"));
  for (const button of senders) button.hidden = true;
  const names = () => [...input.files].map((file) => file.name).join(", ");
  const chosen = () => {
    if (input.files.length) sayOf(choice, "chosen", names());
    else choice.querySelector("[data-chosen]").hidden = true;
  };
  input.addEventListener("change", () => {
    chosen();
    if (!sends || !input.files.length) return;
    sayOf(choice, "sending", names());
    input.form.requestSubmit(senders[0]);
  });
  if (input.files.length) chosen();
};

const prepareAll = () => {
  for (const choice of document.querySelectorAll(".file-choice")) prepare(choice);
};
document.addEventListener("htmx:after:swap", prepareAll); // an answer has opened another question
prepareAll();
