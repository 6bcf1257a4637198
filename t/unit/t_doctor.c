/* t_doctor.c: `tare doctor` says of each profiler whether it works here, or why not. */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/proc.h"
#include "bench/room.h"
#include "profilers/profiler.h"
#include "unit.h"

/* Run it with the programs in PATH only. */
static void run_doctor(const char *path, struct buf *out)
{
	char *build = build_directory();
	char *tare = path_format("%s/tare", build);
	char *env_path = path_format("PATH=%s", path);
	const char *const argv[] = { tare, "doctor", "--json", NULL };
	const char *const env[] = { env_path, NULL };
	const struct proc_start start = { .argv = argv, .env = env };
	struct reason why;

	if (proc_run_start(&start, out, &why) < 0)
		fail_msg("%s", why.text);
	free(env_path);
	free(tare);
	free(build);
}

/* Each profiler in turn; returns how many of those with a package work. */
static size_t check_all(const struct buf *text)
{
	struct json_object *all = json_tokener_parse(text->text);
	const struct profiler *const *p = profiler_begin();
	size_t working = 0;

	assert_non_null(all);
	assert_int_equal(json_object_array_length(all),
			 profiler_end() - profiler_begin());
	for (size_t i = 0; i < json_object_array_length(all); i++, p++) {
		struct json_object *one = json_object_array_get_idx(all, i);
		const char *because = json_text(one, "because", NULL);
		bool works = json_object_get_boolean(json_get(one, "works"));

		assert_string_equal(json_text(one, "name", ""), (*p)->name);
		if (works)
			assert_null(because);
		else
			assert_true(because && strlen(because) > 10);
		working += works && (*p)->package;
	}
	json_object_put(all);
	return working;
}

UNIT(doctor_tells_of_all_profilers)
{
	struct buf text;

	buf_init(&text);
	run_doctor(getenv("PATH"), &text);
	check_all(&text);
	buf_clear(&text);
	/* Without any tool, none works, and each says what is missing. */
	run_doctor("/nonexistent", &text);
	assert_int_equal(check_all(&text), 0);
	buf_release(&text);
}
