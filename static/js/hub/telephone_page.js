/* Sends papers from somebody's own telephone: chosen here, sealed here, sent in parts, and handed to the service by one
   press. The page says « envoyé » once the hub has said so. */

import { Refused, askUntilHeard, sendInParts } from "./sending.js";
import { seal } from "./seal.js";
import { shrunk } from "./shrink.js";

/** @typedef {{ row: Control, id: string, paper: string, name: string, content: Blob | null, kept: boolean }} Copy - a
 *   file of the page: `kept` once the hub has it, and then its `content` is no longer needed. */

const MEGABYTE = 1_000_000;
const KILOBYTE = 1000;

/** @param {string} hex */
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const newId = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {Control} place */
const start = (place) => {
  /** @type {HTMLFormElement} */
  const form = place.querySelector("form");
  const status = form.querySelector("[data-says]");
  const sender = form.querySelector("[data-sends]");
  /** @type {HTMLTemplateElement} */
  const template = place.querySelector("template");
  /** @type {Record<string, string>} */
  const words = JSON.parse(place.dataset.words);
  const key = bytesOf(place.dataset.key);
  const [mostBytes, mostFiles] = [Number(place.dataset.most), Number(place.dataset.files)];
  /** @type {Copy[]} */
  const copies = [];
  let isSending = false;

  /** @param {string} code @param {string} [name] */
  const say = (code, name = "") => {
    status.textContent = code ? words[code].replace("{}", name) : "";
  };

  /** @param {number} size */
  const sizeInWords = (size) => {
    const isLarge = size >= MEGABYTE / 10;
    const number = isLarge ? size / MEGABYTE : Math.ceil(size / KILOBYTE);
    const written = number.toLocaleString(document.documentElement.lang, { maximumFractionDigits: isLarge ? 1 : 0 });
    return words[isLarge ? "megabytes" : "kilobytes"].replace("{}", written);
  };

  /** @param {Copy} copy @param {string} why in words, "" for nothing */
  const showFault = (copy, why) => {
    const line = copy.row.querySelector("[data-refused]");
    line.textContent = why;
    line.hidden = !why;
  };

  /** @param {Record<string, string | Blob>} fields */
  const bodyWith = (fields) => {
    const body = new FormData();
    for (const name of ["token", "lang"]) body.set(name, form.querySelector(`[name=${name}]`).value);
    body.set("ticket", place.dataset.ticket);
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return body;
  };

  /** @param {string} to @param {Record<string, string | Blob>} fields */
  const ask = (to, fields) =>
    askUntilHeard(
      to,
      () => bodyWith(fields),
      (waiting) => say(waiting ? "no-line" : ""),
    );

  /** @param {Copy} copy */
  const takeAway = async (copy) => {
    if (isSending) return;
    const next = copy.row.closest("[data-paper]").querySelector("input");
    copies.splice(copies.indexOf(copy), 1);
    copy.row.remove();
    next.focus();
    say("taken-away");
    if (copy.kept) await ask(place.dataset.takeAway, { file: copy.id }).catch(() => {});
  };

  /** @param {Copy} copy */
  const watch = (copy) => {
    copies.push(copy);
    copy.row.querySelector("[data-take-away]").addEventListener("click", () => takeAway(copy));
  };

  /** @param {File} file @param {Control} paper */
  const add = async (file, paper) => {
    const content = await shrunk(file);
    if (copies.length >= mostFiles) return say("too-many");
    if (content.size > mostBytes) return say("too-big", file.name);
    if (!content.size) return say("empty", file.name);
    const row = /** @type {Control} */ (template.content.firstElementChild.cloneNode(true));
    row.querySelector("[data-name]").textContent = file.name;
    row.querySelector("[data-size]").textContent = sizeInWords(content.size);
    const away = row.querySelector("[data-take-away]");
    away.setAttribute("aria-label", `${away.getAttribute("aria-label")}, ${file.name}`);
    paper.querySelector("[data-chosen]").append(row);
    watch({ row, id: newId(), paper: paper.dataset.paper, name: file.name, content, kept: false });
    return say("chosen", file.name);
  };

  /** What the hub opens: a line that says which file it is, then the file. @param {Copy} copy */
  const sealedBytes = async (copy) => {
    const head = JSON.stringify({ file: copy.id, paper: copy.paper, name: copy.name.slice(-100) });
    const line = new TextEncoder().encode(`${head}\n`);
    const clear = new Uint8Array(line.length + copy.content.size);
    clear.set(line);
    clear.set(new Uint8Array(await copy.content.arrayBuffer()), line.length);
    return seal(key, clear);
  };

  /** @param {Copy} copy */
  const sendOne = async (copy) => {
    const progress = copy.row.querySelector("progress");
    showFault(copy, "");
    progress.hidden = false;
    say("sealing", copy.name);
    try {
      const sealed = await sealedBytes(copy);
      say("sending", copy.name);
      const size = await sendInParts(
        sealed,
        Number(place.dataset.part),
        (fields) => ask(place.dataset.take, { ...fields, file: copy.id, paper: copy.paper }),
        (share) => {
          progress.value = share;
        },
      );
      copy.kept = true;
      copy.row.querySelector("[data-size]").textContent = sizeInWords(size);
      copy.row.querySelector("[data-arrived]").hidden = false;
    } catch (error) {
      const isRefused = error instanceof Refused;
      showFault(copy, (isRefused && error.message) || words[isRefused ? "page-too-old" : "unreadable"]);
      copy.id = newId(); // what was refused is forgotten at the hub: another try is another file
    } finally {
      progress.hidden = true;
    }
  };

  /** Shows the page of the case again, which lists what was sent. */
  const showSent = () => {
    const sent = document.createElement("input");
    Object.assign(sent, { type: "hidden", name: "sent", value: "1" });
    form.append(sent);
    removeEventListener("beforeunload", keepHere);
    form.submit();
  };

  /** A browser asks before it leaves what was chosen and not sent. @param {BeforeUnloadEvent} event */
  const keepHere = (event) => {
    if (copies.some((copy) => !copy.kept)) event.preventDefault();
  };

  const sendAll = async () => {
    if (isSending) return;
    if (!copies.length) {
      say("nothing");
      return;
    }
    isSending = true;
    sender.disabled = true;
    try {
      for (const copy of copies.filter(({ kept }) => !kept)) await sendOne(copy);
      const refused = copies.find(({ kept }) => !kept);
      if (refused) {
        say("not-all");
        refused.row.querySelector("[data-take-away]").focus();
        return;
      }
      say("handing-over");
      await ask(place.dataset.send, { files: copies.map(({ id }) => id).join(",") });
      showSent();
    } catch (error) {
      status.textContent = (error instanceof Refused && error.message) || words["page-too-old"];
    } finally {
      isSending = false;
      sender.disabled = false;
    }
  };

  for (const row of form.querySelectorAll("[data-kept]"))
    watch({ row, id: row.dataset.kept, paper: "", name: "", content: null, kept: true });
  for (const input of form.querySelectorAll("[data-choose]"))
    input.addEventListener("change", async () => {
      const chosen = [...input.files];
      input.value = ""; // the same file may be chosen again
      for (const file of chosen) await add(file, input.closest("[data-paper]"));
    });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    sendAll();
  });
  addEventListener("beforeunload", keepHere);
  form.hidden = false;
};

const place = document.getElementById("telephone");
if (place?.dataset.key) {
  if (globalThis.crypto?.getRandomValues) start(place);
  else place.querySelector("[data-says-cannot]").hidden = false;
}
for (const offer of document.querySelectorAll("[data-print]")) {
  offer.hidden = false;
  offer.querySelector("button").addEventListener("click", () => print());
}
