/* plan.c: from what was asked for to the rows and columns of the matrix. */
#include <stdlib.h>

#include "base/list.h"
#include "bench/plan.h"
#include "torture/torture.h"

static int add_event(struct torture *torture, const struct event *event,
		     struct reason *why)
{
	struct ordeal *ordeal = &torture->ordeals[torture->ordeal_count];

	for (unsigned i = 0; i < torture->ordeal_count; i++) {
		if (torture->ordeals[i].event == event)
			return 0;
	}
	if (torture->ordeal_count == EVENT_MAX)
		return reason_set(why, "more than %d events", EVENT_MAX);
	ordeal->event = event;
	buf_init(&ordeal->usual);
	torture->ordeal_count++;
	return 0;
}

static int add_event_named(struct torture *torture, const char *name,
			   struct reason *why)
{
	const struct event *event = event_by_name(name);

	if (!event)
		return reason_set(why,
				  "--events: there is no \"%s\"; `tare torture "
				  "--list` shows them",
				  name);
	return add_event(torture, event, why);
}

static int add_events(struct torture *torture, const char *list,
		      struct reason *why)
{
	int status = add_event(torture, &events[0], why);
	char *name;

	for (const struct event *e = events; !list && e->name; e++)
		status |= add_event(torture, e, why);
	while (list && status == 0 && (name = list_next(&list)) != NULL) {
		status = add_event_named(torture, name, why);
		free(name);
	}
	return status;
}

/* Those with a profile: a baseline has nothing to lose. */
static void add_subjects(struct torture *torture)
{
	struct run *run = torture->run;

	for (unsigned a = 1; a < run->arm_count; a++) {
		struct subject *subject =
			&torture->subjects[torture->subject_count];
		const struct profiler *profiler = run->arms[a].profiler;

		if (!profiler->read)
			continue;
		subject->arm = &run->arms[a];
		subject->witness = witness_of(profiler);
		buf_init(&subject->usual);
		torture->subject_count++;
	}
}

int torture_plan(struct torture *torture, struct run *run,
		 const struct torture_options *options, struct reason *why)
{
	const struct plan_options plan = {
		.mode = "all",
		.endpoints = "health", /* witnesses have their own */
		.profilers = options->profilers ? options->profilers : "all",
		.requests = 1,
		.precision = 1,
		.no_controls = true,
		.no_pin = true,
	};

	*torture = (struct torture){ .run = run,
				     .tries = (unsigned)options->tries,
				     .budget_s = options->budget_s };
	if (plan_make(run, &plan, why) < 0 ||
	    add_events(torture, options->events, why) < 0)
		return -1;
	add_subjects(torture);
	if (torture->subject_count == 0)
		return reason_set(why, "--profilers names none that leaves a "
				       "profile");
	torture->trials = calloc((size_t)torture->ordeal_count *
					 torture->subject_count * torture->tries,
				 sizeof(*torture->trials));
	if (!torture->trials)
		return reason_set(why, "no memory for the matrix");
	return 0;
}

void torture_release(struct torture *torture)
{
	for (unsigned i = 0; i < torture->ordeal_count; i++)
		buf_release(&torture->ordeals[i].usual);
	for (unsigned i = 0; i < torture->subject_count; i++)
		buf_release(&torture->subjects[i].usual);
	free(torture->trials);
	torture->trials = NULL;
}
