#!/usr/bin/env bats
# doomed.bats: services that die as soon as they are started, again and again.
load ../lib/common

setup() {
	make_scratch
	serve=
}

teardown() {
	[[ -z $serve ]] || kill -KILL "$serve" 2>/dev/null || true
	poll 20 nothing_runs_in "$scratch"
	drop_scratch
}

# tool COMMAND: it is the tool "bad", around every worker.
tool() {
	jq -n --arg command "$1" '{ name: "bad", summary: "x", apply: "wrap",
		kind: ["tracing"], wrap: [$command] }' >"$scratch/bad.json"
}

# mortal: a tool whose supervisor is ended, time and again, once there is a file doom.
mortal() {
	cat >"$scratch/mortal" <<-END
		#!/bin/sh
		while kill -0 \$PPID 2>/dev/null; do
			sleep 0.1
			[ ! -e $scratch/doom ] || kill \$PPID
		done &
		exec "\$@"
	END
	chmod 755 "$scratch/mortal"
	tool "$scratch/mortal"
}

# begin: serve it; the pid in $serve.
begin() {
	"$TARE" serve bad --profiler-file "$scratch/bad.json" 3>&- \
		>"$scratch/out" 2>"$scratch/err" &
	serve=$!
	poll 60 grep -q ^serving "$scratch/out" || fail "$(<"$scratch/err")"
}

# said COUNT: so many ends, at least, of what had just been started.
said() {
	(($(grep -c 'soon after its start' "$scratch/err") >= $1))
}

@test "a tool that ends at once is said, by tare serve and by tare up" {
	local verb
	tool /bin/false
	for verb in "serve bad" "up --port 0 --profilers bad"; do
		# shellcheck disable=SC2086 # words
		run timeout -k 2 30 "$TARE" $verb --profiler-file "$scratch/bad.json"
		equal 1 "$status" "$verb: $output"
		has "$output" "under bad ended at its start"
	done
	nothing_runs_in "$scratch"
}

@test "tare serve ends when told, while all that it serves dies" {
	mortal
	begin
	: >"$scratch/doom"
	poll 60 grep -q ended "$scratch/err"
	kill "$serve"
	poll 30 gone "$serve" || fail "it goes on: $(tail -n 3 "$scratch/err")"
	wait "$serve" || fail "exit $?: $(<"$scratch/err")"
	serve=
	poll 20 nothing_runs_in "$scratch"
}

@test "tare down ends it, too; what dies again and again is left alone for longer" {
	mortal
	begin
	: >"$scratch/doom"
	poll 60 said 5 || fail "$(<"$scratch/err")"
	grep -q 'starting it again in 0.2 s' "$scratch/err"
	poll 60 grep -q 'starting it again in 0.8 s' "$scratch/err"
	run "$TARE" down
	equal 0 "$status" "$output"
	has "$output" "1 processes ended"
}

served() {
	"$TARE" ping bad --profiler-file "$scratch/bad.json" 2>"$scratch/ping"
}

@test "what dies no longer is served again" {
	mortal
	begin
	: >"$scratch/doom"
	poll 60 said 5
	rm "$scratch/doom"
	poll 60 served || fail "$(<"$scratch/err")"
	"$TARE" down
}
