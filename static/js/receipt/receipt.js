/* Verifies a receipt in the browser, without the network: the text after the # of the address, or what is typed.
   The rules are those of kiosk/domain/proofs/receipt_proof.py and sitekeys.py. */

import { readProof } from "./proof.js";

/** @typedef {import("./proof.js").Proof} Proof */
/** @typedef {import("./proof.js").Bytes} Bytes */
/** @typedef {{ id: string, key: string, site: string, name: string, formerly?: string[], revoked: string | null,
 *   until: string | null }} Signer - a key of a site, as the hub's list names it.
 */
/** @typedef {{ at: string, keys: Signer[] }} SignedList */
/** @typedef {(key: Bytes, signature: Bytes, signed: Bytes) => Promise<boolean>} Verify */

const DAY_MS = 86_400_000;
const OLD_AFTER_MS = 31 * DAY_MS;
const page = document.getElementById("receipt");
/** @type {Control} */
const field = document.getElementById("proof");
const facts = page.querySelector("[data-facts]");
/** @type {Control} */
const noNetwork = page.querySelector("[data-no-network]");
/** @type {HTMLFormElement} */
const form = field.form;

/** @param {string} hex */
const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
/** @param {number} time */
const dayOf = (time) => Math.floor(time / DAY_MS);
/** @param {string} iso */
const dayIn = (iso) => dayOf(Date.parse(iso));

/** The browser's own Ed25519, or where it has none, a library's; both need an address in https.
 * @param {Bytes} key @param {Bytes} signature
 * @param {Bytes} signed
 */
const browserVerify = async (key, signature, signed) => {
  const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", imported, signature, signed);
};
/** @returns {Promise<Verify | null>} */
const chooseVerifier = async () => {
  if (!globalThis.crypto?.subtle) return null;
  try {
    await crypto.subtle.importKey("raw", bytesOf(page.dataset.hub), "Ed25519", false, ["verify"]);
    return browserVerify;
  } catch {
    const { verifyAsync } = await import(page.dataset.byHand);
    /** @type {Verify} */
    const verify = (key, signature, signed) => verifyAsync(signature, signed, key, { zip215: false });
    return verify;
  }
};

/** @param {Proof} proof @param {SignedList} list @param {Verify} verify @returns {Promise<[string, Signer | null]>} */
const verdictOf = async (proof, list, verify) => {
  const candidates = list.keys.filter((key) => key.id === proof.id);
  /** @type {Signer | null} */
  let signer = null;
  for (const key of candidates)
    if (!signer && (await verify(bytesOf(key.key), proof.signature, proof.signed))) signer = key;
  if (!signer) return [candidates.length ? "wrong-signature" : "unknown-key", null];
  if (![signer.site, ...(signer.formerly || [])].includes(proof.site)) return ["another-site", signer];
  if (signer.revoked !== null) return ["revoked", signer];
  if (signer.until !== null && proof.day > dayIn(signer.until) + 1) return ["after-its-key", signer];
  return ["genuine", signer];
};

/** @param {string} reference */
const groupedReference = (reference) => {
  const [, site, digits, check] = /^([A-Z]+)(\d+)(.)$/.exec(reference);
  const groups = digits.length <= 4 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, " ");
  return `${site} ${groups} ${check}`;
};
/** @param {number} day */
const longDate = (day) =>
  new Intl.DateTimeFormat(document.documentElement.lang.replace(/^en$/, "en-GB"), { dateStyle: "long", timeZone: "UTC" }).format(day * DAY_MS);

/** @param {string} code */
const showVerdict = (code, old = false) => {
  for (const message of page.querySelectorAll("[data-says]")) {
    message.hidden = message.dataset.says !== code && !(old && message.dataset.says === "old-list");
  }
};

/** @param {Proof | null} proof @param {Signer | null} [signer] */
const showFacts = (proof, signer) => {
  facts.hidden = !proof;
  const follow = page.querySelector("[data-follow]");
  if (follow) follow.hidden = !proof;
  if (!proof) return;
  const kind = facts.querySelector('[data-fact="kind"]');
  /** @type {Record<string, string>} */
  const values = {
    reference: groupedReference(proof.reference),
    site: signer ? signer.name : proof.site,
    day: longDate(proof.day),
    kind: proof.kind ? kind.dataset.prepared : kind.dataset.deposited,
    revoked: signer?.revoked ? longDate(dayIn(signer.revoked)) : "",
    until: signer?.until && !signer.revoked ? longDate(dayIn(signer.until)) : "",
  };
  for (const fact of facts.querySelectorAll("[data-fact]")) {
    fact.textContent = values[fact.dataset.fact];
    fact.parentElement.hidden = !fact.textContent;
  }
};

const start = async () => {
  const verify = await chooseVerifier().catch(/** @returns {null} */ () => null);
  const statement = new TextEncoder().encode(page.dataset.statement);
  const listIsGenuine = verify && (await verify(bytesOf(page.dataset.hub), bytesOf(page.dataset.signature), statement));
  /** @type {SignedList} */
  const list = JSON.parse(page.dataset.statement);
  let lookNumber = 0;

  /** @param {string} text */
  const verifyText = async (text) => {
    lookNumber += 1;
    const ownNumber = lookNumber;
    noNetwork.hidden = true;
    if (!text.trim()) {
      showVerdict("");
      return showFacts(null);
    }
    try {
      const proof = readProof(text);
      if (proof.site === "FICT") {
        // of a training: nothing real stands behind it, whoever signed it
        showVerdict("example");
        return showFacts(null);
      }
      if (!listIsGenuine) {
        showVerdict("cannot");
        return showFacts(null);
      }
      const [code, signer] = await verdictOf(proof, list, verify);
      if (ownNumber !== lookNumber) return undefined;
      const listedAt = Date.parse(list.at);
      showVerdict(code, Date.now() - listedAt > OLD_AFTER_MS || dayOf(listedAt) + 1 < proof.day);
      return showFacts(signer && proof, signer); // facts that no known key has signed are not shown
    } catch (error) {
      showVerdict(error instanceof Error && error.message === "no-proof" ? "no-proof" : "broken-proof");
      return showFacts(null);
    }
  };

  /** Whoever scanned the square wants to know where their case is: the proof is sent, and its address forgotten, so
   * that going back does not send it again. `?verify` only verifies. Without a network the address stays as it is. */
  const askWhere = () => {
    const here = `${location.pathname}?verify&lang=${document.documentElement.lang}`;
    if (navigator.onLine) history.replaceState(null, "", here);
    form.requestSubmit();
  };

  const readAddress = async () => {
    const scanned = location.hash.length > 1;
    if (scanned) field.value = location.hash.slice(1);
    if (!field.value) return;
    await verifyText(field.value);
    const genuine = !page.querySelector('[data-says="genuine"]').hidden; // of another the hub says no more than this
    if (scanned && !location.search.includes("verify") && genuine) askWhere();
  };
  // Without a network the browser would put its own page of faults in the place of the verdict.
  form.addEventListener("submit", (event) => {
    noNetwork.hidden = navigator.onLine;
    if (!navigator.onLine) event.preventDefault();
  });
  addEventListener("online", () => {
    noNetwork.hidden = true;
  });
  field.addEventListener("input", () => verifyText(field.value));
  // A scanner ends with Enter: verifying is all it asks, and sends nothing.
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  addEventListener("hashchange", readAddress);
  // In another language the same receipt is verified, and sent no sooner.
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const tongues = document.querySelectorAll("a[hreflang]");
  for (const link of tongues)
    link.addEventListener("click", () => {
      link.search += "&verify";
      link.hash = field.value;
    });
  readAddress();
};

start();
