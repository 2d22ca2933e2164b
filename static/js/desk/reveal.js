/* A button that shows what is typed in a secret's field, and hides it again; the form hides it before it goes, so
   that no browser keeps the words with what it completes. Without this script there is no button. */

for (const button of document.querySelectorAll("[data-reveals]")) {
  /** @type {HTMLInputElement} */
  const field = document.getElementById(button.dataset.reveals);
  /** @param {boolean} shown */
  const reveal = (shown) => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  button.parentElement.hidden = false;
  button.addEventListener("click", () => reveal(field.type === "password"));
  field.form.addEventListener("submit", () => reveal(false));
}
