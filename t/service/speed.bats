#!/usr/bin/env bats
# speed.bats: how fast the client is beside what it drives. It has the machine to itself,
# and no sanitizer: those slow down one more than the other.
bats_require_minimum_version 1.5.0
load ../lib/common
load ../lib/http
load ../lib/plain
load ../lib/client

@test "to ask for ten times what can be sent costs no throughput" {
	local best=0 closed asked open
	# Neighbours disturb either run: the best of a few pairs counts.
	for _ in {1..12}; do
		client /health -c 16 -d 0.5
		closed=$(jq .result.requests_per_s <<<"$output")
		asked=$(jq -n "$closed * 10 | floor")
		client /health -c 16 -d 0.5 -R "$asked"
		open=$(jq .result.requests_per_s <<<"$output")
		adds_up
		# Five standard deviations of a Poisson number.
		result "($asked * .elapsed_s) as \$due |
			(.arrivals - \$due | fabs) < 5 * (\$due | sqrt)"
		# After a closed loop that neighbours slowed down, it was less than asked for.
		jq -e '.result | .unsent > .sent' <<<"$output" >/dev/null || continue
		best=$(jq -n "[$best, $open / $closed] | max")
		jq -en "$best < 0.95" >/dev/null || break
	done
	note "ten times the capacity asked for: $best of the throughput"
	jq -en "$best >= 0.95" || fail "at best $best of the throughput"
}

@test "the client does at least 1.5 times what the service takes" {
	local best=0 service client
	for _ in {1..12}; do
		client /health -c 16 -d 0.5
		service=$(jq '.result | .replies / .elapsed_s' <<<"$output")
		# nginx answers this one itself.
		client /none-such -c 16 -d 0.5
		client=$(jq '.result | .replies / .elapsed_s' <<<"$output")
		best=$(jq -n "[$best, $client / $service] | max")
		jq -en "$best < 1.5" >/dev/null || break
	done
	note "the client reaches $best times the service"
	jq -en "$best >= 1.5" || fail "only $best times"
}
