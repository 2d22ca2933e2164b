/* The browser's « back »: a page it has kept is loaded again, because the citizen may be another. */

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.documentElement.hidden = true;
  location.replace(location.pathname + location.search);
});

/* At a terminal the words of a search are removed from the address, so that the browser's history does not keep
   them. */
const address = new URL(location.href);
if ("door" in document.body.dataset && address.searchParams.has("q")) {
  address.searchParams.delete("q");
  history.replaceState(null, "", address);
}
