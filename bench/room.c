/* room.c: a private directory in which services and nginx run. */
#include "room.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"

/* So old, a directory is none that is about to be marked as a room. */
enum { SHELL_S = 5 };

/* The user that Debian gives to web servers; `nobody` where it is missing. */
static void choose_user(struct room *room)
{
	const struct passwd *entry;

	room->user = NULL;
	room->uid = geteuid();
	room->gid = getegid();
	if (room->uid != 0)
		return;
	entry = getpwnam("www-data");
	if (!entry)
		entry = getpwnam("nobody");
	if (!entry)
		return;
	room->user = strcmp(entry->pw_name, "nobody") ? "www-data" : "nobody";
	room->uid = entry->pw_uid;
	room->gid = entry->pw_gid;
}

/* What says that a directory is a room, and may be removed as one. */
static const char mark[] = ".tare-room";

static int set_mark(const struct room *room, struct reason *why)
{
	char *path = path_format("%s/%s", room->path, mark);
	int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	free(path);
	if (fd < 0)
		return reason_errno(why, "cannot write into %s", room->path);
	return close(fd);
}

bool room_exists(const char *path)
{
	char *file = path_format("%s/%s", path, mark);
	bool marked = access(file, F_OK) == 0;

	free(file);
	return marked;
}

static int any_entry(const char *path, void *data)
{
	(void)path;
	(void)data;
	return 1;
}

/* Locked by who has opened a room, as long as that process lives. */
static const char owner[] = ".tare-owner";

/* It gets its name once it is locked, so that nobody takes it for a dead one's. */
static int hold(struct room *room, struct reason *why)
{
	char *path = path_format("%s/%s", room->path, owner);
	char *unnamed = path_format("%s.new", path);
	int status = 0;

	room->held = open(unnamed, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (room->held < 0 || flock(room->held, LOCK_EX | LOCK_NB) < 0 ||
	    rename(unnamed, path) < 0)
		status = reason_errno(why, "cannot make %s", path);
	free(unnamed);
	free(path);
	return status;
}

static int furnish(struct room *room, struct reason *why)
{
	static const struct {
		const char *name;
		enum room_use use;
	} parts[] = {
		{ "", ROOM_PASSAGE },	 { "/bin", ROOM_PASSAGE },
		{ "/log", ROOM_OURS },	 { "/live", ROOM_OURS },
		{ "/s", ROOM_PASSAGE },	 { "/out", ROOM_PASSAGE },
		{ "/tmp", ROOM_THEIRS },
	};
	int status = set_mark(room, why);

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts) && status == 0;
	     i++) {
		char *path = path_format("%s%s", room->path, parts[i].name);

		status = room_make(room, path, parts[i].use, why);
		free(path);
	}
	return status;
}

/* A room that is joined by its name has no owner, and is nobody's to remove. */
static bool is_abandoned(const char *path)
{
	char *name = path_format("%s/%s", path, owner);
	int fd = open(name, O_RDWR | O_CLOEXEC);
	bool is = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0;

	if (fd >= 0)
		close(fd);
	free(name);
	return is;
}

/* Not yet what a room is known by. */
static int remove_part(const char *path, void *left)
{
	const char *name = strrchr(path, '/') + 1;

	if (strcmp(name, mark) != 0 && strcmp(name, owner) != 0 &&
	    dir_remove(path) < 0)
		*(bool *)left = true;
	return 0;
}

void room_remove(const char *path)
{
	char *marked = path_format("%s/%s", path, mark);
	bool left = false;

	if (dir_each(path, remove_part, &left) == 0 && !left) {
		unlink(marked);
		dir_remove(path);
	}
	free(marked);
}

/* Its maker was killed before it was the owner, or its remover after it was. */
static void remove_shell(const char *path, const struct stat *st)
{
	char *unnamed = path_format("%s/%s.new", path, owner);

	if (time(NULL) - st->st_mtime > SHELL_S) {
		unlink(unnamed);
		rmdir(path);
	}
	free(unnamed);
}

/* Named as mkdtemp() names ours. */
static bool is_private_name(const char *path)
{
	static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const char *name = strrchr(path, '/') + 1;

	return strncmp(name, "tare.", 5) == 0 &&
	       strspn(name + 5, letters) == 6 && name[11] == '\0';
}

/* A room of ours, whose owner was killed before it could remove it. */
static int remove_abandoned(const char *path, void *data)
{
	struct stat st;

	(void)data;
	if (!is_private_name(path) || lstat(path, &st) < 0 ||
	    !S_ISDIR(st.st_mode) || st.st_uid != geteuid())
		return 0;
	if (is_abandoned(path))
		room_remove(path);
	else if (!room_exists(path))
		remove_shell(path, &st);
	return 0;
}

int room_open(struct room *room, struct reason *why)
{
	char *parent = room_parent(why);

	*room = (struct room){ .held = -1 };
	if (!parent)
		return -1;
	choose_user(room);
	dir_each(parent, remove_abandoned, NULL);
	room->path = path_format("%s/tare.XXXXXX", parent);
	free(parent);
	if (!mkdtemp(room->path)) {
		reason_errno(why, "cannot make %s", room->path);
		room_leave(room);
		return -1;
	}
	/* First, so that it can be told from the first moment whose it was. */
	if (hold(room, why) < 0 || furnish(room, why) < 0) {
		room_close(room);
		return -1;
	}
	return 0;
}

int room_join(struct room *room, const char *path, struct reason *why)
{
	struct stat st;

	*room = (struct room){ .path = path_format("%s", path), .held = -1 };
	choose_user(room);
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		reason_errno(why, "cannot make %s", path);
	else if (lstat(path, &st) < 0)
		reason_errno(why, "cannot look at %s", path);
	else if (!S_ISDIR(st.st_mode) || st.st_uid != geteuid())
		reason_set(why, "%s is not a directory of ours", path);
	else if (!room_exists(path) && dir_each(path, any_entry, NULL) != 0)
		reason_set(why,
			   "%s is no room of tare, and not empty: name another",
			   path);
	else if (furnish(room, why) == 0)
		return 0;
	room_leave(room);
	return -1;
}

void room_leave(struct room *room)
{
	if (room->path && room->held >= 0)
		close(room->held);
	room->held = -1;
	free(room->path);
	room->path = NULL;
}

void room_close(struct room *room)
{
	if (room->path)
		room_remove(room->path);
	room_leave(room);
}

/* Looked up before anything changes what /proc calls it, as a mount namespace does. */
static char built_in[PATH_MAX] = "build";

__attribute__((constructor)) static void find_built_in(void)
{
	char path[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", path, sizeof(path) - 1);

	if (length <= 0)
		return;
	path[length] = '\0';
	snprintf(built_in, sizeof(built_in), "%.*s", (int)(strrchr(path, '/') - path),
		 path);
}

char *build_directory(void)
{
	return path_format("%s", built_in);
}

char *source_file(const char *name)
{
	const char *home = getenv("TARE_HOME");
	char *build = build_directory();
	char *path = home ? path_format("%s/%s", home, name) :
			    path_format("%s/../%s", build, name);

	/* Sanitized builds are one level further down. */
	if (!home && access(path, R_OK) < 0) {
		free(path);
		path = path_format("%s/../../%s", build, name);
	}
	free(build);
	return path;
}

char *room_binary(const struct room *room, const char *flavour,
		  struct reason *why)
{
	const char *name = flavour ? flavour : "plain";
	char *build = build_directory();
	char *from = path_format("%s/%s/tare-app", build, name);
	char *dir = path_format("%s/bin/%s", room->path, name);
	char *to = path_format("%s/tare-app", dir);
	int status = 0;

	if (access(to, X_OK) == 0) {
		/* It was copied, or made there. */
	} else if (!room->user) {
		/* The services are we: they may run what we may. */
		free(to);
		to = path_format("%s", from);
		if (access(to, X_OK) < 0)
			status = reason_errno(why, "cannot run %s", to);
	} else {
		status = room_make(room, dir, ROOM_PASSAGE, why);
		if (status == 0)
			status = file_copy(from, to, 0755, why);
	}
	if (status < 0) {
		free(to);
		to = NULL;
	}
	free(build);
	free(from);
	free(dir);
	return to;
}
