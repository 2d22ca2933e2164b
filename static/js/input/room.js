/* Room for the on-screen keyboard: the page becomes as much longer as the keyboard is high, and scrolls so that the
   field one types in and its label stay in sight, above the keyboard and above the row of actions where that stands
   over the keyboard. */

const GAP_PX = 12;

/** The lowest place, in pixels from the top of the window, where something can still be seen.
 * @param {Control} keyboard
 */
const lowestVisible = (keyboard) => {
  const actions = document.querySelector(".actions");
  const top = keyboard.getBoundingClientRect().top;
  const position = actions ? getComputedStyle(actions).position : "static";
  if (position === "fixed") return actions.getBoundingClientRect().top;
  return position === "sticky" ? top - actions.offsetHeight : top;
};

/** Says to the page how high the keyboard is.
 * @param {Control} keyboard
 */
const takeRoom = (keyboard) => {
  const height = keyboard.hidden ? "0rem" : `${keyboard.getBoundingClientRect().height}px`;
  document.documentElement.style.setProperty("--size-keyboard", height);
};

/** Where the field and the top of its label are, and the lowest place where they can be seen.
 * @param {Control} keyboard @param {Control} field
 */
const measure = (keyboard, field) => {
  const box = field.getBoundingClientRect();
  const labelTop = (field.labels?.[0] ?? field).getBoundingClientRect().top - GAP_PX;
  return { box, labelTop, lowest: lowestVisible(keyboard) - GAP_PX };
};

/** Takes the place that the keyboard needs, or gives it back where it is hidden; `field` is the one that is written
 * in. Where the label, a long help and the field do not fit together, the keyboard itself says what the field is
 * called.
 * @param {Control} keyboard @param {Control} field
 */
export const makeRoomFor = (keyboard, field) => {
  const helperBar = document.querySelector(".helper-bar");
  const barHeight =
    helperBar && getComputedStyle(helperBar).position === "fixed" ? helperBar.getBoundingClientRect().height : 0;
  const caption = keyboard.querySelector("[data-caption]");
  keyboard.style.insetBlockEnd = `${barHeight}px`;
  caption.hidden = true;
  takeRoom(keyboard);
  if (keyboard.hidden) return;
  const first = measure(keyboard, field);
  const fits = first.box.bottom - first.labelTop <= first.lowest;
  if (!fits && field.labels?.[0]) {
    caption.textContent = field.labels[0].textContent.trim();
    caption.hidden = false;
    takeRoom(keyboard);
  }
  const { box, labelTop, lowest } = measure(keyboard, field);
  const hiddenBelow = box.bottom - lowest;
  const firstLine = 2 * parseFloat(getComputedStyle(field).lineHeight) || box.height;
  const line = Math.min(box.height, firstLine);
  if (fits ? hiddenBelow > 0 || labelTop < 0 : box.top < GAP_PX || box.top + line > lowest) {
    const down = fits ? hiddenBelow : box.top + line - lowest;
    scrollBy({
      top: fits && labelTop < 0 ? labelTop : box.top < GAP_PX ? box.top - GAP_PX : down,
      behavior: "instant",
    });
  }
};
