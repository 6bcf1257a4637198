/* t_left.c: what a service may leave in its directory does us no harm. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "bench/room.h"
#include "profilers/capture.h"
#include "profilers/live.h"
#include "unit.h"

struct place {
	char *dir, *out; /* DIR/out: the service's */
	char *victim;	 /* DIR/victim: a directory of ours */
	char *kept;	 /* DIR/victim/kept: a file in it */
};

static void open_place(struct place *place)
{
	struct reason why;

	place->dir = path_format("/tmp/t_left.XXXXXX");
	assert_non_null(mkdtemp(place->dir));
	place->out = path_format("%s/out", place->dir);
	place->victim = path_format("%s/victim", place->dir);
	place->kept = path_format("%s/kept", place->victim);
	assert_int_equal(mkdir(place->out, 0755), 0);
	assert_int_equal(mkdir(place->victim, 0755), 0);
	assert_int_equal(file_write(place->kept, "secret\n", 7, &why), 0);
}

static void close_place(struct place *place)
{
	assert_int_equal(access(place->kept, F_OK), 0);
	assert_int_equal(dir_remove(place->dir), 0);
	free(place->dir);
	free(place->out);
	free(place->victim);
	free(place->kept);
}

/* Make A what B is, and B what A is, for as long as we live. */
static pid_t start_swapping(const char *a, const char *b)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			renameat2(AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
	}
	return pid;
}

/* A directory becomes a link to another one just after we have looked at it. */
UNIT(to_remove_a_directory_follows_no_link_that_comes_meanwhile)
{
	struct place place;
	char *tree, *a, *b, *inside;
	pid_t pid;

	open_place(&place);
	tree = path_format("%s/tree", place.out);
	a = path_format("%s/a", tree);
	b = path_format("%s/b", tree);
	inside = path_format("%s/kept", a);
	pid = start_swapping(a, b);
	for (int i = 0; i < 2000 && access(place.kept, F_OK) == 0; i++) {
		assert_int_equal(mkdir(tree, 0755), 0);
		assert_int_equal(mkdir(a, 0755), 0);
		close(creat(inside, 0644));
		assert_int_equal(symlink(place.victim, b), 0);
		/* Once one of the two is gone, nothing is swapped any more. */
		for (int n = 0; n < 1000 && dir_remove(tree) < 0; n++)
			;
	}
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	free(tree);
	free(a);
	free(b);
	free(inside);
	close_place(&place);
}

UNIT(a_link_is_not_handed_over_to_the_service)
{
	struct place place;
	struct room room = { .user = "nobody", .uid = 65534, .gid = 65534,
			     .held = -1 };
	struct stat before, after;
	struct reason why;
	char *link;

	open_place(&place);
	room.path = place.dir;
	link = path_format("%s/7", place.out);
	assert_int_equal(symlink(place.victim, link), 0);
	assert_int_equal(stat(place.victim, &before), 0);
	assert_int_equal(room_hand_over(&room, link, &why), -1);
	assert_non_null(strstr(why.text, link));
	assert_null(room_out(&room, "7", profiler_by_name("gprof"), &why));
	assert_int_equal(stat(place.victim, &after), 0);
	assert_int_equal(after.st_uid, before.st_uid);
	free(link);
	close_place(&place);
}

static int never(const struct capture *capture, const char *path,
		 const char *rest, const struct buf *text,
		 struct evidence *evidence, struct reason *why)
{
	(void)capture;
	(void)rest;
	(void)evidence;
	return reason_set(why, "%s was read: %s", path, text->text);
}

/* Else who may not read a file would be told what is in it, as a service could. */
UNIT(a_profile_is_a_file_and_no_link_or_pipe)
{
	const struct capture_format format = { .prefix = "left.",
					       .hint = "none",
					       .parse = never };
	struct evidence evidence;
	struct capture capture;
	struct place place;
	struct reason why;
	char *path;

	open_place(&place);
	capture = (struct capture){ .out = place.out, .text = place.dir };
	path = path_format("%s/left.1", place.out);
	evidence_init(&evidence);
	assert_int_equal(symlink(place.kept, path), 0);
	assert_int_equal(capture_read(&capture, &format, &evidence, &why), -1);
	assert_null(strstr(why.text, "secret"));
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkfifo(path, 0644), 0);
	/* Nobody will ever write into it. */
	alarm(20);
	assert_int_equal(capture_read(&capture, &format, &evidence, &why), -1);
	alarm(0);
	assert_non_null(strstr(why.text, "is no file"));
	evidence_release(&evidence);
	free(path);
	close_place(&place);
}

/* A name that ends where that of a recording has a pid. */
UNIT(a_file_called_perf_data_is_nobodys_recording)
{
	const struct profiler *perf = profiler_by_name("perf");
	struct place place;
	struct reason why;
	struct live live;
	char *path;

	open_place(&place);
	live = (struct live){ .out = place.out, .into = place.dir, .id = "1" };
	path = path_format("%s/perf.data", place.out);
	assert_int_equal(file_write(path, "x", 1, &why), 0);
	assert_int_equal(perf->collect(&live, &why), 0);
	free(path);
	close_place(&place);
}
