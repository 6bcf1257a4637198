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
	for delay in 0.01 0.1 0.3 0.8 1.5; do
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
	for _ in {1..8}; do
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

# watched_by PATTERN: something with that in its command line runs for the bench.
watched_by() {
	[[ -n $(processes_of "$TMPDIR" "$1") ]]
}

@test "torture ends with nginx, and blames no tool" {
	"$TARE" torture --no-progress --tries 9 --profilers strace \
		--events sigterm,sigkill 3>&- >"$scratch/out" 2>"$scratch/err" &
	bench=$!
	poll 60 watched_by 'strace -' || fail "$(<"$scratch/err")"
	kill_nginx
	ended
	equal 1 "$code" "exit code ($(<"$scratch/err"))"
	has "$(<"$scratch/err")" "nginx has ended"
	jq -e '(.complete | not) and
		all(.cells[].tries[]; .verdict == "kept" or .verdict == "?")' \
		"$TARE_PROFILES"/runs/*/torture.json ||
		fail "$(jq -c .cells "$TARE_PROFILES"/runs/*/torture.json)"
	no_process
}

@test "questions end with nginx, and blame no tool" {
	begin --quick --endpoints health --blocks 2 --accuracy --profilers scope
	poll 60 watched_by 'truth_' || fail "$(<"$scratch/err")"
	kill_nginx
	ended
	equal 1 "$code" "exit code ($(<"$scratch/err"))"
	has "$(<"$scratch/err")" "nginx has ended"
	jq -e '(.complete | not) and all(.accuracy.answers[];
			.given or .because == "it was not asked")' \
		"$TARE_PROFILES"/runs/*/run.json ||
		fail "$(jq -c .accuracy.answers "$TARE_PROFILES"/runs/*/run.json)"
	no_process
}

# The terminal sends SIGINT to all: to the gprof that reads, too.
@test "Ctrl-C while torture reads a profile is no verdict on it" {
	mkdir "$scratch/bin"
	cat >"$scratch/bin/gprof" <<-END
		#!/bin/sh
		[ "\$1" = --version ] && exec /usr/bin/gprof --version
		: >"$scratch/reads"
		exec sleep 60
	END
	chmod 755 "$scratch/bin/gprof"
	PATH=$scratch/bin:$PATH setsid "$TARE" torture --no-progress --tries 1 \
		--profilers gprof --events sigterm 3>&- \
		>"$scratch/out" 2>"$scratch/err" &
	bench=$!
	poll 60 test -e "$scratch/reads" || fail "$(<"$scratch/err")"
	kill -INT -- "-$bench"
	ended
	equal 1 "$code" "exit code ($(<"$scratch/err"))"
	jq -e '.stopped_by == "SIGINT" and
		all(.cells[].tries[]; .verdict == "?")' \
		"$TARE_PROFILES"/runs/*/torture.json ||
		fail "$(jq -c .cells "$TARE_PROFILES"/runs/*/torture.json)"
	no_process
}
