/* t_snapshot.c: what is asked of a service goes nowhere but where it is wanted. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "bench/snapshot.h"
#include "scratch.h"
#include "unit.h"

enum { NUMBER = 7 };

/* A worker that does nothing, and the directories around it. */
struct stand {
	struct room room;
	struct served served;
	struct snapshot snapshot;
	char *out;    /* the service's */
	char *given;  /* where it is told to write */
	char *moved;  /* what that was at first */
	char *victim; /* a directory of ours */
	pid_t worker;
};

static pid_t start_worker(void)
{
	sigset_t asked, usual;
	pid_t parent = getpid();
	pid_t pid;

	/* It shall not end when it is asked. */
	sigemptyset(&asked);
	sigaddset(&asked, SIGUSR2);
	sigprocmask(SIG_BLOCK, &asked, &usual);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		while (getppid() == parent)
			pause();
		_exit(0);
	}
	sigprocmask(SIG_SETMASK, &usual, NULL);
	assert_true(pid > 0);
	return pid;
}

static void open_stand(struct stand *stand, const char *profiler)
{
	struct reason why;
	char *text;

	*stand = (struct stand){ .room = { .path = scratch_directory(),
					   .uid = geteuid(),
					   .gid = getegid(),
					   .held = -1 },
				 .worker = start_worker() };
	text = path_format("%s/text", stand->room.path);
	stand->out = path_format("%s/out", stand->room.path);
	stand->given = path_format("%s/live.%d", stand->out, NUMBER);
	stand->moved = path_format("%s/moved", stand->out);
	stand->victim = path_format("%s/victim", stand->room.path);
	assert_int_equal(dir_make(stand->out, &why), 0);
	assert_int_equal(dir_make(stand->victim, &why), 0);
	stand->served.plan = (struct target_plan){
		.room = &stand->room,
		.profiler = profiler_by_name(profiler),
		.workload = workload_by_name("fibonacci"),
		.out = stand->out,
		.workers = 1,
	};
	stand->served.target.pid = stand->worker;
	if (snapshot_init(&stand->snapshot, &stand->served, NUMBER, text,
			  &why) < 0)
		fail_msg("%s", why.text);
	free(text);
}

static void close_stand(struct stand *stand)
{
	kill(stand->worker, SIGKILL);
	waitpid(stand->worker, NULL, 0);
	snapshot_release(&stand->snapshot);
	/* Nothing was written there: it is empty. */
	assert_int_equal(rmdir(stand->victim), 0);
	assert_int_equal(dir_remove(stand->room.path), 0);
	free(stand->room.path);
	free(stand->out);
	free(stand->given);
	free(stand->moved);
	free(stand->victim);
}

/* An empty file, DIR/NAME with the worker's number behind it, and END. */
static void leave(const struct stand *stand, const char *dir, const char *name,
		  const char *end)
{
	char *path = path_format("%s/%s%ld%s", dir, name, (long)stand->worker,
				 end);
	struct reason why;

	assert_int_equal(file_write(path, "", 0, &why), 0);
	free(path);
}

static bool is_there(const struct stand *stand, const char *dir,
		     const char *name)
{
	char *path = path_format("%s/%s%ld", dir, name, (long)stand->worker);
	bool there = access(path, F_OK) == 0;

	free(path);
	return there;
}

/* Ask, and have another directory where the answer is expected. */
static void ask_and_swap(struct stand *stand)
{
	struct reason why;

	leave(stand, stand->out, "ready.", "");
	assert_int_equal(snapshot_go_on(&stand->snapshot, &why), 0);
	assert_int_equal(stand->snapshot.count, 1);
	assert_int_equal(rename(stand->given, stand->moved), 0);
	assert_int_equal(symlink(stand->victim, stand->given), 0);
	leave(stand, stand->moved, "done.", "");
}

UNIT(what_is_gathered_follows_no_link_that_a_service_leaves)
{
	struct stand stand;
	struct reason why;

	open_stand(&stand, "gperftools-cpu");
	ask_and_swap(&stand);
	leave(&stand, stand.out, "cpuprofile_", "");
	if (snapshot_go_on(&stand.snapshot, &why) != 1)
		fail_msg("%s", why.text);
	assert_true(is_there(&stand, stand.snapshot.into, "cpuprofile_"));
	close_stand(&stand);
}

UNIT(what_a_worker_wrote_is_copied_from_where_it_was_told_to)
{
	struct stand stand;
	struct reason why;
	char *link;

	open_stand(&stand, "gprof");
	ask_and_swap(&stand);
	link = path_format("%s/gmon.out.1", stand.moved);
	leave(&stand, stand.moved, "gmon.out.", "");
	assert_int_equal(symlink("/etc/passwd", link), 0);
	assert_int_equal(snapshot_go_on(&stand.snapshot, &why), -1);
	assert_non_null(strstr(why.text, "is no file"));
	assert_int_equal(unlink(link), 0);
	if (snapshot_go_on(&stand.snapshot, &why) != 1)
		fail_msg("%s", why.text);
	assert_true(is_there(&stand, stand.snapshot.into, "gmon.out."));
	assert_false(is_there(&stand, stand.snapshot.into, "done."));
	free(link);
	close_stand(&stand);
}

UNIT(a_worker_signs_in_by_its_number_alone)
{
	struct stand stand;
	struct reason why;

	open_stand(&stand, "gprof");
	leave(&stand, stand.out, "ready.", ".sh");
	leave(&stand, stand.out, "ready.0", "");
	leave(&stand, stand.out, "already.", "");
	assert_int_equal(snapshot_go_on(&stand.snapshot, &why), 0);
	assert_int_equal(stand.snapshot.workers, 0);
	leave(&stand, stand.out, "ready.", "");
	assert_int_equal(snapshot_go_on(&stand.snapshot, &why), 0);
	assert_int_equal(stand.snapshot.workers, 1);
	close_stand(&stand);
}

UNIT(a_link_in_place_of_where_a_worker_is_to_write_is_refused)
{
	struct stand stand;
	struct snapshot second;
	struct reason why;

	open_stand(&stand, "gprof");
	assert_int_equal(rename(stand.given, stand.moved), 0);
	assert_int_equal(symlink(stand.victim, stand.given), 0);
	assert_int_equal(snapshot_init(&second, &stand.served, NUMBER,
				       stand.room.path, &why), -1);
	assert_non_null(strstr(why.text, stand.given));
	snapshot_release(&second);
	close_stand(&stand);
}
