/* t_room.c: the rooms of those who were killed are removed, and no others. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/proc.h"
#include "bench/room.h"
#include "profilers/profiler.h"
#include "scratch.h"
#include "unit.h"

/* A directory for rooms, which is TMPDIR meanwhile. */
struct house {
	char *dir, *tmpdir;
};

static void open_house(struct house *house)
{
	const char *tmpdir = getenv("TMPDIR");

	house->tmpdir = tmpdir ? path_format("%s", tmpdir) : NULL;
	house->dir = scratch_directory();
	setenv("TMPDIR", house->dir, 1);
}

static void close_house(struct house *house)
{
	assert_int_equal(dir_remove(house->dir), 0);
	if (house->tmpdir)
		setenv("TMPDIR", house->tmpdir, 1);
	else
		unsetenv("TMPDIR");
	free(house->tmpdir);
	free(house->dir);
}

/* NAME in the house, made, with FILE in it where there is one, and SECONDS old. */
static char *furnished(const struct house *house, const char *name,
		       const char *file, int seconds)
{
	char *path = path_format("%s/%s", house->dir, name);
	struct timespec times[2] = { 0 };
	struct reason why;

	assert_int_equal(dir_make(path, &why), 0);
	if (file) {
		char *inside = path_format("%s/%s", path, file);

		assert_int_equal(file_write(inside, "", 0, &why), 0);
		free(inside);
	}
	times[0].tv_sec = times[1].tv_sec = time(NULL) - seconds;
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
	return path;
}

/* Whether a room that is opened and closed leaves the directory PATH, which is freed. */
static bool is_left(char *path)
{
	struct room room;
	struct reason why;
	bool left;

	if (room_open(&room, &why) < 0)
		fail_msg("%s", why.text);
	room_close(&room);
	left = access(path, F_OK) == 0;
	free(path);
	return left;
}

UNIT(rooms_of_the_killed_are_removed)
{
	struct house house;

	open_house(&house);
	/* Killed in the middle of its work or of its removal, or at the end of either. */
	assert_false(is_left(furnished(&house, "tare.aaaaaa", ".tare-owner", 0)));
	assert_false(is_left(furnished(&house, "tare.00ZZzz", NULL, 60)));
	assert_false(is_left(furnished(&house, "tare.abcABC", ".tare-owner.new",
				       60)));
	/* About to be one. */
	assert_true(is_left(furnished(&house, "tare.bbbbb1", NULL, 0)));
	assert_true(is_left(furnished(&house, "tare.bbbbb2", ".tare-owner.new",
				      0)));
	/* One that is joined by its name; somebody's own. */
	assert_true(is_left(furnished(&house, "tare.joined", ".tare-room", 60)));
	assert_true(is_left(furnished(&house, "tare.notes0", "notes", 60)));
	assert_true(is_left(furnished(&house, "tare.results", NULL, 60)));
	assert_true(is_left(furnished(&house, "other", ".tare-owner", 60)));
	close_house(&house);
}

UNIT(a_living_room_is_left_alone)
{
	struct house house;
	struct room room;
	struct reason why;

	open_house(&house);
	assert_int_equal(room_open(&room, &why), 0);
	assert_true(is_left(path_format("%s", room.path)));
	room_close(&room);
	close_house(&house);
}

/* A directory below PATH, so deep that dir_remove() gives up. */
static void dig(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	for (int depth = 0; depth < 300; depth++) {
		int inner;

		assert_int_equal(mkdirat(fd, "deep", 0700), 0);
		inner = openat(fd, "deep", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		assert_true(inner >= 0);
		close(fd);
		fd = inner;
	}
	close(fd);
}

UNIT(what_is_left_of_a_room_is_known_for_one)
{
	struct house house;
	struct room room;
	struct reason why;
	char *path, *log, *deep;

	open_house(&house);
	assert_int_equal(room_open(&room, &why), 0);
	path = path_format("%s", room.path);
	log = path_format("%s/log", path);
	deep = path_format("%s/deep", path);
	dig(path);
	room_close(&room);
	assert_int_equal(access(log, F_OK), -1);
	assert_true(room_exists(path));
	assert_int_equal(proc_run((const char *const[]){ "rm", "-rf", deep,
							 NULL },
				  NULL, &why), 0);
	assert_false(is_left(path));
	close_house(&house);
	free(log);
	free(deep);
}

static struct stat look_at(const char *dir, const char *name)
{
	char *path = path_format("%s/%s", dir, name);
	struct stat st;

	assert_int_equal(lstat(path, &st), 0);
	free(path);
	return st;
}

/* Given away, as an earlier tare did. */
static void give_away(char *path)
{
	assert_int_equal(chmod(path, 0777), 0);
	assert_int_equal(chown(path, geteuid() ? geteuid() : 65534, getegid()),
			 0);
	free(path);
}

UNIT(nobody_but_its_user_may_list_what_is_in_a_room)
{
	static const char *const ours[] = { "", "bin", "log", "live", "s",
					    "out" };
	struct house house;
	struct room room;
	struct reason why;
	char *path, *out, *beside;

	open_house(&house);
	path = furnished(&house, "shared", ".tare-room", 0);
	give_away(furnished(&house, "shared/out", NULL, 0));
	give_away(furnished(&house, "shared/s", NULL, 0));
	assert_int_equal(chmod(path, 0755), 0);
	if (room_join(&room, path, &why) < 0)
		fail_msg("%s", why.text);
	for (size_t i = 0; i < sizeof(ours) / sizeof(*ours); i++) {
		struct stat st = look_at(path, ours[i]);

		assert_int_equal(st.st_uid, geteuid());
		assert_int_equal(st.st_mode & (room.user ? 0066 : 0077), 0);
	}
	out = room_out(&room, "plain", profiler_by_name("none"), &why);
	assert_non_null(out);
	assert_int_equal(look_at(path, "out/plain").st_mode & 07777, 0700);
	assert_int_equal(look_at(path, "out/plain").st_uid, room.uid);
	beside = room_out(&room, "beside", profiler_by_name("strace"), &why);
	assert_non_null(beside);
	assert_int_equal(look_at(path, "out/beside").st_uid, geteuid());
	assert_int_equal(look_at(path, "out/beside").st_mode & 0066, 0);
	assert_int_equal(look_at(path, "tmp").st_mode & 07777, 0700);
	assert_int_equal(look_at(path, "tmp").st_uid, room.uid);
	room_leave(&room);
	close_house(&house);
	free(path);
	free(out);
	free(beside);
}
