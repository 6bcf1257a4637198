#!/usr/bin/env bats
# torture.bats: the lifecycle matrix, a corner of it whose verdicts are known.
load ../lib/common

setup_file() {
	export TARE_PROFILES=$BATS_FILE_TMPDIR/profiles
	export matrix=$BATS_FILE_TMPDIR/matrix.json
	code=0
	timeout 110 "$TARE" torture --no-progress --tries 2 --json "$matrix" \
		--profilers scope,heaptrack,strace \
		--events sigterm,sigkill,_exit,fork,readonly,twice \
		>"$BATS_FILE_TMPDIR/out" 2>"$BATS_FILE_TMPDIR/err" 3>&- || code=$?
	export code
}

setup() {
	make_scratch
	out=$(<"$BATS_FILE_TMPDIR/out")
}

teardown() {
	drop_scratch
}

# verdict EVENT PROFILER VERDICT [REASON]: of every try.
verdict() {
	jq -e --arg event "$1" --arg arm "$2" --arg verdict "$3" \
		--arg reason "${4:-}" '
		[.cells[] | select(.event == $event and .arm == $arm)] |
		length == 1 and .[0].verdict == $verdict and
		(.[0].tries | length == 2 and all(.verdict == $verdict and
			(.because // "" | test($reason))))' "$matrix" ||
		fail "$1 under $2: $(jq -c --arg event "$1" --arg arm "$2" \
			'.cells[] | select(.event == $event and .arm == $arm)' \
			"$matrix")"
}

@test "the matrix is complete, and its control is kept" {
	equal 0 "$code" "exit code, $(<"$BATS_FILE_TMPDIR/err")"
	jq -e '.complete and .tries == 2 and
		(.events | map(.name)) == ["calm", "sigterm", "sigkill", "_exit",
			"fork", "readonly", "twice"] and
		(.cells | length) == 7 * 3 and
		all(.cells[] | select(.verdict != "n/a") | .tries[];
			.requests == 5 and .took_s > 0)' "$matrix"
	verdict calm scope kept
	verdict calm heaptrack kept
	verdict calm strace kept
}

@test "what is written at exit is lost to SIGKILL and _exit, what is mapped is not" {
	verdict sigterm heaptrack kept
	verdict sigkill heaptrack said "killed|cut short"
	verdict _exit heaptrack said "killed|cut short"
	verdict sigkill scope kept
	verdict _exit scope kept
	jq -e '.events[] | select(.name == "sigkill") |
		.unwatched == "killed by SIGKILL"' "$matrix"
}

@test "heaptrack does not see a forked worker, tare.h does" {
	verdict fork heaptrack wrong "^allocations in cell_new: -9[0-9] %$"
	verdict fork scope kept
}

@test "where nothing can be written heaptrack says so" {
	verdict readonly heaptrack said "it says: .*(Read-only|denied)"
}

@test "a second strace is refused, and harms nobody" {
	verdict twice strace kept "the second one is refused: "
	verdict twice heaptrack n/a "cannot be attached"
}

@test "it is printed as text, Markdown and JSON" {
	local shown
	has "$out" "7 events x 3 profilers, each cell tried 2 times"
	has "$out" "all tries of a cell agree"
	shown=$("$TARE" torture --show "$matrix" --format md)
	has "$shown" "| event | scope | heaptrack | strace |"
	has "$shown" "|:--|---|---|---|"
	"$TARE" torture --show "$matrix" --format json | jq -e --slurpfile \
		whole "$matrix" '. == $whole[0]'
}

@test "a sampler that counts calls too is asked about time that it can see" {
	"$TARE" torture --no-progress --tries 3 --profilers gprof --events calm \
		--json "$scratch/gprof.json" >"$scratch/out" 3>&-
	jq -e '[.cells[].tries[] | .verdict == "kept" and
			(.measures[] | select(.what == "seconds of CPU time") |
				.reported / .expected > 0.5)] |
		length == 3 and all' "$scratch/gprof.json" ||
		fail "$(jq -c .cells "$scratch/gprof.json")"
}

@test "verdicts that differ are both shown" {
	jq '(.cells[] | select(.event == "fork" and .arm == "scope")) |=
		(.verdict = "kept|wrong")' "$matrix" >"$scratch/other.json"
	out=$("$TARE" torture --show "$scratch/other.json")
	has "$out" "1 cells with verdicts that differ"
	has "$out" "kept|wrong"
}

@test "a profiler that is wrong when nothing happens makes the matrix untrusted" {
	jq '(.cells[] | select(.event == "calm" and .arm == "scope")) |=
		(.verdict = "wrong")' "$matrix" >"$scratch/other.json"
	run "$TARE" torture --show "$scratch/other.json"
	equal 3 "$status"
}

@test "bad options are said" {
	run "$TARE" torture --events sigkil
	equal 2 "$status"
	has "$output" 'there is no "sigkil"'
	run "$TARE" torture --profilers none
	equal 2 "$status"
	has "$output" "none that leaves a profile"
	run "$TARE" torture --tries 0
	equal 2 "$status"
	: >"$scratch/empty.json"
	run "$TARE" torture --show "$scratch/empty.json"
	equal 2 "$status"
	echo '{}' >"$scratch/other.json"
	run "$TARE" torture --show "$scratch/other.json"
	equal 2 "$status"
	has "$output" "has no cells"
}

@test "every event is listed" {
	run "$TARE" torture --list
	equal 0 "$status"
	equal 18 "${#lines[@]}"
}

@test "no time is no verdict" {
	run timeout 60 "$TARE" torture --no-progress --budget 1 --tries 9 \
		--profilers heaptrack --events sigkill --format json
	equal 1 "$status"
	jq -e '.complete == false' <<<"$output"
}
