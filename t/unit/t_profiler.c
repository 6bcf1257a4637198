/* t_profiler.c: the list of profilers, and what people are told about one. */
#include <string.h>

#include "profilers/profiler.h"
#include "unit.h"

/* Each descriptor is complete enough to be listed, started and read. */
UNIT(profilers_are_complete)
{
	size_t count = 0;

	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++, count++) {
		bool baseline = (*p)->kind & KIND_BASELINE;

		assert_ptr_equal(profiler_by_name((*p)->name), *p);
		assert_non_null((*p)->summary);
		assert_int_equal((*p)->read == NULL, baseline);
		assert_int_equal((*p)->unit == NULL, baseline);
		assert_int_equal((*p)->interpretation == NULL, baseline);
		assert_int_equal((*p)->answers == 0, baseline);
		assert_int_equal((*p)->wrap != NULL, (*p)->apply == APPLY_WRAP);
		assert_int_equal((*p)->attach != NULL,
				 (*p)->apply == APPLY_ATTACH);
		assert_int_equal((*p)->attached != NULL,
				 (*p)->apply == APPLY_ATTACH);
		if ((*p)->apply == APPLY_BUILD)
			assert_non_null((*p)->flavour);
	}
	assert_true(count >= 3);
	assert_null(profiler_by_name("no such"));
}

static bool has_word(const char *const *words, const char *start)
{
	for (; words && *words; words++) {
		if (strncmp(*words, start, strlen(start)) == 0)
			return true;
	}
	return false;
}

/* Each can be asked while the service runs, or says why not. */
UNIT(profilers_can_be_asked_or_say_why_not)
{
	size_t live = 0;

	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		bool asked = has_word((*p)->env, "TARE_SNAPSHOT=");

		if (profiler_why_not_live(*p)) {
			assert_true(strlen(profiler_why_not_live(*p)) > 20);
			assert_int_equal(asked, false);
			assert_null((*p)->collect);
			continue;
		}
		live++;
		assert_int_equal(asked, (*p)->ask == ASK_WORKERS);
		assert_int_equal((*p)->ask_signal != 0,
				 (*p)->ask == ASK_COMPANION);
		assert_true((*p)->ask == ASK_WORKERS || (*p)->collect);
		if ((*p)->ask == ASK_COMPANION)
			assert_int_equal((*p)->apply, APPLY_ATTACH);
	}
	assert_true(live >= 10);
}

UNIT(profiler_names_for_people)
{
	char text[64], small[8];

	profiler_kind_name(KIND_SAMPLING | KIND_COUNTING, text, sizeof(text));
	assert_string_equal(text, "sampling + counting");
	profiler_kind_name(KIND_BASELINE, text, sizeof(text));
	assert_string_equal(text, "baseline");
	profiler_kind_name(KIND_SAMPLING | KIND_COUNTING, small, sizeof(small));
	assert_string_equal(small, "samplin");
	assert_string_equal(profiler_apply_name(APPLY_PRELOAD), "preload");
}

UNIT(profiler_probe_says_what_to_install)
{
	static const char *const version[] = { "no-such-tool", "-V", NULL };
	struct profiler p = { .name = "x", .package = "no-such-package" };
	struct reason why = { "" };

	assert_int_equal(profiler_probe(&p, &why), -1);
	assert_non_null(strstr(why.text, "apt-get install no-such-package"));
	p.version = version;
	assert_int_equal(profiler_probe(&p, &why), -1);
	p.package = NULL;
	assert_int_equal(profiler_probe(&p, &why), -1);
	assert_non_null(strstr(why.text, "no-such-tool"));
	p.version = NULL;
	assert_int_equal(profiler_probe(&p, &why), 0);
	p.package = "dpkg";
	assert_int_equal(profiler_probe(&p, &why), 0);
}
