/* Plays the measuring noise as loud as a session would begin, while the volume is being typed. */

const noise = document.getElementById("noise");
const typed = document.getElementById("speaker").elements.volume;

const follow = () => {
  const volume = Number(typed.value === "" ? noise.dataset.usual : typed.value);
  if (volume >= 0 && volume <= 100) noise.volume = volume / 100;
};

typed.addEventListener("input", follow);
follow();
