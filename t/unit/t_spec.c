/* t_spec.c: profilers with settings, as they are named on the command line. */
#include <stdlib.h>
#include <string.h>

#include "base/option.h"
#include "profilers/spec.h"
#include "profilers/variant.h"
#include "unit.h"

static const struct profiler *find(const char *word)
{
	struct reason why;
	const struct profiler *profiler = spec_find(word, &why);

	if (!profiler)
		fail_msg("%s", why.text);
	return profiler;
}

/* WORD is refused, for a reason that says WHAT. */
static void refuse(const char *word, const char *what)
{
	struct reason why = { "" };

	assert_null(spec_find(word, &why));
	if (!strstr(why.text, what))
		fail_msg("%s: no \"%s\" in \"%s\"", word, what, why.text);
}

static bool has_word(const char *const *words, const char *wanted)
{
	for (; *words; words++)
		if (strcmp(*words, wanted) == 0)
			return true;
	return false;
}

UNIT(settings_have_defaults)
{
	const struct profiler *perf = find("perf");

	assert_ptr_equal(perf, profiler_by_name("perf"));
	assert_string_equal(perf->label, "perf");
	assert_string_equal(profiler_setting(perf, "freq"), "999");
	assert_string_equal(profiler_setting(perf, "unwind"), "fp");
	assert_null(profiler_setting(perf, "no such"));
	assert_true(has_word(perf->attach, "999"));
	assert_non_null(strstr(perf->summary, "999 Hz"));
}

UNIT(settings_are_filled_in)
{
	const struct profiler *p = find("perf:unwind=dwarf,freq=0099");

	/* In the descriptor's order, numbers as one writes them. */
	assert_string_equal(p->label, "perf:freq=99,unwind=dwarf");
	assert_string_equal(p->name, "perf");
	assert_ptr_equal(p, find("perf:freq=99,unwind=dwarf"));
	assert_ptr_not_equal(p, find("perf:freq=99"));
	assert_true(has_word(p->attach, "99"));
	assert_true(has_word(p->attach, "dwarf,8192"));
	assert_true(has_word(p->attach, "{out}/perf.data.{pid}"));
	assert_non_null(strstr(p->unit, "1 / 99 Hz"));
	assert_true(p->set[0].given);
	assert_false(p->set[2].given);
	assert_true(has_word(find("gperftools-cpu:freq=250")->env,
			     "CPUPROFILE_FREQUENCY=250"));
}

UNIT(setting_mistakes_are_named)
{
	refuse("perf:frq=9", "did you mean freq?");
	refuse("perf:frq=9", "unwind (fp|dwarf, default fp)");
	refuse("perf:freq=0", "perf: freq takes a number from 1 to 100000");
	refuse("perf:freq=", "not \"\"");
	refuse("perf:freq=1e3", "not \"1e3\"");
	refuse("perf:unwind=lbr", "one of fp|dwarf, not \"lbr\"");
	refuse("perf:freq=1,freq=2", "twice");
	refuse("perf:freq", "SETTING=VALUE expected, not \"freq\"");
	refuse("perf:=1", "SETTING=VALUE expected");
	refuse("perf:", "no setting follows");
	refuse("perf:stack=64", "stack goes with unwind=dwarf");
	refuse("gprof:freq=1", "gprof has no settings");
	refuse("prf", "did you mean perf?");
	refuse("", "there is no profiler \"\"");
}

static void expect_words(const char *list, const char *const *wanted)
{
	char *word;

	while ((word = spec_next(&list)) != NULL) {
		if (!*wanted || strcmp(word, *wanted) != 0)
			fail_msg("\"%s\", not \"%s\"", word,
				 *wanted ? *wanted : "the end");
		wanted++;
		free(word);
	}
	assert_null(*wanted);
}

UNIT(lists_of_profilers_keep_settings_together)
{
	expect_words("perf:freq=99,unwind=fp,gprof",
		     (const char *[]){ "perf:freq=99,unwind=fp", "gprof",
				       NULL });
	expect_words(",gprof,,perf:freq=1,heaptrack:x=1,y=2,",
		     (const char *[]){ "gprof", "perf:freq=1",
				       "heaptrack:x=1,y=2", NULL });
	/* Of a profiler without a colon, it is a word, and a mistake. */
	expect_words("perf,freq=99",
		     (const char *[]){ "perf", "freq=99", NULL });
	expect_words("", (const char *[]){ NULL });
}

UNIT(sweeps_are_in_order)
{
	struct sweep sweep;
	struct reason why;

	if (spec_sweep("perf:unwind=dwarf,freq=999,99,4999", &sweep, &why) < 0)
		fail_msg("%s", why.text);
	assert_string_equal(sweep.setting, "freq");
	assert_int_equal(sweep.count, 3);
	assert_string_equal(sweep.variants[0]->label,
			    "perf:freq=99,unwind=dwarf");
	assert_string_equal(sweep.variants[2]->label,
			    "perf:freq=4999,unwind=dwarf");
	if (spec_sweep("perf:unwind=fp,dwarf", &sweep, &why) < 0)
		fail_msg("%s", why.text);
	assert_string_equal(sweep.setting, "unwind");
	assert_string_equal(sweep.variants[1]->label, "perf:unwind=dwarf");
}

UNIT(sweep_mistakes_are_named)
{
	static const struct {
		const char *words, *what;
	} bad[] = {
		{ "perf", "expected" },
		{ "perf:freq", "expected" },
		{ "freq=1,2", "expected" },
		{ "perf:freq=99", "one value" },
		{ "perf:freq=99,99", "twice" },
		{ "perf:freq=99,0", "from 1 to 100000" },
		{ "perf:freq=99,", "not \"\"" },
		{ "nope:freq=1,2", "no profiler \"nope\"" },
	};
	struct sweep sweep;
	struct reason why;

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		why.text[0] = '\0';
		assert_int_equal(spec_sweep(bad[i].words, &sweep, &why), -1);
		if (!strstr(why.text, bad[i].what))
			fail_msg("%s: %s", bad[i].words, why.text);
	}
}

/* Every default is a value that its own row takes, at both ends of the range too. */
UNIT(settings_of_descriptors_are_sound)
{
	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		for (const struct option_row *row = (*p)->settings;
		     row && row->name; row++) {
			struct reason why;

			assert_non_null(row->fallback);
			assert_true(row->help && *row->help);
			if (option_check(row, row->fallback, &why) < 0)
				fail_msg("%s: %s", (*p)->name, why.text);
		}
	}
}
