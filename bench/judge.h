/* judge.h: from block values to estimates and verdicts, over the whole matrix. */
#ifndef TARE_JUDGE_H
#define TARE_JUDGE_H

#include "bench/metric.h"
#include "bench/run.h"
#include "stats/equivalence.h"
#include "stats/estimate.h"
#include "stats/sequential.h"
#include "stats/verdict.h"
#include "stats/wilcoxon.h"

enum { METRIC_MAX = 8 };

/* What is said about one metric of one cell. */
struct judgement {
	struct estimate estimate;
	struct wilcoxon wilcoxon;
	struct equivalence equivalence;
	struct verdict verdict;
	double typical; /* median over blocks of the arm's own figure */
};

struct judgements {
	struct judgement cell[ENDPOINT_MAX][ARM_MAX][METRIC_MAX];
};

/*
 * Judge every cell; p values of the measured arms are adjusted (Holm) over the
 * matrix, per metric. NULL with WHY; the caller frees.
 */
struct judgements *judge_run(const struct run *run, struct reason *why);

/*
 * How far the latency of a cell is from the precision that is wanted: its half-width
 * over the wanted one; 1 or less is there, INFINITY with too few blocks. A cell that
 * gives nothing is 0.
 */
double judge_need(const struct run *run, const struct endpoint *endpoint,
		  unsigned arm);

#endif
