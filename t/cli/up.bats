#!/usr/bin/env bats
# up.bats: what `tare up` says is so, and what it starts it also stops.
load ../lib/common
load ../lib/http

setup() {
	make_scratch
	pid=
}

teardown() {
	[[ -z $pid ]] || kill -KILL "$pid" 2>/dev/null || true
	TARE_ROOM=$scratch drop_service
	drop_scratch
}

# begin OPTION...: what it prints in $out.
begin() {
	"$TARE" up --port 0 "$@" 3>&- >"$scratch/out" 2>"$scratch/err" ||
		fail "$(<"$scratch/err")"
	out=$(<"$scratch/out")
}

# all_answer: every address that was printed does.
all_answer() {
	local url
	grep -o 'http://[^ ]*' "$scratch/out" >"$scratch/urls"
	while read -r url; do
		curl -sSf --max-time 60 -o "$scratch/body" "$url" ||
			fail "$url is said, and does not answer"
	done <"$scratch/urls"
}

@test "every address that is printed is served, the first on the line of up" {
	begin --profilers gprof
	[[ $out =~ ^"up: http://localhost:"[0-9]+/v/gprof/ ]] || fail "$out"
	all_answer
	equal 1 "$(wc -l <"$scratch/urls")" "addresses"
	"$TARE" down
	begin --profilers gprof,none
	[[ $out =~ ^"up: http://localhost:"[0-9]+/cpu/ ]] || fail "$out"
	all_answer
	equal 3 "$(wc -l <"$scratch/urls")" "addresses"
	has "$out" '; `tare down` ends it'
	"$TARE" down
}

@test "what an older proxy has said is not believed" {
	export TARE_ROOM=$scratch/room
	begin --profilers none
	TARE_ROOM=$scratch drop_service
	echo "listening on http://127.0.0.1:1/" >>"$TARE_ROOM/log/proxy.log"
	begin --profilers none
	all_answer
	"$TARE" down
}

@test "the address is the one it listens on" {
	begin --profilers none --host 127.0.0.2
	has "$out" "up: http://127.0.0.2:"
	run grep localhost <<<"$out"
	equal 1 "$status" "$output"
	all_answer
}

@test "the command that ends it does, in a room of its own" {
	local command
	begin --profilers none --room "$scratch/mine"
	command=$(sed -n 's/.*`tare \(.*\)` ends it.*/\1/p' "$scratch/out")
	equal "down --room $scratch/mine" "$command"
	run "$TARE" up --port 0 --profilers none --room "$scratch/mine"
	equal 1 "$status"
	has "$output" "\`tare $command\` ends it"
	# shellcheck disable=SC2086 # words
	run "$TARE" $command
	has "$output" "down: 2 processes ended"
}

@test "of a room others may list nothing, and change only what is theirs" {
	begin --profilers gprof,none
	all_answer
	equal "" "$(find "$TARE_ROOM" -type d -perm /066)" "may be listed"
	equal "" "$(find "$TARE_ROOM" -maxdepth 1 -type d ! -user "$EUID" \
		! -name tmp)" "given away"
	"$TARE" down
}

# A tool under which nothing is ever ready.
slow_tool() {
	printf '#!/bin/sh\nexec sleep 300\n' >"$scratch/slow"
	chmod 755 "$scratch/slow"
	jq -n --arg slow "$scratch/slow" '{ name: "slow", summary: "x",
		apply: "wrap", kind: ["tracing"], wrap: [$slow] }' \
		>"$scratch/slow.json"
}

# starting: a service waits for its workers.
starting() {
	[[ -n $(processes_of "$TARE_ROOM" '^sleep 300') ]]
}

# stopped_by SIGNAL, while it starts
stopped_by() {
	local code=0
	set -m
	"$TARE" up --port 0 --profilers none,slow \
		--profiler-file "$scratch/slow.json" 3>&- >"$scratch/out" \
		2>"$scratch/err" &
	pid=$!
	set +m
	poll 60 starting || fail "$(<"$scratch/err")"
	kill -s "$1" "$pid"
	poll 60 gone "$pid" || fail "it goes on"
	wait "$pid" || code=$?
	pid=
	equal 1 "$code" "exit code"
	has "$(<"$scratch/err")" "up: SIG$1: what had been started is stopped"
	poll 20 nothing_runs_in "$TARE_ROOM" ||
		fail "still there: $(processes_of "$TARE_ROOM")"
	[[ ! -e $TARE_ROOM ]] || fail "the room is left: $(ls -A "$TARE_ROOM")"
}

@test "who interrupts it while it starts leaves nothing running" {
	slow_tool
	stopped_by INT
	stopped_by TERM
}
