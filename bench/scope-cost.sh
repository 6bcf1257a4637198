#!/bin/bash
# scope-cost.sh: what a scope of include/tare.h costs, beside the floor and beside
# other ways to know about a call: a table, in nanoseconds a call.
#
# usage: bench/scope-cost.sh [ROUNDS [COMPILER]]
#
# The floor is a function that reads the machine's cheapest clock twice, in the same
# loop. All variants run in each round, in turn; the least of the rounds counts, and
# of the ratios within the rounds the median. What an empty function costs is taken
# off everything (t/header/cost.c).
set -euo pipefail

rounds=${1:-15}
compiler=${2:-gcc}
root=$(cd "$(dirname "$0")/.." && pwd)

die() {
	echo "scope-cost.sh: $*" >&2
	exit "${code:-1}"
}

[[ $rounds =~ ^[1-9][0-9]*$ ]] || code=2 die "ROUNDS is a whole number, from 1"
command -v "$compiler" >/dev/null || code=2 die "there is no compiler $compiler"

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
unset TARE_OUT TARE_SLOW_MS TARE_TOP TARE_SORT

# Some Intel CPUs are slow at branches that touch a 32-byte boundary (the JCC erratum,
# Intel SKX102): kept off them, where the assembler can, none is favoured by its place.
layout=()
for flag in -Wa,-mbranches-within-32B-boundaries \
	-mbranches-within-32B-boundaries; do
	if "$compiler" "$flag" -c -x c /dev/null -o "$room/null.o" 2>/dev/null; then
		layout=("$flag")
		break
	fi
done

# build NAME OPTION...
build() {
	local name=$1
	shift
	"$compiler" -O2 "${layout[@]}" -g -std=gnu11 -I"$root/include" "$@" \
		"$root/t/header/cost.c" -o "$room/$name" -lpthread
}

build empty -DBODY=NOTHING
build floor -DBODY=FLOOR
build scope -DBODY=TARE_FN
build compiled-off -DBODY=TARE_FN -DTARE_OFF
build mcount -DBODY=NOTHING -DTARE_OFF -pg
build hooks -DBODY=NOTHING -DTARE_OFF -DHOOKS -finstrument-functions
variants=(empty floor timed counted off compiled-off mcount hooks)
if command -v uftrace >/dev/null; then
	build traced -DBODY=NOTHING -DTARE_OFF -fpatchable-function-entry=5
	variants+=(uftrace)
fi

# once VARIANT THREADS: a figure
once() {
	local bursts=600
	case $1 in
	timed) TARE=time TARE_OUT=$room/t.scope "$room/scope" "$2" $bursts ;;
	counted) TARE=count TARE_OUT=$room/t.scope "$room/scope" "$2" $bursts ;;
	off) TARE=0 "$room/scope" "$2" $bursts ;;
	mcount) GMON_OUT_PREFIX=$room/gmon "$room/mcount" "$2" $bursts ;;
	# 32 bytes a call: a few bursts are enough of them.
	uftrace)
		uftrace record -d "$room/data" -P leaf --no-libcall --no-event \
			"$room/traced" "$2" 30 2>/dev/null
		rm -rf "$room"/data*
		;;
	*) "$room/$1" "$2" $bursts ;;
	esac
}

for ((round = 0; round < rounds; round++)); do
	for threads in 1 2; do
		for variant in "${variants[@]}"; do
			echo "$round $threads $variant $(once "$variant" "$threads")"
		done
	done
done >"$room/figures"

awk -v compiler="$compiler" '
	function median(list, n, i, j, t) {
		for (i = 2; i <= n; i++)
			for (j = i; j > 1 && list[j] < list[j - 1]; j--) {
				t = list[j]; list[j] = list[j - 1]; list[j - 1] = t
			}
		return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
	}
	function cost(v, t) { return least[t, v] - least[t, "empty"] }
	BEGIN {
		n = split("floor timed counted off compiled-off mcount hooks uftrace", order, " ")
		split("two reads of the clock: the floor|TARE_FN(), timed|TARE_FN(), TARE=count|TARE_FN(), TARE=0|TARE_FN(), -DTARE_OFF|gprof, mcount alone|-finstrument-functions, empty hooks|uftrace", text, "|")
	}
	{
		figure[$1, $2, $3] = $4
		if (!(($2, $3) in least) || $4 < least[$2, $3]) least[$2, $3] = $4
		if ($1 >= rounds) rounds = $1 + 1
	}
	END {
		printf "one call, ns (%s, %d rounds; an empty function takes %.2f ns, which is taken off)\n\n", compiler, rounds, least[1, "empty"]
		printf "%-38s %9s %9s %13s %10s %8s\n", "", "1 thread", "of floor", "median ratio", "2 threads", "2 : 1"
		for (i = 1; i <= n; i++) {
			v = order[i]
			if (!((1, v) in least)) continue
			count = 0
			for (r = 0; r < rounds; r++) {
				base = figure[r, 1, "floor"] - figure[r, 1, "empty"]
				if (base > 0)
					ratios[++count] = (figure[r, 1, v] - figure[r, 1, "empty"]) / base
			}
			printf "%-38s %9.2f %9.3f %13.3f %10.2f %8s\n", text[i], cost(v, 1), cost(v, 1) / cost("floor", 1), median(ratios, count), cost(v, 2), (cost(v, 1) > 0.5 ? sprintf("%.2f", cost(v, 2) / cost(v, 1)) : "-")
		}
	}' "$room/figures"
