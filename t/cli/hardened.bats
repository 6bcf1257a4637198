#!/usr/bin/env bats
# hardened.bats: what is built is hardened, and what is measured stays as it was.
load ../lib/common

# The command, and the service in every flavour but those for tests.
setup() {
	programs=("$TARE")
	for program in "${TARE%/*}"/*/tare-app; do
		[[ $program == */asan/* || $program == *-nopie/* ]] ||
			programs+=("$program")
	done
	((${#programs[@]} > 5)) || fail "too few: ${programs[*]}"
}

# each PART COMMAND...: with each program as its last word, it prints PART.
each() {
	local part=$1 program
	shift
	for program in "${programs[@]}"; do
		has "$("$@" "$program")" "$part" "$program"
	done
}

@test "programs are loaded anywhere" {
	each PIE readelf -dW
}

@test "symbols are bound at the start, and their table is read-only" {
	each BIND_NOW readelf -dW
	each GNU_RELRO readelf -lW
}

@test "no stack is executable" {
	local program
	for program in "${programs[@]}"; do
		equal RW "$(readelf -lW "$program" |
			awk '$1 == "GNU_STACK" { print $7 }')" "$program"
	done
}

@test "arrays on the stack have canaries, and calls know their room" {
	each __stack_chk_fail readelf -W --dyn-syms
	each _chk@GLIBC readelf -W --dyn-syms
}

# uftrace cannot patch a function that begins with endbr64, and then does not see it.
@test "indirect calls end where they may, but under uftrace" {
	local i
	for i in "${!programs[@]}"; do
		[[ ${programs[i]} != */uftrace/* ]] || unset "programs[i]"
	done
	each endbr64 objdump -d --disassemble=main
}

# measured: the functions of every truth, which are what a profiler is asked about.
measured() {
	local name
	for name in $("$APP" --list --json | jq -r '.[].name'); do
		"$APP" --run "$name" | jq -r '.truth.functions[].function'
	done | sort -u
}

# A workload's own function is called through its descriptor: one endbr64 a request.
@test "what is measured has nothing of it" {
	local program function text count=0
	for function in $(measured); do
		for program in "${programs[@]:1}"; do
			text=$(objdump -d --no-show-raw-insn \
				--disassemble="$function" "$program")
			has "$text" "<$function>:" "$program"
			[[ $text != *__stack_chk_fail* ]] ||
				fail "$program: $function has a canary"
			[[ $function == *_run || $text != *endbr64* ]] ||
				fail "$program: $function has endbr64"
		done
		count=$((count + 1))
	done
	((count > 20)) || fail "only $count functions"
}

@test "the container of perf makes no namespace, and threads all the same" {
	# clone() with any of its flags; clone3(), whose flags a filter cannot see, is
	# not there. An action that is the default's would make the list invalid.
	jq -e '.defaultAction == "SCMP_ACT_ALLOW" and
		all(.syscalls[]; .action == "SCMP_ACT_ERRNO") and
		([.syscalls[] | select(.names == ["clone"]) | .args[] |
			select(.index == 0 and .op == "SCMP_CMP_MASKED_EQ" and
				.value == .valueTwo) | .value] | add) == 2114060288 and
		any(.syscalls[]; .names == ["clone3"] and .errnoRet == 38) and
		any(.syscalls[]; .args == [] and .errnoRet == null and
			(["unshare", "setns"] - .names) == [])' \
		"$root/conf/seccomp-perf.json"
}
