#!/usr/bin/env bash
# size.sh: no function over 60 lines, no file over 400.
set -euo pipefail
cd "$(dirname "$0")/.."

mapfile -t layers < <(t/layers.sh --list)
mapfile -t files < <(find "${layers[@]}" t/{unit,service,abuse,fuzz} \
	-name '*.[ch]' ! -path 'include/*' | sort)
awk '
	FNR == 1 { if (name != "" && lines > 400) { print name ": " lines " lines"; bad = 1 } name = FILENAME; start = 0 }
	{ lines = FNR }
	/^[a-z_].*\(/ && !/;$/ { head = FNR; title = $0 }
	/^\{/ { start = FNR }
	/^\}/ && start { if (FNR - start > 60) { print FILENAME ":" start ": " FNR - start " lines: " title; bad = 1 } start = 0 }
	END { if (lines > 400) { print name ": " lines " lines"; bad = 1 } exit bad }
' "${files[@]}"
