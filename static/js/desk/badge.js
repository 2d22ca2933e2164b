/* Signs in with a badge: a scanner types its letters and Enter, or a camera (code-camera.js) reads its QR code; the PIN is
   always typed. */

(() => {
  const form = document.getElementById("sign-in");
  const { passphrase: badge, login, pin } = form.elements;
  const pattern = new RegExp(form.dataset.badge, "i");

  /* Enter moves the focus to what is still to be typed, because a form without its PIN is not sent. */
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || pin.value || (event.target !== badge && event.target !== login)) return;
    event.preventDefault();
    const badgeComplete = pattern.test(badge.value.replace(/[\s-]/g, ""));
    if (!badge.value) badge.focus();
    else if (badgeComplete || login.value) pin.focus();
    else login.focus();
  });

  /* What a scanner types while no control has the focus, after a refusal for example, goes into the badge's field. */
  document.addEventListener("keydown", (event) => {
    if (event.target.closest("a, button, input, summary") || !/^\p{L}$/u.test(event.key)) return;
    if (!event.ctrlKey && !event.metaKey && !event.altKey) badge.focus();
  });

  badge.addEventListener("code-seen", () => pin.focus());
})();
