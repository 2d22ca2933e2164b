/* A code before the camera: what it says stands in the field that the place names, which then hears « code-seen ». */

(() => {
  const EVERY_MS = 500;
  const MOST_LOOKS = 120; // a minute
  const place = document.querySelector("[data-code-camera]");
  if (!place || !navigator.mediaDevices) return; // none on a page that is not from this machine over https

  const form = place.closest("form");
  const field = document.getElementById(place.dataset.codeCamera);
  const video = place.querySelector("video");
  const part = (kind, name) => place.querySelector(`[data-${kind}="${name}"]`);
  const canvas = document.createElement("canvas");
  let stream = null;

  const show = (state) => {
    part("does", "begin").hidden = state === "looking";
    part("does", "stop").hidden = state !== "looking";
    place.querySelector("[data-view]").hidden = state !== "looking";
    for (const said of place.querySelectorAll("[data-says]")) said.hidden = said.dataset.says !== state;
  };

  const stop = (state) => {
    if (stream) for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.srcObject = null;
    show(state);
  };

  /* What the camera sees, one shade of grey a byte: it needs no decoding where it arrives. */
  const picture = () => {
    const most = Number(place.dataset.most) - 64;
    const scale = Math.min(1, Math.sqrt(most / (video.videoWidth * video.videoHeight)));
    const width = Math.floor(video.videoWidth * scale);
    const height = Math.floor(video.videoHeight * scale);
    canvas.width = width;
    canvas.height = height;
    const seen = canvas.getContext("2d", { willReadFrequently: true });
    seen.drawImage(video, 0, 0, width, height);
    const { data } = seen.getImageData(0, 0, width, height);
    const grey = new Uint8Array(width * height);
    for (let at = 0; at < grey.length; at += 1) {
      grey[at] = (data[4 * at] * 77 + data[4 * at + 1] * 151 + data[4 * at + 2] * 28) >> 8;
    }
    return new Blob([`P5 ${width} ${height} 255\n`, grey]);
  };

  const ask = async () => {
    const sent = new FormData();
    sent.set("token", form.elements.token.value);
    sent.set("picture", picture(), "seen.pgm");
    const answer = await fetch(place.dataset.to, { method: "POST", body: sent, credentials: "same-origin" });
    if (answer.status === 200) return answer.text();
    if (answer.status === 204 || answer.status === 429) return "";
    throw new Error(String(answer.status));
  };

  const look = async (mine) => {
    for (let looks = 0; looks < MOST_LOOKS && stream === mine; looks += 1) {
      const said = await ask();
      if (said && stream === mine) {
        field.value = said;
        stop("seen");
        field.dispatchEvent(new CustomEvent("code-seen", { bubbles: true }));
        return;
      }
      await new Promise((done) => setTimeout(done, EVERY_MS));
    }
    if (stream === mine) stop("unseen");
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
      await look(stream);
    } catch {
      stop("failed");
    }
  };

  part("does", "begin").addEventListener("click", begin);
  part("does", "stop").addEventListener("click", () => stop("ready"));
  addEventListener("pagehide", () => stop("ready"));

  const find = async () => {
    const found = await navigator.mediaDevices.enumerateDevices();
    place.hidden = !found.some((device) => device.kind === "videoinput");
  };
  navigator.mediaDevices.addEventListener("devicechange", () => stream || find());
  find();
})();
