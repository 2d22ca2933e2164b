/* A way that leads off a page of questions: what is typed there is kept first.

   A link with `data-then` is followed by the box, which is sent the answers; the keys at the bottom edge lead where they say,
   once it has taken them. */

document.addEventListener("click", (press) => {
  const link = press.target.closest("a[data-then]");
  const form = document.getElementById("answer");
  if (!link || !form || press.ctrlKey || press.metaKey || press.shiftKey) return;
  press.preventDefault();
  const then = document.createElement("input");
  then.type = "hidden";
  then.name = "then";
  then.value = link.dataset.then;
  form.append(then);
  form.submit();
});

(() => {
  const WAIT_MS = 3000;

  /* Whether the answers were taken or not, the person goes where they wanted. */
  const kept = (go) => {
    const form = document.getElementById("answer");
    const sent = { method: "POST", body: new FormData(form), redirect: "manual", signal: AbortSignal.timeout(WAIT_MS) };
    fetch(form.action, sent).then(go, go);
  };

  document.addEventListener("click", (press) => {
    const link = press.target.closest(".helper-bar a[href]");
    if (!link || !document.getElementById("answer") || press.ctrlKey || press.metaKey || press.shiftKey) return;
    press.preventDefault();
    kept(() => location.assign(link.href));
  });

  document.addEventListener("submit", (sent) => {
    if (!sent.target.closest(".helper-bar") || !document.getElementById("answer")) return;
    sent.preventDefault();
    kept(() => sent.target.submit());
  });
})();
