#!/usr/bin/env bats
# torn.bats: what one thread or process sees while another is in the middle of it.
load lib

setup_file() {
	make_scratch
	program torn
}

setup() {
	fresh_run
}

teardown_file() {
	drop_scratch
}

@test "a child copies the table, and its parent goes on" {
	"$scratch/torn" fork
	expect "$dir/out.txt" forks=1 first=1
	expect "$dir"/out.*.txt first=1 second=1 third=1
}

@test "it is saved while a thread makes room in its file" {
	"$scratch/torn" grow "$dir/saved.scope"
	"$tare" scope "$dir/saved.scope" >"$dir/saved.txt"
	expect "$dir/saved.txt" second=1
	expect "$dir/out.txt" second=1 first=1
}

@test "a child of the second thread has one" {
	"$scratch/torn" thread
	has "$(head -n 1 "$dir/out.txt")" ", 2 threads)"
	has "$(head -n 1 "$dir"/out.*.txt)" ", 1 thread)"
}

@test "threads that all come first count all their calls, 200 times" {
	local i
	for ((i = 0; i < 200; i++)); do
		"$scratch/torn" race 2>"$dir/err"
		equal "" "$(<"$dir/err")"
		expect "$dir/out.txt" first=400
		rm "$dir/out.txt"
	done
}
