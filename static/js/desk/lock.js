/* Keys of the desk that clear the screen: F9 locks it, F8 makes it ready for the next person. */

document.addEventListener("keydown", (event) => {
  /** @type {HTMLFormElement | null} */
  const form = document.getElementById({ F8: "next-person", F9: "lock-now" }[event.key] || "");
  if (!form || event.repeat) return;
  event.preventDefault();
  form.requestSubmit();
});
