#!/bin/sh
# Adds nes_composer to this person's desktop: the menu, the icon, and what opens .nesproj files. Prints each file that it puts there.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
# In the bundle the program lies beside this file; otherwise it is the one that is found now.
program=$here/nes-composer
[ -x "$program" ] || program=$(command -v nes-composer) || {
    echo "install.sh: nes-composer is not found; activate its environment first" >&2
    exit 1
}
data=${XDG_DATA_HOME:-$HOME/.local/share}

cd "$here/share"
find . -type f | sort | while read -r file; do
    mkdir -p "$data/$(dirname "$file")"
    cp "$file" "$data/$file"
    echo "$data/${file#./}"
done

# A menu knows no PATH of a shell. How these signs are written in one is in the specification of desktop entries.
quoted=$(printf '%s' "$program" | sed 's/["`$]/\\\\&/g; s/%/%%/g')
entry=$data/applications/nes-composer.desktop
while read -r line; do
    case $line in
    Exec=*) printf 'Exec="%s" %%f\n' "$quoted" ;;
    *) printf '%s\n' "$line" ;;
    esac
done <applications/nes-composer.desktop >"$entry"

# Desktops look by themselves sooner or later; these tell them now, where they are.
for tell in "update-mime-database $data/mime" "update-desktop-database $data/applications" \
    "gtk-update-icon-cache --ignore-theme-index --quiet $data/icons/hicolor"; do
    if command -v "${tell%% *}" >/dev/null; then $tell || true; fi
done
