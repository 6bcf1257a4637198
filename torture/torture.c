/* torture.c: the lifecycle matrix, cell by cell. */
#include "torture.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/stop.h"
#include "torture/disk.h"
#include "torture/victim.h"
#include "torture/words.h"

/* Who counts calls is asked what any service can be asked. */
static const struct profiler counter = { .answers = ANSWER_CALLS };

struct trial *torture_trial(const struct torture *torture, unsigned ordeal,
			    unsigned subject, unsigned number)
{
	size_t cell = (size_t)ordeal * torture->subject_count + subject;

	return &torture->trials[cell * torture->tries + number];
}

/* The service in it without a profiler: whatever it does then is no harm. */
static void run_unwatched(const struct torture *torture, struct stage *stage,
			  struct ordeal *ordeal)
{
	struct buf words;

	buf_init(&words);
	victim_run(stage, ordeal->event, torture->run->arms[0].profiler,
		   witness_of(&counter), &ordeal->unwatched, &words);
	words_learn(words.text, &ordeal->usual);
	buf_release(&words);
}

/* The room and its directories are others each time. */
static void hide_paths(const struct stage *stage, struct outcome *outcome)
{
	char *out = path_format("%s/out", stage->room.path);

	words_hide(&outcome->why, out);
	words_hide(&outcome->unread, out);
	words_hide(&outcome->said, out);
	words_hide(&outcome->aside, out);
	words_hide(&outcome->why, stage->room.path);
	words_hide(&outcome->unread, stage->room.path);
	words_hide(&outcome->said, stage->room.path);
	free(out);
}

static void run_trial(struct stage *stage, const struct ordeal *ordeal,
		      struct subject *subject, struct trial *trial)
{
	struct outcome *outcome = &trial->outcome;
	struct buf words;
	char *news;

	buf_init(&words);
	victim_run(stage, ordeal->event, subject->arm->profiler,
		   subject->witness, outcome, &words);
	if (stop_wanted()) {
		/* Ctrl-C meets whatever reads the profile, too. */
		*trial = (struct trial){ .fate = FATE_UNKNOWN };
		buf_release(&words);
		return;
	}
	news = words_news(words.text, &subject->usual, &ordeal->usual);
	if (news && !*outcome->said.text)
		reason_set(&outcome->said, "%.500s", news);
	hide_paths(stage, outcome);
	if (ordeal->event == &events[0] && !subject->heard) {
		subject->heard = outcome->possible;
		words_learn(words.text, &subject->usual);
	}
	trial->fate = verdict_of(outcome, &ordeal->unwatched,
				 &trial->because);
	free(news);
	buf_release(&words);
}

/* What needs no trial: 0; else 1. */
static int needs_trial(const struct ordeal *ordeal,
		       const struct subject *subject, struct trial *trial)
{
	const char *why_not = event_why_not(ordeal->event,
					    subject->arm->profiler);

	if (!subject->witness)
		why_not = "nothing that it answers has a known truth";
	if (why_not)
		reason_set(&trial->because, "%s", why_not);
	else if (!ordeal->unwatched.possible || !ordeal->unwatched.started)
		trial->because = ordeal->unwatched.why;
	else
		return 1;
	trial->fate = FATE_NOT_APPLICABLE;
	return 0;
}

static bool may_go_on(const struct torture *torture)
{
	return !stop_wanted() &&
	       run_elapsed_s(torture->run) < torture->budget_s;
}

/*
 * One try of all cells: profiler by profiler, each beginning with its control. 0; 1 when
 * time is up; -1 with WHY when nginx is gone, whose last try says nothing.
 */
static int run_round(struct torture *torture, unsigned number,
		     struct stage *stage, struct progress *progress,
		     struct reason *why)
{
	unsigned cells = torture->subject_count * torture->ordeal_count;

	for (unsigned i = 0; i < cells; i++) {
		unsigned s = i / torture->ordeal_count;
		unsigned o = i % torture->ordeal_count;
		struct subject *subject = &torture->subjects[s];
		struct ordeal *ordeal = &torture->ordeals[o];
		struct trial *trial = torture_trial(torture, o, s, number);

		if (!may_go_on(torture))
			return 1;
		if (!needs_trial(ordeal, subject, trial))
			continue;
		progress_show(progress,
			      (double)(number * cells + i) /
				      (double)(torture->tries * cells),
			      torture->budget_s - run_elapsed_s(torture->run),
			      "%s under %s", ordeal->event->name,
			      subject->arm->label);
		run_trial(stage, ordeal, subject, trial);
		if (proxy_check(&stage->proxy, why) < 0) {
			*trial = (struct trial){ .fate = FATE_UNKNOWN };
			return -1;
		}
	}
	return 0;
}

int torture_run(struct torture *torture, struct progress *progress,
		struct reason *why)
{
	struct stage stage;
	int status = 0;

	torture->run->complete = false;
	disk_begin();
	if (stage_open(&stage, 1, false, 1, why) < 0)
		return -1;
	for (unsigned o = 0; o < torture->ordeal_count && may_go_on(torture);
	     o++)
		run_unwatched(torture, &stage, &torture->ordeals[o]);
	for (unsigned t = 0; t < torture->tries && status == 0; t++)
		status = run_round(torture, t, &stage, progress, why);
	progress_end(progress);
	stage_close(&stage);
	torture->run->complete = status == 0;
	torture->run->stopped_by = stop_signal_name();
	return status < 0 ? -1 : 0;
}
