#!/usr/bin/env bats
# stop.bats: a bench that is stopped or killed leaves only what is finished.
load ../lib/common

setup() {
	make_scratch
	# Its room goes there too, so that its processes can be told.
	mkdir -m 711 "$scratch/tmp"
	export TMPDIR=$scratch/tmp
}

teardown() {
	[[ -z ${bench:-} ]] || kill -KILL "$bench" 2>/dev/null || true
	drop_scratch
}

# begin OPTION...: a long bench; its pid in $bench.
begin() {
	"$TARE" bench --no-progress --budget 300 "$@" 3>&- \
		>"$scratch/out" 2>"$scratch/err" &
	bench=$!
}

# ended: the exit code of the bench in $code.
ended() {
	code=0
	wait "$bench" || code=$?
	bench=
}

run_files() {
	find "$TARE_PROFILES" -name run.json
}

# nothing_half: all JSON is whole, and nothing has a temporary name.
nothing_half() {
	[[ -d $TARE_PROFILES ]] || return 0
	find "$TARE_PROFILES" -name '*.json' -exec jq -e . {} + >"$scratch/x" \
		2>"$scratch/half" || fail "half: $(<"$scratch/half")"
	find "$TARE_PROFILES" -name '*.gz' -exec gzip -t {} + ||
		fail "half a recording"
	equal "" "$(find "$TARE_PROFILES" -regextype posix-extended \
		-regex '.*/([^/]*\.(txt|json|gz)|latest)\.[^/]*')" temporary
}

# no_process: of ours is left, at the latest in a while.
no_process() {
	poll 20 nothing_runs_in "$TMPDIR" || fail "still there: $(
		for pid in $(processes_of "$TMPDIR"); do
			echo "$pid $(command_line "$pid")"
		done)"
}

# measured_once: a checkpoint with blocks has been written.
measured_once() {
	jq -e 'any(.endpoints[]; .blocks | length > 0)' \
		"$TARE_PROFILES"/runs/*/run.json >"$scratch/x" 2>&1
}

stopped_by() {
	begin --quick --endpoints health,fibonacci --profilers gprof
	poll 30 measured_once
	kill -s "$1" "$bench"
	ended
	[[ $code == 1 || $code == 3 ]] || fail "exit $code on SIG$1"
	no_process
	nothing_half
	equal "" "$(ls -A "$TMPDIR")" "rooms left"
	jq -e --arg signal "SIG$1" '(.complete | not) and
		.stopped_by == $signal and
		any(.endpoints[]; .blocks | length > 0)' "$(run_files)"
	has "$(<"$scratch/out")" "INCOMPLETE: SIG$1"
	code=0
	"$TARE" report >"$scratch/report" || code=$?
	[[ $code == 0 || $code == 3 ]] || fail "report: exit $code"
	has "$(<"$scratch/report")" INCOMPLETE
}

@test "SIGTERM: what was measured is kept, marked incomplete" {
	stopped_by TERM
}

@test "SIGINT: the same" {
	stopped_by INT
}

@test "SIGHUP: the same" {
	stopped_by HUP
}

@test "SIGTERM to its whole process group, as a terminal does" {
	set -m
	begin --quick --endpoints health --profilers gprof,heaptrack
	set +m
	poll 30 measured_once
	kill -TERM -- "-$bench"
	ended
	[[ $code == 1 || $code == 3 ]] || fail "exit $code"
	no_process
	nothing_half
	jq -e '.stopped_by == "SIGTERM" and all(.endpoints[].cells[];
		.failures == 0)' "$(run_files)"
}

@test "SIGTERM at any moment" {
	local delay
	for delay in 0.01 0.05 0.12 0.2 0.35 0.6 0.9 1.4; do
		begin --quick --endpoints health,memory \
			--profilers gprof,heaptrack
		pause $delay
		kill -TERM "$bench" 2>/dev/null || true
		ended
		[[ $code != 0 ]] || fail "exit 0 after $delay"
		no_process
		nothing_half
		equal "" "$(ls -A "$TMPDIR")" "rooms left after $delay"
	done
}

@test "SIGKILL at any moment" {
	local round
	for round in {1..12}; do
		begin --quick --endpoints health,fibonacci \
			--profilers gprof,heaptrack
		pause "$((RANDOM % 3)).$((RANDOM % 10))"
		kill -KILL "$bench" 2>/dev/null || true
		ended
		equal 137 "$code"
		no_process
		nothing_half
	done
	# The newest that is readable is; none may be, and is then said.
	run "$TARE" report
	[[ $status == 0 || $status == 3 || $output == *"tare: report: "* ]]
}

@test "after a kill the next run is as good as any" {
	begin --quick --endpoints health --profilers gprof
	poll 30 measured_once
	kill -KILL "$bench"
	ended
	code=0
	"$TARE" bench --no-progress --quick --endpoints health --blocks 2 \
		--profilers gprof 3>&- >"$scratch/out" || code=$?
	[[ $code == 0 || $code == 3 ]] || fail "exit $code"
	jq -e .complete "$TARE_PROFILES/latest/run.json"
}
