/* Shows the rows that need a camera, where this screen has one: without a camera, or without scripts, no copy is
   offered that could not be made. */

const showWhereCamera = async () => {
  const rows = document.querySelectorAll("[data-needs-camera][hidden]");
  if (!rows.length || !navigator.mediaDevices) return; // none on a page that is not from this machine over https
  const devices = await navigator.mediaDevices.enumerateDevices();
  if (!devices.some((device) => device.kind === "videoinput")) return;
  for (const row of rows) row.hidden = false;
};

document.addEventListener("htmx:after:swap", showWhereCamera);
navigator.mediaDevices?.addEventListener("devicechange", showWhereCamera);
showWhereCamera();
