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

static char *make_place(const char *path, bool served, struct reason *why)
{
	char *here = *path == '/' ? NULL : getcwd(NULL, 0);
	char *place = NULL;

	if (!*path)
		reason_set(why, "it is empty: name a directory");
	else if (*path != '/' && !here)
		reason_errno(why, "cannot find out where %s is", path);
	else
		place = here ? path_format("%s/%s", here, path) :
			       path_format("%s", path);
	if (place && check(place, served, why) < 0) {
		free(place);
		place = NULL;
	}
	free(here);
	return place;
}

char *room_place(const char *path, struct reason *why)
{
	return make_place(path, true, why);
}

char *room_parent(struct reason *why)
{
	const char *parent = getenv("TMPDIR");
	struct reason detail;
	char *place = make_place(parent && *parent ? parent : "/tmp", false,
				 &detail);

	if (!place)
		reason_set(why, "TMPDIR: %.480s", detail.text);
	return place;
}

static char *own_place(void)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR");

	if (geteuid() == 0)
		return path_format("/run/tare");
	if (runtime && *runtime)
		return path_format("%s/tare", runtime);
	return path_format("/tmp/tare-%u", (unsigned)geteuid());
}

char *room_usual_path(struct reason *why)
{
	const char *room = getenv("TARE_ROOM");
	bool asked = room && *room;
	char *path = asked ? path_format("%s", room) : own_place();
	struct reason detail;
	char *place = room_place(path, &detail);

	if (!place)
		reason_set(why, "%s: %.480s",
			   asked ? "TARE_ROOM" : "XDG_RUNTIME_DIR",
			   detail.text);
	free(path);
	return place;
}
