/* Reads the text of a receipt: base32, and in it the COSE_Sign1 of kiosk/domain/proofs/receipt_proof.py. A message
   has one encoding only, so no byte of it can be changed. */

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {ReturnType<typeof readProof>} Proof */

const PURPOSE = new TextEncoder().encode("parvis receipt 1");
const CONTEXT = new TextEncoder().encode("Signature1");
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Decodes base32 without padding; the bits left over must be zero.
 * @param {string} text
 */
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

/** Reads CBOR in its shortest encoding: no longer length than needed, and nothing after the end.
 * @param {Bytes} bytes
 */
const cborReader = (bytes) => {
  let position = 0;
  /** @param {number} major */
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
  /** @param {number} major */
  const string = (major) => {
    const size = head(major);
    if (position + size > bytes.length) throw new Error("broken-proof");
    position += size;
    return bytes.subarray(position - size, position);
  };
  /** @param {number} major @param {number} value */
  const expect = (major, value) => {
    if (head(major) !== value) throw new Error("broken-proof");
  };
  const end = () => {
    if (position !== bytes.length) throw new Error("broken-proof");
  };
  return {
    number: () => head(0),
    data: () => string(2),
    text: () => new TextDecoder("utf-8", { fatal: true }).decode(string(3)),
    expect,
    end,
  };
};

/** @param {Bytes} data */
const cborBytes = (data) => [...(data.length < 24 ? [0x40 | data.length] : [0x58, data.length]), ...data];

/** What a receipt's text says, and what is signed of it; nothing is verified yet. Throws `no-proof` where the text
   is none, else * `broken-proof`. * @param {string} text */
export const readProof = (text) => {
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
  const wellFormed =
    shape && shape[1] === site && /^[a-z0-9-]{1,23}$/.test(procedure) && kind < 2 && digest.length === 16;
  if (!wellFormed || day >= 200 * 365) throw new Error("broken-proof");
  const signed = Uint8Array.from([
    0x84,
    0x6a,
    ...CONTEXT,
    ...cborBytes(head),
    ...cborBytes(PURPOSE),
    ...cborBytes(payload),
  ]);
  return {
    reference,
    procedure,
    site,
    day,
    kind,
    signed,
    signature,
    id: [...id].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
  };
};
