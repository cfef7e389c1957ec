#!/bin/sh
# Puts digitpad, as it lies in this folder, into the user's menu and on the PATH; with --remove
# takes it out again. Nothing is copied but a desktop entry, its metadata and icons.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
commands=$HOME/.local/bin
case ${LC_ALL:-${LC_MESSAGES:-${LANG-}}} in
    zh*) removed="digitpad 已从菜单中移除。要删除程序本身，请删除 $here。"
         installed="digitpad 已加入菜单，命令在 $commands。" ;;
    *) removed="digitpad is out of the menu. Delete $here to remove the program itself."
       installed="digitpad is in the menu, and as a command in $commands." ;;
esac

if [ "${1-}" = --remove ]; then
    (cd "$here/share" && find . -type f) | while IFS= read -r file; do rm -f "$share/$file"; done
    rm -f "$commands/digitpad"
    echo "$removed"
    exit 0
fi
(cd "$here/share" && find . -type f) | while IFS= read -r file; do
    mkdir -p "$share/$(dirname "$file")"
    cp "$here/share/$file" "$share/$file"
done
# The entry names the program where it is; in quotes, for a path may hold spaces.
quoted=$(printf %s "$here/digitpad" | sed 's/[\\"`$]/\\\\&/g; s/%/%%/g')
sed "s|^Exec=.*|Exec=\"$(printf %s "$quoted" | sed 's/[\\&|]/\\&/g')\" %F|" \
    "$here/share/applications/digitpad.desktop" > "$share/applications/digitpad.desktop"
mkdir -p "$commands"
ln -sf "$here/digitpad" "$commands/digitpad"
echo "$installed"
