/* Sends one sealed file in parts, and asks again as long as the line breaks: what has arrived is not sent anew, and
   nothing counts twice. */

const WAITS_S = [1, 2, 4, 8, 15];
const TIMEOUT_MS = 60_000;
const FAILED = 500;

/** The hub said no: `code`, and why in words. */
export class Refused extends Error {
  /** @param {string} code @param {string} says */
  constructor(code, says) {
    super(says);
    this.code = code;
  }
}

/** What the hub answers. @typedef {{ arrived?: number, size?: number, sent?: boolean, gone?: boolean, later?: number,
 *   refused?: string, says?: string }} Answer */

/** Until the line is back, or some seconds have passed. @param {number} seconds @returns {Promise<void>} */
const wait = (seconds) =>
  new Promise((done) => {
    const timer = setTimeout(done, seconds * 1000);
    addEventListener("online", () => (clearTimeout(timer), done()), { once: true });
  });

/** One question, once; null for no answer.
 * @param {string} to @param {FormData} body @returns {Promise<Answer | null>}
 */
const ask = async (to, body) => {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const answer = await fetch(to, { method: "POST", body, credentials: "same-origin", signal });
    if (answer.status >= FAILED) return null;
    const isOurs = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (!isOurs) throw new Refused("page-too-old", "");
    return await answer.json();
  } catch (error) {
    if (error instanceof Refused) throw error;
    return null;
  }
};

/**
 * The answer to a question, asked until there is one.
 * @param {string} to address @param {() => FormData} makeBody made anew for each try
 * @param {(waiting: boolean) => void} tellWaiting told when the line is gone, and when it is back
 * @returns {Promise<Answer>}
 */
export const askUntilHeard = async (to, makeBody, tellWaiting) => {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask(to, makeBody());
    if (answer) {
      if (tries) tellWaiting(false);
      if (answer.refused) throw new Refused(answer.refused, answer.says ?? "");
      return answer;
    }
    tellWaiting(true);
    await wait(WAITS_S[Math.min(tries, WAITS_S.length - 1)]);
  }
};

/**
 * Send sealed bytes in parts; gives the size of the file as the hub has cleaned it.
 * @param {Uint8Array<ArrayBuffer>} sealed @param {number} partBytes
 * @param {(fields: Record<string, string | Blob>) => Promise<Answer>} send one part
 * @param {(share: number) => void} tellShare from 0 to 1
 * @returns {Promise<number>}
 */
export const sendInParts = async (sealed, partBytes, send, tellShare) => {
  let start = 0;
  for (;;) {
    const part = new Blob([sealed.subarray(start, start + partBytes)]);
    const answer = await send({ size: String(sealed.length), start: String(start), part });
    if (answer.size !== undefined) return answer.size;
    start = answer.arrived ?? start;
    tellShare(start / sealed.length);
  }
};
