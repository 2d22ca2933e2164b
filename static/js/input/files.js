/* A file to choose, behind a button in the page's own language: the browser's own button speaks the browser's
   language. The name of the chosen file is shown and said. Where only a file is asked (`data-sends`), choosing it
   sends the form. Without this script the browser's own control stands there, with a button that sends it. */

/** @param {Control} choice @param {string} words */
const sayOf = (choice, words, name = "") => {
  const line = choice.querySelector("[data-chosen]");
  line.textContent = line.dataset[words].replace("{}", name);
  line.hidden = false;
  const status = document.getElementById("status");
  if (status) status.textContent = line.textContent;
};

for (const choice of document.querySelectorAll(".file-choice")) {
  /** @type {HTMLInputElement} */
  const input = choice.querySelector("[type=file]");
  const sends = "sends" in choice.dataset;
  choice.classList.add("by-button");
  choice.querySelector("label").classList.add("button", "secondary");
  for (const button of input.form.querySelectorAll("[data-sends-file]")) button.hidden = true;
  const chosen = () => {
    if (input.files.length) sayOf(choice, "chosen", input.files[0].name);
    else choice.querySelector("[data-chosen]").hidden = true;
  };
  input.addEventListener("change", () => {
    chosen();
    if (!sends || !input.files.length) return;
    sayOf(choice, "sending", input.files[0].name);
    input.form.requestSubmit();
  });
  if (input.files.length) chosen();
}
