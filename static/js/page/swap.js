/* What an htmx swap puts where: another page, or a part of this one. */

/** @typedef {{ target: string | Element, swap?: string }} Swap - of htmx: where something is put, and how. */

/** Whether it is the page's main part, or all of it.
 * @param {Swap} swap
 */
export const isOfPage = ({ target }) =>
  typeof target === "string" ? ["#main", "body"].includes(target) : target === document.body || target?.id === "main";

/** Whether what stands there is changed where it stands, and stays the same page.
 * @param {Swap} swap
 */
export const isInPlace = ({ swap }) => swap?.startsWith("outerMorph") ?? false;
