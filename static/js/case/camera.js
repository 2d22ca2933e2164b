/* A picture of a document: take it, look at it, keep it or take it again. Shown only where a camera is found. */

(() => {
  const LONGEST = 3508; // pixels: A4 at 300 dots an inch
  const QUALITY = 0.92; // the box draws it again
  const place = document.getElementById("camera");
  if (!place || !navigator.mediaDevices) return; // none on a page that is not from this machine over https

  const form = place.querySelector("form");
  const view = place.querySelector("[data-view]");
  const video = place.querySelector("video");
  const canvas = place.querySelector("canvas");
  const part = (kind, name) => place.querySelector(`[data-${kind}="${name}"]`);
  let stream = null;

  const show = (state) => {
    part("does", "begin").hidden = state !== "ready";
    view.hidden = state !== "looking" && state !== "taken";
    video.hidden = state !== "looking";
    canvas.hidden = state !== "taken";
    part("does", "take").hidden = state !== "looking";
    part("does", "again").hidden = part("does", "keep").hidden = state !== "taken";
    part("says", "look").hidden = state !== "looking";
    part("says", "keep").hidden = state !== "taken";
    part("says", "failed").hidden = state !== "failed";
    part("says", "refused").hidden = true;
    if (state === "failed") part("does", "begin").hidden = false;
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
        video: { facingMode: { ideal: "environment" }, width: { ideal: LONGEST }, height: { ideal: LONGEST } },
      });
      video.srcObject = stream;
      await video.play();
      show("looking");
      view.scrollIntoView({ block: "center" });
      part("does", "take").focus({ preventScroll: true });
    } catch {
      stop();
      show("failed");
    }
  };

  const take = () => {
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    stop();
    show("taken");
    part("does", "keep").focus({ preventScroll: true });
  };

  const keep = async () => {
    const picture = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    const sent = new FormData(form);
    sent.set("file", picture, `${place.dataset.name}.jpg`);
    part("does", "keep").disabled = part("does", "again").disabled = true;
    try {
      const answer = await fetch(place.dataset.to, { method: "POST", body: sent, credentials: "same-origin" });
      if (answer.ok) return location.assign(answer.url);
      throw new Error(String(answer.status));
    } catch {
      part("does", "keep").disabled = part("does", "again").disabled = false;
      part("says", "refused").hidden = false;
    }
  };

  part("does", "begin").addEventListener("click", begin);
  part("does", "take").addEventListener("click", take);
  part("does", "again").addEventListener("click", begin);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
  });
  addEventListener("pagehide", stop);

  const look = async () => {
    const found = await navigator.mediaDevices.enumerateDevices();
    const there = found.some((device) => device.kind === "videoinput");
    place.hidden = !there;
    const without = document.getElementById("no-camera");
    if (without) without.hidden = there;
    if (there) show("ready");
  };
  navigator.mediaDevices.addEventListener("devicechange", () => stream || look());
  look();
})();
