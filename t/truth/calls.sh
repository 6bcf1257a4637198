#!/usr/bin/env bash
# calls.sh: proves with callgrind that workloads do the calls they promise.
#
#	calls.sh BINARY		(tare-app, or anything that takes its --run)
#
# Every workload runs once at its least, at a tenth of its defaults, and at its
# defaults. Compared, function by function: the calls, and the calls of malloc
# that the function makes itself; and no function of workloads/ is at work which
# the truth does not name.
#
# A binary by clang wants -gdwarf-4: valgrind 3.19 gives up on clang's DWARF 5.
set -euo pipefail

here=$(dirname -- "$0")
binary=$1
out=$(mktemp -d)
trap 'rm -rf -- "$out"' EXIT
failures=0

# check WANTED GOT TEXT...: one line.
check() {
	local wanted=$1 got=$2
	shift 2
	if [[ $wanted == "$got" ]]; then
		echo "ok $* $got"
	else
		echo "not ok $* truth $wanted, callgrind $got"
		failures=$((failures + 1))
	fi
}

# run WORKLOAD [NAME=VALUE...]: one request under callgrind, and its checks.
run() {
	local name function calls allocations
	# Symbols bound at once: else the first call of each goes by the linker.
	if ! LD_BIND_NOW=1 valgrind --tool=callgrind --compress-strings=no \
		--compress-pos=no --callgrind-out-file="$out/profile" \
		"$binary" --run "$@" --repeat 1 >"$out/json" 2>"$out/log"; then
		echo "not ok $* under callgrind:" \
			"$(grep '[a-z]' "$out/log" | tail -n 3 | paste -s)"
		failures=$((failures + 1))
		return
	fi
	awk -f "$here/callgrind.awk" "$out/profile" >"$out/seen"
	name=$*
	jq -r '.truth.functions[] | "\(.function) \(.calls) \(.allocations)"' \
		"$out/json" >"$out/truth"
	while read -r function calls allocations; do
		check "$calls" "$(seen calls "$function")" \
			"$name: $function calls"
		check "$allocations" "$(seen allocations "$function")" \
			"$name: $function allocations"
	done <"$out/truth"
	check "" "$(strangers)" "$name: no other function"
}

# seen KIND FUNCTION: the number callgrind has, 0 when it has none.
seen() {
	awk -v kind="$1" -v function_name="$2" \
		'$1 == kind && $2 == function_name { n += $3 }
		END { print n + 0 }' "$out/seen"
}

strangers() {
	awk 'NR == FNR { known[$1]; next }
		$1 == "kernel" && !($2 in known) { print $2 }' \
		"$out/truth" "$out/seen" | sort -u | paste -s -d ' '
}

"$binary" --list --json >"$out/list"
for scale in least tenth default; do
	jq -r --arg scale "$scale" '
		def value: if $scale == "least" then .min
			elif $scale == "tenth"
			then [.min, (.default / 10 | floor)] | max
			else .default end;
		.[] | [.name, (.parameters[] | "\(.name)=\(value)")] |
		join(" ")' "$out/list" >"$out/plan"
	while read -r -a words; do
		run "${words[@]}" </dev/null
	done <"$out/plan"
done

# No check done is no proof.
[[ -s $out/plan ]] || failures=1
exit $((failures > 0))
