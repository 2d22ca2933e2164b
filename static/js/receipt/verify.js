/* A receipt before the camera is verified at once; what a scanner types while nothing has the focus is one too. */

(() => {
  const field = document.getElementById("proof");

  field.addEventListener("code-seen", () => field.form.requestSubmit());

  document.addEventListener("keydown", (press) => {
    if (press.target.closest("a, button, input, summary") || press.key.length !== 1) return;
    if (!press.ctrlKey && !press.metaKey && !press.altKey) field.focus();
  });
})();
