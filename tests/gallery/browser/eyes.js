// What eyes and a finger find on a page, as `window.eyes`: each answers with sentences, none where nothing is wrong.
(() => {
  const PRESSED = "a[href], button, summary, input:not([type=hidden]), textarea, select";
  const told = (element) => element.outerHTML.slice(0, 100).replace(/\s+/g, " ");
  const shown = (element) => element.getClientRects().length && !element.closest(".visually-hidden, .skip-link")
    && element.checkVisibility({ visibilityProperty: true });
  const inline = (element) => getComputedStyle(element).display === "inline";
  // A link inside a sentence is as high as its line (2.5.5, « inline »).
  const alone = (element) => element.parentElement.textContent.trim() === element.textContent.trim();
  const inSentence = (element) =>
    element.matches("a") && inline(element) && element.parentElement.matches("p, li, dd") && !alone(element);
  const box = (element) => element.getBoundingClientRect();
  const fixed = (element) => {
    for (let each = element; each; each = each.parentElement) {
      if (["fixed", "sticky"].includes(getComputedStyle(each).position)) return each;
    }
    return null;
  };

  // What a finger aims at: a row around its radio button rather than the button.
  function targets() {
    const found = [...document.querySelectorAll(PRESSED)].filter(shown).filter((each) => !inSentence(each))
      .map((each) => (each.matches("[type=radio], [type=checkbox]") && each.closest("label")) || each);
    return [...new Set(found)];
  }

  // `count` millimetres of this station in CSS pixels.
  function millimetres(count) {
    const rule = document.createElement("div");
    rule.style.cssText = "position: absolute; inline-size: calc(100 * var(--mm, 1mm))";
    document.body.append(rule);
    const hundred = box(rule).width;
    rule.remove();
    return (count * hundred) / 100;
  }

  function overflowing() {
    const width = document.documentElement.clientWidth;
    const beyond = ({ left, right }) => right > width + 1 || left < -1;
    const wide = [...document.querySelectorAll("body *")].filter((each) => beyond(box(each))
      && !each.closest("svg") && shown(each));
    const scrolls = document.documentElement.scrollWidth > width;
    return (scrolls ? ["the page scrolls sideways"] : []).concat(wide.slice(0, 3).map(told));
  }

  function clipped() {
    const cuts = (value) => value === "hidden" || value === "clip";
    return [...document.querySelectorAll("body *")].filter((each) => {
      if (!shown(each) || each.closest("svg") || !each.textContent.trim()) return false;
      const style = getComputedStyle(each);
      return (cuts(style.overflowX) && each.scrollWidth > each.clientWidth + 1)
        || (cuts(style.overflowY) && each.scrollHeight > each.clientHeight + 1);
    }).slice(0, 3).map((each) => `cut off: ${told(each)}`);
  }

  // With the spacing that anyone may set (WCAG 1.4.12); Arabic letters are joined, and have no space between them.
  function spaced() {
    const sheet = new CSSStyleSheet();
    const letters = document.documentElement.dir === "rtl" ? "" : "letter-spacing: 0.12em !important;";
    sheet.replaceSync(`* { line-height: 1.5 !important; word-spacing: 0.16em !important; ${letters} }
      p { margin-block-end: 2em !important; }`);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    const found = [...overflowing(), ...clipped()].map((each) => `with text spacing: ${each}`);
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
    return found;
  }

  function small(least) {
    return targets().map((each) => [each, box(each)])
      .filter(([, { width, height }]) => width < least - 0.5 || height < least - 0.5)
      .map(([each, { width, height }]) => `${Math.round(width)}×${Math.round(height)} ${told(each)}`);
  }

  // Two that are pressed stand apart, by so many millimetres; what is fixed lies over what scrolls, and is not beside it.
  function near(apartAtLeast) {
    const least = millimetres(apartAtLeast);
    const found = [];
    const all = targets().map((each) => [each, box(each), fixed(each)]);
    all.forEach(([one, a, layer], place) => all.slice(place + 1).forEach(([other, b, over]) => {
      if (layer !== over || one.contains(other) || other.contains(one)) return;
      const across = Math.max(a.left - b.right, b.left - a.right);
      const down = Math.max(a.top - b.bottom, b.top - a.bottom);
      const apart = Math.hypot(Math.max(across, 0), Math.max(down, 0));
      if (apart < least - 0.5) found.push(`${apart.toFixed(1)} px apart: ${told(one)} | ${told(other)}`);
    }));
    return found.slice(0, 5);
  }

  // Where a finger comes down on the middle of it, nothing else lies; nor on the upper or lower end of a block.
  function covered() {
    const found = targets().filter((each) => {
      each.scrollIntoView({ block: "center", inline: "nearest", behavior: "instant" });
      const { left, top, width, height } = box(each);
      const ends = getComputedStyle(each).display === "inline" ? [] : [4, height - 4];
      const seen = ends.filter((down) => top + down >= 1 && top + down < innerHeight - 1);
      return [height / 2, ...seen].some((down) => {
        const hit = document.elementFromPoint(left + width / 2, top + down);
        const opened = each.matches("summary") ? each.parentElement : each;
        return !hit || !(opened.contains(hit) || hit.closest("label")?.control === each || hit.closest("label") === each);
      });
    });
    window.scrollTo({ top: 0, behavior: "instant" });
    return [...found.slice(0, 3).map((each) => `something lies over ${told(each)}`), ...overgrown()];
  }

  // A bar that stays in sight is no higher than the room that pages leave for it.
  function overgrown() {
    const bar = document.querySelector(".helper-bar");
    if (!bar || getComputedStyle(bar).position !== "fixed") return [];
    const room = document.body.appendChild(document.createElement("i"));
    room.style.cssText = "position: absolute; block-size: var(--size-helper-bar)";
    const over = box(bar).height - box(room).height;
    room.remove();
    return over > 1 ? [`the helper bar is ${Math.round(over)} px higher than its room`] : [];
  }

  // All of it in one answer: `pixels` is the least side of a control; `millimetre` too at a station that was measured,
  // null elsewhere; `apart` are the millimetres between two.
  function all(pixels, millimetre, apart) {
    const tooSmall = [...small(pixels), ...(millimetre ? small(millimetres(millimetre)) : [])];
    return [...overflowing(), ...clipped(), ...spaced(), ...tooSmall, ...near(apart), ...covered()];
  }

  // What is folded away is judged like the rest.
  function unfold() {
    for (const each of document.querySelectorAll("details")) each.open = true;
  }

  // A page that is read aloud has said its last word, and its bar no longer changes.
  let isBegun = false;
  document.addEventListener("parvis:reading", () => (isBegun = true));
  async function silent() {
    const isOver = () => isBegun && document.querySelector("#player [data-while=speaking]").hidden;
    while (document.body.hasAttribute("data-reading") && !isOver())
      await new Promise((done) => document.addEventListener("parvis:reading", done, { once: true }));
  }

  window.eyes = { unfold, silent, overflowing, clipped, spaced, small, near, covered, all };
})();
