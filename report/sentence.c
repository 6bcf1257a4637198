/* sentence.c: a profiler's strength and its Achilles' heel, by rules. */
#include "sentence.h"

#include <math.h>
#include <stddef.h>

#include "base/member.h"

#define FACT(name) offsetof(struct facts, name)

/* A fact of AT_MOST is better the smaller it is. */
enum direction { AT_MOST, AT_LEAST };

struct rule {
	size_t fact;
	enum direction direction;
	double threshold;
	double scale; /* of the figure in the sentence: 100 for percent */
	const char *text; /* with the figure, where it has one */
	double most; /* severity, where it is never that bad; 0: no bound */
	size_t chance; /* the fact that is half an interval of it; 0: none */
};

static const struct rule strengths[] = {
	{ FACT(calls_error), AT_MOST, 0, 1,
	  "every count of calls exact", 0, 0 },
	{ FACT(cpu_worst), AT_MOST, 3, 1,
	  "shares of CPU time within %.1f points", 0, FACT(cpu_chance) },
	{ FACT(edge_recall), AT_LEAST, 0.95, 100,
	  "callers right in %.0f %% of what it shows", 0, 0 },
	{ FACT(allocations_error), AT_MOST, 0, 1,
	  "every allocation counted", 0, 0 },
	{ FACT(leaks_error), AT_MOST, 0, 1,
	  "every leak at its site", 0, 0 },
	{ FACT(peak_error), AT_MOST, 0.01, 1,
	  "the peak of memory where it is", 0, 0 },
};

static const struct rule heels[] = {
	{ FACT(calls_error), AT_MOST, 0.01, 100,
	  "counts of calls are up to %.3g %% off", 0, 0 },
	{ FACT(cpu_worst), AT_MOST, 5, 1,
	  "a share of CPU time is up to %.1f points off", 0, FACT(cpu_chance) },
	{ FACT(winners), AT_MOST, 1, 1,
	  "names %.0f different functions as the hottest of the same program", 0, 0 },
	{ FACT(edge_recall), AT_LEAST, 0.95, 100,
	  "only %.0f %% of the callers that it shows are right", 0, 0 },
	{ FACT(allocations_error), AT_MOST, 0.05, 100,
	  "counts of allocations are up to %.3g %% off", 0, 0 },
	{ FACT(leaks_error), AT_MOST, 0.05, 100,
	  "leaks are up to %.3g %% off", 0, 0 },
	{ FACT(peak_error), AT_MOST, 0.05, 100,
	  "the peak of memory is up to %.3g %% off", 0, 0 },
	{ FACT(yield), AT_LEAST, 0.9, 100,
	  "only %.0f %% of the samples that were due are there", 0, 0 },
	{ FACT(spread_low), AT_MOST, 1, 1,
	  "its answers differ at least %.2g times as much as chance explains", 0, 0 },
	{ FACT(shift_worst), AT_MOST, 5, 1,
	  "under it, the program's own split of time moves by up to %.1f "
	  "points", 0, 0 },
	{ FACT(imbalance), AT_MOST, 0.01, 100,
	  "its own sums miss each other by %.2g %%", 0, 0 },
	{ FACT(tail_seen), AT_LEAST, 0.5, 100,
	  "a function that ends in a jump is seen as caller in %.0f %% of "
	  "what it calls",
	  1.01, 0 },
	{ FACT(most.low), AT_MOST, 1.2, 1, "", 0, 0 },
};

enum {
	STRENGTHS = sizeof(strengths) / sizeof(*strengths),
	HEELS = sizeof(heels) / sizeof(*heels),
};

static double fact_of(const struct facts *facts, const struct rule *rule)
{
	return member_number(facts, rule->fact);
}

static bool holds(const struct facts *facts, const struct rule *rule)
{
	double fact = fact_of(facts, rule);

	return rule->direction == AT_MOST ? fact <= rule->threshold :
					    fact >= rule->threshold;
}

/* The rules' texts are constants with one figure, or none. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
static void add_text(const struct facts *facts, const struct rule *rule,
		     struct buf *out)
{
	double chance = rule->chance ? member_number(facts, rule->chance) : NAN;

	buf_addf(out, rule->text, fact_of(facts, rule) * rule->scale);
	if (!isnan(chance))
		buf_addf(out, " (+-%.1f by chance)", chance * rule->scale);
}
#pragma GCC diagnostic pop

void sentence_strength(const struct facts *facts, struct buf *out)
{
	char cost[128];
	unsigned count = 0;

	for (unsigned i = 0; i < STRENGTHS; i++) {
		if (!holds(facts, &strengths[i]))
			continue;
		buf_adds(out, count++ ? ", " : "");
		add_text(facts, &strengths[i], out);
	}
	if (count == 0)
		buf_adds(out, facts->wrongness > 0 ?
				      "nothing that it was asked was answered "
				      "well" :
				      "nothing that is scored");
	if (!isnan(facts->median.ratio))
		buf_addf(out, "; typically %s of CPU time",
			 cost_text(&facts->median, cost, sizeof(cost)));
}

/* By what factor the fact is beyond the threshold; 0 when it is not. */
static double severity(const struct facts *facts, const struct rule *rule)
{
	double fact = fact_of(facts, rule);

	if (isnan(fact) || holds(facts, rule))
		return 0;
	if (rule->most > 0)
		return rule->most;
	return rule->direction == AT_MOST ? fact / rule->threshold :
	       fact > 0			  ? rule->threshold / fact :
					    INFINITY;
}

void sentence_heel(const struct facts *facts, struct buf *out)
{
	const struct rule *heel = NULL;
	double worst = 0;
	char cost[128];

	if (facts->asked > 0 && facts->given == 0) {
		buf_addf(out, "no answer at all: %s",
			 facts->because ? facts->because : "no reason given");
		return;
	}
	for (unsigned i = 0; i < HEELS; i++) {
		if (severity(facts, &heels[i]) > worst) {
			worst = severity(facts, &heels[i]);
			heel = &heels[i];
		}
	}
	if (!heel)
		buf_adds(out, "none of those looked for");
	else if (heel == &heels[HEELS - 1])
		buf_addf(out, "%s of CPU time on %s",
			 cost_text(&facts->most, cost, sizeof(cost)),
			 facts->most.path);
	else
		add_text(facts, heel, out);
}
