/* The box of a PIN: its keys stand open where the screen is touched, and the last digit of a known number sends it. */

/** @type {HTMLInputElement | null} */
const box = document.querySelector("[data-pin]");
const digits = Number(box?.dataset.pin);
if (box && matchMedia("(pointer: coarse)").matches) {
  box.dataset.mode = box.inputMode;
  box.inputMode = "none"; // the system's own keyboard stays closed
  box.focus();
  box.dispatchEvent(new CustomEvent("parvis:pad", { bubbles: true }));
}

/* Another name that is chosen beside it may have a longer PIN. */
const isOfKnownLength = () =>
  [...(box.form?.querySelectorAll("[type=radio]") ?? [])].every(
    (choice) => /** @type {HTMLInputElement} */ (choice).checked === /** @type {HTMLInputElement} */ (choice).defaultChecked,
  );

const sendWhole = () => {
  if (box && digits && box.value.length === digits && isOfKnownLength()) box.form?.requestSubmit();
};

box?.addEventListener("input", sendWhole);
sendWhole(); // it was typed before this script came
