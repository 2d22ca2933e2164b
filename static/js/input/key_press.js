/* Reads a key that was pressed: which digit or switch it is, and whether it is held with Ctrl, Alt or Meta. */

/** The digit 1 to 9 of a key by its place, because a French keyboard types digits only with Shift; "" for any other
 * key. A numeric keypad whose digits are turned off moves the focus, so there the digit itself counts.
 * @param {{ code: string, key: string }} press
 */
export const digitOf = ({ code, key }) => {
  const [, row, digit] = /^(Digit|Numpad)([1-9])$/.exec(code) ?? [];
  if (!digit) return /^[1-9]$/.test(key) ? key : "";
  return row === "Digit" || key === digit ? digit : "";
};

/** "1" or "2" for one of two switches, "" for any other key.
 * @param {{ code: string, key: string }} press
 */
export const switchOf = (press) => {
  const digit = digitOf(press);
  return digit === "1" || digit === "2" ? digit : "";
};

/** Whether a key is pressed for the browser or the system, with Ctrl, Alt or Meta.
 * @param {{ ctrlKey: boolean, altKey: boolean, metaKey: boolean }} press
 */
export const isShortcut = ({ ctrlKey, altKey, metaKey }) => ctrlKey || altKey || metaKey;
