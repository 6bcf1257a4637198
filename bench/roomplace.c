/* roomplace.c: where rooms may be. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "bench/room.h"

/*
 * What ends a word of nginx's configuration or begins something else within one. And
 * env(1) takes what has a "=" for a variable, valgrind and tare.h a "%" for a number,
 * jemalloc a "," for the end of a setting.
 */
static bool is_special(char byte)
{
	return strchr(" ;{}\"'\\$#=%,", byte) != NULL;
}

static bool is_control(char byte)
{
	return (unsigned char)byte < ' ' || byte == 0x7f;
}

/* It is known which byte of PATH cannot be in it: the one at AT. */
static int refuse(const char *path, const char *at, struct reason *why)
{
	if (is_control(*at))
		return reason_set(why,
				  "a room cannot have a control character in "
				  "its path: name another directory");
	return reason_set(why,
			  "a room cannot have %s%.*s in its path: name another "
			  "directory than %.300s",
			  *at == ' '		   ? "a space" :
			  (unsigned char)*at > 0x7f ? "a letter beyond ASCII" :
						      "a ",
			  is_special(*at) && *at != ' ', at, path);
}

/* multiwatch, around what is SERVED, knows ASCII alone. */
static int check(const char *path, bool served, struct reason *why)
{
	for (const char *at = path; *at; at++) {
		if (is_control(*at) || is_special(*at) ||
		    (served && (unsigned char)*at > 0x7f))
			return refuse(path, at, why);
	}
	return 0;
}

/* PATH from the root, malloc'd, if it can be one; NULL with WHY. */
static char *absolute(const char *path, struct reason *why)
{
	char *here, *place;

	if (!*path) {
		reason_set(why, "it is empty: name a directory");
		return NULL;
	}
	if (*path == '/')
		return path_format("%s", path);
	here = getcwd(NULL, 0);
	if (!here) {
		reason_errno(why, "cannot find out where %s is", path);
		return NULL;
	}
	place = path_format("%s/%s", here, path);
	free(here);
	return place;
}

/* NAME says where PATH was named. */
static char *make_place(const char *name, const char *path, bool served,
			struct reason *why)
{
	struct reason detail;
	char *place = absolute(path, &detail);

	if (place && check(place, served, &detail) < 0) {
		free(place);
		place = NULL;
	}
	if (!place)
		reason_set(why, "%s: %.480s", name, detail.text);
	return place;
}

char *room_parent(struct reason *why)
{
	const char *parent = getenv("TMPDIR");

	return make_place("TMPDIR", parent && *parent ? parent : "/tmp", false,
			  why);
}

static char *own_place(struct reason *why)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");
	char *path, *place;

	if (geteuid() == 0)
		return path_format("/run/tare");
	if (!runtime || !*runtime)
		return path_format("/tmp/tare-%u", (unsigned)geteuid());
	path = path_format("%s/tare", runtime);
	place = make_place("XDG_RUNTIME_DIR", path, true, why);
	free(path);
	return place;
}

char *room_place(const char *asked, struct reason *why)
{
	const char *room = getenv("TARE_ROOM");

	if (asked)
		return make_place("--room", asked, true, why);
	if (room && *room)
		return make_place("TARE_ROOM", room, true, why);
	return own_place(why);
}
