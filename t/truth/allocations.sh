#!/usr/bin/env bash
# allocations.sh: proves with a counting preload what a request allocates.
#
#	allocations.sh BINARY PRELOAD	(tare-app, count_malloc.so)
#
# What three requests allocate less what two do is what one does, whatever the
# program needs besides. Compared: allocations, bytes, and that all is given back.
set -euo pipefail

binary=$1
preload=$(realpath -- "$2")
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
		echo "not ok $* truth $wanted, preload $got"
		failures=$((failures + 1))
	fi
}

# count REPEAT WORKLOAD [NAME=VALUE...]: the sums in $out/REPEAT.
count() {
	local repeat=$1
	shift
	rm -f -- "$out/$repeat"
	env LD_PRELOAD="$preload" COUNT_OUT="$out/$repeat" \
		"$binary" --run "$@" --repeat "$repeat" >"$out/json" &&
		[[ -s $out/$repeat ]]
}

# run WORKLOAD [NAME=VALUE...]: one request's share, and its checks.
run() {
	local allocations bytes frees
	local truth_allocations truth_bytes truth_frees
	if ! count 2 "$@" || ! count 3 "$@"; then
		echo "not ok $* under the preload"
		failures=$((failures + 1))
		return
	fi
	read -r allocations bytes frees < <(paste -d ' ' "$out/2" "$out/3" |
		awk '{ print $4 - $1, $5 - $2, $6 - $3 }')
	read -r truth_allocations truth_bytes truth_frees < <(jq -r \
		'.truth | "\(.allocations) \(.bytes) \(
			.allocations - (.leaks // 0))"' "$out/json")
	check "$truth_allocations" "$allocations" "$*: allocations"
	check "$truth_bytes" "$bytes" "$*: bytes"
	check "$truth_frees" "$frees" "$*: frees"
}

"$binary" --list --json >"$out/list"
for member in min default; do
	jq -r --arg member "$member" '.[] |
		[.name, (.parameters[] | "\(.name)=\(.[$member])")] |
		join(" ")' "$out/list" >"$out/plan"
	while read -r -a words; do
		run "${words[@]}" </dev/null
	done <"$out/plan"
done

# No check done is no proof.
[[ -s $out/plan ]] || failures=1
exit $((failures > 0))
