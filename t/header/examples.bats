#!/usr/bin/env bats
# examples.bats: examples/ do what they say, and are short.
load lib

setup_file() {
	make_scratch
}

setup() {
	dir=$(mktemp -d "$scratch/run.XXXXXX")
	cd "$dir" || return
}

teardown_file() {
	drop_scratch
}

@test "three of them, each under 60 lines" {
	local file
	equal 3 "$(find "$root/examples" -type f | wc -l)" examples
	for file in "$root"/examples/*; do
		(($(wc -l <"$file") < 60)) || fail "$file is long"
	done
}

@test "words: a small program" {
	gcc -std=c11 -O2 "${strict[@]}" "$root/examples/words.c" -o words
	echo "to be or not to be, to do" | TARE_OUT=out.txt ./words >words.txt
	equal "to 3" "$(<words.txt)"
	expect out.txt main=1 count=8 find=8 read_word=9
	(($(calls out.txt by_count) > 4095))
}

@test "server: threads, a report on demand, a reset" {
	gcc -std=c11 -O2 "${strict[@]}" "$root/examples/server.c" -o server
	TARE_SLOW_MS=1 TARE_OUT=out.txt ./server >report
	expect report serve=4 answer=800 parse=800 compute=800 work=1600
	has "$(<report)" "5 threads"
	expect out.txt answer=1 work=2
	equal "main;answer;compute main;answer;compute;work main;answer;parse main;answer;parse;work" \
		"$(grep 'answer;' last.folded | cut -d' ' -f1 | sort | xargs)"
	jq -e '[.traceEvents[] | select(.name == "compute")] | length > 0' \
		requests.slow.json
	jq -e '[.traceEvents[] | select(.name == "compute")] | length == 0' \
		out.txt.slow.json
}

@test "graph: C++ with exceptions, and a region under callgrind" {
	g++ -std=c++17 -O1 -g "${strict[@]}" "$root/examples/graph.cc" -o graph
	TARE_OUT=out.txt ./graph >nodes
	equal "2000 nodes" "$(<nodes)" "it"
	expect out.txt build_edges=1
	TARE=0 valgrind -q --tool=callgrind --callgrind-out-file=costs ./graph
	callgrind_annotate --show-percs=no costs >table
	grep -q build_edges table
	refuses grep -q 'walker::visit' table
}

@test "the man page is well-formed" {
	man --warnings -l "$root/man/tare.h.3" >page 2>err
	equal "" "$(<err)"
	groff -ww -man -Tutf8 "$root/man/tare.h.3" >/dev/null 2>err
	equal "" "$(<err)"
	mandoc -T lint -W warning "$root/man/tare.h.3"
	# Every variable and macro that the header explains is in it.
	local word
	for word in $(sed -n '/^ \*\/$/q; p' "$root/include/tare.h" |
		grep -oE 'TARE_?[A-Z_]*' | sort -u); do
		grep -q "$word" "$root/man/tare.h.3" || fail "no $word"
	done
}
