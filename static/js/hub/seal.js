/* Seals a file to the hub's public key before it leaves the browser, so that no proxy and no log on the way holds it in
   clear; it guards against neither the hub nor whoever could change this script. The bytes are those of libsodium's
   crypto_box_seal (X25519, HSalsa20, XSalsa20-Poly1305), which `kiosk.crypto.sealing.unseal` opens. */

import { hsalsa, xsalsa20poly1305 } from "@noble/ciphers/salsa.js";
import { x25519 } from "@noble/curves/ed25519.js";
import { blake2b } from "@noble/hashes/blake2.js";

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
const SIGMA = new TextEncoder().encode("expand 32-byte k");

/** A copy as numbers of 32 bits, which the library takes. @param {Uint8Array} bytes */
const words = (bytes) => new Uint32Array(Uint8Array.from(bytes).buffer);

/** The key that both sides derive: HSalsa20 of the shared secret. @param {Uint8Array} shared */
const boxKey = (shared) => {
  const derived = new Uint32Array(KEY_BYTES / 4);
  hsalsa(words(SIGMA), words(shared), new Uint32Array(4), derived);
  return new Uint8Array(derived.buffer);
};

/**
 * The bytes as only the owner of the private half opens them; the sender is anonymous, and no two sealings are alike.
 * @param {Uint8Array} recipient public key, 32 bytes; a weak one is refused with an error
 * @param {Uint8Array} clear
 * @returns {Uint8Array<ArrayBuffer>} the ephemeral public key, then tag and ciphertext: 48 bytes more than `clear`
 */
export const seal = (recipient, clear) => {
  if (recipient.length !== KEY_BYTES) throw new Error("a public key has 32 bytes");
  const { secretKey, publicKey } = x25519.keygen();
  const nonce = blake2b
    .create({ dkLen: NONCE_BYTES })
    .update(publicKey)
    .update(recipient)
    .digest();
  const key = boxKey(x25519.getSharedSecret(secretKey, recipient));
  const locked = xsalsa20poly1305(key, nonce).encrypt(clear);
  const sealed = new Uint8Array(KEY_BYTES + locked.length);
  sealed.set(publicKey);
  sealed.set(locked, KEY_BYTES);
  secretKey.fill(0);
  key.fill(0);
  return sealed;
};
