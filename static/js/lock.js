/* One key, and the screen shows nothing: F9 sends the form that locks. */

document.addEventListener("keydown", (press) => {
  if (press.key !== "F9" || press.repeat) return;
  press.preventDefault();
  document.getElementById("lock-now").requestSubmit();
});
