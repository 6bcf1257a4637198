#!/usr/bin/env bats
# truth.bats: the yardsticks as they are served, and work added to one function.
load ../lib/common
load ../lib/http
load ../lib/plain

@test "a split says what it was asked for, and how well it is calibrated" {
	get '/truth/split?share=25&steps=1000'
	equal 200 "$status" status
	body_is '.parameters.share == 25 and
		([.truth.parts[].share] == [0.25, 0.75]) and
		all(.truth.parts[]; .calibration_error >= 0 and
			.calibration_error < 0.25) and
		(.truth.functions[] | select(.function == "split_step") |
			.calls) == 250 and
		(.timing.parts_cpu_ns | .calling > 0 and .inlined > 0)'
	has "$(header Server-Timing)" 'calling;dur='
	has "$(header Server-Timing)" 'inlined;dur='
}

@test "a stack names every caller, and the jump" {
	get '/truth/stack?depth=3&rounds=1000'
	body_is '[.truth.edges[] | "\(.caller) \(.callee) \(.tail)"] == [
		"truth_stack_run stack_01 false", "stack_01 stack_02 false",
		"stack_02 stack_03 false", "stack_03 stack_leaf false",
		"truth_stack_run stack_jump false",
		"stack_jump stack_landing true"]'
	get '/truth/stack?depth=33'
	problem 400
}

@test "allocations have a peak and leaks" {
	get '/truth/alloc?count=100&size=64&chain=2&aligned=0&crossing=5&leaks=2'
	equal 200 "$status" status
	body_is '.result == {"freed": 106, "lost": 2} and
		.truth.peak_bytes == 6400 and .truth.leaks == 2 and
		.truth.leaks_most > 2 and
		.truth.bytes == 6400 + 64 * 6 + 5 * 48 + 2 * 40'
}

# memory: resident KiB of the service of /truth/alloc.
memory() {
	local pid
	for pid in $(processes_of "$TARE_ROOM" '--only truth_alloc'); do
		sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$pid/status"
	done | sort -n | tail -n 1
}

@test "a service that leaks for long does not grow without end" {
	local before
	for _ in {1..100}; do
		get '/truth/alloc?count=0&leaks=1000'
	done
	equal 200 "$status" status
	before=$(memory)
	for _ in {1..300}; do
		get '/truth/alloc?count=0&leaks=1000'
	done
	# 300 000 leaks of 48 bytes are 14 MiB, all of which would be kept.
	(($(memory) < before + 8192)) ||
		fail "from $before to $(memory) KiB"
}

@test "nothing is nothing" {
	get /truth/noop
	body_is '.result == {"nothing": 0} and
		[.truth.functions[].function] == ["truth_noop_run"]'
}

# inlined: ns of CPU time in the inlined part of the last reply.
inlined() {
	jq .timing.parts_cpu_ns.inlined <<<"$body"
}

@test "work is added to the function that a header names" {
	local plain
	get '/truth/split?share=50&steps=100'
	plain=$(inlined)
	get '/truth/split?share=50&steps=100' \
		-H 'Tare-Delay: split_inlined=50000000'
	equal 200 "$status" status
	(($(inlined) > plain + 25000000)) || fail "$plain, then $(inlined)"
	# Only for that request.
	get '/truth/split?share=50&steps=100'
	(($(inlined) < plain + 25000000)) || fail "it stays: $(inlined)"
}

@test "a delay that cannot be is a problem" {
	get '/truth/split' -H 'Tare-Delay: split_step=5'
	problem 400
	body_is '.type | endswith(":delay-invalid")'
	get /health -H 'Tare-Delay: health_run=5'
	problem 400
}

# Another address of this machine is not the loopback one.
@test "a delay from elsewhere is not passed on" {
	local address port
	address=$(hostname -I | cut -d ' ' -f 1)
	[[ -n $address ]] || fail "no address but the loopback one"
	drop_service
	up --profilers none --host 0.0.0.0
	port=${base##*:}
	base=http://$address:$port
	get '/truth/split?steps=100' -H 'Tare-Delay: split_step=5'
	equal 200 "$status" status
	base=http://127.0.0.1:$port
	get '/truth/split?steps=100' -H 'Tare-Delay: split_step=5'
	problem 400
}
