/* Verifies a receipt in the browser, without the network: the text after the # of the address, or what is typed. The rules are those
   of kiosk/domain/proofs/receipt_proof.py and sitekeys.py. A message has one encoding only, so no byte of it can be changed. */

(() => {
  const PURPOSE = new TextEncoder().encode("parvis receipt 1");
  const CONTEXT = new TextEncoder().encode("Signature1");
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const DAY_MS = 86_400_000;
  const OLD_AFTER_MS = 31 * DAY_MS;
  const page = document.getElementById("receipt");
  const field = document.getElementById("proof");
  const facts = page.querySelector("[data-facts]");

  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const dayOf = (time) => Math.floor(time / DAY_MS);
  const dayIn = (iso) => dayOf(Date.parse(iso));

  /* Decodes base32 without padding; the bits left over must be zero. */
  const base32Bytes = (text) => {
    const bytes = [];
    let buffer = 0;
    let bits = 0;
    for (const letter of text) {
      buffer = (buffer << 5) | LETTERS.indexOf(letter);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.push((buffer >> bits) & 255);
        buffer &= (1 << bits) - 1;
      }
    }
    if (buffer || bits >= 5) throw new Error("broken-proof");
    return Uint8Array.from(bytes);
  };

  /* Reads CBOR in its shortest encoding: no longer length than needed, and nothing after the end. */
  const cborReader = (bytes) => {
    let position = 0;
    const head = (major) => {
      const first = bytes[position];
      position += 1;
      if (first === undefined || first >> 5 !== major) throw new Error("broken-proof");
      const low = first & 31;
      if (low < 24) return low;
      const size = { 24: 1, 25: 2, 26: 4 }[low];
      if (!size || position + size > bytes.length) throw new Error("broken-proof");
      let value = 0;
      for (let step = 0; step < size; step += 1) value = value * 256 + bytes[position + step];
      position += size;
      if (value < { 1: 24, 2: 256, 4: 65_536 }[size]) throw new Error("broken-proof");
      return value;
    };
    const string = (major) => {
      const size = head(major);
      if (position + size > bytes.length) throw new Error("broken-proof");
      position += size;
      return bytes.subarray(position - size, position);
    };
    const expect = (major, value) => {
      if (head(major) !== value) throw new Error("broken-proof");
    };
    const end = () => {
      if (position !== bytes.length) throw new Error("broken-proof");
    };
    return { number: () => head(0), data: () => string(2), text: () => new TextDecoder("utf-8", { fatal: true }).decode(string(3)), expect, end };
  };

  const cborBytes = (data) => [...(data.length < 24 ? [0x40 | data.length] : [0x58, data.length]), ...data];

  const read = (text) => {
    const letters = text.replace(/\s+/g, "").split("#").pop().toUpperCase();
    if (!/^[A-Z2-7]{4,}$/.test(letters)) throw new Error("no-proof");
    const message = cborReader(base32Bytes(letters));
    message.expect(6, 18);
    message.expect(4, 4);
    const head = message.data();
    message.expect(5, 0);
    const payload = message.data();
    const signature = message.data();
    message.end();
    const header = cborReader(head);
    header.expect(5, 2);
    header.expect(0, 1);
    header.expect(1, 7); // -8, EdDSA
    header.expect(0, 4);
    const id = header.data();
    header.end();
    if (id.length !== 4 || signature.length !== 64 || payload.length > 255) throw new Error("broken-proof");
    const content = cborReader(payload);
    content.expect(4, 6);
    const [reference, procedure, site] = [content.text(), content.text(), content.text()];
    const [day, kind, digest] = [content.number(), content.number(), content.data()];
    content.end();
    const shape = /^(FICT|[A-HJ-NP-Z]{2,4})(\d+)[2-9A-HJ-NP-Z]$/.exec(reference);
    const wellFormed = shape && shape[1] === site && /^[a-z0-9-]{1,23}$/.test(procedure) && kind < 2 && digest.length === 16;
    if (!wellFormed || day >= 200 * 365) throw new Error("broken-proof");
    const signed = Uint8Array.from([0x84, 0x6a, ...CONTEXT, ...cborBytes(head), ...cborBytes(PURPOSE), ...cborBytes(payload)]);
    return { reference, procedure, site, day, kind, signed, signature, id: [...id].map((byte) => byte.toString(16).padStart(2, "0")).join("") };
  };

  /* The browser's own Ed25519, or where it has none, a library's; both need an address in https. */
  const browserVerify = async (key, signature, signed) => {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", imported, signature, signed);
  };
  const chooseVerifier = async () => {
    if (!globalThis.crypto?.subtle) return null;
    try {
      await crypto.subtle.importKey("raw", bytesOf(page.dataset.hub), "Ed25519", false, ["verify"]);
      return browserVerify;
    } catch {
      const { verifyAsync } = await import(page.dataset.byHand);
      return (key, signature, signed) => verifyAsync(signature, signed, key, { zip215: false });
    }
  };

  const verdictOf = async (proof, list, verify) => {
    const candidates = list.keys.filter((key) => key.id === proof.id);
    let signer = null;
    for (const key of candidates) if (!signer && (await verify(bytesOf(key.key), proof.signature, proof.signed))) signer = key;
    if (!signer) return [candidates.length ? "wrong-signature" : "unknown-key", null];
    if (![signer.site, ...(signer.formerly || [])].includes(proof.site)) return ["another-site", signer];
    if (signer.revoked !== null) return ["revoked", signer];
    if (signer.until !== null && proof.day > dayIn(signer.until) + 1) return ["after-its-key", signer];
    return ["genuine", signer];
  };

  const groupedReference = (reference) => {
    const [, site, digits, check] = /^([A-Z]+)(\d+)(.)$/.exec(reference);
    const groups = digits.length <= 4 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, " ");
    return `${site} ${groups} ${check}`;
  };
  const longDate = (day) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }).format(day * DAY_MS);

  const showVerdict = (code, old = false) => {
    for (const message of page.querySelectorAll("[data-says]")) {
      message.hidden = message.dataset.says !== code && !(old && message.dataset.says === "old-list");
    }
  };

  const showFacts = (proof, signer) => {
    facts.hidden = !proof;
    const follow = page.querySelector("[data-follow]");
    if (follow) follow.hidden = !proof;
    if (!proof) return;
    const kind = facts.querySelector('[data-fact="kind"]');
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
    const verify = await chooseVerifier().catch(() => null);
    const statement = new TextEncoder().encode(page.dataset.statement);
    const listIsGenuine = verify && (await verify(bytesOf(page.dataset.hub), bytesOf(page.dataset.signature), statement));
    const list = JSON.parse(page.dataset.statement);
    let lookNumber = 0;

    const verifyText = async (text) => {
      lookNumber += 1;
      const ownNumber = lookNumber;
      if (!text.trim()) {
        showVerdict("");
        return showFacts(null);
      }
      try {
        const proof = read(text);
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
        showVerdict(error.message === "no-proof" ? "no-proof" : "broken-proof");
        return showFacts(null);
      }
    };

    const readAddress = () => {
      if (location.hash.length > 1) field.value = location.hash.slice(1);
      if (field.value) verifyText(field.value);
    };
    field.addEventListener("input", () => verifyText(field.value));
    // A scanner ends with Enter: verifying is all it asks, and sends nothing.
    field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
    addEventListener("hashchange", readAddress);
    readAddress();
  };

  start();
})();
