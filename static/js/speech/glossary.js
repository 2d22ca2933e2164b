/* Explains the words of administration in the sentence that is read: what « Mots expliqués » says of them. */

import { sentence } from "./listening.js";
import { current, say } from "./voice.js";

const shortest = 4; // letters that a word has in common with its explanation: « attestation » and « attestations »

/** @param {string} text */
const plain = (text) => text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");

/** @param {string} term @param {string} text */
const isIn = (term, text) =>
  plain(term)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length >= shortest)
    .every((word) => plain(text).includes(word.slice(0, Math.max(shortest, word.length - 2))));

/** @param {Control} element @param {string} role */
const told = (element, role) =>
  sentence(element.textContent.replace(/\s+/g, " ").trim(), {
    language: element.closest("[lang]").lang,
    role,
    of: "explained",
    element,
  });

/* Says each explanation of a word of the sentence; all of the page where the sentence has none. */
export const explain = () => {
  const all = [...document.querySelectorAll(".explained details")];
  const sentence = current()?.text ?? "";
  const here = all.filter((word) => isIn(word.querySelector("summary").textContent, sentence));
  const parts = (here.length ? here : all).flatMap((word) => [
    told(word.querySelector("summary"), "title"),
    told(word.querySelector("p"), "help"),
  ]);
  return say(parts);
};
