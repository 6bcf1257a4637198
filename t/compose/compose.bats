#!/usr/bin/env bats
# compose.bats: `docker compose up` as a person does it, on a real engine.

load project

setup_file() { open_project; }
teardown_file() { close_project; }
setup() { cd "$project" || return 1; }

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
	[ "$(docker-compose ps -q | wc -l)" = 4 ]
	for id in $(docker-compose ps -q); do
		confined "$id" '[]'
		docker inspect "$id" >inspect.json
		jq -e '.[0].HostConfig.SecurityOpt |
			index("no-new-privileges:true") != null' inspect.json
	done
}

@test "a variant has no network; the proxy sees the results, and cannot write them" {
	docker inspect "$(docker-compose ps -q gprof)" |
		jq -e '.[0].HostConfig.NetworkMode == "none" and
			(.[0].NetworkSettings.Ports | length == 0)'
	docker inspect "$(docker-compose ps -q nginx)" |
		jq -e '.[0] | [.Mounts[] | select(.Destination == "/profiles").RW]
			== [false] and .HostConfig.PortBindings["8080/tcp"] ==
			[{"HostIp": "127.0.0.1", "HostPort": "80"}]'
	! docker-compose exec -T nginx touch /profiles/x </dev/null
}

@test "every service is valid, and of every profiler but bpftrace there is one" {
	docker-compose --profile all --profile bench config -q
	diff <(docker-compose --profile all config --services | grep -vxE 'nginx|bench' |
		sort) <(docker-compose exec -T none tare list --json </dev/null |
		jq -r '.profilers[].name' | grep -vx bpftrace | sort)
}

@test "the image is small" {
	[ "$(docker image inspect tare | jq '.[0].Size')" -lt 400000000 ]
}

@test "a second up changes nothing" {
	local before
	before=$(docker-compose ps -q | sort)
	docker-compose up -d
	[ "$before" = "$(docker-compose ps -q | sort)" ]
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
	# What stopped is seen through the proxy.
	get /profiles/serve/gprof/fibonacci/evidence.json >shown.json
	cmp shown.json profiles/serve/gprof/fibonacci/evidence.json
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

@test "root's results are root's, and no container runs as root" {
	chown -R root:root .
	conf/compose up
	[ "$(docker-compose exec -T none id -u </dev/null)" = 1000 ]
	get /v/gprof/cpu/fibonacci >/dev/null
	conf/compose down -v
	[ "$(jq '.functions[] | select(.function == "fib").ncalls' \
		profiles/serve/gprof/fibonacci/evidence.json)" = 1028457 ]
	[ -z "$(find profiles ! -uid 0)" ]
}
