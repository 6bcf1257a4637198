/* sound.c: whether what `tare verify` saw is what the instrument promises. */
#include "sound.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

struct checks {
	double least_p;
	unsigned count;
};

static void add(struct checks *checks, double p)
{
	checks->least_p = fmin(checks->least_p, p);
	checks->count++;
}

/* So many of them, or more, where a share of RATE is promised. */
static double p_of_more(const struct share *share, double rate)
{
	if (share->hits == 0)
		return 1;
	return gsl_cdf_binomial_Q((unsigned)share->hits - 1, rate,
				  (unsigned)share->of);
}

static double p_of_fewer(const struct share *share, double rate)
{
	return gsl_cdf_binomial_P((unsigned)share->hits, rate,
				  (unsigned)share->of);
}

/* An exact truth is held as often as promised; a least one is hardly ever missed. */
static void add_injection(struct checks *checks,
			  const struct verify_injection *injection)
{
	add(checks, p_of_fewer(&injection->handler.covered, 0.95));
	add(checks, p_of_more(&injection->latency.beneath, 0.025));
}

double sound_p(const struct verify *verify)
{
	const struct verify_aa *aa = &verify->aa;
	struct checks checks = { .least_p = 1 };

	if (aa->experiments) {
		add(&checks, p_of_more(&aa->at_5, 0.05));
		add(&checks, p_of_more(&aa->at_1, 0.01));
		add(&checks, aa->bias_p);
	}
	for (size_t i = 0; i < verify->injection_count; i++) {
		if (verify->injections[i].experiments)
			add_injection(&checks, &verify->injections[i]);
	}
	return checks.count ? fmin(1, checks.least_p * checks.count) : 1;
}
