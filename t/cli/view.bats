#!/usr/bin/env bats
# view.bats: profiles by source line: held against the truth and against other viewers.
load ../lib/common

# The expected figures are of line numbers that a test looks up by their text.
setup_file() {
	make_scratch
	cd "$scratch" || return
	perf record -q -F 999 --call-graph dwarf -o io.data \
		"$APP" --run io --repeat 200 >/dev/null 2>perf.log || cat perf.log >&2
	perf record -q -F 999 -g -o fib.data \
		"$APP" --run fibonacci n=30 --repeat 20 >/dev/null 2>perf.log
	valgrind -q --tool=callgrind --callgrind-out-file=matrix.cg \
		"$APP" --run matrix >/dev/null
	heaptrack -o memory "$APP" --run memory num_lists=2 list_size=1000 >memory.json
	# .gz where there is no zstd.
	mv memory.zst memory.heaptrack || mv memory.gz memory.heaptrack
}
teardown_file() { drop_scratch; }

# line_of FILE TEXT: the number of the first line of FILE with TEXT in it.
line_of() {
	grep -nF -m 1 -- "$2" "$root/$1" | cut -d : -f 1
}

# first JSON COLUMN: file and line with most of it, of those whose source was found.
first() {
	jq -r --arg column "$2" '[.lines[] | select(.text != null)]
		| max_by(.[$column] // -1) | "\(.file | split("/") | last):\(.line)"' "$1"
}

# profile WORKLOAD TOOL [PARAMETER...]: its view as JSON, in $scratch/view.json.
profile() {
	local workload=$1 tool=$2
	shift 2
	cd "$root" && "$TARE" profile "$workload" --profilers "$tool" --json \
		--seconds 1 "$@" >"$scratch/view.json" 2>"$scratch/view.log" ||
		fail "$(cat "$scratch/view.log")"
}

# spin FILE: a program that is in one of its lines, the fifth, all the time.
spin() {
	printf '%s\n' 'int main(void)' '{' '	volatile long n = 0;' \
		'	while (n < 300000000)' '		n++;' '	return 0;' '}' >"$1"
}

# refuses WORD COMMAND...: exit 2 and one line that says WORD.
refuses() {
	local word=$1
	shift
	run "$@"
	equal 2 "$status" "exit code of $*: $output"
	equal 1 "${#lines[@]}" "lines of $output"
	has "$output" "$word"
}

@test "the recursive call makes all calls" {
	local line calls
	line=$(line_of workloads/fibonacci.c 'return fib(n - 1)')
	for tool in gprof callgrind; do
		profile fibonacci "$tool" n=20
		equal "fibonacci.c:$line" "$(first "$scratch/view.json" calls)" "$tool"
		calls=$(jq ".lines[] | select(.line == $line
			and (.file | endswith(\"fibonacci.c\"))) | .calls" "$scratch/view.json")
		equal 21890 "$calls" "$tool"
	done
}

@test "the inner loops take most time, whoever says it" {
	local loop tool
	loop=primes.c:$(line_of workloads/primes.c 'for (long i = p * p')
	# A larger sieve makes more of the loop: 60 % to 15, which 100 samples tell apart.
	for tool in callgrind "perf limit=5000000" "gperftools-cpu limit=5000000"; do
		# shellcheck disable=SC2086 # a tool and its parameters
		profile primes $tool
		equal "$loop" "$(first "$scratch/view.json" user)" "$tool"
	done
	loop=matrix.c:$(line_of workloads/matrix.c 'sum += *row++ * *column')
	for tool in callgrind perf gperftools-cpu; do
		profile matrix "$tool"
		equal "$loop" "$(first "$scratch/view.json" user)" "$tool"
	done
	cd "$scratch" && "${APP%/plain/*}/gprof/tare-app" --run matrix --repeat 10000 >/dev/null
	cd "$root" && "$TARE" view "$scratch/gmon.out" "${APP%/plain/*}/gprof/tare-app" \
		--json >"$scratch/view.json"
	equal "$loop" "$(first "$scratch/view.json" user)" gprof
}

@test "each line's allocations and bytes are the truth, exactly" {
	local line wanted
	wanted=$("$APP" --run memory | jq -c '[.truth.functions[] | select(.allocations > 0)
		| { allocations, bytes }]')
	line=$(line_of workloads/memory.c 'cell = malloc')
	for tool in heaptrack dhat; do
		profile memory "$tool"
		equal "memory.c:$line" "$(first "$scratch/view.json" allocations)" "$tool"
		equal "$wanted" "$(jq -c "[.lines[] | select(.line == $line
			and (.file | endswith(\"memory.c\"))) | { allocations, bytes }]" \
			"$scratch/view.json")" "$tool"
	done
}

@test "most of the kernel's time is the write's" {
	local write
	write=io.c:$(line_of workloads/io.c '= write(fd')
	profile io perf:unwind=dwarf --seconds 3
	equal "$write" "$(first "$scratch/view.json" kernel)"
	# The reduced view has it on top, too.
	run "$TARE" view "$TARE_PROFILES/profile/perf:unwind=dwarf/io/evidence.json" \
		--sort kernel --top 1
	has "$output" "count = write(fd"
}

@test "what a header's wrapper does is charged to the line that calls it" {
	local open
	# With _FORTIFY_SOURCE openat() is a function of fcntl2.h, inlined here twice.
	open=$(grep -n 'fd = openat(' "$root/workloads/io.c" | cut -d : -f 1)
	"$TARE" view "$scratch/io.data" --json >"$scratch/view.json"
	equal "$open" "$(jq -r --argjson open "[${open//$'\n'/,}]" '.lines[]
		| select((.file | endswith("io.c")) and .kernel > 0
			and (.line | IN($open[]))) | .line' "$scratch/view.json")"
	equal "" "$(jq -r '.lines[] | select(.kernel > 0 and
		(.file | startswith("/usr/include/"))) | .file' "$scratch/view.json")"
}

@test "a tool that samples gets the time that was asked for" {
	# The program's CPU time and not the samples: those that are due while the host has
	# taken the processor away are lost. Three runs have enough; of five, since how
	# often to repeat comes of trials, and a neighbour may slow them.
	local enough=0 taken seen=
	for _ in 1 2 3 4 5; do
		profile io perf
		taken=$(sed -nE 's/^  [0-9]+ runs?, ([0-9.]+) s of CPU time$/\1/p' \
			"$scratch/view.log")
		seen+=" ${taken:-none}"
		! jq -e -n "$taken > 0.3" >/dev/null 2>&1 || enough=$((enough + 1))
		((enough < 3)) || return 0
	done
	fail "$seen s of CPU time, of 1 s each"
}

@test "a workload's files are where the watched one's are while it is tried" {
	[[ -w /dev/shm ]] || fail "no /dev/shm to write to"
	mkdir "$scratch/slow"
	TMPDIR=$scratch/slow strace -f -qq -e trace=mkdir,mkdirat -o "$scratch/made" \
		"$TARE" profile io --profilers perf --seconds 0.1 --json >/dev/null
	# The first is the trial's.
	has "$(grep tare-io "$scratch/made" | head -n 1)" '"/dev/shm/tare-io'
	equal "" "$(grep "$scratch/slow/tare-io" "$scratch/made")"
}

@test "a profile leaves nothing where one is" {
	mkdir "$scratch/nothing-here" && cd "$scratch/nothing-here"
	"$TARE" profile fibonacci n=10 --profilers gprof --seconds 0.1 --json \
		>/dev/null 2>"$scratch/view.log" || fail "$(<"$scratch/view.log")"
	equal "" "$(ls -A)"
}

@test "lines agree with perf annotate" {
	local ours theirs
	theirs=$(perf annotate --stdio -l -i "$scratch/fib.data" fib 2>/dev/null |
		sed -nE 's/^ +([0-9.]+) fibonacci.c:([0-9]+)$/\2 \1/p' | sort -n)
	ours=$("$TARE" view "$scratch/fib.data" --json | jq -r '
		[.lines[] | select(.function == "fib")] | (map(.user) | add) as $all
		| .[] | "\(.line) \(.user / $all * 10000 | round / 100)"' | sort -n)
	[[ -n $theirs ]] || fail "perf annotate says nothing"
	# Rounded to two places; and perf's sum of a line is without those of its
	# instructions that have less than 0.5 %.
	equal "$(wc -l <<<"$theirs")" "$(join <(sort <<<"$theirs") <(sort <<<"$ours") |
		awk '$3 - $2 > -0.011 && $3 - $2 < 1' | wc -l)" \
		"lines in which both agree, of $(tr '\n' ';' <<<"$theirs$ours")"
}

@test "lines agree with callgrind_annotate" {
	local ours theirs
	theirs=$(callgrind_annotate --threshold=100 --context=10000 --show-percs=no \
		"$scratch/matrix.cg" "$root/workloads/matrix.c" 2>/dev/null |
		awk '/^-- Auto-annotated source: .*matrix.c|^-- User-annotated source: .*matrix.c/ { on = 1; n = 0; next }
			/^-- .*annotated source/ { on = 0 }
			/events annotated$/ { on = 0 }
			on && /^-- line [0-9]+/ { n = $3 - 1; next }
			on && /^-+$/ || / => / { next }
			on && /^Ir/ { head = 1; next }
			on && head && NF == 0 && n == 0 { next }
			on && head { n++; gsub(",", "", $1); if ($1 ~ /^[0-9]+$/) print n, $1 }')
	ours=$(cd "$root" && "$TARE" view "$scratch/matrix.cg" --json | jq -r '
		.lines[] | select((.file | endswith("/matrix.c")) and .user > 0)
		| "\(.line) \(.user)"' | sort -n)
	# Which of its rows are lines of the source depends on its layout: the costs count.
	equal "$(cut -d ' ' -f 2 <<<"$theirs" | sort -n | tail -n 5)" \
		"$(cut -d ' ' -f 2 <<<"$ours" | sort -n | tail -n 5)"
}

@test "several profiles side by side, and the same file under two names" {
	run "$TARE" view "$scratch/fib.data" --with "$scratch/memory.heaptrack" --csv
	equal 0 "$status"
	[[ ${lines[0]} == file,line,function,user,*allocations,bytes* ]] ||
		fail "columns: ${lines[0]}"
}

@test "text has the line, its source, and who said what" {
	cd "$root"
	run "$TARE" view "$scratch/io.data"
	equal 0 "$status"
	has "$output" "dwarf 8192 B"
	has "$output" "its error was not measured"
	has "$output" "hash = (hash ^ words[i])"
	run "$TARE" view "$scratch/io.data" --function io_checksum --cli --sort user --top 1
	has "$output" "Lines by user"
	[[ $output != *"write(fd"* ]] || fail "another function: $output"
}

@test "a source that is missing: where it was looked for" {
	mkdir -p "$scratch/src/x" && cd "$scratch/src/x"
	spin spin.c
	gcc -g -O1 spin.c -o "$scratch/spin"
	perf record -q -o "$scratch/spin.data" "$scratch/spin" >/dev/null 2>&1
	mv spin.c "$scratch/moved.c"
	run "$TARE" view "$scratch/spin.data"
	has "$output" "source not found"
	has "$output" "--source DIR"
	mkdir "$scratch/elsewhere" && mv "$scratch/moved.c" "$scratch/elsewhere/spin.c"
	run "$TARE" view "$scratch/spin.data" --source "$scratch/elsewhere"
	has "$output" "n++;"
	run "$TARE" view "$scratch/spin.data" --source "$scratch/src"
	has "$output" "looked there, and below $scratch/src, ."
}

@test "the line with most is that, also when its source is missing" {
	cd "$scratch"
	# What is left is a line of a header with 0.0 %.
	sed "s|$root/workloads/|/gone/|" matrix.cg >gone.cg
	run "$TARE" view gone.cg
	equal 0 "$status"
	[[ $output =~ user\ +[1-9][0-9.]+\ %\ +/gone/matrix.c ]] || fail "$output"
}

@test "a pager that reads to the end comes to an end" {
	cd "$scratch"
	run env PAGER=cat timeout 20 script -qec "$TARE view matrix.cg" /dev/null </dev/null
	equal 0 "$status" "$output"
	has "$output" "The line with most of each"
	# Its colours take no room of a row that is as wide as the terminal.
	sed 's/\x1b\[[0-9;]*m//g; s/\r$//' <<<"$output" >plain
	equal 80 "$(awk '/^ +[0-9.]+ +[0-9]+ +for \(; row/ { print length }' plain)"
}

@test "a terminal is told no more than text and colours by a foreign profile" {
	local form
	cd "$scratch"
	sed "s|$root/workloads/|/gone/\x1b]0;owned\x07|" matrix.cg >foreign.cg
	for form in "" --cli; do
		run env PAGER=cat timeout 20 \
			script -qec "$TARE view $form foreign.cg" /dev/null </dev/null
		equal 0 "$status" "$output"
		has "$output" $'/gone/\xef\xbf\xbd]0;owned\xef\xbf\xbdmatrix.c'
		[[ $output != *$'\x1b]'* ]] || fail "$output"
	done
	# So it is with what is wrong with one.
	sed 's/^summary: .*/&\n\x1b]0;owned\x07/' matrix.cg >damaged.cg
	run timeout 20 script -qec "$TARE view damaged.cg" /dev/null </dev/null
	has "$output" "]0;owned"
	[[ $output != *$'\x1b'* ]] || fail "$output"
	# A file gets what there is.
	run "$TARE" view foreign.cg
	has "$output" $'/gone/\x1b]0;owned\x07matrix.c'
}

# paged PAGER: what is seen on a terminal with it, and with a less that says so.
paged() {
	run env PATH="$scratch/bin:$PATH" PAGER="$1" timeout 20 \
		script -qec "$TARE view matrix.cg" /dev/null </dev/null
	equal 0 "$status" "$output"
	has "$output" "The line with most of each"
}

@test "a pager may have arguments; what only a shell understands is not one" {
	local pager
	mkdir -p "$scratch/bin" && cd "$scratch"
	printf '#!/bin/sh\necho "less with $# words"\nexec cat\n' >bin/less
	chmod +x bin/less
	paged "sed  -e s/^/paged:/ "
	has "$output" "paged:Functions"
	paged "less -F -R"
	has "$output" "less with 2 words"
	for pager in "" "  " "no-such-pager -x" "cat | sed s/^/paged:/" \
		"sed 's/^/paged:/'" "sed$(printf ' -s%.0s' {1..16})"; do
		paged "$pager"
		has "$output" "less with 0 words" "$pager"
	done
}

@test "a program that is stripped has functions only, and says so" {
	cd "$scratch"
	spin bare.c
	gcc -g -O1 bare.c -o bare
	perf record -q -o bare.data ./bare >/dev/null 2>&1
	strip -g bare
	run "$TARE" view bare.data
	equal 0 "$status"
	has "$output" "bare has no debug information"
	has "$output" "functions only"
	has "$output" " main"
	# Without its names it is one function, which is called as the file is.
	strip -s bare
	run "$TARE" view bare.data
	equal 0 "$status"
	has "$output" "bare has no debug information"
	has "$output" "[bare]"
}

@test "Debian's programs, with the symbols in packages of their own" {
	cd "$scratch"
	seq 300000 | shuf --random-source=<(yes) >numbers
	LC_ALL=C.UTF-8 perf record -q -F 999 -o sort.data sort numbers >/dev/null 2>perf.log
	run "$TARE" view sort.data --cli
	equal 0 "$status"
	# coreutils come stripped; of libc libc6-dbg has the lines, but not the source.
	has "$output" "sort has no debug information"
	[[ $output =~ [a-z_/.-]+\.[cS]\ \ \(source\ not\ found ]] ||
		fail "no line of libc: $output"
}

@test "debug information from a server, by build id" {
	local id
	cd "$scratch"
	spin far.c
	gcc -g -O1 -Wl,--build-id far.c -o far
	id=$(readelf -n far | sed -n 's/.*Build ID: //p')
	mkdir -p "server/buildid/$id"
	objcopy --only-keep-debug far "server/buildid/$id/debuginfo"
	strip -g far
	perf record -q -o far.data ./far >/dev/null 2>&1
	DEBUGINFOD_URLS=file://$scratch/server DEBUGINFOD_CACHE_PATH=$scratch/cache \
		run "$TARE" view far.data
	equal 0 "$status"
	has "$output" "n++;"
}

@test "debug information in a file of its own is found by its build id" {
	cd "$scratch"
	spin apart.c
	gcc -g -O1 apart.c -o apart
	mkdir -p .debug
	objcopy --only-keep-debug apart .debug/apart.debug
	strip -g apart && objcopy --add-gnu-debuglink=.debug/apart.debug apart
	perf record -q -o apart.data ./apart >/dev/null 2>&1
	run "$TARE" view apart.data
	equal 0 "$status"
	has "$output" "n++;"
	# Built again since, it is another program.
	gcc -g -O0 apart.c -o apart
	run "$TARE" view apart.data
	has "$output" "another build"
}

@test "names of C++ are readable" {
	cd "$scratch"
	printf 'struct list { long grow(long n); };\n__attribute__((noinline)) long list::grow(long n)\n{\n\tvolatile long i = 0;\n\twhile (i < n)\n\t\ti++;\n\treturn i;\n}\nint main()\n{\n\treturn list().grow(300000000) == 0;\n}\n' >grow.cc
	g++ -g -O1 grow.cc -o grow
	perf record -q -o grow.data ./grow >/dev/null 2>&1
	run "$TARE" view grow.data
	has "$output" "list::grow(long)"
}

@test "a standalone page needs nothing else" {
	cd "$root"
	"$TARE" view "$scratch/fib.data" --standalone "$scratch/view.html"
	has "$(cat "$scratch/view.html")" "return fib(n - 1) + fib(n - 2);"
	run grep -nE '<script|https?://|<link|src=' "$scratch/view.html"
	equal 1 "$status" "it refers to: $output"
	# The file with the hottest line is the first below the functions.
	has "$(grep -o '<h2>.*</h2>' "$scratch/view.html" | sed -n 2p)" fibonacci.c
	"$TARE" view "$scratch/fib.data" --sort user --top 1 --standalone "$scratch/view.html"
	equal 1 "$(grep -c '<tr.*fibonacci.c:' "$scratch/view.html")" "lines of a page of one"
}

@test "what changed between two profiles" {
	cd "$scratch"
	valgrind -q --tool=callgrind --callgrind-out-file=small.cg \
		"$APP" --run matrix size=10 >/dev/null
	cd "$root"
	"$TARE" view "$scratch/matrix.cg" --json >"$scratch/saved.json"
	run "$TARE" view "$scratch/saved.json" "$scratch/small.cg" --sort user --top 1
	equal 0 "$status"
	has "${lines[2]}" "sum += *row++"
	[[ ${lines[2]} != *noise* ]] || fail "a count has no noise"
	run "$TARE" view "$scratch/saved.json" "$scratch/saved.json" --sort calls
	[[ $output != *noise* ]] || fail "a count that is the same, neither"
	# The same twice: nothing beyond chance.
	run "$TARE" view "$scratch/fib.data" "$scratch/fib.data" --sort user
	has "${lines[2]}" "(noise)"
}

@test "what changed, as JSON, CSV and a page" {
	local old=$scratch/saved.json new=$scratch/small.cg was is
	cd "$root"
	"$TARE" view "$old" "$new" --json >"$scratch/diff.json"
	was=$(jq '.lines[] | select(.text // "" | contains("sum += *row++")) | .user' "$old")
	is=$("$TARE" view "$new" --json | jq '.lines[]
		| select(.text // "" | contains("sum += *row++")) | .user')
	equal "$was $is false" "$(jq -r '.columns[] | select(.column == "user") | .lines[0]
		| "\(.before) \(.after) \(.noise)"' "$scratch/diff.json")"
	equal instructions "$(jq -r '.columns[0].unit' "$scratch/diff.json")"
	run "$TARE" view "$old" "$new" --csv --sort user --top 1
	equal 2 "${#lines[@]}" "a title and a row"
	has "${lines[1]}" ",$was,$is,0,"
	"$TARE" view "$old" "$new" --standalone "$scratch/diff.html"
	has "$(cat "$scratch/diff.html")" '<tr class="less">'
	run grep -nE '<script|https?://|<link|src=' "$scratch/diff.html"
	equal 1 "$status" "it refers to: $output"
	"$TARE" view "$scratch/fib.data" "$scratch/fib.data" --standalone "$scratch/same.html"
	has "$(cat "$scratch/same.html")" '<tr class="noise">'
	run grep -cE '<tr class="(more|less)">' "$scratch/same.html"
	equal 0 "$output" "changes of a file from itself"
}

@test "two tools that count in different units are compared in shares" {
	cd "$scratch"
	valgrind -q --tool=callgrind --callgrind-out-file=fib.cg \
		"$APP" --run fibonacci >/dev/null
	run "$TARE" view fib.cg fib.data --sort user
	equal 0 "$status"
	has "$output" ", % of all: before, after, change"
	"$TARE" view fib.cg fib.data --json |
		jq -e '.columns[] | select(.column == "user") | [.lines[]
			| (.before, .after) | select(. < 0 or . > 100)] | length == 0'
}

@test "what cannot be used: one line, the file, the reason, exit 2" {
	cd "$scratch"
	: >empty
	refuses "$scratch/empty" "$TARE" view "$scratch/empty"
	head -c 5000 fib.data >cut.data
	refuses "cut.data cannot be used: it is cut short" "$TARE" view cut.data
	{ printf 2ELIFREP; tail -c +9 fib.data; } >swapped.data
	refuses "other byte order" "$TARE" view swapped.data
	sed 's/x86_64/riscv9/g' fib.data >foreign.data
	refuses "another machine (riscv9" "$TARE" view foreign.data
	head -c 100 memory.heaptrack >cut.zst
	refuses "cut.zst cannot be used" "$TARE" view cut.zst
	head -n 30 matrix.cg >cut.cg
	refuses "cut.cg cannot be used: it is cut short" "$TARE" view cut.cg
	echo 'what is this' >foreign
	refuses "no profile that tare knows" "$TARE" view foreign
	refuses "no profile of \"no/such\"" "$TARE" view no/such
	printf 'gmon\1\0\0\0' >gmon.out
	refuses "needs the program" "$TARE" view gmon.out
	refuses "cut short" "$TARE" view gmon.out "$APP"
	refuses "no workload is called nosuch" "$TARE" profile nosuch
	refuses 'must be an integer from 1 to 16, not "99"' \
		"$TARE" profile memory num_lists=99
	refuses 'unknown parameter "lists"' "$TARE" profile memory lists=9
	refuses 'expected NAME=VALUE, not "lists"' "$TARE" profile memory lists
	refuses "no line of function nosuch" "$TARE" view matrix.cg --function nosuch
	refuses "no line of a file with nosuch" "$TARE" view matrix.cg --file nosuch
	refuses '"/no/such" is not' "$TARE" view matrix.cg --source /no/such
	refuses "at a time" "$TARE" view matrix.cg --json --csv
}

@test "bytes that were copied, by the line that had it done" {
	cd "$scratch"
	printf '#include <string.h>\n#include <stdlib.h>\nint main(int n, char **a)\n{\n\tchar *from = calloc(1, 4096), *to = malloc(4096);\n\tfor (int i = 0; i < 1000; i++)\n\t\tmemcpy(to, from, (size_t)n * 4096);\n\treturn to[(long)a %% 4096];\n}\n' >copy.c
	gcc -g -O1 -fno-builtin copy.c -o copy
	valgrind -q --tool=dhat --mode=copy --dhat-out-file=copy.dhat ./copy >/dev/null 2>&1
	run "$TARE" view copy.dhat --csv
	has "$output" '",7,"main",4096000'
	has "$output" "pass a pointer"
}

@test "gperftools' CPU profile has lines" {
	LD_PRELOAD=libprofiler.so.0 CPUPROFILE=$scratch/cpu.prof \
		"$APP" --run fibonacci n=32 --repeat 10 >/dev/null 2>&1
	run "$TARE" view "$scratch/cpu.prof" --json
	equal 0 "$status"
	has "$(jq -r '.lines[0].file' <<<"$output")" fibonacci.c
}

# As heaptrack --record-only leaves it.
@test "heaptrack's own recording is read, compressed or not" {
	cd "$scratch"
	DUMP_HEAPTRACK_OUTPUT=$scratch/raw \
		LD_PRELOAD=/usr/lib/heaptrack/libheaptrack_preload.so \
		"$APP" --run memory num_lists=2 list_size=100 >raw.json
	gzip -k raw
	"$TARE" view raw --csv >raw.csv
	"$TARE" view raw.gz --csv >gz.csv
	has "$(<raw.csv)" memory.c
	cmp raw.csv gz.csv
}

@test "a program that allocates nothing is one all the same" {
	cd "$scratch"
	spin idle.c
	gcc -g -O1 idle.c -o idle
	heaptrack -o idle ./idle >/dev/null
	mv idle.zst idle.heaptrack || mv idle.gz idle.heaptrack
	run "$TARE" view idle.heaptrack
	equal 0 "$status" "$output"
	[[ $output != *"idle.c"* ]] || fail "it allocates: $output"
	run "$TARE" view idle.heaptrack ./idle
	equal 0 "$status" "$output"
	cp idle other
	refuses "which program ran" "$TARE" view idle.heaptrack other
}

@test "a saved view says beside another what it would have said itself" {
	local raw=$scratch/memory.cg saved=$scratch/cg.json \
		other=$scratch/memory.heaptrack form
	cd "$root"
	valgrind -q --tool=callgrind --callgrind-out-file="$raw" \
		"$APP" --run memory num_lists=2 list_size=1000 >"$scratch/x"
	"$TARE" view "$raw" --json >"$saved"
	for form in --csv --cli; do
		"$TARE" view "$other" --with "$raw" $form >"$scratch/raw.txt"
		"$TARE" view "$other" --with "$saved" $form >"$scratch/saved.txt"
		diff "$scratch/raw.txt" "$scratch/saved.txt" || fail "$form"
	done
	jq '.columns[].error = "off by 1 %" | .notes = "as it was\n"' "$saved" \
		>"$scratch/told.json"
	run "$TARE" view "$scratch/told.json"
	has "$output" "off by 1 %"
	has "$output" "as it was"
	# What the first one says is not said again.
	"$TARE" view "$saved" --csv >"$scratch/once.csv"
	jq '.columns[].total = 7 | .lines[].calls = 7' "$saved" >"$scratch/told.json"
	"$TARE" view "$saved" --with "$scratch/told.json" --csv >"$scratch/twice.csv"
	cmp "$scratch/once.csv" "$scratch/twice.csv"
}

# heaptrack says "workloads/memory.c", callgrind the whole path.
@test "a source is found by whichever of its names leads to it" {
	cd "$scratch"
	valgrind -q --tool=callgrind --callgrind-out-file=named.cg \
		"$APP" --run memory num_lists=2 list_size=100 >named.out
	"$TARE" view memory.heaptrack --with named.cg --json >named.json
	jq -e '[.lines[] | select(.file == "workloads/memory.c")] |
		length > 3 and all(.[]; .text != null)' named.json ||
		fail "$(jq -c '.sources[:3]' named.json)"
}

@test "folded stacks are functions, with a word about it" {
	printf 'main;f;g 3\nmain;f 1\n' >"$scratch/x.folded"
	run "$TARE" view "$scratch/x.folded"
	equal 0 "$status"
	has "$output" "functions only"
	has "$output" "75.0   75.0  g"
}
