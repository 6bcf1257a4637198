/* verdict.c: what became of a profile, and of the service, as a word. */
#include "verdict.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/proc.h"

const char *fate_name(enum fate fate)
{
	static const char *const names[] = {
		[FATE_UNKNOWN] = "?",	[FATE_KEPT] = "kept",
		[FATE_WRONG] = "wrong", [FATE_LOST] = "lost",
		[FATE_SAID] = "said",	[FATE_HARMED] = "harmed",
		[FATE_NOT_APPLICABLE] = "n/a",
	};

	return names[fate];
}

/* How the service fared worse than unwatched. True if it did. */
static bool is_harmed(const struct outcome *o, const struct outcome *unwatched,
		      struct reason *because)
{
	char ended[64], usual[64];

	if (!o->started)
		reason_set(because, "the service does not start: %.400s",
			   o->why.text);
	else if (o->failed > unwatched->failed)
		reason_set(because, "%u of %u requests failed: %.200s",
			   o->failed, o->sent, o->failure.text);
	else if (o->late && !unwatched->late)
		reason_set(because, "the service did not end in its time and "
				    "had to be killed");
	else if (!o->wrapped && !o->late && o->status != unwatched->status)
		reason_set(because,
			   "the service ended with \"%s\", unwatched with "
			   "\"%s\"",
			   proc_status_text(o->status, ended, sizeof(ended)),
			   proc_status_text(unwatched->status, usual,
					    sizeof(usual)));
	else
		return false;
	return true;
}

/* What was said belongs to the reason. */
static void add_words(const struct outcome *o, struct reason *because)
{
	const struct reason how = *because;

	if (*o->said.text)
		reason_set(because, "%.250s; it says: %.230s", how.text,
			   o->said.text);
}

/* What was reported as a share of the truth; 1 is right. */
static double share_of(const struct measure *m)
{
	return m->expected != 0 ? m->reported / m->expected :
	       m->reported != 0 ? INFINITY :
				  1;
}

/* The measures that are not right, in words; false when all are. */
static bool is_wrong(const struct outcome *o, struct reason *because)
{
	struct reason all = { "" };

	for (unsigned i = 0; i < o->measure_count; i++) {
		const struct measure *m = &o->measures[i];
		double off = share_of(m) - 1;
		size_t length = strlen(all.text);

		if (fabs(off) > m->tolerance)
			snprintf(all.text + length, sizeof(all.text) - length,
				 fabs(off) < 0.01 ? "%s%s: %+.1g %%" :
						    "%s%s: %+.0f %%",
				 length ? "; " : "", m->what, 100 * off);
	}
	if (!*all.text)
		return false;
	*because = all;
	return true;
}

/* There is no profile to be compared. */
static enum fate judge_nothing(const struct outcome *o, struct reason *because)
{
	if (*o->said.text) {
		reason_set(because, "it says: %.400s", o->said.text);
		return FATE_SAID;
	}
	*because = o->unread;
	/* A file that is there and refused tells who opens it. */
	return o->written_bytes > 0 ? FATE_SAID : FATE_LOST;
}

enum fate verdict_of(const struct outcome *o, const struct outcome *unwatched,
		     struct reason *because)
{
	*because = o->aside;
	if (!o->possible || !unwatched->possible || !unwatched->started) {
		*because = o->possible ? unwatched->why : o->why;
		return FATE_NOT_APPLICABLE;
	}
	if (is_harmed(o, unwatched, because)) {
		add_words(o, because);
		return FATE_HARMED;
	}
	if (!o->read)
		return judge_nothing(o, because);
	if (!is_wrong(o, because))
		return FATE_KEPT;
	add_words(o, because);
	return *o->said.text ? FATE_SAID : FATE_WRONG;
}
