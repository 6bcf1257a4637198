#!/usr/bin/env bats
# compose.bats: `docker compose up` as a person does it, on a real engine.

setup_file() {
	export root caller project
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	eval "$("$root/t/compose/engine" start)"
	# A clone of a person who is not root.
	caller=1000
	project=$(mktemp -d)/tare
	mkdir "$project"
	(cd "$root" && git ls-files -z --cached --others --exclude-standard |
		xargs -0 cp --parents -t "$project")
	chown -R $caller:$caller "$project"
	cd "$project" || return 1
	docker-compose up -d --build >"$project/up.log" 2>&1 ||
		{ tail -n 20 "$project/up.log"; return 1; }
}

teardown_file() {
	cd "$project" || return 0
	docker-compose down -v >/dev/null 2>&1
	rm -rf "$(dirname "$project")"
	"$root/t/compose/engine" stop
}

setup() { cd "$project" || return 1; }

get() { curl -sf --max-time 60 "http://localhost$1"; }

# The endpoints of the service itself.
paths() {
	docker-compose exec -T none tare list --json </dev/null |
		jq -r '.endpoints[].path'
}

@test "every endpoint of every variant answers through port 80, with its truth" {
	local variant path
	[ "$(paths | wc -l)" -ge 7 ]
	for variant in none gprof heaptrack; do
		for path in $(paths); do
			get "/v/$variant$path" >reply.json
			jq -e --arg v "$variant" --arg p "$path" \
				'.profiler == $v and .path == $p and
				(.truth.functions | length > 0)' reply.json
		done
	done
	get /cpu/fibonacci | jq -e '.result.value == 317811 and
		.truth.functions[1].calls == 1028457'
}

@test "no container runs as root; capabilities, root and limits are what they should be" {
	local id
	for id in $(docker-compose ps -q); do
		docker inspect "$id" >inspect.json
		jq -e '.[0] | .Config.User == "1000:1000" and
			.HostConfig.ReadonlyRootfs and
			.HostConfig.CapDrop == ["ALL"] and
			(.HostConfig.CapAdd // [] | length == 0) and
			(.HostConfig.SecurityOpt | index("no-new-privileges:true") != null) and
			.HostConfig.Memory > 0 and .HostConfig.PidsLimit > 0 and
			.HostConfig.Init and
			.HostConfig.RestartPolicy.Name == "unless-stopped"' inspect.json
		[ "$(docker exec "$id" id -u)" = 1000 ]
	done
}

@test "the image is small" {
	[ "$(docker image inspect tare | jq '.[0].Size')" -lt 400000000 ]
}

@test "a killed worker is replaced" {
	local pid
	pid=$(get /v/none/health | jq .pid)
	docker-compose exec -T none bash -c "kill -9 $pid" </dev/null
	for _ in $(seq 20); do get /v/none/health >/dev/null; done
}

@test "stopping a variant saves its profile, exactly, and harms no other" {
	local before after
	before=$(docker-compose exec -T gprof ls /run/tare/s </dev/null | grep -c gprof)
	[ "$before" -ge 7 ]
	docker-compose restart gprof heaptrack
	ready() { get /v/gprof/health && get /v/heaptrack/health; }
	for _ in $(seq 300); do ready >/dev/null && break; read -rt 0.1 <> <(:) || :; done
	for _ in $(seq 5); do
		get /v/gprof/cpu/fibonacci >/dev/null
		get /v/heaptrack/memory >/dev/null
	done
	docker-compose stop gprof heaptrack
	[ "$(curl -s -o problem.json -w '%{http_code} %{content_type}' \
		http://localhost/v/gprof/health)" = "503 application/problem+json" ]
	get /cpu/fibonacci >/dev/null
	after=$(jq '.functions[] | select(.function == "fib").ncalls' \
		profiles/serve/gprof/fibonacci/evidence.json)
	[ "$after" = $((5 * 1028457)) ]
	after=$(jq '[.sites[] | select(.function == "cell_new").allocations] | add' \
		profiles/serve/heaptrack/memory/evidence.json)
	[ "$after" = $((5 * 60000)) ]
}

@test "the bench runs in a container, and measures the running services" {
	docker-compose run --rm -T bench --mode baseline --quick --blocks 8 \
		--endpoints health,fibonacci --no-progress </dev/null
	docker-compose run --rm -T bench --mode external \
		--url http://nginx:8080 --quick --blocks 8 \
		--endpoints health,fibonacci --no-progress </dev/null >external.txt ||
		[ $? -eq 3 ]
	grep -q external external.txt
	jq -e '.complete and (.endpoints | length == 2)' profiles/latest/run.json
}

@test "down leaves the profiles readable and owned by the caller, and nothing else" {
	docker-compose down -v
	[ -z "$(docker ps -aq --filter label=com.docker.compose.project=tare)" ]
	[ -z "$(docker volume ls -q --filter label=com.docker.compose.project=tare)" ]
	[ -z "$(find profiles ! -uid 1000)" ]
	jq -e .schema profiles/latest/run.json
}
