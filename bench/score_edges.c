/*
 * score_edges.c: who calls whom, against who does.
 *
 * A tool that counts edges is asked for them; of others, their stacks are. A stack
 * in which the caller is missing shows a caller that never calls.
 */
#include <math.h>
#include <string.h>

#include "profilers/scan.h"
#include "score.h"

/* What is reported between two functions of the truth, or below one. */
struct sums {
	double right, of;     /* below the known caller; all in all */
	double tail, tail_of; /* the same of edges that are jumps */
	double wrong, all;    /* between functions that do not call; between any */
};

static bool same(const struct scan *name, const char *text)
{
	return scan_equals(name, text);
}

static bool in_truth(const struct truth *truth, const struct scan *name)
{
	for (unsigned i = 0; i < truth->count; i++) {
		if (same(name, truth->row[i].function))
			return true;
	}
	return false;
}

/* The edge from CALLER (NULL: any) to CALLEE, or NULL. */
static const struct truth_edge *find_edge(const struct truth *truth,
					  const struct scan *caller,
					  const struct scan *callee)
{
	for (unsigned i = 0; i < truth->edge_count; i++) {
		const struct truth_edge *edge = &truth->edge[i];

		if (same(callee, edge->callee) &&
		    (!caller || same(caller, edge->caller)))
			return edge;
	}
	return NULL;
}

/* WEIGHT of CALLEE below CALLER (empty: below nothing). */
static void add_pair(struct sums *sums, const struct truth *truth,
		     const struct scan *caller, const struct scan *callee,
		     double weight)
{
	const struct truth_edge *known = find_edge(truth, NULL, callee);
	const struct truth_edge *right = find_edge(truth, caller, callee);

	if (!known)
		return;
	if (known->tail) {
		sums->tail_of += weight;
		sums->tail += right ? weight : 0;
		return;
	}
	sums->of += weight;
	sums->right += right ? weight : 0;
	if (!in_truth(truth, caller))
		return;
	sums->all += weight;
	sums->wrong += right ? 0 : weight;
}

static void add_stack(struct sums *sums, const struct truth *truth,
		      const struct evidence_stack *stack)
{
	struct scan caller = { stack->frames, stack->frames };
	const char *at = stack->frames;

	while (*at) {
		size_t length = strcspn(at, ";");
		struct scan callee = scan_text(at, length);

		add_pair(sums, truth, &caller, &callee, stack->weight);
		caller = callee;
		at += length + (at[length] == ';');
	}
}

static void add_stacks(struct sums *sums, const struct score_input *input)
{
	const struct evidence *evidence = input->evidence;

	for (size_t i = 0; i < evidence->stack_count; i++) {
		if (!isnan(evidence->stacks[i].weight))
			add_stack(sums, input->truth, &evidence->stacks[i]);
	}
}

static double reported_calls(const struct evidence *evidence,
			     const struct truth_edge *edge)
{
	for (size_t i = 0; i < evidence->edge_count; i++) {
		const struct evidence_edge *e = &evidence->edges[i];

		if (strcmp(e->caller, edge->caller) == 0 &&
		    strcmp(e->callee, edge->callee) == 0)
			return isnan(e->calls) ? 0 : e->calls;
	}
	return 0;
}

/* Every edge counts alike, however often it is taken. */
static void add_counts(struct sums *sums, const struct score_input *input)
{
	const struct evidence *evidence = input->evidence;

	for (unsigned i = 0; i < input->truth->edge_count; i++) {
		const struct truth_edge *edge = &input->truth->edge[i];
		double expected = input->requests * (double)edge->calls;
		double seen = fmin(reported_calls(evidence, edge) / expected, 1);

		*(edge->tail ? &sums->tail_of : &sums->of) += 1;
		*(edge->tail ? &sums->tail : &sums->right) += seen;
	}
	for (size_t i = 0; i < evidence->edge_count; i++) {
		const struct evidence_edge *e = &evidence->edges[i];
		struct scan from = scan_text(e->caller, strlen(e->caller));
		struct scan to = scan_text(e->callee, strlen(e->callee));
		const struct truth_edge *known =
			find_edge(input->truth, NULL, &to);

		if (!known || known->tail || !in_truth(input->truth, &from))
			continue;
		sums->all += 1;
		sums->wrong += find_edge(input->truth, &from, &to) ? 0 : 1;
	}
}

void score_edges(struct score *score, const struct score_input *input)
{
	struct sums sums = { 0 };

	/* Stacks of allocations are not about who uses time. */
	if (input->truth->edge_count == 0 ||
	    !(input->profiler->answers & (ANSWER_CALLS | ANSWER_CPU_FUNCTION)))
		return;
	if (input->evidence->edge_count)
		add_counts(&sums, input);
	else if (input->evidence->stack_count)
		add_stacks(&sums, input);
	else
		return;
	score->edge_recall = sums.of > 0 ? sums.right / sums.of : 0;
	score->edge_wrong = sums.all > 0 ? sums.wrong / sums.all : 0;
	if (sums.tail_of > 0)
		score->tail_seen = sums.tail / sums.tail_of;
}
