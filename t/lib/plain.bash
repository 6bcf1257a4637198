# plain.bash: the suite asks one service, which no profiler watches.

setup_file() {
	make_scratch
	up --profilers none
}

teardown_file() {
	drop_service
	drop_scratch
}
