/* A box to write in brings the keyboard when it is touched, and when keys or switches ask for it. A small window has none:
   there nothing more is fetched. Where a citizen stands any pointer will do: a mouse alone writes nothing either. */

const BOX = "input:is(:not([type]), [type=text], [type=search], [type=password], [type=tel], [type=email]), textarea";
const ROOM = matchMedia("(min-width: 768px) and (min-height: 481px)");
const pointers = document.getElementById("hands-help") ? ["touch", "pen", "mouse"] : ["touch", "pen"];
let pointer = "";
let loading = null;

const place = document.getElementById("keyboard");
const writes = (box) => ROOM.matches && box.matches?.(BOX) && !box.readOnly && !box.disabled;
const touched = () => pointers.includes(pointer);

const open = async (box, byKeys) => {
  loading ??= import(place.dataset.script);
  const keyboard = await loading;
  if (document.contains(box) && (byKeys || document.activeElement === box)) keyboard.open(box, byKeys);
};

/* The system's own keyboard stays away while ours is there; what the box takes is remembered beside it. */
document.addEventListener("pointerdown", (event) => {
  pointer = event.pointerType;
  const box = event.target.closest("label")?.control ?? event.target;
  if (!touched() || !writes(box) || "mode" in box.dataset) return;
  box.dataset.mode = box.inputMode;
  box.inputMode = "none";
}, true);

document.addEventListener("keydown", () => {
  pointer = "";
}, true);

for (const name of ["focusin", "click"]) {
  document.addEventListener(name, ({ target }) => {
    if (touched() && writes(target)) open(target, false);
  });
}

document.addEventListener("parvis:write", ({ target }) => {
  if (writes(target)) open(target, true);
});
