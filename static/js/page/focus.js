/* Where the focus goes after an htmx swap: to the list of errors where there is a new one, else to the top of the page. A long text
   field that gets the focus is scrolled into sight whole, because a browser shows only its first line. */

(() => {
  let readErrors = document.querySelector("[data-first-read]");
  if (readErrors) readErrors.focus();

  document.addEventListener("htmx:after:swap", () => {
    const errors = document.querySelector("[data-first-read]");
    if (errors && errors !== readErrors) {
      errors.focus();
    } else if (document.activeElement === document.body) {
      document.getElementById("main").focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    readErrors = errors;
  });

  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("textarea")) target.scrollIntoView({ block: "nearest" });
  });
})();
