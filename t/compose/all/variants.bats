#!/usr/bin/env bats
# variants.bats: the variants that are not standard, each in its container.
load ../project

setup_file() {
	export variants=(none-nofp scope tcmalloc jemalloc gperftools-cpu gperftools-heap
		jemalloc-heap uftrace callgrind perf strace)
	open_project nginx "${variants[@]}"
	export names="${variants[*]}"
}
teardown_file() { close_project; }
setup() { cd "$project" || return 1; }

# The one that needs a capability has it, and no other has any.
@test "each is confined, with only what it needs" {
	local name
	for name in $names; do
		case $name in
		strace) confined "tare_${name}_1" '["SYS_PTRACE"]' ;;
		*)
			confined "tare_${name}_1" '[]'
			docker inspect "tare_${name}_1" | jq -e \
				'.[0].HostConfig.SecurityOpt | tostring |
				contains("no-new-privileges:true")'
			;;
		esac
	done
}

@test "each answers through port 80" {
	local name
	for name in $names; do
		for _ in $(seq 600); do
			get "/v/$name/health" >/dev/null && break
			read -rt 0.1 <> <(:) || :
		done
		get "/v/$name/cpu/fibonacci?n=20" |
			jq -e --arg name "$name" '.profiler == $name'
	done
}

@test "each that profiles leaves its profile when it stops" {
	local name
	docker-compose --profile all stop -t 100
	for name in gperftools-heap jemalloc-heap uftrace callgrind perf strace; do
		[ -s "profiles/serve/$name/fibonacci/evidence.json" ] ||
			docker-compose logs "$name" </dev/null
		jq -e '.processes > 0' \
			"profiles/serve/$name/fibonacci/evidence.json"
	done
	[ "$(jq '.functions[] | select(.function == "fib").ncalls' \
		profiles/serve/callgrind/fibonacci/evidence.json)" = 21891 ]
}
