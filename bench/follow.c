/* follow.c: companions keep watching a service whose workers are replaced. */
#include "follow.h"

#include <stdbool.h>
#include <stdlib.h>

size_t follow_watched(const struct target *target)
{
	size_t count = 0;

	for (size_t i = 0; i < COMPANION_MAX; i++)
		count += companion_alive(&target->companions[i]);
	return count;
}

static bool is_watched(const struct target *target, pid_t pid)
{
	bool watched = false;

	for (size_t i = 0; i < COMPANION_MAX && !watched; i++)
		watched = companion_watches(&target->companions[i], pid);
	return watched;
}

/* One that has no more to do: not started, ended, or all it watched is gone. */
static struct companion *find_free(struct target *target)
{
	struct reason ignored;

	for (size_t i = 0; i < COMPANION_MAX; i++) {
		struct companion *companion = &target->companions[i];

		if (companion_alive(companion) > 0)
			continue;
		companion_stop(companion, &ignored);
		return companion;
	}
	return NULL;
}

static int watch(struct target *target, const struct target_plan *plan,
		 pid_t pid, const char *binary, struct reason *why)
{
	const struct companion_plan beside = { .room = plan->room,
					       .profiler = plan->profiler,
					       .workload = plan->workload,
					       .out = plan->out,
					       .binary = binary,
					       .service = pid,
					       .cpu_plus_1 = plan->cpu_plus_1 };
	struct companion *companion = find_free(target);

	if (!companion)
		return reason_set(why, "%d companions are the most",
				  COMPANION_MAX);
	return companion_start(companion, &beside, why);
}

int follow_workers(struct target *target, const struct target_plan *plan,
		   struct reason *why)
{
	size_t wanted = plan->workers > 0 ? (size_t)plan->workers : 1;
	pid_t found[WATCHED_MAX];
	size_t count;
	char *binary;
	int added = 0;

	if (plan->profiler->apply != APPLY_ATTACH || target->pid <= 0 ||
	    follow_watched(target) >= wanted)
		return 0;
	binary = room_binary(plan->room, plan->profiler->flavour, why);
	if (!binary)
		return -1;
	count = family_members(target->pid, binary, found, WATCHED_MAX);
	for (size_t i = 0; i < count && i < WATCHED_MAX && added >= 0; i++) {
		if (is_watched(target, found[i]))
			continue;
		added = watch(target, plan, found[i], binary, why) < 0 ?
				-1 :
				added + 1;
	}
	free(binary);
	return added;
}
