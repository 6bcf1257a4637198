/* equivalence.c: proof that a difference is smaller than a margin. */
#include "stats/equivalence.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

#include "stats/estimate.h"

/*
 * The larger of two one-sided p values is that of the nearer end of the margin:
 * P(T > room / error), room being what is left between mean and that end.
 */
static double p_outside(const struct estimate *estimate, double end)
{
	double room = end - fabs(estimate->mean);

	if (isnan(estimate->error))
		return NAN;
	if (estimate->error == 0)
		return room > 0 ? 0 : 1;
	return gsl_cdf_tdist_Q(room / estimate->error,
			       estimate_freedom(estimate));
}

int equivalence_test(struct equivalence *equivalence,
		     const struct estimate *estimate, double margin,
		     struct reason *why)
{
	if (!(margin > 0 && isfinite(margin)))
		return reason_set(why, "margin %g is not a positive number",
				  margin);
	if (!(estimate->confidence > 0.5))
		return reason_set(why, "confidence %g is too low for a test of "
				  "equivalence, which needs more than 0.5",
				  estimate->confidence);
	*equivalence = (struct equivalence){ .margin = margin };
	equivalence->p = p_outside(estimate, log1p(margin));
	equivalence->equal = equivalence->p < 1 - estimate->confidence;
	estimate_interval(estimate, 2 * estimate->confidence - 1,
			  &equivalence->low, &equivalence->high);
	return 0;
}
