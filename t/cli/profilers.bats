#!/usr/bin/env bats
# profilers.bats: settings, sweeps, and tools of the user's own.
load ../lib/common
load ../lib/http

setup_file() {
	make_scratch
	export latest=$TARE_PROFILES/latest
	mkdir "$scratch/tools"
}

teardown_file() {
	drop_scratch
}

# bench OPTION...: 0, or 3 where noise made the run doubt its controls.
bench() {
	local code=0
	"$TARE" bench --no-progress --no-controls --quick "$@" 3>&- \
		>"$scratch/out" 2>"$scratch/err" || code=$?
	[[ $code == 0 || $code == 3 ]] ||
		fail "bench $*: exit $code: $(tail -n 5 "$scratch/err")"
}

# of_run FILTER: true of the latest run.
of_run() {
	jq -e "$@" "$latest/run.json" >/dev/null || fail "not so: $*"
}

# refuses TEXT VERB...: exit 2, and TEXT in what it says.
refuses() {
	local text=$1
	shift
	run "$TARE" "$@"
	equal 2 "$status" "$*"
	has "$output" "$text" "$*"
}

@test "a wrong setting is named, with what can be set" {
	local verb
	for verb in "bench --profilers" "up --profilers" serve doctor \
		"load --profilers"; do
		# shellcheck disable=SC2086
		refuses 'perf: freq takes a number from 1 to 100000, not "0"' \
			$verb perf:freq=0
		# shellcheck disable=SC2086
		refuses 'unwind (fp|dwarf, default fp)' $verb perf:frq=1
		# shellcheck disable=SC2086
		refuses 'gprof has no settings' $verb gprof:freq=1
	done
	refuses 'one value' bench --sweep perf:freq=99
	refuses '--sweep goes with --mode all' bench --mode gprof \
		--sweep perf:freq=1,2
	refuses 'would both be /v/perf' up --profilers perf:freq=9,perf:freq=8
}

@test "list shows settings and their defaults" {
	has "$("$TARE" list)" "freq=999"
	"$TARE" list --json | jq -e '.profilers[] | select(.name == "perf") |
		.settings | any(.name == "freq" and .default == "999" and
			.min == 1) and any(.choices == "fp|dwarf")'
	# All settings that do not end somewhere are a list that says nothing.
	"$TARE" list --json | jq -e 'all(.profilers[].settings[];
		(.choices or (.min <= .max)) and (.help | length > 5))'
	has "$("$TARE" doctor perf:freq=99)" "perf:freq=99"
}

@test "two settings of a profiler are two arms" {
	bench --endpoints health --blocks 2 --profilers \
		gperftools-cpu:freq=250,gperftools-cpu,jemalloc-heap:sample=12
	of_run '[.arms[1:][].label] == ["gperftools-cpu:freq=250",
		"gperftools-cpu", "jemalloc-heap:sample=12"]'
	of_run '.arms[1].settings.freq == 250 and .arms[2].settings.freq == 100
		and .arms[1].profiler == "gperftools-cpu"'
	[[ -s $latest/gperftools-cpu:freq=250/health/evidence.json ]]
	jq -e '.sampling.period == 0.004' \
		"$latest/gperftools-cpu:freq=250/health/evidence.json"
}

@test "a sweep is a curve, in order, in the report and the CSV" {
	bench --endpoints fibonacci --blocks 2 \
		--sweep gperftools-cpu:freq=1000,50,250
	of_run '[.arms[1:][] | [.setting, .value]] ==
		[["freq", 50], ["freq", 250], ["freq", 1000]]'
	of_run 'all(.endpoints[0].cells[1:][].check; .samples != null and
		.yield != null)'
	has "$(<"$scratch/out")" "gperftools-cpu:freq on /cpu/fibonacci"
	has "$(<"$scratch/out")" "●"
	equal "50 250 1000" "$("$TARE" report |
		sed -n '/^gperftools-cpu:freq on/,/^$/p' |
		awk 'NR > 2 && NF { print $1 }' | xargs)"
	"$TARE" report --format csv | grep -q ',freq,1000,' ||
		fail "no setting in the CSV"
}

@test "an estimate is called one" {
	bench --endpoints memory --blocks 2 --requests 5 \
		--profilers jemalloc-heap
	of_run '.endpoints[0].cells[1].check.status == "estimate"'
	has "$(<"$scratch/out")" "estimate, "
	run grep "off: " "$scratch/out"
	equal 1 "$status" "$output"
}

@test "bpftrace samples stacks, and says how often" {
	bench --endpoints fibonacci --blocks 1 --requests 60 \
		--profilers bpftrace:mode=sample,freq=997
	jq -e '.note == "cpu-clock, 997 Hz, fp" and .sampling.samples > 0 and
		any(.stacks[]; .frames | contains("fibonacci_run;fib"))' \
		"$latest/bpftrace:mode=sample,freq=997/fibonacci/evidence.json"
}

@test "perf unwinds by copies of the stack, and says so" {
	bench --endpoints fibonacci --blocks 1 --requests 20 \
		--profilers perf,perf:unwind=dwarf,stack=16384
	of_run '.endpoints[0].cells | (.[1].check.note | endswith(", fp")) and
		(.[2].check.note | endswith(", dwarf 16384 B")) and
		.[2].check.lost != null and .[2].check.written_bytes >
			2 * .[1].check.written_bytes'
}

@test "the matrix has a line for every tool, 120 columns at most" {
	local line
	bench --endpoints health,io --blocks 2 --profilers \
		gprof,heaptrack,perf,strace,jemalloc-heap
	run "$TARE" report --matrix
	[[ $status == 0 || $status == 3 ]] || fail "$output"
	for name in none gprof heaptrack perf strace jemalloc-heap; do
		equal 3 "$(grep -c "^  $name  " <<<"$output")" "$name"
	done
	has "$output" "cpu-clock"
	has "$output" "attach"
	# Not so where blocks that were too few leave an interval of five digits.
	while IFS= read -r line; do
		[[ $line == UNTRUSTED* || $line =~ \+[0-9]{5}] ]] ||
			((${#line} <= 120)) ||
			fail "${#line} columns: $line"
	done <<<"$output"
	refuses "--matrix is text or md" report --matrix --format csv
	has "$("$TARE" report --matrix --format md || true)" "|:--|"
}

@test "a variant is served on its profiler's route" {
	up --profilers none,gperftools-cpu:freq=250
	get /v/gperftools-cpu/health
	equal 200 "$status"
	"$TARE" ping gperftools-cpu
	drop_service
}

# own NAME: a file that describes the tool NAME, in $scratch/tools.
own() {
	jq --arg name "$1" '.name = $name' \
		"$root/conf/profilers.d/cachegrind.json" \
		>"$scratch/tools/$1.json"
}

@test "a tool of one's own, in a file, is listed and weighed" {
	own mine
	bench --endpoints health --blocks 2 --profiler-file \
		"$scratch/tools/mine.json" --profilers mine,mine:cache=yes
	of_run '[.arms[1:][].label] == ["mine", "mine:cache=yes"] and
		.arms[1].version != null and
		all(.endpoints[0].cells[1:][]; .check.because == null and
			.failures == 0)'
	jq -e '.unit == "instructions" and any(.functions[];
		.function == "health_run" and .tottime > 0)' \
		"$latest/mine/health/evidence.json"
	refuses 'no profiler "mine"' doctor mine
}

@test "a tool of one's own watches a workload with no server" {
	own solo
	"$TARE" profile fibonacci n=20 --profiler-file "$scratch/tools/solo.json" \
		--profilers solo --json >"$scratch/out"
	jq -e 'any(.functions[]; .function == "fib" and .self > 1e5)' \
		"$scratch/out"
	rm "$scratch/tools/solo.json"
}

# left: a profile of fibonacci is being made, and has its files there.
left() {
	[[ -n $(processes_of "$TMPDIR" '--run fibonacci') ]]
}

@test "what a killed profile leaves, the next one removes" {
	local pid
	mkdir "$scratch/solo"
	export TMPDIR=$scratch/solo
	# Long enough to be met, of runs so short that trying them takes no time.
	"$TARE" profile fibonacci n=28 --profilers perf --seconds 20 \
		>"$scratch/out" 2>&1 3>&- &
	pid=$!
	poll 30 left || fail "$(<"$scratch/out")"
	kill -KILL "$pid"
	processes_of "$TMPDIR" '--run fibonacci' | xargs -r kill -KILL
	[[ -n $(ls -A "$TMPDIR") ]]
	"$TARE" profile fibonacci n=20 --profilers gprof --json >"$scratch/out"
	equal "" "$(ls -A "$TMPDIR")" "left"
}

@test "a directory of them is known to every verb" {
	own one
	own two
	export TARE_PROFILERS=$scratch/tools
	has "$("$TARE" list)" "  one "
	has "$("$TARE" doctor)" "  two "
	up --profilers none,one
	get /v/one/health
	equal 200 "$status"
	"$TARE" ping one
	drop_service
}

@test "the examples work" {
	local name
	for name in cachegrind perf-faults; do
		bench --profiler-file "$root/conf/profilers.d/$name.json" \
			--profilers "$name" --endpoints memory --blocks 1 \
			--requests 3
		jq -e '.functions | length > 3' "$latest/$name/memory/evidence.json"
	done
	equal page-faults "$(jq -r .unit "$latest/perf-faults/memory/evidence.json")"
}

@test "a file that is wrong is named, with the place" {
	echo '{"name": "bad"' >"$scratch/bad.json"
	refuses 'bad.json is not JSON' list --profiler-file "$scratch/bad.json"
	jq '.wrap[1] = 7' "$root/conf/profilers.d/cachegrind.json" \
		>"$scratch/bad.json"
	refuses 'bad.json: wrap[1]: a text expected, not a value of type int' \
		list --profiler-file "$scratch/bad.json"
	jq '.wrpa = 7' "$root/conf/profilers.d/cachegrind.json" \
		>"$scratch/bad.json"
	refuses 'wrpa: there is no such member; did you mean wrap?' \
		doctor --profiler-file="$scratch/bad.json"
	jq '.name = "perf"' "$root/conf/profilers.d/cachegrind.json" \
		>"$scratch/bad.json"
	refuses 'there is a profiler "perf" already' \
		bench --profiler-file "$scratch/bad.json"
	refuses 'needs a value' list --profiler-file
	TARE_PROFILERS=$scratch/nowhere refuses 'TARE_PROFILERS' list
	# The second of two would be no profiler at all.
	cat "$root"/conf/profilers.d/*.json >"$scratch/bad.json"
	refuses 'bad.json goes on behind its end' \
		list --profiler-file "$scratch/bad.json"
	jq '.probe = ["false"]' "$root/conf/profilers.d/cachegrind.json" \
		>"$scratch/bad.json"
	refuses 'its probe failed' bench --profilers cachegrind \
		--profiler-file "$scratch/bad.json"
}

# It takes the second signal only: as bpftrace when it is busy at the first.
@test "a tool that misses SIGTERM is told again" {
	cat >"$scratch/deaf.json" <<'END'
{"name": "deaf", "summary": "s", "kind": ["sampling"], "apply": "attach",
 "stop": "SIGTERM", "attached": "watching", "attach": ["bash", "-c",
 "trap 'trap - TERM' TERM; echo watching; while :; do read -rt 0.05 <> <(:); done"]}
END
	bench --profiler-file "$scratch/deaf.json" --profilers deaf \
		--endpoints health --blocks 1
	of_run '.endpoints[0].cells[1] | .failures == 0 and
		.resources.stop < 30e9 and .resources.attach > 0'
}

# What it did not watch would be measured as free.
@test "a tool that ends by itself has measured nothing" {
	cat >"$scratch/brief.json" <<'END'
{"name": "brief", "summary": "s", "kind": ["sampling"], "apply": "attach",
 "stop": "SIGTERM", "attached": "watching",
 "attach": ["bash", "-c", "echo watching; sleep 0.02; exit 4"]}
END
	bench --profiler-file "$scratch/brief.json" --profilers brief \
		--endpoints fibonacci --blocks 2
	of_run '.endpoints[0].cells[1] | .failures == 2 and
		.estimates.latency.blocks == 0 and (.failed_because |
			test("brief had ended before it was told to .exit 4.: watching"))'
}

@test "slow tools sit blocks out, and the budget is kept" {
	bench --endpoints mixed --budget 12 --profilers gprof,callgrind
	of_run '.endpoints[0] | (.blocks | length) >=
		([.blocks[].arms[2] | select(.requests > 0)] | length)'
	of_run '.endpoints[0].cells[2].check.requests <= 20 and
		.evidence_took_s > 0'
	# Who sat out says so, and is not paired with anybody.
	of_run 'all(.endpoints[0].blocks[].arms[] | select(.left_out);
		.requests == 0 and .errors == 0)'
}
