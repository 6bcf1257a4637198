/* view.c: a saved view, as it is shown in every form, and beside itself. */
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "view/diff.h"
#include "view/saved.h"
#include "view/show.h"

/* No source file is looked for: the fuzzer names them. */
static void show_all(const struct show *show, const struct view *view)
{
	struct sources none = { 0 };
	struct buf out;

	buf_init(&none.looked);
	buf_init(&out);
	show_text(show, view, &none, &out);
	show_csv(show, view, &out);
	show_html(show, view, &none, &out);
	diff_text(show, view, view, &out);
	diff_csv(show, view, view, &out);
	diff_html(show, view, view, &out);
	json_object_put(show_json(show, view, &none));
	json_object_put(diff_json(show, view, view));
	check(out.len > 0);
	buf_release(&out);
	buf_release(&none.looked);
}

FUZZ(saved, "view/saved*.json")
{
	static const struct show shows[] = {
		{ .title = "all" },
		{ .title = "some", .reduced = true, .top = 3, .colour = true,
		  .width = 80, .sort = "bytes" },
	};
	int fd = memfd_create("saved", MFD_CLOEXEC);
	char path[64];
	struct reason why = { "" };
	struct view view;

	check(fd >= 0 && write(fd, text, length) == (ssize_t)length);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	view_init(&view);
	if (!saved_is(path) || saved_read(&view, path, &why) < 0) {
		check(view.line_count == 0 || why.text[0]);
	} else {
		view_finish(&view);
		for (size_t i = 0; i < sizeof(shows) / sizeof(*shows); i++)
			show_all(&shows[i], &view);
	}
	view_release(&view);
	close(fd);
}
