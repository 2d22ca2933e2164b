/* Photographs a document with the camera: take the photo, look at it, keep it or take it again. Shown only where
   there is a camera. */

const LONGEST_PX = 3508; // A4 at 300 dots an inch
const QUALITY = 0.92; // of JPEG; the box encodes the photo again

/** @param {Control} place */
const start = (place) => {
  const form = place.querySelector("form");
  const view = place.querySelector("[data-view]");
  const video = place.querySelector("video");
  const canvas = place.querySelector("canvas");
  /** @param {string} kind @param {string} name */
  const elementOf = (kind, name) => place.querySelector(`[data-${kind}="${name}"]`);
  /** @type {MediaStream | null} */
  let stream = null;

  /** @param {"ready" | "looking" | "taken" | "failed"} state */
  const show = (state) => {
    elementOf("does", "begin").hidden = state !== "ready";
    view.hidden = state !== "looking" && state !== "taken";
    video.hidden = state !== "looking";
    canvas.hidden = state !== "taken";
    elementOf("does", "take").hidden = state !== "looking";
    elementOf("does", "again").hidden = elementOf("does", "keep").hidden = state !== "taken";
    elementOf("says", "look").hidden = state !== "looking";
    elementOf("says", "keep").hidden = state !== "taken";
    elementOf("says", "failed").hidden = state !== "failed";
    elementOf("says", "refused").hidden = true;
    if (state === "failed") elementOf("does", "begin").hidden = false;
  };

  const stop = () => {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.srcObject = null;
  };

  const begin = async () => {
    try {
      stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: "environment" }, width: { ideal: LONGEST_PX }, height: { ideal: LONGEST_PX } },
      });
      video.srcObject = stream;
      await video.play();
      show("looking");
      view.scrollIntoView({ block: "center" });
      elementOf("does", "take").focus({ preventScroll: true });
    } catch {
      stop();
      show("failed");
    }
  };

  const take = () => {
    const scale = Math.min(1, LONGEST_PX / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    stop();
    show("taken");
    elementOf("does", "keep").focus({ preventScroll: true });
  };

  const keep = async () => {
    const photo = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    const body = new FormData(form);
    body.set("file", photo, `${place.dataset.name}.jpg`);
    elementOf("does", "keep").disabled = elementOf("does", "again").disabled = true;
    try {
      const response = await fetch(place.dataset.to, { method: "POST", body, credentials: "same-origin" });
      if (response.ok) return location.assign(response.url);
      throw new Error(String(response.status));
    } catch {
      elementOf("does", "keep").disabled = elementOf("does", "again").disabled = false;
      elementOf("says", "refused").hidden = false;
    }
  };

  elementOf("does", "begin").addEventListener("click", begin);
  elementOf("does", "take").addEventListener("click", take);
  elementOf("does", "again").addEventListener("click", begin);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
  });
  addEventListener("pagehide", stop);

  const showWhereCamera = async () => {
    const devices = await navigator.mediaDevices.enumerateDevices();
    const hasCamera = devices.some((device) => device.kind === "videoinput");
    place.hidden = !hasCamera;
    const noCamera = document.getElementById("no-camera");
    if (noCamera) noCamera.hidden = hasCamera;
    if (hasCamera) show("ready");
  };
  navigator.mediaDevices.addEventListener("devicechange", () => stream || showWhereCamera());
  showWhereCamera();
};

// None on a page that is not from this machine over https.
const place = document.getElementById("camera");
if (place && navigator.mediaDevices) start(place);
