#!/bin/sh
# Puts digitpad, as it lies in this folder, into the user's menu and on the PATH; with --remove
# takes it out again. Nothing is copied but a desktop entry, its metadata, types of files and icons.
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

# Tells the desktop of the files that digitpad opens, or that it opens them no more.
tell_desktop() {
    if [ -d "$here/share/mime/packages" ] && command -v update-mime-database >/dev/null; then
        update-mime-database "$share/mime" || true
    fi
    if command -v update-desktop-database >/dev/null; then
        update-desktop-database "$share/applications" || true
    fi
}
# What opens files of a type now; nothing where nobody can say.
opener() { xdg-mime query default "$1" 2>/dev/null </dev/null || true; }

if [ "${1-}" = --remove ]; then
    (cd "$here/share" && find . -type f) | while IFS= read -r file; do rm -f "$share/$file"; done
    rm -f "$commands/digitpad"
    tell_desktop
    echo "$removed"
    exit 0
fi
types=$(sed -n 's/^MimeType=//p' "$here/share/applications/digitpad.desktop" | tr ';' ' ')
openers=$(for type in $types; do echo "$type $(opener "$type")"; done)
(cd "$here/share" && find . -type f) | while IFS= read -r file; do
    mkdir -p "$share/$(dirname "$file")"
    cp "$here/share/$file" "$share/$file"
done
# The entry names the program where it is; in quotes, for a path may hold spaces.
quoted=$(printf %s "$here/digitpad" | sed 's/[\\"`$]/\\\\&/g; s/%/%%/g')
sed "s|^Exec=.*|Exec=\"$(printf %s "$quoted" | sed 's/[\\&|]/\\&/g')\" %F|" \
    "$here/share/applications/digitpad.desktop" > "$share/applications/digitpad.desktop"
tell_desktop
# A user's own entries come before the system's: pictures would open with digitpad from now on.
echo "$openers" | while read -r type before; do
    if [ -n "$before" ] && [ "$(opener "$type")" != "$before" ]; then
        xdg-mime default "$before" "$type" </dev/null || true
    fi
done
mkdir -p "$commands"
ln -sf "$here/digitpad" "$commands/digitpad"
echo "$installed"
