/* The bar grows and shrinks at once, without asking for the page anew. */

const form = document.getElementById("ruler");
const bar = form.querySelector(".bar");
const kept = form.elements.bar;

form.addEventListener("click", (event) => {
  const pressed = event.target.closest("[name=step]");
  if (!pressed) return;
  event.preventDefault();
  kept.value = Math.min(1200, Math.max(40, Number(kept.value) + Number(pressed.value)));
  bar.setAttribute("width", kept.value);
});
