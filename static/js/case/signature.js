/* A signature drawn on the screen: writes its strokes into the form as whole numbers, without speed or pressure. A
   module runs once a page, so it prepares new signature pads after each htmx swap. */

const pads = new WeakMap();

/** Gives the canvas the screen's resolution, and keeps the drawing when its size changes.
 * @param {HTMLCanvasElement} canvas
 */
const resizeCanvas = (canvas) => {
  const pad = pads.get(canvas);
  if (!pad || !canvas.offsetWidth) return;
  const ratio = Math.max(window.devicePixelRatio, 1);
  const strokes = pad.toData();
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  pad.fromData(strokes);
};

/** @param {number[]} stroke */
const pointsOf = (stroke) =>
  Array.from({ length: stroke.length / 2 }, (_, number) => ({
    x: stroke[2 * number],
    y: stroke[2 * number + 1],
    pressure: 0.5,
    time: 0,
  }));

/** @param {Control} place @param {typeof import("signature_pad").default} SignaturePad */
const startPad = (place, SignaturePad) => {
  const canvas = place.querySelector("canvas");
  const hiddenInput = place.querySelector("[type=hidden]");
  const style = { minWidth: 1.5, maxWidth: 3, penColor: getComputedStyle(canvas).color };
  const pad = new SignaturePad(canvas, style);
  pads.set(canvas, pad);
  const writeStrokes = () => {
    const strokes = pad
      .toData()
      .map((stroke) => stroke.points.flatMap((point) => [Math.round(point.x), Math.round(point.y)]));
    hiddenInput.value = strokes.length ? JSON.stringify(strokes) : "";
  };
  if (hiddenInput.value) {
    try {
      /** @type {number[][]} */
      const drawn = JSON.parse(hiddenInput.value);
      const groups = drawn.map((stroke) => ({ ...style, points: pointsOf(stroke) }));
      pad.fromData(/** @type {import("signature_pad").PointGroup[]} */ (groups));
    } catch {
      hiddenInput.value = ""; /* strokes that cannot be read are dropped: the person signs again */
    }
  }
  pad.addEventListener("endStroke", writeStrokes);
  place.querySelector("button").addEventListener("click", () => {
    pad.clear();
    writeStrokes();
  });
  new ResizeObserver(() => resizeCanvas(canvas)).observe(canvas);
};

const preparePads = async () => {
  for (const place of document.querySelectorAll(".signature-pad")) {
    const { default: SignaturePad } = await import(place.dataset.library);
    const canvas = place.querySelector("canvas");
    if (pads.has(canvas)) resizeCanvas(canvas);
    else startPad(place, SignaturePad);
  }
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
  for (const screenChoice of document.querySelectorAll("[type=radio][value=screen]")) {
    const choices = [...screenChoice.form.querySelectorAll("[type=radio]")].filter(
      (choice) => choice.name === screenChoice.name,
    );
    /* Where an answer is required and there is none yet, signing on the screen is chosen. */
    if (!choices.some((choice) => choice.checked || !choice.value)) screenChoice.checked = true;
  }
};

document.addEventListener("htmx:after:swap", preparePads);
preparePads();
