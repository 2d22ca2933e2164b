/* Begins to listen: the helper « Écouter », its key, or a headset. Everything else of speech is loaded then; where this person listens
   already, at once. */

const keys = () => JSON.parse(document.body.dataset.speech ?? "{}");
const controls = () => import("./controls.js");

document.addEventListener("click", async ({ target }) => {
  if (target.closest?.("[data-listen]")) (await controls()).toggle();
});

document.addEventListener("keydown", async (event) => {
  const { listenKey, headsetIn, headsetOut } = keys();
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || ![listenKey, headsetIn, headsetOut].includes(event.key)) return;
  event.preventDefault();
  if (event.key === listenKey) (await controls()).toggle();
  else (await controls()).headset(event.key === headsetIn);
}, true);

if (keys().reading) controls().then(({ begin }) => begin());
