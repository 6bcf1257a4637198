/* run.c: everything that one `tare bench` plans and learns. */
#include "run.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/proc.h"

void run_release(struct run *run)
{
	for (unsigned i = 0; i < run->endpoint_count; i++)
		free(run->endpoints[i].blocks);
	run->endpoint_count = 0;
	free(run->directory);
	free(run->latest);
	run->directory = run->latest = NULL;
}

int endpoint_add_block(struct endpoint *endpoint, const struct block *block)
{
	if (endpoint->block_count == endpoint->block_room) {
		size_t room = endpoint->block_room ? 2 * endpoint->block_room :
						     16;
		struct block *blocks =
			realloc(endpoint->blocks, room * sizeof(*blocks));

		if (!blocks)
			return -1;
		endpoint->blocks = blocks;
		endpoint->block_room = room;
	}
	endpoint->blocks[endpoint->block_count++] = *block;
	return 0;
}

static void make_label(struct run *run, struct arm *arm)
{
	unsigned same = 0;

	if (arm->role == ROLE_INJECTED) {
		snprintf(arm->label, sizeof(arm->label), "%s%+.3g%%",
			 arm->profiler->label, arm->inject * 100);
		return;
	}
	if (arm->role == ROLE_EXTERNAL) {
		snprintf(arm->label, sizeof(arm->label), "external");
		return;
	}
	for (unsigned i = 0; i < run->arm_count; i++)
		same += run->arms[i].profiler == arm->profiler &&
			run->arms[i].inject == 0;
	if (same)
		snprintf(arm->label, sizeof(arm->label), "%s#%u",
			 arm->profiler->label, same + 1);
	else
		snprintf(arm->label, sizeof(arm->label), "%s",
			 arm->profiler->label);
}

int run_add_arm(struct run *run, enum arm_role role,
		const struct profiler *profiler, double inject,
		struct reason *why)
{
	struct arm *arm = &run->arms[run->arm_count];

	if (run->arm_count == ARM_MAX)
		return reason_set(why, "more than %d profilers in one run",
				  ARM_MAX);
	*arm = (struct arm){ .role = role,
			     .profiler = profiler,
			     .inject = inject };
	make_label(run, arm);
	run->arm_count++;
	return 0;
}

int run_add_endpoint(struct run *run, const struct workload *workload,
		     struct reason *why)
{
	struct endpoint *endpoint = &run->endpoints[run->endpoint_count];

	for (unsigned i = 0; i < run->endpoint_count; i++) {
		if (run->endpoints[i].workload == workload)
			return 0;
	}
	if (run->endpoint_count == ENDPOINT_MAX)
		return reason_set(why, "more than %d endpoints in one run",
				  ENDPOINT_MAX);
	*endpoint = (struct endpoint){ .workload = workload };
	workload_defaults(workload, endpoint->args);
	run->endpoint_count++;
	return 0;
}

/* A directory of our own, even when two runs begin in the same second. */
static int make_directory(struct run *run, const char *profiles,
			  struct reason *why)
{
	char stamp[20];
	time_t now = time(NULL);
	struct tm utc;
	char *runs = path_format("%s/runs", profiles);
	int status = dir_make(runs, why);

	gmtime_r(&now, &utc);
	strftime(run->started, sizeof(run->started), "%Y-%m-%dT%H:%M:%SZ",
		 &utc);
	strftime(stamp, sizeof(stamp), "%Y%m%d-%H%M%S", &utc);
	for (unsigned i = 0; status == 0; i++) {
		if (i == 0)
			snprintf(run->id, sizeof(run->id), "%s", stamp);
		else
			snprintf(run->id, sizeof(run->id), "%s-%u", stamp, i);
		free(run->directory);
		run->directory = path_format("%s/%s", runs, run->id);
		if (mkdir(run->directory, 0755) == 0)
			break;
		if (errno != EEXIST)
			status = reason_errno(why, "cannot make %s",
					      run->directory);
	}
	free(runs);
	return status;
}

int run_begin_aside(struct run *run, const char *profiles, struct reason *why)
{
	run->start_ns = clock_wall_ns();
	return make_directory(run, profiles, why);
}

int run_begin(struct run *run, const char *profiles, struct reason *why)
{
	if (run_begin_aside(run, profiles, why) < 0)
		return -1;
	run->latest = path_format("%s/latest", profiles);
	return 0;
}

int run_show(struct run *run, struct reason *why)
{
	char *target;
	int status;

	if (!run->latest)
		return 0;
	target = path_format("runs/%s", run->id);
	status = link_replace(target, run->latest, why);
	free(target);
	if (status < 0)
		return -1;
	free(run->latest);
	run->latest = NULL;
	return 0;
}

double run_elapsed_s(const struct run *run)
{
	return (double)(clock_wall_ns() - run->start_ns) / 1e9;
}

void run_find_versions(struct run *run)
{
	for (unsigned a = 0; a < run->arm_count; a++) {
		struct arm *arm = &run->arms[a];
		struct reason ignored;
		struct buf text;

		buf_init(&text);
		if (arm->profiler->version &&
		    proc_run(arm->profiler->version, &text, &ignored) == 0)
			snprintf(arm->version, sizeof(arm->version), "%.*s",
				 (int)strcspn(text.text, "\n"), text.text);
		buf_release(&text);
	}
}
