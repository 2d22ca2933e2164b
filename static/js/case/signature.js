/* A signature drawn in a frame goes into the form as whole numbers: where the hand went, not how fast nor how hard.
   A module runs once in a page, so it looks again whenever a part of the page has changed. */

const pads = new WeakMap();

/* The drawing is as sharp as the screen, and stays when the frame changes its size. */
const fit = (canvas) => {
  const pad = pads.get(canvas);
  if (!pad || !canvas.offsetWidth) return;
  const ratio = Math.max(window.devicePixelRatio, 1);
  const drawn = pad.toData();
  canvas.width = canvas.offsetWidth * ratio;
  canvas.height = canvas.offsetHeight * ratio;
  canvas.getContext("2d").scale(ratio, ratio);
  pad.fromData(drawn);
};

const pairs = (stroke) =>
  Array.from({ length: stroke.length / 2 }, (_, at) => ({ x: stroke[2 * at], y: stroke[2 * at + 1], pressure: 0.5, time: 0 }));

const begin = (frame) => {
  const canvas = frame.querySelector("canvas");
  const sent = frame.querySelector("[type=hidden]");
  const style = { minWidth: 1.5, maxWidth: 3, penColor: getComputedStyle(canvas).color };
  const pad = new SignaturePad(canvas, style);
  pads.set(canvas, pad);
  const write = () => {
    const strokes = pad.toData().map((stroke) => stroke.points.flatMap((at) => [Math.round(at.x), Math.round(at.y)]));
    sent.value = strokes.length ? JSON.stringify(strokes) : "";
  };
  if (sent.value) {
    try {
      pad.fromData(JSON.parse(sent.value).map((stroke) => ({ ...style, points: pairs(stroke) })));
    } catch {
      sent.value = ""; /* What cannot be drawn again is drawn anew. */
    }
  }
  pad.addEventListener("endStroke", write);
  frame.querySelector("button").addEventListener("click", () => {
    pad.clear();
    write();
  });
  new ResizeObserver(() => fit(canvas)).observe(canvas);
};

const look = async () => {
  for (const frame of document.querySelectorAll(".signature-pad")) {
    await import(frame.dataset.library);
    const canvas = frame.querySelector("canvas");
    if (pads.has(canvas)) fit(canvas);
    else begin(frame);
  }
  for (const each of document.querySelectorAll("[data-needs-script]")) each.hidden = false;
  for (const row of document.querySelectorAll("[type=radio][value=screen]")) {
    const rows = [...row.form.querySelectorAll("[type=radio]")].filter((each) => each.name === row.name);
    /* Where nothing was answered yet and an answer is needed, the frame is there to sign in. */
    if (!rows.some((each) => each.checked || !each.value)) row.checked = true;
  }
};

document.addEventListener("htmx:after:swap", look);
look();
