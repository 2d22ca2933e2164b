/* Headsets that are plugged in and pulled out, where the system tells: it names the outputs to a page that may use the
   microphone. */

const HEADSET = /headset|headphone|earphone|casque|oreillette|écouteur|سماع|навушник|auricular|fone|auscultador/i;

const isPluggedIn = async () => {
  const none = /** @type {MediaDeviceInfo[]} */ ([]);
  const devices = (await navigator.mediaDevices?.enumerateDevices().catch(() => none)) ?? none;
  return devices.some(({ kind, label }) => kind === "audiooutput" && HEADSET.test(label));
};

/** Calls `act` with whether one is in now, each time the outputs change, and with whether that is news: where outputs
 * have no names, none ever is.
 * @param {(isIn: boolean, isNews: boolean) => void} act
 */
export const watchHeadset = (act) => {
  let was = isPluggedIn();
  navigator.mediaDevices?.addEventListener("devicechange", async () => {
    const before = was;
    was = isPluggedIn();
    const isIn = await was;
    act(isIn, isIn !== (await before));
  });
};
