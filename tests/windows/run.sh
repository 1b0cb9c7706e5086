#!/usr/bin/env bash
# Builds hv for Windows and drives a school's day with it under wine, with what goes wrong there: two at once, one that
# is killed, damage, line ends as git for Windows leaves them, a file that another program holds.
#
#     tests/windows/run.sh            builds first (minutes, the first time)
#     tests/windows/run.sh HV.EXE     drives this one
#
# Not part of .ci/run, which checks and lints for Windows but runs nothing there. Ends with 0 if all holds, 1 if something
# does not, 77 if it could not be tried: it says what is missing. Wine is not Windows: what only Windows itself can show is
# said at the end.
set -euo pipefail
cd "$(dirname "$0")/../.."
top=$PWD

skip() { echo "SKIPPED, nothing was tried: $*"; exit 77; }
wine=$(command -v wine64 || command -v wine || true)
[ -n "$wine" ] || [ ! -x /usr/lib/wine/wine64 ] || wine=/usr/lib/wine/wine64
[ -n "$wine" ] || skip "no wine here: apt-get install -y --no-install-recommends wine64"
command -v x86_64-w64-mingw32-gcc >/dev/null || skip "no linker for Windows here: apt-get install -y gcc-mingw-w64-x86-64"
if [ $# -ge 1 ]; then
  exe=$(realpath "$1")
else
  rustup target list --installed 2>/dev/null | grep -qx x86_64-pc-windows-gnu || rustup target add x86_64-pc-windows-gnu ||
    skip "Rust's part for Windows cannot be had: rustup target add x86_64-pc-windows-gnu"
  cargo build --locked --target x86_64-pc-windows-gnu --bin hv
  exe=${CARGO_TARGET_DIR:-target}/x86_64-pc-windows-gnu/debug/hv.exe
fi

work=$(mktemp -d)
export WINEPREFIX=$work/prefix WINEDEBUG=-all
# The server of this prefix alone, by its folder.
trap 'wineserver=$(dirname "$(readlink -f "$wine")")/wineserver; [ ! -x "$wineserver" ] || "$wineserver" -k || true; rm -rf "$work"' EXIT
cp "$exe" "$work/hv.exe"
x86_64-w64-mingw32-gcc -O1 -o "$work/hold.exe" tests/windows/hold.c
cd "$work"
timeout 300 "$wine" wineboot -i >/dev/null 2>&1 || true
hv() { timeout 300 "$wine" ./hv.exe "$@" </dev/null 2>&1 | tr -d '\r'; return "${PIPESTATUS[0]}"; }
if ! hv --version >/dev/null; then
  x86_64-w64-mingw32-gcc -O1 -shared -o bcryptprimitives.dll "$top/tests/windows/bcryptprimitives.c" -ladvapi32
  hv --version >/dev/null || skip "this wine does not start hv.exe"
  echo "(an old wine: bcryptprimitives.dll is stood in for)"
fi

# Wine's own services stay up for the whole run: one that is killed while it starts them leaves all others waiting.
touch keeper
"$wine" ./hold.exe keeper 3600000 >keeping </dev/null 2>&1 &
for _ in $(seq 300); do grep -q held keeping 2>/dev/null && break; sleep 0.1; done

held=0 failed=0
# holds NAME CODE WORDS COMMAND...: it ends with this code, and says these words ("" for any, "-" for nothing at all).
holds() {
  local name=$1 code=$2 words=$3 said got=0; shift 3
  said=$(hv "$@") || got=$?
  local right=1
  [ "$got" = "$code" ] || right=0
  case $words in
    -) [ -z "$said" ] || right=0 ;;
    *) grep -qF -- "$words" <<<"$said" || right=0 ;;
  esac
  tell "$name" "$right" "hv $* ended with $got, wanted $code and: $words
$said"
}
tell() { # NAME HELD WHY
  if [ "$2" = 1 ]; then held=$((held + 1)); echo "ok      $1"; else failed=$((failed + 1)); printf 'FAILED  %s\n%s\n' "$1" "$3"; fi
}
count() { grep -cF -- "$1" "$2" || true; }
example() { rm -rf "$1"; cp -r "$top/examples/nettlewick" "$1"; }
at=(--now 2026-11-24T11:30:00+00:00)
kays=outings/2026-W48/2026-11-24-kay-1a.yaml

echo "== the example's day"
example day
holds "three are late, and it says so" 4 "3 alarms" --store day overdue "${at[@]}"
holds "the doctor reads everything, and says what it does not look at here" 0 "on Windows hv does not look at who else may read" --store day doctor "${at[@]}"
holds "a name is enough" 0 "Kay Madeup and Lou Pretend: contact" --store day checkin kay lou --by nia "${at[@]}"
holds "back" 0 "back at 11:31" --store day back max sam --by nia --now 2026-11-24T11:31:00+00:00
holds "one alarm is left" 4 "1 alarm" --store day overdue --now 2026-11-24T11:32:00+00:00
holds "the board" 0 "NOT IN TIME" --store day board --now 2026-11-24T11:32:00+00:00
holds "a task for the Task Scheduler" 0 "schtasks /Create" --store day schedule windows --every 5m
if [ -x "$top/target/debug/hv" ]; then
  example a; example b
  same=1
  for words in overdue board "plan" "report --week 2026-W48" "show kay" "brief kay" "print day"; do
    # shellcheck disable=SC2086
    there=$(hv --store a $words "${at[@]}") || true
    # shellcheck disable=SC2086
    here=$("$top/target/debug/hv" --store b $words "${at[@]}" 2>&1 </dev/null) || true
    [ "$(sed "s#[^ ]*[/\\]a\b#FOLDER#g" <<<"$there")" = "$(sed "s#[^ ]*/b\b#FOLDER#g" <<<"$here")" ] || { same=0; echo "differs: $words"; diff <(echo "$there") <(echo "$here") | head -10; }
  done
  tell "the same words as on Unix" "$same" "see above"
else
  echo "SKIPPED: the same words as on Unix (no target/debug/hv)"
fi

echo "== a school from nothing"
clock=(--now 2026-11-23T15:00:00+00:00)
holds "init" 0 "Made the record folder" init school --name "Nettlewick School" --policy hunsbury-park --number "School office=01632 960100" --hours 08:30-16:00 "${clock[@]}"
holds "staff" 0 "added" --store school staff add kay --name "Kay Invented" --role family-support --mobile "07700 900101" --emergency-contact "Sam Invented=07700 900123" --trained 2026-09-01 "${clock[@]}"
holds "staff" 0 "added" --store school staff add pat --name "Pat Invented" --role headteacher --role dsl --mobile "07700 900103" "${clock[@]}"
holds "staff" 0 "added" --store school staff add lou --name "Lou Invented" --role office-manager --mobile "07700 900102" "${clock[@]}"
holds "a family" 0 "added" --store school family add ahmed --pupil "Ali Invented, 4B" --carer "Sara Invented=07700 900456" --address "12 High Street, Nettlewick" "${clock[@]}"
holds "no family is called as a device of Windows" 2 "con" --store school family add con --pupil "Ali Invented, 4B" --address "12 High Street, Nettlewick" "${clock[@]}"
holds "planned" 0 "Planned ahmed/2026-11-24-1a" --store school plan add ahmed --at "tue 10:00" --for 45m --staff kay --reason attendance --answer family-told-rules=yes --by lou "${clock[@]}"
holds "nobody is late" 0 "" --store school overdue "${clock[@]}"
holds "refused without her telephone" 1 "HPP-2.3a" --store school out kay --back 11:15 --monitor lou --car none --answer lone-worker-policy=yes --watch-by-hand lou --by lou --now 2026-11-24T09:40:00+00:00
holds "out" 0 "Kay Invented out since 09:40" --store school out kay --back 11:15 --monitor lou --car none --answer lone-worker-policy=yes --answer kay.phone-carried=yes --answer kay.id-worn=yes --watch-by-hand lou --by lou --now 2026-11-24T09:40:00+00:00
holds "late at one minute past" 4 "KAY INVENTED" --store school overdue --now 2026-11-24T11:16:00+00:00
holds "back" 0 "back at 11:20" --store school back kay --by lou --now 2026-11-24T11:20:00+00:00
holds "nobody is late any more" 0 "" --store school overdue --now 2026-11-24T11:21:00+00:00
tell "the machine's tag names this machine" "$(grep -c '"host": "[^"]*[0-9a-f]\{8\}-' school/local/machine)" "$(cat school/local/machine)"
tell "no path is marked as only Windows reads it" "$([ "$(grep -c '??' school/local/machine)" = 0 ] && echo 1 || echo 0)" "$(cat school/local/machine)"

echo "== many at once, some killed"
example crowd
before=$(count '"did": "contact"' "crowd/$kays")
pids=()
for minute in 01 02 03 04 05 06 07 08 09 10; do
  hv --store crowd checkin kay --by nia --now "2026-11-24T11:$minute:00+00:00" >"crowd-$minute" & pids+=($!)
done
said=0
for pid in "${pids[@]}"; do if wait "$pid"; then said=$((said + 1)); fi; done
after=$(count '"did": "contact"' "crowd/$kays")
tell "what was said to be recorded is there: $said of 10" "$([ "$said" = 10 ] && [ $((after - before)) = "$said" ] && echo 1 || echo 0)" "$((after - before)) lines; $(cat crowd-*)"
holds "and reads back" 0 "" --store crowd doctor "${at[@]}"
begun=$(date +%s%N)
hv --store crowd checkin kay --by nia --now 2026-11-24T11:10:30+00:00 >/dev/null
step=$(awk "BEGIN{print ($(date +%s%N) - $begun) / 1e9 * 1.5 / 8}")
for tenth in 1 2 3 4 5 6 7 8; do
  # A little later each time, from before it has begun to write until after it has ended; said to nobody that it was killed.
  { timeout -s KILL "$(awk "BEGIN{print $tenth * $step}")" "$wine" ./hv.exe --store crowd checkin kay --by nia --now "2026-11-24T11:1$tenth:00+00:00" </dev/null >"killed-$tenth" 2>&1 || true; } 2>/dev/null
done
echo "        ($(grep -l 'contact, 11:1' killed-* | wc -l) of the eight were done before they were killed)"
holds "after eight that were killed the next one is recorded" 0 "contact, 11:25" --store crowd checkin kay lou --by nia --now 2026-11-24T11:25:00+00:00
missing=0
for tenth in 1 2 3 4 5 6 7 8; do
  if grep -q "contact, 11:1$tenth" "killed-$tenth" && ! grep -q "11:1$tenth:00" "crowd/$kays"; then missing=$((missing + 1)); fi
done
tell "none that had said so is missing" "$([ "$missing" = 0 ] && echo 1 || echo 0)" "$missing are missing"
holds "and nothing is damaged" 0 "" --store crowd doctor "${at[@]}"

echo "== another program holds a file"
example kept
( timeout 300 "$wine" ./hold.exe "kept/$kays" 120000 >held </dev/null 2>&1 & echo $! >holder )
for _ in $(seq 200); do grep -q held held 2>/dev/null && break; sleep 0.1; done
holds "nothing is recorded, and it says why" 2 "another program has it" --store kept checkin kay --by nia "${at[@]}"
holds "who is out in it is a danger, not nobody" 4 "$kays" --store kept overdue "${at[@]}"
kill "$(cat holder)" 2>/dev/null || true
for _ in $(seq 100); do hv --store kept checkin kay --by nia "${at[@]}" >again && break; sleep 0.1; done
tell "once it lets go, it is recorded" "$(count 'contact, 11:30' again)" "$(cat again)"

echo "== damage"
example torn
truncate -s -40 "torn/$kays"
holds "a torn line is told beside the alarms" 4 "$kays" --store torn overdue "${at[@]}"
holds "and found" 3 "$kays" --store torn doctor "${at[@]}"
example gone
rm "gone/$kays"
holds "a record that is gone is a danger" 4 "kay" --store gone overdue "${at[@]}"
example zeros
head -c 300 /dev/zero >"zeros/$kays"
holds "a record of nothing is a danger" 4 "$kays" --store zeros overdue "${at[@]}"
example half
rm -r half/open
holds "half a folder is no folder" 3 "open" --store half overdue "${at[@]}"
example capital
mv capital/people/kay.yaml capital/people/Kay.yaml
holds "a card in capitals is told of" 3 "Kay.yaml" --store capital doctor "${at[@]}"
mv capital/people/Kay.yaml capital/people/kay.yaml
mv "capital/$kays" "capital/${kays/kay/KAY}"
holds "so is a record, and who is out in it is not forgotten" 4 "KAY" --store capital overdue "${at[@]}"

echo "== line ends as git for Windows leaves them (core.autocrlf)"
example ends
find ends -type f \( -name '*.toml' -o -path '*/people/*' -o -path '*/addresses/*' -o -name family.yaml -o -path '*/open/*/*' -o -name '.git*' \) ! -name .keep -exec sed -i 's/$/\r/' {} +
holds "cards, markers and settings read as before" 4 "3 alarms" --store ends overdue "${at[@]}"
holds "and the doctor is content" 0 "" --store ends doctor "${at[@]}"
find ends/outings ends/weeks ends/families -name '*.yaml' ! -name family.yaml -exec sed -i 's/$/\r/' {} +
holds "records too, without .gitattributes" 4 "3 alarms" --store ends overdue "${at[@]}"

echo "== the alarm, by the wall clock"
hv init quiet --name "Oakfield School" --policy hunsbury-park --number "School office=01632 960200" >/dev/null
holds "it looks, and has nothing to tell" 0 "" --store quiet overdue --alert
state=$(find prefix/drive_c/users -path '*AppData/Local/hv/*' -type f | head -1)
tell "its state is in this user's own folder" "$([ -n "$state" ] && echo 1 || echo 0)" "$(find prefix/drive_c/users -name '*hv*')"
tell "and says beside its lock which run it is" "$(find prefix/drive_c/users -path '*AppData/Local/hv/*.note' -size +10c | wc -l)" "$(find prefix/drive_c/users -path '*/hv/*')"

echo
echo "Not shown by wine: links and junctions, a flush that reaches the disk, permissions, drives of a network, a real console,"
echo "the Task Scheduler, git for Windows (hv sync), a virus checker."
echo "$held hold, $failed do not"
[ "$failed" = 0 ]
