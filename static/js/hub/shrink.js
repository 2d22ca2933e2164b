/* Makes a large photo smaller before it is sent: the hub draws it anew at this size anyway, and a slow line carries it
   in a fifth of the time. */

const LARGE_BYTES = 3_000_000;
const LONGEST_PX = 3508; // A4 at 300 dots an inch, as `kiosk.files.clean_file.LONGEST_SIDE`
const QUALITY = 0.9; // of JPEG
const PICTURES = ["image/jpeg", "image/png", "image/webp"];

/** The photo on white, no longer than a page. @param {File} file @returns {Promise<Blob | null>} */
const redrawn = async (file) => {
  const picture = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_PX / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  const drawing = canvas.getContext("2d");
  drawing.fillStyle = "#ffffff";
  drawing.fillRect(0, 0, canvas.width, canvas.height);
  drawing.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
};

/** A large photo smaller, anything else as it is. @param {File} file @returns {Promise<Blob>} */
export const shrunk = async (file) => {
  if (file.size <= LARGE_BYTES || !PICTURES.includes(file.type)) return file;
  // What this browser cannot read the hub may.
  const smaller = await redrawn(file).catch(/** @returns {null} */ () => null);
  return smaller && smaller.size < file.size ? smaller : file;
};
