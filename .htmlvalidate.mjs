// What html-validate asks of every page; each departure from its recommendations says why.
import { defineConfig } from "html-validate";

export default defineConfig({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Jinja leaves white space where a piece of page is absent; it changes nothing for anybody.
    "no-trailing-whitespace": "off",
    // A shared station: no browser may offer the passphrase of whoever sat here before.
    "autocomplete-password": "off",
    // Rows of one question that takes several answers share its name.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "submit"] }],
    // A procedure's name and the town hall's make a title; search engines, whom the limit of 70 serves, never see it.
    "long-title": ["error", { maxlength: 140 }],
    // A terminal that nobody touches is given back, without a script too: inside a <noscript>, after minutes, to which
    // tests/gallery/site/page_rules.py holds it.
    "meta-refresh": "off",
  },
});
