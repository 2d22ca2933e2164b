/* Through the keys of the keyboard on the screen without a finger: by arrows, or by two switches. */

const rows = (root) => [...root.querySelectorAll(".row")];

/* Left and right along a row as it lies, up and down to the key above or below; up from the first row, to the box. */
const move = (root, box, button, name) => {
  const all = rows(root);
  const at = all.indexOf(button.parentElement);
  if (name === "ArrowLeft") return button.previousElementSibling;
  if (name === "ArrowRight") return button.nextElementSibling;
  const to = all[at + (name === "ArrowDown" ? 1 : -1)];
  if (!to) return name === "ArrowUp" ? box : null;
  const middle = (it) => it.getBoundingClientRect().left + it.offsetWidth / 2;
  const away = (it) => Math.abs(middle(it) - middle(button));
  return [...to.children].reduce((best, each) => (away(each) < away(best) ? each : best));
};

/* 1 goes from row to row, 2 goes into one; there 1 goes from key to key, and past the last one back to the row. */
const scan = (root, which) => {
  const at = document.activeElement;
  const all = rows(root);
  if (at.matches(".row")) {
    if (which === "2") at.firstElementChild.focus();
    else all[(all.indexOf(at) + 1) % all.length].focus();
  } else if (which === "2") at.click();
  else (at.nextElementSibling ?? at.parentElement).focus();
};

/* Which of the two switches was pressed, "" for any other key: by its place, as a French keyboard has its digits above. */
export const figure = ({ code, key }) => {
  const found = /^(?:Digit|Numpad)([12])$/.exec(code)?.[1] ?? "";
  return found && (code.startsWith("Digit") || key === found) ? found : ["1", "2"].includes(key) ? key : "";
};

/* `box` gives the box that is written in, `switches` whether two keys do all. */
export const stroll = (root, box, switches) => {
  root.addEventListener("keydown", (event) => {
    const which = figure(event);
    if (event.key.startsWith("Arrow") && event.target.matches("button")) {
      event.preventDefault();
      move(root, box(), event.target, event.key)?.focus();
    } else if (switches() && which) {
      event.preventDefault();
      if (!event.repeat) scan(root, which);
    } else if (event.key === "Enter" && event.repeat) event.preventDefault();
  });
};
