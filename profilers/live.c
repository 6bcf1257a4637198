/* live.c: what a tool has written so far, taken aside while it goes on writing. */
#include "live.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

struct copying {
	const struct live *live;
	const char *prefix;
	bool (*wanted)(const char *name);
	struct reason *why;
};

struct timespec live_clock(void)
{
	struct timespec now = { 0, 0 };

	clock_gettime(CLOCK_REALTIME_COARSE, &now);
	return now;
}

bool live_written(const struct live *live, const char *path, bool same_tick)
{
	struct stat st;

	if (stat(path, &st) < 0)
		return false;
	if (st.st_mtim.tv_sec != live->asked.tv_sec)
		return st.st_mtim.tv_sec > live->asked.tv_sec;
	return st.st_mtim.tv_nsec > live->asked.tv_nsec ||
	       (same_tick && st.st_mtim.tv_nsec == live->asked.tv_nsec);
}

int live_put(const struct live *live, const char *name, const struct buf *text,
	     struct reason *why)
{
	char *to = path_format("%s/%s", live->into, name);
	int status = text->failed ?
			     reason_set(why, "no memory for %s", name) :
			     file_write(to, text->text, text->len, why);

	free(to);
	return status;
}

int live_copy_lines(const struct live *live, const char *name,
		    struct reason *why)
{
	char *from = path_format("%s/%s", live->out, name);
	const char *end;
	struct buf text;
	int status;

	buf_init(&text);
	status = file_read_plain(from, &text, why);
	end = memrchr(text.text, '\n', text.len);
	text.len = end ? (size_t)(end + 1 - text.text) : 0;
	if (status == 0)
		status = live_put(live, name, &text, why);
	buf_release(&text);
	free(from);
	return status;
}

static int copy_file(const char *path, void *data)
{
	const struct copying *copying = data;
	const char *name = strrchr(path, '/') + 1;
	struct buf bytes;
	int status;

	if (strncmp(name, copying->prefix, strlen(copying->prefix)) != 0 ||
	    (copying->wanted && !copying->wanted(name)))
		return 0;
	buf_init(&bytes);
	status = file_read_plain(path, &bytes, copying->why);
	if (status == 0)
		status = live_put(copying->live, name, &bytes, copying->why);
	buf_release(&bytes);
	return status;
}

int live_copy_files(const struct live *live, const char *prefix,
		    bool (*wanted)(const char *name), struct reason *why)
{
	struct copying copying = { live, prefix, wanted, why };

	reason_set(why, "cannot read the directory %s", live->out);
	return dir_each(live->out, copy_file, &copying);
}
