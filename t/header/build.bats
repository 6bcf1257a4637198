#!/usr/bin/env bats
# build.bats: tare.h under the compilers and options of its users: no warning, and
# the same counts.
load lib

setup_file() {
	make_scratch
}

teardown_file() {
	drop_scratch
}

# counts_right COMPILER OPTION...: built so, fib(20) has 21891 calls.
counts_right() {
	local source=$root/t/header/fib.c
	[[ $1 != *++ ]] || source=(-x c++ "$root/t/header/fib.c")
	build fib "$@" "${strict[@]}" -- "${source[@]}"
	TARE_OUT=$scratch/out.txt "$scratch/fib"
	expect "$scratch/out.txt" fib=21891/1 main=1 twenty=1
	has "$(<"$scratch/out.txt")" "; 0 calls dropped"
	rm "$scratch/out.txt"
}

@test "gcc, C11" {
	counts_right gcc -std=c11 -O0
	counts_right gcc -std=c11 -O2
	counts_right gcc -std=c11 -Os -Wmissing-prototypes -Wstrict-prototypes
	counts_right gcc -std=gnu17 -O3 -flto -D_GNU_SOURCE
}

@test "clang, C11" {
	counts_right clang -std=c11 -O0
	counts_right clang -std=c11 -O2 -Wmissing-prototypes
	counts_right clang -std=c11 -Os
	counts_right clang -std=gnu17 -O3 -D_GNU_SOURCE
}

@test "g++ and clang++, C++17" {
	counts_right g++ -std=c++17 -O2
	counts_right g++ -std=c++17 -O3 -flto
	counts_right clang++ -std=c++17 -Os
	counts_right clang++ -std=c++20 -O2
}

@test "an exception leaves scopes" {
	build throw g++ -std=c++17 -O2 "${strict[@]}" -- \
		"$root/t/header/throw.cc"
	TARE_OUT=$scratch/throw.txt "$scratch/throw"
	expect "$scratch/throw.txt" thrower=50 inner=50 "operator()=50" after=50
	TARE_OUT=$scratch/throw.folded "$scratch/throw"
	equal "main main;after main;operator() main;operator();thrower main;operator();thrower;inner" \
		"$(sed 's/ [0-9]*$//' "$scratch/throw.folded" | sort | xargs -d '\n')"
}

@test "musl" {
	counts_right musl-gcc -std=c11 -O2
	counts_right musl-gcc -std=c11 -O2 -static
}

@test "32 bits, and its files are read by 64" {
	counts_right gcc -m32 -std=c11 -O2
	counts_right clang -m32 -std=c11 -O2
	# Where time has 64 bits, too, the C library has other functions.
	counts_right gcc -m32 -std=c11 -D_TIME_BITS=64 -D_FILE_OFFSET_BITS=64
	build fib gcc -m32 -std=c11 -O2 -- "$root/t/header/fib.c"
	TARE_OUT=$scratch/a.scope "$scratch/fib"
	"$tare" scope "$scratch/a.scope" >"$scratch/out.txt"
	expect "$scratch/out.txt" fib=21891/1
}

@test "where there is no time-stamp counter" {
	# As on a machine of another kind: the same code, without the counter.
	sed 's/defined(__x86_64__)/0/; s/defined(__i386__)/0/' \
		"$root/include/tare.h" >"$scratch/tare.h"
	gcc -std=c11 -O2 "${strict[@]}" -I"$scratch" "$root/t/header/fib.c" \
		-o "$scratch/fib"
	TARE_OUT=$scratch/out.txt "$scratch/fib"
	expect "$scratch/out.txt" fib=21891/1 main=1 twenty=1
	has "$(<"$scratch/out.txt")" "Clock: CLOCK_MONOTONIC"
}

# A case under a sanitizer: exact, and not a word on stderr.
sanitized() {
	build cases "$@" -std=gnu11 -D_GNU_SOURCE -g -O1 -- \
		"$root/t/header/cases.c"
	TARE_OUT=$scratch/s.txt "$scratch/cases" threads 80 2>"$scratch/err"
	equal "" "$(<"$scratch/err")" stderr
	expect "$scratch/s.txt" die_inside=80 fib=14160/80
	TARE_OUT=$scratch/s.txt "$scratch/cases" mutual 100 2>"$scratch/err"
	expect "$scratch/s.txt" even=51/1 odd=50/1
	TARE_SLOW_MS=1 TARE_OUT=$scratch/s.txt "$scratch/cases" requests \
		2>>"$scratch/err"
	equal "" "$(<"$scratch/err")" stderr
	expect "$scratch/s.txt" request=40 parse=40
}

@test "AddressSanitizer and UndefinedBehaviorSanitizer" {
	sanitized gcc -fsanitize=address,undefined -fno-sanitize-recover
	sanitized clang -fsanitize=address,undefined -fno-sanitize-recover
	ASAN_OPTIONS=detect_stack_use_after_return=1 \
		sanitized clang -fsanitize=address -fno-sanitize-recover
}

@test "ThreadSanitizer" {
	sanitized gcc -fsanitize=thread
	sanitized clang -fsanitize=thread
}

@test "threads that meet a function at the same time" {
	local compiler
	for compiler in "gcc -O2" "gcc -O1 -fsanitize=thread" \
		"clang -O1 -fsanitize=thread"; do
		# shellcheck disable=SC2086
		build meet $compiler -std=gnu11 -D_GNU_SOURCE -g -- \
			"$root/t/header/meet.c"
		TARE_TOP=0 TARE_OUT=$scratch/meet.txt "$scratch/meet" \
			2>"$scratch/err"
		equal "" "$(<"$scratch/err")" "stderr, $compiler"
		equal "90 268/4" "$(awk '/\(fib_/ { print $1 }' \
			"$scratch/meet.txt" | sort | uniq -c | xargs)" \
			"functions and their calls, $compiler"
	done
}

@test "-DTARE_OFF leaves the code that is there without the macros" {
	local compiler options
	for compiler in gcc clang; do
		for options in -O0 -O2 -Os "-O3 -march=native"; do
			# shellcheck disable=SC2086
			$compiler -std=c11 $options -c -I"$root/include" -DWITH \
				-DTARE_OFF "$root/t/header/plain.c" \
				-o "$scratch/with.o"
			# shellcheck disable=SC2086
			$compiler -std=c11 $options -c \
				"$root/t/header/plain.c" -o "$scratch/without.o"
			cmp <(objdump -d "$scratch/with.o" | tail -n +4) \
				<(objdump -d "$scratch/without.o" | tail -n +4)
			equal "$(nm "$scratch/without.o")" \
				"$(nm "$scratch/with.o")" symbols
		done
	done
	# And the test can fail.
	gcc -std=c11 -O2 -c -I"$root/include" -DWITH "$root/t/header/plain.c" \
		-o "$scratch/with.o"
	refuses cmp -s <(objdump -d "$scratch/with.o" | tail -n +4) \
		<(objdump -d "$scratch/without.o" | tail -n +4)
}

@test "several files of a program share one table, C and C++ together" {
	gcc -std=c11 -c -I"$root/include" -DLIBRARY=first "$root/t/header/two.c" \
		-o "$scratch/one.o"
	gcc -std=c11 -c -I"$root/include" -DLIBRARY=second "$root/t/header/two.c" \
		-o "$scratch/two.o"
	cat >"$scratch/main.cc" <<-'END'
		#include "tare.h"
		extern "C" int first(int), second(int);
		int main()
		{
			TARE_FN();
			return first(0) + second(0);
		}
	END
	g++ -std=c++17 -I"$root/include" "$scratch/main.cc" "$scratch/one.o" \
		"$scratch/two.o" -o "$scratch/both"
	TARE_OUT=$scratch/out.folded "$scratch/both"
	equal "main main;first main;first;shared name main;second main;second;shared name" \
		"$(sed 's/ [0-9]*$//' "$scratch/out.folded" | sort | xargs -d '\n')"
}

@test "libraries have tables and reports of their own, also when unloaded" {
	local dir=$scratch/libraries name
	mkdir "$dir"
	for name in first second; do
		gcc -std=c11 -shared -fPIC -I"$root/include" -DLIBRARY=$name \
			"$root/t/header/two.c" -o "$scratch/lib$name.so"
	done
	gcc -std=gnu11 -I"$root/include" "$root/t/header/two.c" -L"$scratch" \
		-lfirst -Wl,-rpath,"$scratch" -o "$scratch/three"
	TARE=count "$scratch/three" "$scratch/libsecond.so" 2>"$dir/err"
	equal 3 "$(grep -c 'function calls' "$dir/err")" reports
	equal "1 10 10 10 20 20" "$(grep -E '\((main|first|second|shared)' \
		"$dir/err" | awk '{ print $1 }' | sort -n | xargs)"
	equal "" "$(nm -D "$scratch/libfirst.so" | grep tare || true)" exported
}
