/* In which order the on-screen keyboard shows Latin letters: that of keyboards here, or the alphabet's. */

const page = document.documentElement;
const chosen = () => (page.dataset.comfort ?? "").split(" ");

export const letterOrder = () => (chosen().includes("abc") ? "abc" : "azerty");

/** Takes an order at once, and keeps it with the session at `address`. A browser's first choice gives it a new session,
 * so the forms of this page get that session's token.
 * @param {"azerty" | "abc"} name @param {string} address
 */
export const rememberOrder = async (name, address) => {
  const otherChoices = chosen().filter((choice) => choice && choice !== "abc");
  page.dataset.comfort = [...otherChoices, ...(name === "abc" ? ["abc"] : [])].join(" ");
  /** @type {Control[]} */
  const tokens = [...document.querySelectorAll("[name=token]")];
  if (!tokens.length) return;
  const body = new URLSearchParams({ token: tokens[0].value, keyboard: name });
  const answer = await fetch(address, { method: "POST", body, headers: { "X-Keyboard": "1" } });
  for (const token of tokens) token.value = answer.headers.get("X-Form-Token") ?? token.value;
};
