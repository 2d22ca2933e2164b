/* Saves the answers of a page of questions before the person leaves it by a link.

   A link with `data-then` sends the form with a destination that the box then redirects to; links of the helper bar are followed
   once the answers are saved. */

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-then]");
  const form = document.getElementById("answer");
  if (!link || !form || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const destination = document.createElement("input");
  destination.type = "hidden";
  destination.name = "then";
  destination.value = link.dataset.then;
  form.append(destination);
  form.submit();
});

(() => {
  const WAIT_MS = 3000;

  /* Saves the answers, then goes on, whether they could be saved or not. */
  const saveThenGo = (go) => {
    const form = document.getElementById("answer");
    const request = { method: "POST", body: new FormData(form), redirect: "manual", signal: AbortSignal.timeout(WAIT_MS) };
    fetch(form.action, request).then(go, go);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".helper-bar a[href]");
    if (!link || !document.getElementById("answer") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    saveThenGo(() => location.assign(link.href));
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.closest(".helper-bar") || !document.getElementById("answer")) return;
    event.preventDefault();
    saveThenGo(() => event.target.submit());
  });
})();
