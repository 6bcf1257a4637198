/*
 * victim.h: one service under one profiler, to which one event happens.
 *
 * It is started, attached to, asked and stopped as in a bench, behind the same nginx.
 */
#ifndef TARE_VICTIM_H
#define TARE_VICTIM_H

#include "base/buf.h"
#include "bench/stage.h"
#include "torture/event.h"
#include "torture/verdict.h"

/*
 * Have EVENT happen to a service under PROFILER, which is asked what WITNESS says; of a
 * profiler without a reader only the service is looked at. Fills OUTCOME but for
 * `said`, and adds what was printed to WORDS.
 */
void victim_run(struct stage *stage, const struct event *event,
		const struct profiler *profiler, const struct witness *witness,
		struct outcome *outcome, struct buf *words);

#endif
