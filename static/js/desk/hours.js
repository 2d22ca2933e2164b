/* The hours of one day for every weekday, by one press: those of the first day that has any. */

/** @type {HTMLButtonElement | null} */
const button = document.querySelector("[data-copy-day]");
const days = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll(".week .input")]).slice(0, 5);
if (button) button.hidden = false;

button?.addEventListener("click", () => {
  const hours = days.map((day) => day.value.trim()).find(Boolean);
  if (!hours) return days[0]?.focus();
  for (const day of days) day.value = hours;
});
