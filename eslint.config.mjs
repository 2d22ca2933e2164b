// What eslint asks of the scripts of pages: what it recommends, nothing switched off.
import js from "@eslint/js";
import globals from "globals";

export default [
  {
    files: ["static/js/**/*.js", "tests/gallery/browser/*.js"],
    languageOptions: { ecmaVersion: "latest", sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error" },
    rules: js.configs.recommended.rules,
  },
];
