#!/usr/bin/env bats
# exact.bats: profiles of several workers, ended by SIGTERM, hold every request.
load ../lib/common
load ../lib/http

# 24 requests of 8 clients, so that both workers get some.
clients=8
each=3
requests=$((clients * each))

setup_file() {
	local name path profiler
	make_scratch
	up
	while read -r name path; do
		for profiler in none $(standard_profilers); do
			"$HELPERS/fair" "$base/v/$profiler$path" $clients $each
		done
	done < <(endpoints) >"$scratch/fair"
	"$TARE" down >"$scratch/down"
}

teardown_file() {
	drop_scratch
}

# truths NAME FILTER: of every function of that endpoint, one a line.
truths() {
	"$APP" --run "$1" | jq -r --argjson requests $requests \
		".truth.functions[] | $2" | sort
}

# reported FILE FILTER NAME...: of the functions named, as far as they are there.
reported() {
	local file=$1 filter=$2
	shift 2
	jq -r "$filter" "$file" | awk 'BEGIN {
			for (i = 1; i < ARGC; i++)
				wanted[ARGV[i]]
			ARGC = 1
		}
		$1 in wanted { a[$1] += $2; b[$1] += $3 }
		END {
			for (name in wanted)
				print name, a[name] + 0, b[name] + 0
		}' "$@" | sort
}

@test "every request was answered" {
	run grep -vc "requests=$requests failed=0 " "$scratch/fair"
	equal 0 "$output" "$(cat "$scratch/fair")"
}

@test "gprof counts every call of fib" {
	local file=$TARE_PROFILES/serve/gprof/fibonacci/evidence.json
	equal "fib $((requests * 1028457)) 0" \
		"$(reported "$file" '.functions[] | "\(.function) \(.ncalls)"' fib)"
	equal 2 "$(jq .processes "$file")" processes
}

@test "heaptrack counts every cell of memory" {
	local file=$TARE_PROFILES/serve/heaptrack/memory/evidence.json
	equal "cell_new $((requests * 60000)) $((requests * 960000))" \
		"$(reported "$file" \
			'.sites[] | "\(.function) \(.allocations) \(.bytes)"' \
			cell_new)"
	equal 2 "$(jq .processes "$file")" processes
}

# all_exact PROFILER TRUTH-FILTER EVIDENCE-FILTER: on every endpoint.
all_exact() {
	local name path truth functions
	while read -r name path; do
		truth=$(truths "$name" "$2")
		mapfile -t functions < <(cut -d ' ' -f 1 <<<"$truth")
		equal "$truth" "$(reported \
			"$TARE_PROFILES/serve/$1/$name/evidence.json" "$3" \
			"${functions[@]}")" "$name"
	done < <(endpoints)
}

@test "gprof's calls are requests times truth on every endpoint" {
	all_exact gprof '"\(.function) \(.calls * $requests) 0"' \
		'.functions[] | "\(.function) \(.ncalls)"'
}

@test "heaptrack's allocations are requests times truth on every endpoint" {
	all_exact heaptrack '"\(.function) \(.allocations * $requests) \(
			.bytes * $requests)"' \
		'.sites[] | "\(.function) \(.allocations) \(.bytes)"'
}

@test "reports for people lie beside the evidence" {
	local directory=$TARE_PROFILES/serve
	grep -q fib "$directory/gprof/fibonacci/flat.txt"
	grep -q fib "$directory/gprof/fibonacci/callgraph.txt"
	grep -q 'ncalls' "$directory/gprof/fibonacci/gprof_stats.txt"
	grep -q cell_new "$directory/heaptrack/memory/allocations.txt"
	[[ ! -e $directory/none ]]
}
