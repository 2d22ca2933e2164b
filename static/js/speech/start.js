/* Begins to listen: the helper « Écouter », its key, or a headset; on the first page of a terminal, and wherever a
   finger rests for three seconds, by ear alone. Everything else of speech is loaded then; where this person listens
   already, at once. */

import { isShortcut } from "../input/key_press.js";

import { watchHeadset } from "./plugged.js";

const HELD_MS = 3000;
const HELD_PX = 48;

const keys = () => JSON.parse(document.body.dataset.speech ?? "{}");
const controls = () => import("../speech/controls.js");
const alone = () => import("../speech/alone.js");
const isFirstPage = () => Boolean(document.querySelector("[data-offer]"));

document.addEventListener("click", async ({ target }) => {
  if (target.closest?.("[data-listen]")) (await controls()).toggle();
});

/** On the first page of a terminal a headset begins what is by ear alone, as the key of a keypad does.
 * @param {boolean} isIn
 */
const headset = async (isIn) => {
  if (isIn && isFirstPage()) (await alone()).begin({ isPlugged: true });
  else (await controls()).headset(isIn);
};

/* Where outputs have no names, any change ends what was allowed to a headset alone: it may have been pulled out. */
watchHeadset((isIn, isNews) => {
  if (isNews || keys().private === "headset") headset(isIn);
});

document.addEventListener(
  "keydown",
  async (event) => {
    const { listenKey, headsetIn, headsetOut } = keys();
    if (event.repeat || isShortcut(event) || ![listenKey, headsetIn, headsetOut].includes(event.key)) return;
    event.preventDefault();
    if (event.key !== listenKey) headset(event.key === headsetIn);
    else if (isFirstPage()) (await alone()).begin();
    else (await controls()).toggle({ byKey: true });
  },
  true,
);

/* A finger that rests anywhere. */
let held = 0;
/** @type {PointerEvent | null} */
let from = null;
const release = () => clearTimeout(held);
document.addEventListener(
  "pointerdown",
  (event) => {
    release();
    if (!event.isPrimary || keys().alone || !document.getElementById("alone")) return;
    from = event;
    held = setTimeout(async () => (await alone()).begin(), HELD_MS);
  },
  true,
);
document.addEventListener(
  "pointermove",
  (event) => from && Math.hypot(event.clientX - from.clientX, event.clientY - from.clientY) > HELD_PX && release(),
  true,
);
for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, release, true);

/* Tells whoever comes and does not see it that this screen speaks, as long as nobody listens. */
const invitation = document.querySelector("[data-invites]");
if (invitation)
  setInterval(
    async () => document.contains(invitation) && !keys().reading && (await alone()).sayOnce(invitation),
    Number(invitation.dataset.invites) * 60_000,
  );

/* And once to a hand that tries a key there before it has come to anything: which key begins. */
const keyTold = document.querySelector("[data-tells-key]");
/** @param {KeyboardEvent} event */
const tellKey = async ({ key, target }) => {
  const { reading, listenKey, headsetIn } = keys();
  const isControl = target instanceof HTMLElement && target.matches("a, button");
  if (reading || [listenKey, headsetIn].includes(key) || isControl) return;
  document.removeEventListener("keydown", tellKey);
  if (document.contains(keyTold)) (await alone()).sayOnce(keyTold);
};
if (keyTold) document.addEventListener("keydown", tellKey);

const farewell = document.querySelector("[data-farewell]");
const { alone: isAlone, reading } = keys();
if (isAlone && isFirstPage()) (await alone()).begin();
else if (isAlone) (await alone()).goOn();
if (reading && !(isAlone && isFirstPage())) (await controls()).begin();
else if (farewell) {
  history.replaceState(null, "", location.pathname);
  (await alone()).sayOnce(farewell);
}
