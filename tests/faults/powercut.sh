#!/bin/sh
# The power cut of powercut.rs on real file systems: each is made in a file, hv writes on it, the file system is stopped
# dead (xfs_io shutdown, which throws away what was not synced), and what is left is mounted anew and judged. Needs root,
# loop devices, xfs_io, and mkfs.ext4 or mkfs.xfs; says what is missing and tries nothing without them.
#
#     cargo build && sudo tests/faults/powercut.sh target/debug/hv [ROUNDS]
set -eu
hv=$(realpath "${1:?the path of hv}")
rounds=${2:-5}
not() { echo "NOT TRIED: $1"; exit 0; }
[ "$(id -u)" = 0 ] || not "this must be root, to mount"
command -v xfs_io >/dev/null || not "xfs_io is missing: apt-get install xfsprogs"
at=$(mktemp -d)
trap 'umount "$at/m" 2>/dev/null || true; rm -rf "$at"' EXIT
mkdir "$at/m"
export HOME="$at" XDG_STATE_HOME="$at/state" USER=max
now() { echo "2026-11-24T$1:00+00:00"; }
tried=0
for kind in ext4 xfs; do
    command -v "mkfs.$kind" >/dev/null || { echo "NOT TRIED: $kind, mkfs.$kind is missing"; continue; }
    for round in $(seq "$rounds"); do
        rm -f "$at/disk"; truncate -s 320M "$at/disk"
        "mkfs.$kind" -q "$at/disk"
        mount -o loop "$at/disk" "$at/m" 2>/dev/null || { echo "NOT TRIED: $kind, no loop device"; continue 2; }
        "$hv" init "$at/m/r" --policy hunsbury-park --name Oak --id oak-1 --no-git \
            --number "School office=01632 960100" --emergency-contact "Duty phone=01632 960101" >/dev/null 2>&1
        "$hv" --store "$at/m/r" --now "$(now 09:50)" out jo --breach rang --where "Mill Lane" --back 11:00 >/dev/null 2>&1
        # A writer in a loop; the file system stops somewhere in it.
        : >"$at/said"
        for minute in $(seq 10 59); do
            "$hv" --store "$at/m/r" --now "$(now "10:$minute")" checkin jo --note "call $minute" >/dev/null 2>&1 \
                && echo "call $minute" >>"$at/said" || break
        done &
        writer=$!
        sleep "0.$((round * 17 % 90 + 10))"
        xfs_io -x -c shutdown "$at/m"
        wait "$writer" || true
        umount "$at/m"; mount -o loop "$at/disk" "$at/m"
        while read -r said; do
            grep -q "$said\"" "$at"/m/r/outings/*/*jo* || { echo "LOST on $kind: $said was reported as recorded"; exit 1; }
        done <"$at/said"
        code=0; "$hv" --store "$at/m/r" --now "$(now 23:00)" overdue >"$at/out" 2>&1 || code=$?
        [ "$code" = 4 ] || { echo "ON $kind hv overdue ended with $code:"; cat "$at/out"; exit 1; }
        echo "$kind, round $round: $(wc -l <"$at/said") reported, none lost; hv overdue says who is late"
        tried=$((tried + 1))
        umount "$at/m"
    done
done
[ "$tried" -gt 0 ] || not "no file system could be made"
