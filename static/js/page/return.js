/* A page that the browser kept and brings back with its « back » is asked for anew: the citizen may be another. */

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.documentElement.hidden = true;
  location.replace(location.pathname + location.search);
});

/* At a terminal the browser's list of pages keeps no words: those that a link of a search carries leave the address. */
(() => {
  const here = new URL(location.href);
  if (!("door" in document.body.dataset) || !here.searchParams.has("q")) return;
  here.searchParams.delete("q");
  history.replaceState(null, "", here);
})();
