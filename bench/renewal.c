/* renewal.c: the workers of a running service, replaced one after the other. */
#include "renewal.h"

#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/file.h"
#include "bench/family.h"

enum {
	SUPERVISOR_MAX = 64,
	CHILD_MAX = 256, /* of the service: supervisors and others */
	WORKER_MAX = 64,
};

/*
 * multiwatch counts a worker that ends within its first 500 ms (bench/target.c) as one
 * that cannot live, and gives up on it in the end.
 */
static const struct timespec proof = { .tv_nsec = 600 * NS_PER_MS };

struct supervisor {
	pid_t pid;
	size_t count;
	pid_t workers[WORKER_MAX];
};

struct renewal {
	size_t count;
	struct supervisor supervisors[SUPERVISOR_MAX];
};

static bool is_supervisor(pid_t pid)
{
	char *path = path_format("/proc/%ld/comm", (long)pid);
	struct reason ignored;
	struct buf name;
	bool is;

	buf_init(&name);
	is = file_read(path, &name, &ignored) == 0 &&
	     strcmp(name.text, "multiwatch\n") == 0;
	buf_release(&name);
	free(path);
	return is;
}

static size_t look(pid_t supervisor, pid_t *workers)
{
	size_t count = family_children(supervisor, workers, WORKER_MAX);

	return count < WORKER_MAX ? count : WORKER_MAX;
}

static void survey(struct renewal *renewal, pid_t service)
{
	pid_t pids[CHILD_MAX];
	size_t count = family_children(service, pids, CHILD_MAX);

	renewal->count = 0;
	for (size_t i = 0; i < count && i < CHILD_MAX; i++) {
		struct supervisor *next =
			&renewal->supervisors[renewal->count];

		if (renewal->count == SUPERVISOR_MAX || !is_supervisor(pids[i]))
			continue;
		next->pid = pids[i];
		next->count = look(next->pid, next->workers);
		renewal->count++;
	}
}

/* As many as before run below SUPERVISOR, and OLD is none of them. */
static bool is_replaced(const struct supervisor *supervisor, pid_t old)
{
	pid_t now[WORKER_MAX];
	size_t count = look(supervisor->pid, now);

	for (size_t i = 0; i < count; i++) {
		if (now[i] == old)
			return false;
	}
	return count == supervisor->count;
}

static int wait_replaced(const struct supervisor *supervisor, pid_t old,
			 int64_t until, struct reason *why)
{
	static const struct timespec pause = { .tv_nsec = NS_PER_MS };

	while (!is_replaced(supervisor, old)) {
		if (clock_wall_ns() > until)
			return reason_set(why,
					  "worker %ld does not leave, or no "
					  "other comes",
					  (long)old);
		nanosleep(&pause, NULL);
	}
	return 0;
}

/* The NTH worker of every endpoint at once; the others serve meanwhile. */
static int replace(const struct renewal *renewal, size_t nth,
		   int64_t patience_ns, struct reason *why)
{
	int64_t until = clock_wall_ns() + patience_ns;
	int replaced = 0;

	for (size_t i = 0; i < renewal->count; i++) {
		if (nth < renewal->supervisors[i].count)
			kill(renewal->supervisors[i].workers[nth], SIGHUP);
	}
	for (size_t i = 0; i < renewal->count; i++) {
		const struct supervisor *supervisor = &renewal->supervisors[i];

		if (nth >= supervisor->count)
			continue;
		if (wait_replaced(supervisor, supervisor->workers[nth], until,
				  why) < 0)
			return -1;
		replaced++;
	}
	return replaced;
}

static bool same_workers(const struct renewal *a, const struct renewal *b)
{
	bool same = a->count == b->count;

	for (size_t i = 0; same && i < a->count; i++) {
		const struct supervisor *x = &a->supervisors[i];
		const struct supervisor *y = &b->supervisors[i];

		same = x->pid == y->pid && x->count == y->count &&
		       memcmp(x->workers, y->workers,
			      x->count * sizeof(*x->workers)) == 0;
	}
	return same;
}

/* All that run below BEFORE's supervisors have done so for a while. */
static int prove(const struct renewal *before, struct renewal *now,
		 pid_t service, struct reason *why)
{
	struct renewal *later = calloc(1, sizeof(*later));
	int status = -1;

	if (!later)
		return reason_set(why, "no memory");
	survey(now, service);
	nanosleep(&proof, NULL);
	survey(later, service);
	if (now->count < before->count || !same_workers(now, later))
		reason_set(why, "new workers end again; see its log");
	else
		status = 0;
	free(later);
	return status;
}

int renewal_run(pid_t service, int64_t patience_ns, struct reason *why)
{
	struct renewal *before = calloc(1, sizeof(*before));
	struct renewal *now = calloc(1, sizeof(*now));
	int replaced = 0;

	if (!before || !now) {
		replaced = reason_set(why, "no memory");
		goto out;
	}
	survey(before, service);
	for (size_t nth = 0; nth < WORKER_MAX && replaced >= 0; nth++) {
		int count = replace(before, nth, patience_ns, why);

		if (count == 0)
			break;
		replaced = count < 0 ? -1 : replaced + count;
	}
	if (replaced > 0 && prove(before, now, service, why) < 0)
		replaced = -1;
out:
	free(before);
	free(now);
	return replaced;
}
