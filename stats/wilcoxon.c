/* wilcoxon.c: Wilcoxon's signed rank test over blocks, the second opinion. */
#include "stats/wilcoxon.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/estimate.h"
#include "stats/walsh.h"

enum { SUM_MAX = WILCOXON_EXACT_MAX * (WILCOXON_EXACT_MAX + 1) };

/*
 * Ranks are kept doubled, so that the mean rank of a tie is an integer too; all
 * doubled ranks of n values sum to n (n + 1).
 */
struct ranks {
	size_t *order;	/* indices into the values, by rising magnitude */
	double *size;	/* magnitudes */
	unsigned *rank; /* doubled, of order[i]; 0 for a zero */
};

static int ranks_init(struct ranks *ranks, size_t n, struct reason *why)
{
	ranks->order = calloc(n + 1, sizeof(*ranks->order));
	ranks->size = calloc(n + 1, sizeof(*ranks->size));
	ranks->rank = calloc(n + 1, sizeof(*ranks->rank));
	if (!ranks->order || !ranks->size || !ranks->rank)
		return reason_set(why, "out of memory for %zu blocks", n);
	return 0;
}

static void ranks_release(struct ranks *ranks)
{
	free(ranks->rank);
	free(ranks->size);
	free(ranks->order);
}

static void ranks_fill(struct ranks *ranks, const double *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ranks->size[i] = fabs(values[i]);
	gsl_sort_index(ranks->order, ranks->size, 1, n);
	for (size_t first = 0, next; first < n; first = next) {
		double size = ranks->size[ranks->order[first]];

		for (next = first; next < n; next++)
			if (ranks->size[ranks->order[next]] != size)
				break;
		/* Ranks first + 1 ... next: twice their mean. */
		for (size_t i = first; i < next && size > 0; i++)
			ranks->rank[i] = (unsigned)(first + 1 + next);
	}
}

/*
 * chance[s]: the chance that the doubled ranks with a positive sign sum to s.
 * Each rank in turn joins or does not. Returns the largest possible sum.
 */
static size_t null_distribution(const unsigned *rank, size_t n,
				double chance[SUM_MAX + 1])
{
	size_t most = 0;

	memset(chance, 0, (SUM_MAX + 1) * sizeof(*chance));
	chance[0] = 1;
	for (size_t i = 0; i < n; i++) {
		if (!rank[i])
			continue;
		most += rank[i];
		for (size_t s = most + 1; s-- > 0;)
			chance[s] = (chance[s] + (s >= rank[i] ?
				     chance[s - rank[i]] : 0)) / 2;
	}
	return most;
}

/* Twice the chance of a sum as small as the smaller one seen. */
static double p_exact(const unsigned *rank, size_t n, double smaller)
{
	double chance[SUM_MAX + 1];
	size_t limit = (size_t)(2 * smaller);
	double tail = 0;

	null_distribution(rank, n, chance);
	for (size_t s = 0; s <= limit; s++)
		tail += chance[s];
	return fmin(1, 2 * tail);
}

static double p_normal(const unsigned *rank, size_t n, double plus)
{
	double mean = 0;
	double variance = 0;
	double off;

	for (size_t i = 0; i < n; i++) {
		double r = rank[i] / 2.0;

		mean += r / 2;
		variance += r * r / 4;
	}
	off = fabs(plus - mean) - 0.5;
	if (variance == 0 || off <= 0)
		return 1;
	return fmin(1, 2 * gsl_cdf_ugaussian_Q(off / sqrt(variance)));
}

static void test_signs(struct wilcoxon *wilcoxon, const struct ranks *ranks,
		       const double *values)
{
	size_t n = wilcoxon->n;

	for (size_t i = 0; i < n; i++) {
		double value = values[ranks->order[i]];

		wilcoxon->zeros += value == 0;
		wilcoxon->plus += value > 0 ? ranks->rank[i] / 2.0 : 0;
		wilcoxon->minus += value < 0 ? ranks->rank[i] / 2.0 : 0;
	}
	wilcoxon->exact = n <= WILCOXON_EXACT_MAX;
	wilcoxon->p = wilcoxon->exact ?
		p_exact(ranks->rank, n, fmin(wilcoxon->plus, wilcoxon->minus)) :
		p_normal(ranks->rank, n, wilcoxon->plus);
	wilcoxon->p_least = fmin(1, ldexp(1, 1 - (int)(n - wilcoxon->zeros)));
}

/*
 * How many Walsh averages lie outside the interval at each end: the largest c
 * with P(W <= c - 1) <= alpha / 2, where W is the rank sum without ties; 0 if
 * there is none.
 */
static size_t averages_outside(size_t n, double alpha)
{
	double chance[SUM_MAX + 1];
	unsigned rank[WILCOXON_EXACT_MAX];
	double most = (double)walsh_count(n);
	double tail = 0;
	size_t c = 0;

	if (n > WILCOXON_EXACT_MAX) {
		double sd = sqrt(most * (2 * (double)n + 1) / 12);

		return (size_t)fmax(0, most / 2 + 0.5 +
				    sd * gsl_cdf_ugaussian_Pinv(alpha / 2));
	}
	for (size_t i = 0; i < n; i++)
		rank[i] = 2 * (unsigned)(i + 1);
	null_distribution(rank, n, chance);
	while (2 * c <= SUM_MAX && tail + chance[2 * c] <= alpha / 2)
		tail += chance[2 * c++];
	return c;
}

static int estimate_centre(struct wilcoxon *wilcoxon, const double *values,
			   double confidence, struct reason *why)
{
	size_t n = wilcoxon->n;
	double *sorted = calloc(n + 1, sizeof(*sorted));
	size_t outside;

	if (!sorted)
		return reason_set(why, "out of memory for %zu blocks", n);
	memcpy(sorted, values, n * sizeof(*sorted));
	gsl_sort(sorted, 1, n);
	wilcoxon->centre = walsh_median(sorted, n);
	outside = averages_outside(n, 1 - confidence);
	if (outside > 0) {
		wilcoxon->low = walsh_select(sorted, n, outside);
		wilcoxon->high = walsh_select(sorted, n,
					      walsh_count(n) + 1 - outside);
	}
	free(sorted);
	return 0;
}

int wilcoxon_blocks(struct wilcoxon *wilcoxon, const double *values, size_t n,
		    double confidence, struct reason *why)
{
	struct ranks ranks;
	int status = -1;

	*wilcoxon = (struct wilcoxon){
		.n = n, .exact = true, .p = 1, .p_least = 1, .centre = NAN,
		.low = -INFINITY, .high = INFINITY,
	};
	if (estimate_check(values, n, confidence, why))
		return -1;
	if (!n)
		return 0;
	if (ranks_init(&ranks, n, why))
		goto out;
	ranks_fill(&ranks, values, n);
	test_signs(wilcoxon, &ranks, values);
	status = estimate_centre(wilcoxon, values, confidence, why);
out:
	ranks_release(&ranks);
	return status;
}
