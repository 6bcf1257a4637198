#!/bin/bash
# view-speed.sh: `tare view` beside `perf report --stdio` on a perf.data of 100 MB, and
# beside heaptrack_print on its file: medians of time and of peak memory.
#
# usage: bench/view-speed.sh [ROUNDS [DIRECTORY]]
#
# Records both files of bundled workloads, in DIRECTORY if one is named: there files of
# an earlier time are taken again. Runs alternate, and who is first alternates too; the
# ratios are of neighbouring runs. Ends with 1 unless a view takes no longer than the
# other tool, and of perf.data at most half its memory. TARE names another tare.
set -euo pipefail

rounds=${1:-5}
tare=$(realpath "${TARE:-$(dirname "$0")/../build/tare}")
app=${APP:-$(dirname "$tare")/plain/tare-app}
megabytes=100

die() {
	echo "view-speed.sh: $*" >&2
	exit "${code:-1}"
}

[[ $rounds =~ ^[1-9][0-9]*$ ]] || code=2 die "ROUNDS is a whole number, from 1"
for tool in perf heaptrack heaptrack_print /usr/bin/time "$tare" "$app"; do
	command -v "$tool" >/dev/null ||
		die "$tool is missing; \`make setup-test all\` gets it"
done

room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
keep=${2:-$room}
mkdir -p "$keep"
# Nobody is to wait for a network.
export DEBUGINFOD_URLS=

size() {
	stat -c %s "$1" 2>/dev/null || echo 0
}

# Copies of stacks are what such a file is full of: 8 KiB a sample.
record_perf() {
	local repeat=100
	while (($(size "$keep/perf.data") < megabytes * 1000000)); do
		((repeat < 20000)) || die "perf records too little: $(tail -n1 "$room/log")"
		perf record -q -F 4000 --call-graph dwarf -o "$keep/perf.data" -- \
			"$app" --run mixed --repeat "$repeat" >/dev/null 2>"$room/log" ||
			die "perf record: $(tail -n1 "$room/log")"
		repeat=$((repeat * 2))
	done
}

record_heaptrack() {
	[[ -z $(compgen -G "$keep/heaptrack.*") ]] || return 0
	heaptrack -o "$keep/heaptrack" "$app" --run memory --repeat 100 \
		>"$room/log" 2>&1 || die "heaptrack: $(tail -n1 "$room/log")"
}

# measure COMMAND...: "SECONDS PEAK_KIB"
measure() {
	/usr/bin/time -f '%e %M' -o "$room/figure" "$@" >"$room/out" 2>"$room/log" ||
		die "$1: $(tail -n1 "$room/log")"
	[[ -s $room/out ]] || die "$1 said nothing"
	cat "$room/figure"
}

# compare NAME MEMORY COMMAND... FILE: a row; fails where the view of FILE is beyond the
# time of COMMAND... FILE, or beyond the part MEMORY of its peak (0: of any).
compare() {
	local name=$1 memory=$2 theirs ours round
	shift 2
	local words=("$@")
	local file=${words[-1]}
	for ((round = 0; round < rounds; round++)); do
		if ((round % 2)); then
			ours=$(measure "$tare" view "$file") || exit
			theirs=$(measure "${words[@]}") || exit
		else
			theirs=$(measure "${words[@]}") || exit
			ours=$(measure "$tare" view "$file") || exit
		fi
		echo "$theirs $ours"
	done >"$room/figures"
	awk -v name="$name" -v limit="$memory" '
		function median(values, n,    i, j, t) {
			for (i = 2; i <= n; i++)
				for (j = i; j > 1 && values[j - 1] > values[j]; j--) {
					t = values[j]
					values[j] = values[j - 1]
					values[j - 1] = t
				}
			return n % 2 ? values[(n + 1) / 2] : \
				(values[n / 2] + values[n / 2 + 1]) / 2
		}
		{
			tt[NR] = $1; tm[NR] = $2 / 1024; ot[NR] = $3; om[NR] = $4 / 1024
			t[NR] = ($3 + 0.005) / ($1 + 0.005); m[NR] = $4 / $2
		}
		END {
			time = median(t, NR); memory = median(m, NR)
			good = time <= 1 && (!limit || memory <= limit)
			printf "%-16s %8.2f %8.2f %7.3f  %8.1f %8.1f %7.3f  %s\n", name,
				median(tt, NR), median(ot, NR), time, median(tm, NR),
				median(om, NR), memory, good ? "met" : "MISSED"
			exit !good
		}' "$room/figures"
}

record_perf
record_heaptrack
heap=$(compgen -G "$keep/heaptrack.*")
echo "perf.data: $(($(size "$keep/perf.data") / 1000000)) MB;" \
	"heaptrack: $(size "$heap") bytes, compressed"
echo "                        seconds                      peak MiB"
echo "beside              its     view   ratio       its     view   ratio  target"
status=0
compare "perf report" 0.5 perf report --stdio -i "$keep/perf.data" || status=1
compare heaptrack_print 0 heaptrack_print -f "$heap" || status=1
echo "($rounds alternating runs; medians; ratios view / other of neighbouring runs)"
exit $status
