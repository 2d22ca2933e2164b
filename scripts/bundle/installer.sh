#!/bin/sh
# Installe Parvis @VERSION@ sur Debian 13 (@MACHINE@), ou le met à jour, sans réseau. À lancer par root : sh installer.sh
# La version d'avant reste à côté : sh installer.sh --retour la remet en service.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
home=${PARVIS_HOME:-/opt/parvis}
python=/usr/bin/python3
target=$home/@VERSION@

stop() {
    echo "$1" >&2
    exit 1
}

restart() {
    [ -d /run/systemd/system ] || return 0
    for unit in parvis.service parvis-hub.service; do # try-restart ends in an error for one that is not there
        [ ! -e "/etc/systemd/system/$unit" ] || systemctl try-restart "$unit"
    done
}

switch() { # folder: put this version into service; rename is one step for whoever starts meanwhile
    ln -sfn "$1" "$home/next"
    mv -T "$home/next" "$home/current"
}

[ "$(id -u)" = 0 ] || [ -n "${PARVIS_HOME:-}" ] || stop "Il faut les droits de root : sudo sh installer.sh"

if [ "${1:-}" = --retour ]; then
    [ -L "$home/previous" ] || stop "Il n’y a pas de version d’avant sur ce poste."
    before=$(readlink "$home/previous")
    ln -sfn "$(readlink "$home/current")" "$home/previous"
    switch "$before"
    restart
    echo "La version $(basename "$before") est de nouveau en service. Ses données : kiosk rollback."
    exit 0
fi

[ "$(uname -m)" = "@MACHINE@" ] || stop "Ce dossier est pour une machine @MACHINE@ ; celle-ci est $(uname -m)."
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (@PYTHON@))' 2>/dev/null ||
    stop "Il faut Debian 13, avec son paquet python3."
(cd "$here" && sha256sum --quiet --check --strict SHA256SUMS) ||
    stop "Cette copie est abîmée. Recopiez le fichier de la version sur la clé, et recommencez."

mkdir -p "$home"
if [ ! -e "$target/.complete" ]; then
    rm -rf "$target"
    "$python" -m venv --without-pip "$target"
    "$python" "$(ls "$here"/wheels/pip-*.whl)/pip" --python "$target/bin/python" install --quiet --no-index \
        --disable-pip-version-check --find-links "$here/wheels" --constraint "$here/constraints.txt" \
        'parvis[hub]==@VERSION@'
    cp "$here/constraints.txt" "$here/parvis.cdx.json" "$target/"
    touch "$target/.complete"
    sync
fi
if [ -L "$home/current" ] && [ "$(readlink "$home/current")" != "$target" ]; then
    ln -sfn "$(readlink "$home/current")" "$home/previous"
fi
switch "$target"
restart
echo "Parvis @VERSION@ est dans $target."
installed=
for unit in parvis.service parvis-hub.service parvis-screen.service; do
    [ -e "/etc/systemd/system/$unit" ] || continue
    installed=yes
    grep -q "$home/current/" "/etc/systemd/system/$unit" ||
        echo "Le service $unit lance encore un autre Parvis. Pour qu’il prenne celui-ci, avec les options de la première fois : $home/current/bin/python -m kiosk install"
done
[ -n "$installed" ] || echo "Pour préparer cette machine : $home/current/bin/python -m kiosk install"
