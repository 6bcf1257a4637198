/* crew.c: the processes that serve in a room, each holding one of its locks. */
#include "cli/crew.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/lock.h"

static bool is_lock(const char *path)
{
	size_t length = strlen(path);

	return length > 5 && strcmp(path + length - 5, ".lock") == 0;
}

static int count_holder(const char *path, void *count)
{
	if (is_lock(path) && lock_holder(path))
		++*(int *)count;
	return 0;
}

static int ask_to_end(const char *path, void *data)
{
	pid_t holder = is_lock(path) ? lock_holder(path) : 0;

	(void)data;
	if (holder)
		kill(holder, SIGTERM);
	return 0;
}

static int wait_until_ended(const char *path, void *left)
{
	if (is_lock(path) && lock_wait_free(path, CREW_STOP_S * NS_PER_S) < 0)
		++*(int *)left;
	return 0;
}

int crew_count(const char *room)
{
	int count = 0;

	dir_each(room, count_holder, &count);
	return count;
}

int crew_dismiss(const char *room)
{
	int left = 0;

	dir_each(room, ask_to_end, NULL);
	dir_each(room, wait_until_ended, &left);
	return left;
}
