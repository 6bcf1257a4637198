/*
 * sentence.h: what a profiler is good for, and its Achilles' heel, by rules from what
 * was measured; nothing is written about a tool by hand.
 *
 * A strength holds when its fact is within its threshold; all that hold make the
 * sentence, in the order of the rules. A heel holds when its fact is beyond its
 * threshold; the one that is beyond by the greatest factor is the heel.
 */
#ifndef TARE_SENTENCE_H
#define TARE_SENTENCE_H

#include "base/buf.h"
#include "report/facts.h"

/* Add the sentence, without a newline, to OUT. */
void sentence_strength(const struct facts *facts, struct buf *out);
void sentence_heel(const struct facts *facts, struct buf *out);

#endif
