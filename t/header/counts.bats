#!/usr/bin/env bats
# counts.bats: calls are exact and times are right, whatever the program does.
load lib

setup_file() {
	make_scratch
	program cases
}

setup() {
	fresh_run
}

teardown_file() {
	drop_scratch
}

@test "fib(28)" {
	"$scratch/cases" fib 28
	expect "$dir/out.txt" fib=1028457/1
	TARE=count TARE_OUT=$dir/count.txt "$scratch/cases" fib 28
	expect "$dir/count.txt" fib=1028457/1
	TARE_SLOW_MS=1000 TARE_OUT=$dir/slow.txt "$scratch/cases" fib 28
	expect "$dir/slow.txt" fib=1028457/1
}

@test "mutual recursion" {
	"$scratch/cases" mutual 1000
	expect "$dir/out.txt" even=501/1 odd=500/1
	TARE=count "$scratch/cases" mutual 1001
	expect "$dir/out.txt" even=501/1 odd=501/1
}

@test "longjmp out of scopes" {
	"$scratch/cases" longjmp
	# 10 times 6 and 100 times 4, of which 10 and 100 from outside.
	expect "$dir/out.txt" longjmps=1 jump_once=10 try=10 deep=460/110 \
		jump_often=1 again=100 after=11
	# And what was left is no caller any more.
	TARE_OUT=$dir/a.folded "$scratch/cases" longjmp
	grep -q '^longjmps;after ' "$dir/a.folded"
	grep -q '^longjmps;jump_often;again;deep;deep ' "$dir/a.folded"
	refuses grep -q 'again;again\|deep;again\|try;jump_once' "$dir/a.folded"
}

@test "threads that die early, in a scope, and more than there is room for" {
	"$scratch/cases" threads 400
	expect "$dir/out.txt" threads=1 die_inside=400 fib=70800/400
	has "$(<"$dir/out.txt")" "; 0 calls dropped"
	# One after the other they take over tables: the file stays small.
	TARE_OUT=$dir/a.scope "$scratch/cases" threads 400
	(($(stat -c %s "$dir/a.scope") < 10000000))
	build few gcc -std=gnu11 -D_GNU_SOURCE -O2 -DTARE_THREADS=5 -- \
		"$root/t/header/cases.c"
	"$scratch/few" threads 8
	# 177 calls of fib and one of die_inside in each thread.
	awk '/calls dropped/ { match($0, /[0-9]+ calls dropped/)
			dropped = substr($0, RSTART) + 0 }
		/\(die_inside\)/ { died = $1 }
		END { exit !(dropped + died * 178 == 8 * 178 && died >= 4) }' \
		"$dir/out.txt"
}

@test "exit in a scope" {
	"$scratch/cases" exit
	expect "$dir/out.txt" leave_inside=1
	awk -v t="$(column "$dir/out.txt" leave_inside 2)" \
		'BEGIN { exit !(t >= 0.02 && t < 5) }'
}

@test "fork: each process its own, none twice, and no file for exec" {
	local child
	"$scratch/cases" fork
	# 177 twice in the parent; 465 in each child, in one that called _exit.
	expect "$dir/out.txt" forks=1 fib=354/2
	equal 2 "$(find "$dir" -name 'out.*.txt*' | wc -l)" "files of children"
	child=$(find "$dir" -name 'out.*.txt')
	expect "$child" child=1 fib=465/1
	"$tare" scope "$dir"/*.scope >"$dir/left"
	expect "$dir/left" child=1 fib=465/1
	TARE_OUT=$dir/%p.scope "$scratch/cases" fork
	rm "$dir"/out*
	"$tare" scope "$dir"/*.scope >"$dir/all"
	expect "$dir/all" forks=1 child=2 fib=1284/4
	has "$(<"$dir/all")" "3 processes"
}

@test "a scope leaves errno as it was, in a child, too" {
	"$scratch/cases" errno
	TARE=0 "$scratch/cases" errno
}

@test "SIGKILL leaves what was counted" {
	"$scratch/cases" kill 2>/dev/null || true
	equal out.txt.scope "$(ls "$dir")"
	"$tare" scope "$dir/out.txt.scope" >"$dir/left"
	expect "$dir/left" killed=1 left=1 fib=1973/1
}

@test "a signal handler on a stack of its own" {
	"$scratch/cases" alternate
	expect "$dir/out.txt" alternate=1 handler=50 after=50
}

@test "deep recursion; what is too deep is dropped, and said" {
	"$scratch/cases" dive 30000
	expect "$dir/out.txt" dive=30001/1
	build shallow gcc -std=gnu11 -D_GNU_SOURCE -O2 -DTARE_DEPTH=2000 \
		-DTARE_SITES=64 -- "$root/t/header/cases.c"
	"$scratch/shallow" dive 30000
	awk '/calls dropped/ { match($0, /[0-9]+ calls dropped/)
			dropped = substr($0, RSTART) + 0 }
		/\(dive\)/ { split($1, calls, "/") }
		END { exit !(dropped > 0 && dropped + calls[1] == 30001) }' \
		"$dir/out.txt"
}

@test "more chains of calls, or more scopes, than there is room for" {
	build small gcc -std=gnu11 -D_GNU_SOURCE -O2 -DTARE_NODES=6 -- \
		"$root/t/header/cases.c"
	"$scratch/small" longjmp
	awk '/calls dropped/ { match($0, /[0-9]+ calls dropped/)
			dropped = substr($0, RSTART) + 0 }
		$NF ~ /\(/ && /cases.c/ { split($1, calls, "/"); sum += calls[1] }
		END { exit !(dropped > 0 && sum + dropped == 593) }' \
		"$dir/out.txt"
	build sites gcc -std=gnu11 -D_GNU_SOURCE -O2 -DTARE_SITES=3 -- \
		"$root/t/header/cases.c"
	"$scratch/sites" longjmp
	awk '/calls dropped/ { match($0, /[0-9]+ calls dropped/)
			dropped = substr($0, RSTART) + 0 }
		$NF ~ /\(/ && /cases.c/ { split($1, calls, "/"); sum += calls[1] }
		END { exit !(dropped > 0 && sum + dropped == 593) }' \
		"$dir/out.txt"
}

@test "reset: as if nothing had been before" {
	local since
	since=$("$scratch/cases" reset)
	expect "$dir/out.txt" fib=177/1 resets=
	# The time before it is not in the time since.
	awk -v t="$(column "$dir/out.txt" fib 4)" -v since="$since" \
		'BEGIN { exit !(t <= since + 0.0005) }'
}

@test "tottime of a split is within 2 points of the truth, cumtime of wall time" {
	local share left right wall
	for share in 5 20 35 50 65 80 95; do
		read -r left right wall < <("$scratch/cases" split "$share")
		awk -v a="$left" -v b="$right" -v wall="$wall" -v x="$(
			column "$dir/out.txt" left 2)" -v y="$(
			column "$dir/out.txt" right 2)" -v c="$(
			column "$dir/out.txt" split 4)" 'BEGIN {
				off = 100 * (x / (x + y) - a / (a + b))
				printf "share %.2f %%, off by %+.3f points\n",
					100 * a / (a + b), off
				exit !(off < 2 && off > -2 && c <= wall + 0.0005)
			}' || fail "at $share %"
	done
}
