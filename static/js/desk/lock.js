/* One key, and the screen shows nothing: F9 locks it, F8 makes it ready for the next person. */

document.addEventListener("keydown", (press) => {
  const form = document.getElementById({ F8: "next-person", F9: "lock-now" }[press.key] || "");
  if (!form || press.repeat) return;
  press.preventDefault();
  form.requestSubmit();
});
