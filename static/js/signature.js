/* A signature drawn in the frame goes into the form as whole numbers: where the hand went, not how fast nor how hard. */

(() => {
  const canvas = document.getElementById("pad");
  const sent = document.getElementById("signature");
  const choices = [...document.querySelectorAll("[name=manner]")];
  for (const each of document.querySelectorAll("[data-needs-script]")) each.hidden = false;
  if (!choices.some((each) => each.checked)) document.getElementById("manner-screen").checked = true;

  const pad = new SignaturePad(canvas, { minWidth: 1.5, maxWidth: 3, penColor: getComputedStyle(canvas).color });

  const write = () => {
    const strokes = pad.toData().map((stroke) => stroke.points.flatMap((at) => [Math.round(at.x), Math.round(at.y)]));
    sent.value = strokes.length ? JSON.stringify(strokes) : "";
  };

  /* The drawing is as sharp as the screen, and stays when the frame changes its size. */
  const fit = () => {
    if (!canvas.offsetWidth) return;
    const ratio = Math.max(window.devicePixelRatio, 1);
    const drawn = pad.toData();
    canvas.width = canvas.offsetWidth * ratio;
    canvas.height = canvas.offsetHeight * ratio;
    canvas.getContext("2d").scale(ratio, ratio);
    pad.fromData(drawn);
  };

  pad.addEventListener("endStroke", write);
  document.getElementById("pad-again").addEventListener("click", () => {
    pad.clear();
    write();
  });
  new ResizeObserver(fit).observe(canvas);
})();
