/* A badge to sign in with: a scanner types its letters and Enter, a camera (code-camera.js) sees its square; the PIN is
   always typed. */

(() => {
  const form = document.getElementById("sign-in");
  const { passphrase: badge, login, pin } = form.elements;
  const pattern = new RegExp(form.dataset.badge, "i");

  /* Enter leads to what is still to be typed: a form without its PIN is not sent. */
  form.addEventListener("keydown", (press) => {
    if (press.key !== "Enter" || pin.value || (press.target !== badge && press.target !== login)) return;
    press.preventDefault();
    const whole = pattern.test(badge.value.replace(/[\s-]/g, ""));
    if (!badge.value) badge.focus();
    else if (whole || login.value) pin.focus();
    else login.focus();
  });

  /* What a scanner types while nothing has the focus, after a refusal say, is the badge. */
  document.addEventListener("keydown", (press) => {
    if (press.target.closest("a, button, input, summary") || !/^\p{L}$/u.test(press.key)) return;
    if (!press.ctrlKey && !press.metaKey && !press.altKey) badge.focus();
  });

  badge.addEventListener("code-seen", () => pin.focus());
})();
