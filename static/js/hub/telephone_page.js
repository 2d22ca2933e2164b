/* Sends what somebody photographs or chooses on their own telephone as soon as it is chosen: one file after another, and
   again while the line is cut. The answers are the pages that a browser without this script gets. */

import { shrunk } from "./shrink.js";

/** @typedef {{ paper: string, file: File }} Chosen */

const WAITS_S = [1, 2, 4, 8, 15];
const SILENT_MS = 60_000; // a line on which nothing moves is cut
const TOO_LARGE = 413;
const FAILED = 500;

/** @type {Chosen[]} */
const queue = [];
let isSending = false;

const place = () => document.getElementById("telephone");

/** @param {string} code @param {string} [name] */
const inWords = (code, name = "") => place().dataset[code].replace("{}", name);

/** @param {string} text */
const say = (text) => {
  place().querySelector("[data-says]").textContent = text;
};

/** The main part of an answer's page; null where it is none of the hub's. @param {string} text */
const mainOf = (text) => new DOMParser().parseFromString(text, "text/html").getElementById("main");

/** Until the line is back, or some seconds have passed. @param {number} seconds @returns {Promise<void>} */
const wait = (seconds) =>
  new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
  });

/** Post a form once; status 0 for no answer.
 * @param {string} to @param {FormData} body @param {(share: number) => void} tellShare from 0 to 1
 * @returns {Promise<{ status: number, text: string }>}
 */
const post = (to, body, tellShare) =>
  new Promise((done) => {
    const request = new XMLHttpRequest();
    let timer = 0;
    const moves = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), SILENT_MS);
    };
    request.upload.addEventListener("progress", (event) => {
      moves();
      tellShare(event.loaded / event.total);
    });
    request.addEventListener("loadend", () => {
      clearTimeout(timer);
      done({ status: request.status, text: request.responseText });
    });
    request.open("POST", to);
    moves();
    request.send(body);
  });

/** A note of what the hub was not asked. @param {string} text */
const ownNote = (text) => {
  const note = /** @type {Control} */ (place().querySelector("template").content.firstElementChild.cloneNode(true));
  note.querySelector("p").textContent = text;
  return note;
};

/** Send one file until it is heard of: the page that answers, or a note of what is wrong.
 * @param {Chosen} chosen @param {HTMLFormElement} form @returns {Promise<HTMLElement>}
 */
const sendOne = async ({ file }, form) => {
  const progress = place().querySelector("progress");
  /** @type {Blob} */
  let content;
  try {
    content = new Blob([await (await shrunk(file)).arrayBuffer()]);
  } catch {
    return ownNote(inWords("failed", file.name));
  }
  if (content.size > Number(place().dataset.most)) return ownNote(inWords("tooBig", file.name));
  const body = new FormData(form);
  body.delete("photo");
  body.set("file", content, file.name);
  progress.hidden = false;
  for (let tries = 0; ; tries += 1) {
    say(inWords("sending", file.name));
    const { status, text } = await post(form.action, body, (share) => {
      progress.value = share;
    });
    if (status && status < FAILED) {
      progress.hidden = true;
      return mainOf(text) ?? ownNote(inWords(status === TOO_LARGE ? "tooBig" : "failed", file.name));
    }
    say(inWords("noLine"));
    await wait(WAITS_S[Math.min(tries, WAITS_S.length - 1)]);
  }
};

/** Show the last page, with the notes of all answers before it. @param {HTMLElement | null} page
 * @param {HTMLElement[]} notes
 */
const show = (page, notes) => {
  say("");
  if (page) {
    document.getElementById("main").replaceWith(page);
    start();
  }
  place()?.before(...notes);
  (notes[0] ?? document.querySelector("[data-first-read]"))?.focus();
};

const sendAll = async () => {
  if (isSending) return;
  isSending = true;
  for (const old of document.querySelectorAll("[data-note]")) old.remove();
  /** @type {HTMLElement[]} */
  const notes = [];
  let page = null;
  while (queue.length) {
    /** @type {HTMLFormElement} */
    const form = document.querySelector(`[data-takes="${queue[0].paper}"]`);
    const answer = await sendOne(queue[0], form);
    queue.shift();
    if (answer.id === "main") page = answer;
    if (page === answer && !page.querySelector("[data-takes]")) queue.length = 0; // nothing more may be sent
    notes.push(...(answer.id === "main" ? answer.querySelectorAll("[data-note]") : [answer]));
  }
  isSending = false;
  show(page, notes);
};

const start = () => {
  for (const plain of document.querySelectorAll("[data-plain]")) plain.hidden = true;
  for (const choice of document.querySelectorAll("[data-takes] .file-choice")) {
    /** @type {HTMLInputElement} */
    const input = choice.querySelector("[type=file]");
    const paper = input.form.dataset.takes;
    choice.classList.add("by-button");
    choice.querySelector("label").classList.add("button", "secondary");
    input.multiple = !input.hasAttribute("capture");
    const take = () => {
      queue.push(...[...input.files].map((file) => ({ paper, file })));
      input.value = ""; // the same file may be chosen again
      sendAll();
    };
    // Heard here, since a page that comes meanwhile takes this control's place.
    input.addEventListener("change", take);
    if (input.files.length) take(); // chosen before this script had come
  }
  for (const offer of document.querySelectorAll("[data-print]")) {
    offer.hidden = false;
    offer.querySelector("button").addEventListener("click", () => print());
  }
};

start();
/* What is on its way is not lost by a press. */
document.addEventListener("submit", (event) => {
  if (isSending) event.preventDefault();
});
addEventListener("beforeunload", (event) => {
  if (isSending) event.preventDefault();
});
