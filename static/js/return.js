/* A page that the browser kept and brings back with its « back » is asked for anew: the citizen may be another. */

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  document.documentElement.hidden = true;
  location.replace(location.pathname + location.search);
});
