#!/usr/bin/env bats
# slow.bats: the timeline of the slowest calls has those, and no others.
load lib

setup_file() {
	make_scratch
	program slow
}

setup() {
	fresh_run
	export TARE_SLOW_MS=0.5
}

teardown_file() {
	drop_scratch
}

# kept [FILE]: the scopes of the calls in it
kept() {
	jq -r '[.traceEvents[].name] | sort | join(" ")' \
		"${1:-$dir/out.txt.slow.json}"
}

@test "what took less is not in it, nor what was measured before the program" {
	TARE_SLOW_MS=100 "$scratch/slow" short
	equal "" "$(kept)"
	# What is shorter than any call: then the one call there is.
	TARE_SLOW_MS=0.000001 "$scratch/slow" short
	equal "a" "$(kept)"
}

@test "when all places are taken, another scope gets one" {
	"$scratch/slow" full
	equal "a a b b b c c c d d d e" "$(kept)"
}

@test "a reset forgets them" {
	"$scratch/slow" reset
	equal "e" "$(kept)"
}

@test "a child has its own" {
	"$scratch/slow" fork
	equal "a" "$(kept)"
	equal "b" "$(kept "$dir"/out.*.txt.slow.json)"
}

@test "what longjmp left is not part of the next call" {
	"$scratch/slow" longjmp
	equal "a" "$(kept)"
}

@test "where a comma is the point, JSON is JSON, and a setting a number" {
	localedef -f UTF-8 -i de_DE "$scratch/de_DE"
	export LOCPATH=$scratch LC_ALL=de_DE
	equal "1,5" "$("$scratch/slow" locale 2>"$dir/err")"
	equal "" "$(<"$dir/err")"
	equal "a" "$(kept)"
	TARE_OUT=$dir/out.trace.json "$scratch/slow" locale
	jq -e '.traceEvents[0].dur >= 5000' "$dir/out.trace.json"
}
