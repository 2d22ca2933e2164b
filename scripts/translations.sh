#!/usr/bin/env bash
# Reads the sentences of screens and procedures anew, into translations/*.pot and every language's catalogues.
# The third catalogue, `words`, is written by hand: it gives codes their words.
set -euo pipefail
cd "$(dirname "$0")/.."
babel() { .venv/bin/pybabel --quiet "$@"; }

read_into() { # domain, folders
    # Babel passes over folders that begin with an underscore unless told which ones to pass over.
    babel extract -F babel.cfg --ignore-dirs '.*' --add-location=file --sort-by-file --project parvis --copyright-holder Parvis -o "translations/$1.pot" "${@:2}"
    for language in translations/*/LC_MESSAGES; do
        language=$(basename "$(dirname "$language")")
        # French is what is written in the files themselves; `*` is no language yet.
        case $language in fr | "*") continue ;; esac
        # A language may be the interface's alone.
        [ -f "translations/$language/LC_MESSAGES/$1.po" ] || continue
        # No guessing: a sentence that changed is translated again, never by one that looks like it.
        babel update -D "$1" -i "translations/$1.pot" -d translations -l "$language" \
            --no-fuzzy-matching --ignore-pot-creation-date
    done
}

read_into messages templates
read_into procedures kiosk/procedures kiosk/catalogue
