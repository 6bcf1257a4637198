#!/usr/bin/env bats
# trouble.bats: a bench on a machine where something is missing or broken.
load ../lib/common

setup() {
	make_scratch
	mkdir -m 711 "$scratch/tmp" "$scratch/bin"
	export TMPDIR=$scratch/tmp
	export latest=$TARE_PROFILES/latest/run.json
}

teardown() {
	drop_scratch
}

# bench OPTION...: its exit code in $code.
bench() {
	code=0
	timeout 100 "$TARE" bench --no-progress --quick "$@" 3>&- \
		>"$scratch/out" 2>"$scratch/err" || code=$?
}

nothing_left() {
	poll 20 nothing_runs_in "$scratch" ||
		fail "still there: $(processes_of "$scratch")"
	equal "" "$(ls -A "$TMPDIR")" "rooms left"
}

# A gprof that knows its version and nothing else.
break_gprof() {
	cat >"$scratch/bin/gprof" <<-'END'
		#!/bin/sh
		[ "$1" = --version ] && exec /usr/bin/gprof --version
		echo "gprof: out of order" >&2
		exit 1
	END
	chmod 755 "$scratch/bin/gprof"
}

@test "a profiler whose output cannot be read costs its cell only" {
	break_gprof
	PATH=$scratch/bin:$PATH bench --endpoints health,fibonacci --blocks 3 \
		--profilers gprof,heaptrack
	[[ $code == 0 || $code == 3 ]] || fail "exit $code: $(<"$scratch/err")"
	jq -e '.complete and all(.endpoints[].cells[] |
		select(.arm == "gprof"); .check.status == "no data" and
			(.check.because | contains("out of order")))' "$latest"
	jq -e 'all(.endpoints[].cells[] | select(.arm == "heaptrack");
		.check.status == "exact")' "$latest"
	# Its cost is known all the same.
	jq -e 'all(.endpoints[].cells[] | select(.arm == "gprof");
		.failures == 0 and .estimates.latency.ratio > 0)' "$latest"
	has "$(<"$scratch/out")" "no data: gprof failed (exit 1)"
	nothing_left
}

@test "a profiler that is not there is left out, with the remedy" {
	find /usr/bin -maxdepth 1 ! -type d ! -name '*gprof' \
		-exec ln -s -t "$scratch/bin" {} +
	PATH=$scratch/bin:/usr/sbin bench --endpoints health --blocks 2
	[[ $code == 0 || $code == 3 ]] || fail "exit $code: $(<"$scratch/err")"
	jq -e '[.skipped[].profiler] == ["gprof"] and
		(.skipped[0].because | contains("apt-get install binutils")) and
		all(.arms[]; .profiler != "gprof")' "$latest"
	has "$(<"$scratch/out")" "left out: gprof: gprof is not installed"
	PATH=$scratch/bin:/usr/sbin bench --endpoints health --profilers gprof
	equal 2 "$code"
	has "$(<"$scratch/err")" "gprof does not work here: gprof is not"
	nothing_left
}

@test "a service that does not start is said, and ends nothing else" {
	TARE_APP=/bin/false bench --endpoints health --blocks 4 \
		--profilers gprof
	nothing_left
	jq -e 'any(.endpoints[0].cells[]; .failures > 0 and
		(.failed_because | length > 0))' "$latest"
	has "$(<"$scratch/out")" "no data: "
	[[ $code != 0 ]] || fail "exit 0 without a baseline"
}

@test "without nginx the bench says so" {
	find /usr/bin -maxdepth 1 ! -type d ! -name nginx \
		-exec ln -s -t "$scratch/bin" {} +
	PATH=$scratch/bin bench --endpoints health --blocks 2 --profilers gprof
	[[ $code == 1 ]] || fail "exit $code"
	has "$(<"$scratch/err")" nginx
	nothing_left
}

@test "a \"latest\" that is no link is said, and nothing goes on without evidence" {
	mkdir -p "$TARE_PROFILES/latest/kept"
	bench --endpoints health,fibonacci --blocks 2 --profilers gprof
	equal 1 "$code" "exit code"
	has "$(<"$scratch/err")" "cannot link $TARE_PROFILES/latest: "
	[[ -d $TARE_PROFILES/latest/kept ]]
	jq -e '.complete | not' "$TARE_PROFILES"/runs/*/run.json
	nothing_left
}

@test "profiles that cannot be written are said before the run" {
	local where
	for where in /dev/null/profiles /proc/profiles /sys/profiles; do
		TARE_PROFILES=$where bench --endpoints health --blocks 2
		equal 1 "$code" "exit code for $where"
		has "$(<"$scratch/err")" "cannot make directory $where"
	done
	nothing_left
}

# spoil COMMAND...: a bench of two profilers, while this is done again and again to
# what they write, as $out, the directory of one process.
spoil() {
	"$TARE" bench --no-progress --quick --endpoints memory --blocks 2 \
		--profilers gprof,heaptrack 3>&- \
		>"$scratch/out" 2>"$scratch/err" &
	local pid=$! out
	while kill -0 "$pid" 2>/dev/null; do
		for out in "$TMPDIR"/tare.*/out/*; do
			[[ ! -d $out ]] || "$@" 2>/dev/null || true
		done
		pause
	done
	code=0
	wait "$pid" || code=$?
}

# costs_one ARM REASON OTHER: ARM has no data for this reason, all else is well.
costs_one() {
	[[ $code == 0 || $code == 3 ]] || fail "exit $code: $(<"$scratch/err")"
	jq -e --arg arm "$1" --arg why "$2" --arg other "$3" '.complete and
		(.endpoints[0].blocks | length) == 2 and
		all(.endpoints[].cells[]; .failures == 0) and
		all(.endpoints[].cells[] | select(.arm == $arm);
			.check.status == "no data" and
			(.check.because | test($why))) and
		all(.endpoints[].cells[] | select(.arm == $other);
			.check.status == "exact")' "$latest" ||
		fail "$(jq -c '.endpoints[].cells[] | [.arm, .failures, .check]' \
			"$latest")"
	has "$(<"$scratch/out")" "no data: "
	nothing_left
}

delete_recording() {
	rm -f -- "$out"/heaptrack.raw.*
}

truncate_recording() {
	local file
	for file in "$out"/heaptrack.raw.*; do
		[[ ! -s $file ]] || truncate -s 100 "$file"
	done
}

# Where the profiled program writes at its end: of no other profiler's directory.
lock_directory() {
	local pid
	for pid in $(pgrep -f gprof/tare-app); do
		[[ /proc/$pid/cwd -ef $out ]] || continue
		chown 0:0 "$out"
		chmod 555 "$out"
	done
}

@test "output that is deleted in mid-run costs its cell only" {
	spoil delete_recording
	costs_one heaptrack "heaptrack.raw" gprof
}

@test "output that is truncated in mid-run costs its cell only" {
	spoil truncate_recording
	costs_one heaptrack "cannot be used|cut short|damaged|empty" gprof
}

@test "a directory that becomes unwritable in mid-run costs its cell only" {
	spoil lock_directory
	costs_one gprof "no gmon.out" heaptrack
}

@test "profiles that vanish in mid-run end it with an error" {
	local pid
	"$TARE" bench --no-progress --quick --budget 60 --endpoints health \
		--profilers gprof 3>&- >"$scratch/out" 2>"$scratch/err" &
	pid=$!
	poll 30 test -s "$latest"
	mv -- "$TARE_PROFILES" "$scratch/gone"
	: >"$TARE_PROFILES"
	code=0
	wait "$pid" || code=$?
	equal 1 "$code"
	has "$(<"$scratch/err")" "run.json"
	nothing_left
}

@test "a place for --json that cannot be written is said before the run" {
	local place
	for place in "$scratch/none/x.json" "$scratch"; do
		bench --endpoints health --blocks 2 --profilers gprof \
			--json "$place"
		equal 2 "$code" "exit code for $place"
		has "$(<"$scratch/err")" "--json"
	done
	[[ ! -e $TARE_PROFILES/runs ]] || fail "it ran"
	# One that cannot be written any more costs the copy only.
	mkdir "$scratch/gone"
	(poll 20 test -e "$TARE_PROFILES/runs" && rmdir "$scratch/gone") 3>&- &
	bench --endpoints health --blocks 2 --profilers gprof \
		--json "$scratch/gone/x.json"
	wait $!
	equal 1 "$code"
	has "$(<"$scratch/err")" "--json"
	jq -e .complete "$latest"
	nothing_left
}

@test "a TMPDIR that is not there is said" {
	TMPDIR=$scratch/none bench --endpoints health --blocks 2
	equal 1 "$code"
	has "$(<"$scratch/err")" "$scratch/none"
}

@test "a service whose profile cannot be saved says so when it starts" {
	local pid room=$scratch/unsaved
	: >"$scratch/file"
	TARE_PROFILES=$scratch/file "$TARE" serve gprof --room "$room" 3>&- \
		>"$scratch/out" 2>"$scratch/err" &
	pid=$!
	poll 30 grep -q '^serving' "$scratch/out"
	has "$(<"$scratch/err")" "what gprof learns will be lost: "
	kill "$pid"
	wait "$pid" || :
	nothing_left
}
