/* Plays the measuring noise as loud as a session would begin, while the volume is being typed. */

/** @type {HTMLAudioElement} */
const noise = document.getElementById("noise");
/** @type {HTMLInputElement} */
const typed = document.querySelector("#speaker [name=volume]");

const follow = () => {
  const volume = Number(typed.value === "" ? noise.dataset.usual : typed.value);
  if (volume >= 0 && volume <= 100) noise.volume = volume / 100;
};

typed.addEventListener("input", follow);
follow();
