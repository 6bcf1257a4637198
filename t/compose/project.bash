# project.bash: a clone of the project, up on a real engine, and what is asked of it.

# open_project [SERVICE...]: as a person does who is not root.
open_project() {
	export root project
	root=$(cd "$BATS_TEST_DIRNAME" && git rev-parse --show-toplevel)
	eval "$("$root/t/compose/engine" start)"
	project=$(mktemp -d)/tare
	mkdir "$project"
	(cd "$root" && git ls-files -z --cached --others --exclude-standard |
		xargs -0 cp --parents -t "$project")
	chown -R 1000:1000 "$project"
	cd "$project" || return 1
	docker-compose up -d --build "$@" >"$project/up.log" 2>&1 ||
		{ tail -n 20 "$project/up.log"; return 1; }
}

close_project() {
	cd "$project" || return 0
	docker-compose --profile all down -v >/dev/null 2>&1
	rm -rf "$(dirname "$project")"
	"$root/t/compose/engine" stop
}

get() { curl -sf --max-time 60 "http://localhost$1"; }

# confined ID CAPABILITIES: what is so of every container.
confined() {
	docker inspect "$1" | jq -e --argjson capabilities "$2" '.[0] |
		.Config.User == "1000:1000" and
		.HostConfig.ReadonlyRootfs and
		.HostConfig.CapDrop == ["ALL"] and
		(.HostConfig.CapAdd // []) == $capabilities and
		(.HostConfig.Privileged | not) and
		.HostConfig.Memory > 0 and .HostConfig.PidsLimit > 0 and
		.HostConfig.Init and
		.HostConfig.RestartPolicy.Name == "unless-stopped" and
		(.Config.Healthcheck.Test | length > 0)'
	[ "$(docker exec "$1" id -u)" = 1000 ]
}
