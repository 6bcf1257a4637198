/* t_torture.c: the rules by which the lifecycle matrix is judged. */
#include "unit.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "report/notes.h"
#include "torture/event.h"
#include "torture/verdict.h"
#include "torture/witness.h"
#include "torture/words.h"

/* A service that fared well, whose profile has REPORTED calls of 100. */
static struct outcome fared(double reported)
{
	struct outcome outcome = { .possible = true,
				   .started = true,
				   .sent = 5,
				   .read = true,
				   .written_bytes = 10,
				   .measure_count = 1 };

	outcome.measures[0] = (struct measure){ .what = "calls",
						.expected = 100,
						.reported = reported };
	return outcome;
}

/* The verdict beside a service that is well. */
static enum fate judge(const struct outcome *outcome, struct reason *because)
{
	const struct outcome well = fared(100);

	return verdict_of(outcome, &well, because);
}

UNIT(torture_kept_is_exact)
{
	struct outcome outcome = fared(100);
	struct reason because;

	assert_int_equal(judge(&outcome, &because), FATE_KEPT);
	assert_string_equal(because.text, "");
	outcome.measures[0].reported = 99;
	assert_int_equal(judge(&outcome, &because), FATE_WRONG);
	assert_string_equal(because.text, "calls: -1 %");
	outcome.measures[0].reported = 100.2;
	assert_int_equal(judge(&outcome, &because), FATE_WRONG);
	assert_string_equal(because.text, "calls: +0.2 %");
	outcome.measures[0].reported = 99;
	outcome.measures[1] = (struct measure){ .what = "bytes", .expected = 4 };
	outcome.measure_count = 2;
	assert_int_equal(judge(&outcome, &because), FATE_WRONG);
	assert_string_equal(because.text, "calls: -1 %; bytes: -100 %");
}

UNIT(torture_wrong_and_said)
{
	struct outcome outcome = fared(20);
	struct reason because;

	reason_set(&outcome.said, "disk full");
	assert_int_equal(judge(&outcome, &because), FATE_SAID);
	assert_string_equal(because.text, "calls: -80 %; it says: disk full");
	/* Words beside a profile that is right are only words. */
	outcome.measures[0].reported = 100;
	assert_int_equal(judge(&outcome, &because), FATE_KEPT);
}

UNIT(torture_lost_is_silent)
{
	struct outcome outcome = fared(0);
	struct reason because;

	outcome.read = false;
	outcome.written_bytes = 0;
	reason_set(&outcome.unread, "no file");
	assert_int_equal(judge(&outcome, &because), FATE_LOST);
	assert_string_equal(because.text, "no file");
	/* What opens the file refuses it, which is a way of saying so. */
	outcome.written_bytes = 7;
	assert_int_equal(judge(&outcome, &because), FATE_SAID);
	outcome.written_bytes = 0;
	reason_set(&outcome.said, "cannot write");
	assert_int_equal(judge(&outcome, &because), FATE_SAID);
	assert_string_equal(because.text, "it says: cannot write");
}

UNIT(torture_harm_is_what_is_not_so_unwatched)
{
	struct outcome outcome = fared(100), unwatched = fared(100);
	struct reason because;

	outcome.status = SIGABRT;
	assert_int_equal(verdict_of(&outcome, &unwatched, &because),
			 FATE_HARMED);
	assert_non_null(strstr(because.text, "SIGABRT"));
	unwatched.status = SIGABRT;
	assert_int_equal(verdict_of(&outcome, &unwatched, &because),
			 FATE_KEPT);
	outcome.failed = 2;
	assert_int_equal(verdict_of(&outcome, &unwatched, &because),
			 FATE_HARMED);
	unwatched.failed = 2;
	assert_int_equal(verdict_of(&outcome, &unwatched, &because),
			 FATE_KEPT);
	outcome.late = true;
	assert_int_equal(verdict_of(&outcome, &unwatched, &because),
			 FATE_HARMED);
}

UNIT(torture_harm_comes_before_loss)
{
	struct outcome outcome = fared(20);
	struct reason because;

	outcome.started = false;
	reason_set(&outcome.why, "no such library");
	assert_int_equal(judge(&outcome, &because), FATE_HARMED);
	assert_non_null(strstr(because.text, "no such library"));
}

/* The exit code of the tool that has started the service is not the service's. */
UNIT(torture_status_of_a_wrapper_is_no_harm)
{
	struct outcome outcome = fared(100);
	struct reason because;

	outcome.status = 1 << 8;
	assert_int_equal(judge(&outcome, &because), FATE_HARMED);
	outcome.wrapped = true;
	assert_int_equal(judge(&outcome, &because), FATE_KEPT);
}

UNIT(torture_impossible_is_not_judged)
{
	struct outcome outcome = fared(0), unwatched = fared(100);
	struct reason because;

	outcome.possible = false;
	reason_set(&outcome.why, "only root");
	assert_int_equal(judge(&outcome, &because), FATE_NOT_APPLICABLE);
	assert_string_equal(because.text, "only root");
	outcome.possible = true;
	unwatched.started = false;
	reason_set(&unwatched.why, "no binary");
	assert_int_equal(verdict_of(&outcome, &unwatched, &because),
			 FATE_NOT_APPLICABLE);
	assert_string_equal(because.text, "no binary");
}

/* Samples scatter; who loses the later requests loses nearly all of them. */
UNIT(torture_samples_may_scatter)
{
	struct outcome outcome = fared(30);
	struct reason because;

	outcome.measures[0].tolerance = 0.75;
	assert_int_equal(judge(&outcome, &because), FATE_KEPT);
	outcome.measures[0].reported = 170;
	assert_int_equal(judge(&outcome, &because), FATE_KEPT);
	outcome.measures[0].reported = 5;
	assert_int_equal(judge(&outcome, &because), FATE_WRONG);
	assert_string_equal(because.text, "calls: -95 %");
	outcome.measures[0].reported = 180;
	assert_int_equal(judge(&outcome, &because), FATE_WRONG);
}

UNIT(torture_news_has_other_words)
{
	struct buf usual, also;
	char *news;

	buf_init(&usual);
	buf_init(&also);
	words_learn("PROFILE: 12 samples at 0x7fff12ab\n3 kB\n", &usual);
	words_learn("spawned: PID 7", &also);
	assert_null(words_news("PROFILE: 9 samples at 0x1\n\nspawned: PID 12\n"
			       "1 MiB\n70 bytes\n",
			       &usual, &also));
	news = words_news("spawned: PID 1\nPROFILE: lost 9\n", &usual, &also);
	assert_string_equal(news, "PROFILE: lost 9");
	free(news);
	buf_release(&usual);
	buf_release(&also);
}

UNIT(torture_paths_are_hidden)
{
	struct reason why;

	reason_set(&why, "no /tmp/r/out/12/x in /tmp/r/out/12");
	words_hide(&why, "/tmp/r/out");
	assert_string_equal(why.text, "no OUT/x in OUT");
	reason_set(&why, "/tmp/r/bin/plain");
	words_hide(&why, "/tmp/r");
	assert_string_equal(why.text, "OUT/bin/plain");
}

UNIT(torture_notes_are_said_once)
{
	struct notes notes = { 0 };

	assert_int_equal(notes_number(&notes, "file.12345 is cut"), 1);
	assert_int_equal(notes_number(&notes, "exit 3"), 2);
	assert_int_equal(notes_number(&notes, "file.999999 is cut"), 1);
	assert_int_equal(notes_number(&notes, "exit 4"), 3);
	notes_release(&notes);
}

/* Every profiler that leaves a profile is asked something, of a function that is. */
UNIT(torture_has_a_witness_for_every_profiler)
{
	const struct served_requests requests = { 1, 4, 1.0 };
	struct measure measures[MEASURE_MAX];
	struct evidence nothing;

	evidence_init(&nothing);
	for (const struct profiler *const *p = profiler_begin();
	     p < profiler_end(); p++) {
		const struct witness *witness;
		unsigned count;

		if (!(*p)->read || (*p)->custom)
			continue;
		witness = witness_of(*p);
		assert_non_null(witness);
		assert_non_null(workload_by_name(witness->workload));
		count = witness_measure(witness, &nothing, &requests, measures);
		assert_true(count >= 1);
		for (unsigned i = 0; i < count; i++)
			assert_true(measures[i].expected > 0);
	}
	evidence_release(&nothing);
}

UNIT(torture_has_events_enough)
{
	const struct profiler beside = { .apply = APPLY_ATTACH };
	const struct profiler within = { .apply = APPLY_PRELOAD };
	unsigned everywhere = 0;

	for (const struct event *e = events; e->name; e++) {
		assert_ptr_equal(event_by_name(e->name), e);
		assert_null(event_why_not(e, &beside));
		everywhere += event_why_not(e, &within) == NULL;
	}
	assert_true(everywhere >= 12);
	assert_null(event_by_name("nothing of the kind"));
}
