#!/bin/sh
# Installe Parvis @VERSION@ sur Debian 13, ou le met à jour, sans réseau. À lancer par root, avec ce que la machine doit
# être : sh installer.sh [parvis-box] [parvis-desk | parvis-terminal] [parvis-hub] ; sans rien, le poste. Ce qui y est reste.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
kept=/var/lib/parvis-packages
stop() {
    echo "$1" >&2
    exit 1
}
[ "$(id -u)" = 0 ] || stop "Il faut les droits de root : sudo sh installer.sh"
[ "$(dpkg --print-architecture)" = "@ARCH@" ] || stop "Ce dossier est pour une machine @ARCH@."
grep -q '^VERSION_ID="13"' /etc/os-release || stop "Il faut Debian 13."

before=$(dpkg-query -W -f '${Version}' parvis 2>/dev/null || true)
set -- $(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' 'parvis-*' 2>/dev/null | sed -n 's/^ii //p') "$@"
[ $# -gt 0 ] || set -- parvis-box
case " $* " in *" parvis-box "*) set -- "$@" cups ;; esac
if [ -n "$before" ] && [ -x /usr/share/parvis/check-stick ]; then /usr/share/parvis/check-stick "$here" || exit 1; fi
# Built again under the same number, apt would take it for what is there.
ours=parvis_@VERSION@_@ARCH@.deb again=
[ "$before" != @VERSION@ ] || cmp -s "$here/paquets/$ours" "$kept/$ours" || again=--reinstall

# apt looks at this folder alone, and compares every package with its SHA-256 there.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/lists/partial"
ln -s "$here/paquets" "$work/paquets"
echo "deb [trusted=yes] file:$work/paquets ./" >"$work/sources.list"
from_here() {
    DEBIAN_FRONTEND=noninteractive apt-get --quiet=2 -o Dir::Etc::SourceList="$work/sources.list" \
        -o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$work/lists" -o Dir::Cache::pkgcache= \
        -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root -o Dpkg::Use-Pty=0 "$@"
}
echo "Cela prend quelques minutes."
from_here update
if ! from_here install --yes --no-install-recommends $again parvis "$@" >"$work/log"; then
    tail -n 20 "$work/log"
    stop "L’installation n’a pas abouti. Si la clé est abîmée, recopiez-y le dossier et recommencez."
fi

mkdir -p "$kept"
cp "$here"/paquets/parvis*_@VERSION@_*.deb "$kept"
for file in "$kept"/*; do # this version and the one before stay
    case "$file" in *_@VERSION@_* | *_"${before:-none}"_*) ;; *) [ "$before" = @VERSION@ ] || rm "$file" ;; esac
done
sync
echo "Parvis @VERSION@ est installé."
code=/var/lib/parvis/first-start.code
for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
    [ ! -e "$code" ] && [ ! -e /var/lib/parvis/parvis.db ] && systemctl --quiet is-active parvis.service 2>/dev/null || break
    sleep 1
done
if [ -s "$code" ]; then
    echo "Sur cette machine, ouvrez http://127.0.0.1:8600 et tapez ce code : $(sed 's/^\(....\)/\1 /' "$code")"
fi
echo "Pour savoir si tout va bien : sudo kiosk doctor. La documentation : $here/documentation/index.html"
