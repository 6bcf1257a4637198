#!/usr/bin/env bats
# words.bats: help, and what is said to wrong words: what, expected, what to do.
load ../lib/common

setup() {
	make_scratch
}

teardown() {
	drop_scratch
}

verbs() {
	"$TARE" help | sed -n 's/^  \([a-z]*\)  .*/\1/p'
}

# refuses PART ARGUMENT...: exit 2, nothing printed, and a message with PART.
refuses() {
	local part=$1 code=0 message
	shift
	timeout 20 "$TARE" "$@" >"$scratch/out" 2>"$scratch/err" </dev/null ||
		code=$?
	mapfile -t message <"$scratch/err"
	equal 2 "$code" "exit code of $* (${message[0]:-})"
	[[ ! -s $scratch/out ]] || fail "$*: printed $(<"$scratch/out")"
	has "${message[0]:-}" "$part" "$*"
	equal 1 "${#message[@]}" "lines of the message of $*"
}

@test "help lists every verb, each once" {
	local verb files
	files=$(grep -l 'REGISTER(verb' "$root"/cli/*.c | wc -l)
	equal "$files" "$(verbs | wc -l)" "verbs"
	equal "$(verbs | sort -u)" "$(verbs | sort)" "verbs"
	for verb in bench report list serve up down; do
		verbs | grep -qx "$verb" || fail "no $verb in help"
	done
	equal "$("$TARE" help)" "$("$TARE" --help)"
	equal "$("$TARE" help)" "$("$TARE" -h)"
	has "$("$TARE" --version)" "tare "
}

@test "without a verb the verbs are shown, with exit 2" {
	run "$TARE"
	equal 2 "$status"
	has "$output" "usage: tare VERB"
}

@test "every verb explains itself and its options" {
	local verb out
	for verb in $(verbs); do
		out=$("$TARE" "$verb" --help)
		has "$out" "usage: tare $verb" "$verb"
		has "$out" "-h, --help" "$verb"
		equal "$out" "$("$TARE" "$verb" -h)" "$verb -h"
		# An option without a word about it is no help.
		run grep -E '^ +(-.,)? *--[a-z-]+( [^ ]+)? *$' <<<"$out"
		equal 1 "$status" "$verb: $output"
	done
}

@test "an unknown verb is refused, with the nearest" {
	refuses 'unknown verb "brench"; did you mean bench?' brench
	refuses 'unknown verb "zzz"; `tare help` lists them' zzz
	refuses 'unknown verb' ''
}

@test "every verb refuses an unknown option and stray words" {
	local verb
	for verb in $(verbs); do
		refuses 'unknown option --zzzzz; --help lists them' \
			"$verb" --zzzzz
		refuses 'unknown option -z' "$verb" -z
		refuses "$verb: " "$verb" one two three four
	done
	refuses 'did you mean --endpoints?' bench --endponts health
}

@test "every number is held against its range" {
	local verb option value
	for verb in $(verbs); do
		while read -r option; do
			for value in x '' 1x nan 1e999; do
				refuses "--$option takes" "$verb" \
					"--$option=$value"
			done
			refuses "--$option" "$verb" "--$option"
		done < <("$TARE" "$verb" --help | sed -n \
			's/^ *\(-.,\)\? *--\([a-z-]*\) \(N\|SECONDS\|POINTS\|PERCENT\) .*/\2/p')
	done
	refuses '--requests takes a number from 1' bench --requests 0
	refuses '--requests takes a number from 1' bench --requests -1
	refuses '--requests takes a number from 1' bench --requests 1.5
	refuses '--repeats takes a number from 1' bench --repeats 0
	refuses '--budget takes a number from 1' bench --budget 0
	refuses '--cpu takes a number from 0.01' bench --cpu 0
	refuses '--port takes a number from 0 to 65535, not "65536"' \
		up --port 65536
}

@test "an unknown endpoint, profiler or mode is refused" {
	local list
	refuses '--endpoints: there is no "nope"; `tare list` shows them' \
		bench --endpoints nope
	refuses 'there is no "/nope"' bench --endpoints health,/nope
	refuses 'did you mean memory? `tare list`' bench --endpoints memroy
	refuses 'did you mean /io?' bench --endpoints /oi
	refuses '--endpoints names none' bench --endpoints ,
	for list in '' ',' ',,'; do
		refuses '--endpoints names none' load --endpoints "$list"
		refuses '--profilers names none' bench --profilers "$list"
		refuses '--profilers names none' load --profilers "$list"
		refuses '--profilers names none' torture --profilers "$list"
		refuses '--events names none' torture --events "$list"
		refuses '--profilers names none' up --profilers "$list"
		refuses '--profilers names none' profile memory -p "$list"
	done
	refuses 'there is no profiler "nope"; did you mean none?' \
		bench --profilers none,nope
	refuses '--mode takes all, baseline, external or a' bench --mode nope
	refuses '--mode external needs --url' bench --mode external
	refuses '--url goes with --mode external' bench --url http://localhost/
	refuses '--profilers goes with --mode all' \
		bench --mode baseline --profilers gprof
	refuses 'there is no profiler "nope"' serve nope
	refuses 'name one profiler' serve
	refuses 'there is no profiler "nope"' up --profilers none,nope
	refuses 'takes an IPv4 address, not "nowhere"' up --host nowhere
	refuses 'takes an IPv4 address, not "nowhere"' proxy --host nowhere
	refuses '--format takes one of text|md|csv|json, not "xml"' \
		report --format xml
	[[ ! -e $TARE_PROFILES && ! -e $TARE_ROOM ]] ||
		fail "a refused command left something behind"
}

@test "a mode that needs a baseline says how to get one" {
	refuses 'baseline' bench --mode gprof
	has "$(cat "$scratch/err")" "tare bench --mode baseline"
}

@test "a report of nothing says what is missing" {
	local file verb
	refuses 'there is no run yet' report
	refuses 'cannot open' report "$scratch/nope"
	echo '{"half":' >"$scratch/half.json"
	refuses 'half.json' report "$scratch/half.json"
	echo '{"schema":1}' >"$scratch/other.json"
	echo '[]' >"$scratch/array.json"
	for file in other array; do
		for verb in report advise claims; do
			refuses "$file.json is no run.json" \
				"$verb" "$scratch/$file.json"
		done
		refuses "$file.json is no run.json" compare \
			"$scratch/$file.json" "$scratch/$file.json"
	done
	refuses 'there is no run "nope": neither an ID in' report nope
	: >"$scratch/empty.json"
	refuses 'empty.json' report "$scratch/empty.json"
}

@test "list names every endpoint and profiler, as text and as JSON" {
	local name
	"$TARE" list --json | jq -e '(.endpoints | length >= 7) and
		(.profilers | map(.name) | contains(["none", "gprof",
			"heaptrack"]))'
	for name in $("$TARE" list --json |
		jq -r '.endpoints[].path, .profilers[].name'); do
		has "$("$TARE" list)" "  $name " list
	done
	for name in $(grep -l '^REGISTER(workload' "$root"/workloads/*.c); do
		name=$(basename "$name" .c)
		"$TARE" list --json |
			jq -e --arg name "$name" \
				'any(.endpoints[]; .name == $name)'
	done
}

@test "a room that is something else is left alone" {
	local code=0
	mkdir "$scratch/precious"
	echo data >"$scratch/precious/file"
	"$TARE" up --port 0 --room "$scratch/precious" 2>"$scratch/err" ||
		code=$?
	equal 1 "$code"
	has "$(cat "$scratch/err")" "is no room of tare, and not empty"
	"$TARE" down --room "$scratch/precious"
	equal data "$(cat "$scratch/precious/file")"
	equal 1 "$(ls -A "$scratch/precious" | wc -l)"
}

@test "a port that is taken is said at once" {
	local code=0
	"$TARE" up --port 0 --profilers none 3>&- >"$scratch/up"
	local port
	port=$(sed -n 's|.*localhost:\([0-9]*\)/.*|\1|p;q' "$scratch/up")
	"$TARE" up --port "$port" --profilers none --room "$scratch/room2" \
		2>"$scratch/err" || code=$?
	"$TARE" down
	equal 1 "$code"
	has "$(cat "$scratch/err")" "cannot listen on 127.0.0.1:$port"
}

# unwritten COMMAND...: exit 1, and a message, when there is no room for its output.
unwritten() {
	local code=0
	"$TARE" "$@" >/dev/full 2>"$scratch/err" || code=$?
	equal 1 "$code" "exit code of $*"
	has "$(<"$scratch/err")" "cannot write" "$*"
}

@test "an output that cannot be written is no bad argument, whatever it is" {
	local golden=$root/t/golden code format
	for format in text md csv json; do
		unwritten report "$golden/run/run.json" --format "$format"
	done
	unwritten report "$golden/run/run.json" --matrix
	unwritten report "$golden/run/run.json" --table latency
	unwritten report "$golden/run/run-accuracy.json" --accuracy
	unwritten compare "$golden/run/run.json" "$golden/run/run.json"
	unwritten torture --show "$golden/run/torture.json"
	unwritten scope "$golden/scope/sample.scope"
	unwritten scope --format json "$golden/scope/sample.scope"
	for format in json folded; do
		code=0
		"$TARE" scope "$golden/scope/sample.scope" --output "$scratch" \
			--format "$format" 2>"$scratch/err" || code=$?
		equal 1 "$code" "scope --output: $(<"$scratch/err")"
	done
	refuses "$scratch/none" scope "$scratch/none" --output "$scratch/x"
	refuses 'a table is printed' report "$golden/run/run.json" \
		--table latency --format json
}

# shown WORDS: on a terminal, a tool's name that would set its title is text.
shown() {
	run timeout 20 script -qec "$TARE $1" /dev/null </dev/null
	has "$output" $'\xef\xbf\xbd]0;owned\xef\xbf\xbd' "$1"
	[[ $output != *$'\x1b'* ]] || fail "$1: $output"
}

@test "a terminal obeys nothing that is in a foreign run" {
	local golden=$root/t/golden/run words
	local name='s/"\(label\|arm\)":"gprof"/"\1":"\\u001b]0;owned\\u0007gprof"/g'
	cd "$scratch"
	sed "$name" "$golden/run.json" >foreign.json
	sed "$name" "$golden/run-accuracy.json" >asked.json
	sed "${name//gprof/massif}" "$golden/torture.json" >torture.json
	for words in "report foreign.json" "report --matrix foreign.json" \
		"report --format csv foreign.json" \
		"advise asked.json" "compare foreign.json foreign.json" \
		"torture --show torture.json"; do
		shown "$words"
	done
	# A file gets what there is.
	run "$TARE" report foreign.json
	has "$output" $'\x1b]0;owned\x07gprof'
}

@test "an output that cannot be written is an error" {
	local code=0
	"$TARE" list >/dev/full 2>"$scratch/err" || code=$?
	equal 1 "$code"
	has "$(cat "$scratch/err")" "cannot write"
	# So much of it that nothing is left to be written at the end.
	code=0
	"$TARE" list --json >/dev/full 2>"$scratch/err" || code=$?
	equal 1 "$code"
	has "$(cat "$scratch/err")" "cannot write"
}
