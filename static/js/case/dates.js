/* A date is typed without Tab: two digits lead on, so do / . - and the space bar; a whole date fills its three boxes. */

const WHOLE = /^(\p{Nd}{2})(\p{Nd}{2})(\p{Nd}{4})$/u;
const BETWEEN = /[\s/.-]+/;

const boxesOf = (box) => {
  const found = box.matches?.(".date-boxes input") ? [...box.closest(".date-boxes").querySelectorAll("input")] : [];
  return document.getElementById("keys-help") && found.length === 3 ? found : [];
};

const go = (box) => {
  box.focus();
  box.select();
};

document.addEventListener("input", ({ target, inputType }) => {
  const boxes = boxesOf(target);
  const at = boxes.indexOf(target);
  if (at < 0) return;
  const whole = target.value.trim();
  const parts = WHOLE.exec(whole)?.slice(1) ?? whole.split(BETWEEN);
  if (parts.length === 3 && parts.every(Boolean)) {
    for (const [each, part] of parts.entries()) boxes[each].value = part;
    boxes[2].focus();
    boxes[2].dispatchEvent(new Event("change", { bubbles: true }));
  } else if (at < 2 && inputType === "insertText" && /^\p{Nd}{2}$/u.test(target.value)) {
    go(boxes[at + 1]);
  }
});

document.addEventListener("keydown", (press) => {
  const { target, key } = press;
  const boxes = boxesOf(target);
  const at = boxes.indexOf(target);
  if (at < 0 || press.ctrlKey || press.altKey || press.metaKey) return;
  const between = ["/", ".", "-", " "].includes(key);
  if (between && at < 2 && target.value) {
    press.preventDefault();
    go(boxes[at + 1]);
  } else if (between && at > 0 && !target.value && boxes[at - 1].value) {
    press.preventDefault(); // the two digits before it have led here already
  } else if (at > 0 && key === "Backspace" && target.selectionStart === 0 && target.selectionEnd === 0) {
    press.preventDefault();
    boxes[at - 1].focus();
    boxes[at - 1].setSelectionRange(boxes[at - 1].value.length, boxes[at - 1].value.length);
  }
});
