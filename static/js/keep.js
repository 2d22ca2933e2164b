/* A link that leaves a page of questions: what is typed there is sent with it, and the box leads on. */

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
