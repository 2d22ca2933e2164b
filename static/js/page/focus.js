/* After a part arrives by htmx, reading starts again at its top, or at the list of what to correct. A long text that the
   focus comes to is shown whole: a browser shows its first line and leaves the rest under the bars. */

(() => {
  let corrected = document.querySelector("[data-first-read]");
  if (corrected) corrected.focus();

  document.addEventListener("htmx:after:swap", () => {
    const faults = document.querySelector("[data-first-read]");
    if (faults && faults !== corrected) {
      faults.focus();
    } else if (document.activeElement === document.body) {
      document.getElementById("main").focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    corrected = faults;
  });

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("textarea")) target.scrollIntoView({ block: "nearest" });
  });
})();
