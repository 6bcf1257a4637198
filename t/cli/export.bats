#!/usr/bin/env bats
# export.bats: profiles as other people's viewers read them, asked of those viewers.
load ../lib/common

setup_file() { make_scratch; }
teardown_file() { drop_scratch; }

# The samples with stacks: of time, of allocations, of bytes at a moment.
samples=(perf/sample gperftools/cpu gperftools/heap jemalloc/heap heaptrack/lists
	dhat/sample massif/sample)

# expected EVIDENCE: {"measure": {"function": self}}, from its stacks, in whole numbers.
expected() {
	jq -cS '
		def self(key; $scale):
			[.stacks[] | { name: (.frames | split(";") | last),
				value: ((.[key] // 0) * $scale | round) }]
			| group_by(.name)
			| map({ (.[0].name): (map(.value) | add) }) | add
			| with_entries(select(.value > 0));
		def said(key): any(.stacks[]; .[key] != null);
		if .unit == "seconds" then
			{ samples: self("weight"; 1 / .sampling.period),
			  cpu: self("weight"; 1e9) }
		elif .unit == "allocations" then
			{ alloc_objects: self("weight"; 1) }
			+ if said("bytes") then { alloc_space: self("bytes"; 1) } else {} end
			+ if said("leaked_bytes")
				then { inuse_space: self("leaked_bytes"; 1) } else {} end
			+ if said("peak_bytes") then { peak_space: self("peak_bytes"; 1) } else {} end
		else { inuse_space: self("weight"; 1) } end' "$1"
}

# Which of them a viewer that shows one shows, and which is counted in `folded`.
main_measure='if .cpu then .cpu elif .alloc_space then .alloc_space else .inuse_space end'
first_measure='if .samples then .samples elif .alloc_objects then .alloc_objects
	else .inuse_space end'

# make SAMPLE FORM SUFFIX: the file, its name printed.
make() {
	local file=$scratch/${1//\//-}.$3
	"$TARE" export "$root/t/golden/$1.json" --form "$2" --output "$file" &&
		echo "$file"
}

# speedscope FORM SUFFIX: what it says of each sample, a line each.
speedscope() {
	local files=() sample
	for sample in "${samples[@]}"; do
		files+=("$(make "$sample" "$1" "$2")")
	done
	node "$root/t/browser/speedscope.js" "${files[@]}"
}

# agree WHAT FILTER: the lines of standard input with the evidence of each sample.
agree() {
	local sample line
	for sample in "${samples[@]}"; do
		read -r line || fail "$1: nothing about $sample"
		equal "$(expected "$root/t/golden/$sample.json" | jq -cS "$2")" \
			"$(jq -cS . <<<"$line")" "$1: $sample"
	done
}

@test "speedscope opens its own form, with every measure" {
	speedscope speedscope speedscope.json >"$scratch/own"
	agree speedscope . <"$scratch/own"
}

@test "speedscope opens pprof and folded stacks" {
	speedscope pprof pb.gz >"$scratch/pprof"
	jq -c '.[]' "$scratch/pprof" | agree pprof "$main_measure"
	speedscope folded folded >"$scratch/folded"
	jq -c '.[]' "$scratch/folded" | agree folded "$first_measure"
}

# pprof FILE MEASURE: {"function": flat} as `go tool pprof` counts it.
pprof() {
	local unit=count
	case $2 in
	cpu) unit=ns ;;
	*_space) unit=B ;;
	esac
	HOME=$scratch PPROF_TMPDIR=$scratch go tool pprof -top -sample_index="$2" \
		-unit="$unit" -nodefraction=0 -edgefraction=0 -nodecount=100000 \
		-symbolize=none "$1" 2>"$scratch/pprof.err" | awk '
			table { value = $1; sub(/[a-zA-Z]+$/, "", value)
				for (i = 0; i < 5; i++)
					sub(/^ *[^ ]+ +/, "")
				if (value > 0) print value "\t" $0 }
			/flat%/ { table = 1 }' |
		jq -RncS '[inputs / "\t" | { (.[1]): (.[0] | tonumber) }] | add // {}'
}

@test "go tool pprof agrees on every measure, and finds nothing to complain of" {
	local sample file measure
	for sample in "${samples[@]}"; do
		file=$(make "$sample" pprof pb.gz)
		expected "$root/t/golden/$sample.json" >"$scratch/expected"
		for measure in $(jq -r 'keys[]' "$scratch/expected"); do
			equal "$(jq -cS --arg m "$measure" '.[$m] // {}' "$scratch/expected")" \
				"$(pprof "$file" "$measure")" "$sample, $measure"
			equal "" "$(<"$scratch/pprof.err")" "$sample: its errors"
		done
	done
	# What one sample stands for.
	HOME=$scratch go tool pprof -raw "$(make perf/sample pprof pb.gz)" >"$scratch/raw"
	grep -qx 'PeriodType: cpu nanoseconds' "$scratch/raw"
	grep -qx 'Period: 10000000' "$scratch/raw"
	grep -qE '^1: .*perf: sample|^1: .*sample.json' "$scratch/raw" ||
		fail "no mapping in $(tail -n 3 "$scratch/raw")"
}

@test "a flame graph opened on its own zooms and searches" {
	node "$root/t/browser/flamegraph.js" "$(make heaptrack/lists svg svg)" grow
}

@test "a zoomed frame keeps its callers behind it, however its ends round" {
	# From 13, so that its end as a share is -0.13 + 1.13, which is less than 1.
	jq '.stacks = [["main;aside", 13], ["main;frame", 100]] | .stacks[] |=
		{ frames: .[0], weight: .[1] }' \
		"$root/t/golden/heaptrack/lists.json" >"$scratch/ends.json"
	"$TARE" export "$scratch/ends.json" --output "$scratch/ends.svg"
	node "$root/t/browser/flamegraph.js" "$scratch/ends.svg" frame
}

@test "a run leaves every form, and the tools' own files for their own readers" {
	local run cell
	"$TARE" bench --endpoints fibonacci --profilers \
		gprof,heaptrack,callgrind,gperftools-heap --blocks 2 --requests 1 \
		--warmup 0 --no-controls --no-progress --no-pin >"$scratch/log" 2>&1 ||
		(($? == 3)) || fail "$(tail -n 5 "$scratch/log")"
	run=$TARE_PROFILES/latest

	# By their names, from `tare export`, they are the same.
	cell=$run/heaptrack/fibonacci
	for suffix in folded pb.gz speedscope.json svg; do
		"$TARE" export heaptrack/fibonacci --output "$scratch/again.$suffix"
		cmp "$scratch/again.$suffix" "$cell/heaptrack.$suffix"
	done
	heaptrack_print -f "$cell"/heaptrack.[0-9]*.gz >"$scratch/printed"
	grep -qx "calls to allocation functions: $(jq .totals.allocations \
		"$cell/evidence.json") .*" "$scratch/printed" ||
		fail "$(grep '^calls to' "$scratch/printed")"

	cell=$run/callgrind/fibonacci
	# Recursion is a function of its own there: "fib" and "fib'2".
	callgrind_annotate --threshold=100 --auto=no "$cell"/callgrind.out.* |
		tr -d , >"$scratch/annotated"
	equal "$(jq '.functions[] | select(.function == "fib").tottime' \
		"$cell/evidence.json")" \
		"$(awk '/:fib(.2)? / { sum += $1 } END { print sum }' \
			"$scratch/annotated")" "fib, to callgrind_annotate"

	cell=$run/gprof/fibonacci
	gprof -b "${APP%/*/*}/gprof/tare-app" "$cell"/gmon.out* >"$scratch/flat"
	has "$(<"$scratch/flat")" "fibonacci_run" "gprof"
	[[ ! -e $cell/gprof.svg ]]

	cell=$run/gperftools-heap/fibonacci
	equal "$(jq .totals.allocations "$cell/evidence.json")" \
		"$(HOME=$scratch go tool pprof -raw "$cell"/heapprofile_* 2>/dev/null |
			awk '/^ +[0-9-]+ +[0-9-]+ +[0-9-]+ +[0-9-]+:/ { sum += $1 }
				END { print sum }')" "allocations in its own file"
}

# refuses CODE PART ARGUMENT...
refuses() {
	local code=$1 part=$2 got=0
	shift 2
	"$TARE" export "$@" >"$scratch/out" 2>"$scratch/err" || got=$?
	equal "$code" "$got" "exit code of export $*"
	[[ ! -s $scratch/out ]]
	has "$(<"$scratch/err")" "$part" "export $*"
}

@test "export says what is wrong: no such cell, no form, no stacks, no evidence" {
	local perf=$root/t/golden/perf/sample.json
	refuses 2 "name PROFILER/ENDPOINT of the latest run"
	refuses 2 "there is no profile of \"nowhere/x\"" nowhere/x -f svg
	refuses 2 "folded|pprof|speedscope|svg" "$perf"
	refuses 2 "--form folded|pprof|speedscope|svg" "$perf" -o x.png
	refuses 2 "not \"png\"" "$perf" -f png
	refuses 2 "one profile at a time" "$perf" "$perf"
	refuses 1 "it has no stacks" "$root/t/golden/strace/cat.json" -f svg
	refuses 1 "/nonexistent" "$perf" -o /nonexistent/x.svg
	echo '[1]' >"$scratch/list.json"
	refuses 2 "not a JSON object" "$scratch/list.json" -f folded
}
