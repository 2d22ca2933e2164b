/* A receipt verified in the browser, with no network: what stands behind the # of the address, or what is typed.
   The same rules as kiosk/domain/proofs/receipt_proof.py and sitekeys.py; one spelling a message, so that no byte can be another. */

(() => {
  const PURPOSE = new TextEncoder().encode("parvis receipt 1");
  const CONTEXT = new TextEncoder().encode("Signature1");
  const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const DAY_MS = 86_400_000;
  const OLD_AFTER_MS = 31 * DAY_MS;
  const place = document.getElementById("receipt");
  const field = document.getElementById("proof");
  const facts = place.querySelector("[data-facts]");

  const bytesOf = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const dayOf = (at) => Math.floor(at / DAY_MS);
  const dayIn = (iso) => dayOf(Date.parse(iso));

  /* Base32 without its padding; what is left over is zero. */
  const unwritten = (text) => {
    const found = [];
    let held = 0;
    let bits = 0;
    for (const letter of text) {
      held = (held << 5) | LETTERS.indexOf(letter);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        found.push((held >> bits) & 255);
        held &= (1 << bits) - 1;
      }
    }
    if (held || bits >= 5) throw new Error("broken-proof");
    return Uint8Array.from(found);
  };

  /* CBOR as it is written here: no length longer than it need be, nothing behind the end. */
  const reader = (bytes) => {
    let at = 0;
    const head = (major) => {
      const first = bytes[at];
      at += 1;
      if (first === undefined || first >> 5 !== major) throw new Error("broken-proof");
      const low = first & 31;
      if (low < 24) return low;
      const size = { 24: 1, 25: 2, 26: 4 }[low];
      if (!size || at + size > bytes.length) throw new Error("broken-proof");
      let value = 0;
      for (let step = 0; step < size; step += 1) value = value * 256 + bytes[at + step];
      at += size;
      if (value < { 1: 24, 2: 256, 4: 65_536 }[size]) throw new Error("broken-proof");
      return value;
    };
    const string = (major) => {
      const size = head(major);
      if (at + size > bytes.length) throw new Error("broken-proof");
      at += size;
      return bytes.subarray(at - size, at);
    };
    const is = (major, value) => {
      if (head(major) !== value) throw new Error("broken-proof");
    };
    const end = () => {
      if (at !== bytes.length) throw new Error("broken-proof");
    };
    return { number: () => head(0), data: () => string(2), text: () => new TextDecoder("utf-8", { fatal: true }).decode(string(3)), is, end };
  };

  const written = (data) => [...(data.length < 24 ? [0x40 | data.length] : [0x58, data.length]), ...data];

  const read = (said) => {
    const text = said.replace(/\s+/g, "").split("#").pop().toUpperCase();
    if (!/^[A-Z2-7]{4,}$/.test(text)) throw new Error("no-proof");
    const message = reader(unwritten(text));
    message.is(6, 18);
    message.is(4, 4);
    const head = message.data();
    message.is(5, 0);
    const payload = message.data();
    const signature = message.data();
    message.end();
    const named = reader(head);
    named.is(5, 2);
    named.is(0, 1);
    named.is(1, 7); // -8, EdDSA
    named.is(0, 4);
    const id = named.data();
    named.end();
    if (id.length !== 4 || signature.length !== 64 || payload.length > 255) throw new Error("broken-proof");
    const inside = reader(payload);
    inside.is(4, 6);
    const [reference, procedure, site] = [inside.text(), inside.text(), inside.text()];
    const [day, kind, digest] = [inside.number(), inside.number(), inside.data()];
    inside.end();
    const shape = /^([A-HJ-NP-Z]{2,4})(\d+)[2-9A-HJ-NP-Z]$/.exec(reference);
    const right = shape && shape[1] === site && /^[a-z0-9-]{1,23}$/.test(procedure) && kind < 2 && digest.length === 16;
    if (!right || day >= 200 * 365) throw new Error("broken-proof");
    const signed = Uint8Array.from([0x84, 0x6a, ...CONTEXT, ...written(head), ...written(PURPOSE), ...written(payload)]);
    return { reference, procedure, site, day, kind, signed, signature, id: [...id].map((each) => each.toString(16).padStart(2, "0")).join("") };
  };

  /* The browser's own Ed25519, or where it has none, one that is written out; both need an address in https. */
  const own = async (key, signature, signed) => {
    const opened = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return crypto.subtle.verify("Ed25519", opened, signature, signed);
  };
  const choose = async () => {
    if (!globalThis.crypto?.subtle) return null;
    try {
      await crypto.subtle.importKey("raw", bytesOf(place.dataset.hub), "Ed25519", false, ["verify"]);
      return own;
    } catch {
      const { verifyAsync } = await import(place.dataset.byHand);
      return (key, signature, signed) => verifyAsync(signature, signed, key, { zip215: false });
    }
  };

  const judge = async (proof, list, verified) => {
    const named = list.keys.filter((each) => each.id === proof.id);
    let by = null;
    for (const each of named) if (!by && (await verified(bytesOf(each.key), proof.signature, proof.signed))) by = each;
    if (!by) return [named.length ? "wrong-signature" : "unknown-key", null];
    if (by.site !== proof.site) return ["another-site", by];
    if (by.revoked !== null) return ["revoked", by];
    if (by.until !== null && proof.day > dayIn(by.until) + 1) return ["after-its-key", by];
    return ["genuine", by];
  };

  const spoken = (reference) => {
    const [, site, digits, check] = /^([A-Z]+)(\d+)(.)$/.exec(reference);
    const groups = digits.length <= 4 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, " ");
    return `${site} ${groups} ${check}`;
  };
  const long = (day) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }).format(day * DAY_MS);

  const show = (code, old = false) => {
    for (const each of place.querySelectorAll("[data-says]")) {
      each.hidden = each.dataset.says !== code && !(old && each.dataset.says === "old-list");
    }
  };

  const tell = (proof, by) => {
    facts.hidden = !proof;
    if (!proof) return;
    const kind = facts.querySelector('[data-fact="kind"]');
    const said = {
      reference: spoken(proof.reference),
      procedure: proof.procedure,
      site: by ? by.name : proof.site,
      day: long(proof.day),
      kind: proof.kind ? kind.dataset.prepared : kind.dataset.deposited,
      revoked: by?.revoked ? long(dayIn(by.revoked)) : "",
      until: by?.until && !by.revoked ? long(dayIn(by.until)) : "",
    };
    for (const each of facts.querySelectorAll("[data-fact]")) {
      each.textContent = said[each.dataset.fact];
      each.parentElement.hidden = !each.textContent;
    }
  };

  const begin = async () => {
    const verified = await choose().catch(() => null);
    const statement = new TextEncoder().encode(place.dataset.statement);
    const ours = verified && (await verified(bytesOf(place.dataset.hub), bytesOf(place.dataset.signature), statement));
    const list = JSON.parse(place.dataset.statement);
    let turn = 0;

    const look = async (said) => {
      turn += 1;
      const mine = turn;
      if (!said.trim()) {
        show("");
        return tell(null);
      }
      try {
        const proof = read(said);
        if (!ours) {
          show("cannot");
          return tell(null);
        }
        const [code, by] = await judge(proof, list, verified);
        if (mine !== turn) return undefined;
        const at = Date.parse(list.at);
        show(code, Date.now() - at > OLD_AFTER_MS || dayOf(at) + 1 < proof.day);
        return tell(by && proof, by); // what nobody known has signed is not repeated
      } catch (fault) {
        show(fault.message === "no-proof" ? "no-proof" : "broken-proof");
        return tell(null);
      }
    };

    const arrive = () => {
      if (location.hash.length > 1) field.value = location.hash.slice(1);
      if (field.value) look(field.value);
    };
    field.addEventListener("input", () => look(field.value));
    // A scanner ends with Enter: verifying is all it asks, and sends nothing.
    field.addEventListener("keydown", (press) => press.key === "Enter" && press.preventDefault());
    addEventListener("hashchange", arrive);
    arrive();
  };

  begin();
})();
