/* Reads a QR code with the camera: writes its text into the field named by `data-code-camera` and sends it «
   code-seen ». */

const SEND_EVERY_MS = 500;
const MOST_PICTURES = 120; // one minute

/** @param {Control} place */
const start = (place) => {
  /** @type {HTMLFormElement} */
  const form = place.closest("form");
  /** @type {Control} */
  const field = document.getElementById(place.dataset.codeCamera);
  const video = place.querySelector("video");
  /** @param {string} kind @param {string} name */
  const elementOf = (kind, name) => place.querySelector(`[data-${kind}="${name}"]`);
  const canvas = document.createElement("canvas");
  /** @type {MediaStream | null} */
  let stream = null;

  /** @param {string} state */
  const show = (state) => {
    elementOf("does", "begin").hidden = state === "looking";
    elementOf("does", "stop").hidden = state !== "looking";
    place.querySelector("[data-view]").hidden = state !== "looking";
    for (const message of place.querySelectorAll("[data-says]")) message.hidden = message.dataset.says !== state;
  };

  /** @param {string} state */
  const stop = (state) => {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.srcObject = null;
    show(state);
  };

  /* What the camera sees as a PGM file, one byte of grey a pixel: the box needs no picture library to read it. */
  const picture = () => {
    const mostPixels = Number(place.dataset.most) - 64;
    const scale = Math.min(1, Math.sqrt(mostPixels / (video.videoWidth * video.videoHeight)));
    const width = Math.floor(video.videoWidth * scale);
    const height = Math.floor(video.videoHeight * scale);
    canvas.width = width;
    canvas.height = height;
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(video, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    const grey = new Uint8Array(width * height);
    for (let pixel = 0; pixel < grey.length; pixel += 1) {
      grey[pixel] = (data[4 * pixel] * 77 + data[4 * pixel + 1] * 151 + data[4 * pixel + 2] * 28) >> 8;
    }
    return new Blob([`P5 ${width} ${height} 255\n`, grey]);
  };

  const readCode = async () => {
    const body = new FormData();
    body.set("token", new FormData(form).get("token"));
    body.set("picture", picture(), "seen.pgm");
    const response = await fetch(place.dataset.to, { method: "POST", body, credentials: "same-origin" });
    if (response.status === 200) return response.text();
    if (response.status === 204 || response.status === 429) return "";
    throw new Error(String(response.status));
  };

  /** @param {MediaStream} ownStream */
  const lookForCode = async (ownStream) => {
    for (let pictures = 0; pictures < MOST_PICTURES && stream === ownStream; pictures += 1) {
      const code = await readCode();
      if (code && stream === ownStream) {
        field.value = code;
        stop("seen");
        field.dispatchEvent(new CustomEvent("code-seen", { bubbles: true }));
        return;
      }
      await new Promise((done) => setTimeout(done, SEND_EVERY_MS));
    }
    if (stream === ownStream) stop("unseen");
  };

  const begin = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: place.dataset.facing }, width: { ideal: 1280 }, height: { ideal: 720 } },
      });
      video.srcObject = stream;
      await video.play();
      show("looking");
      video.scrollIntoView({ block: "center" });
      await lookForCode(stream);
    } catch {
      stop("failed");
    }
  };

  elementOf("does", "begin").addEventListener("click", begin);
  elementOf("does", "stop").addEventListener("click", () => stop("ready"));
  addEventListener("pagehide", () => stop("ready"));

  const showWhereCamera = async () => {
    const devices = await navigator.mediaDevices.enumerateDevices();
    place.hidden = !devices.some((device) => device.kind === "videoinput");
  };
  navigator.mediaDevices.addEventListener("devicechange", () => stream || showWhereCamera());
  showWhereCamera();
};

// None on a page that is not from this machine over https.
const place = document.querySelector("[data-code-camera]");
if (place && navigator.mediaDevices) start(place);
