/* verify.c: `tare verify`: proves the instrument on this machine. */
#include <math.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/die.h"
#include "base/json.h"
#include "base/stop.h"
#include "bench/neighbour.h"
#include "bench/sound.h"
#include "bench/verify.h"
#include "cli/place.h"
#include "cli/spread.h"
#include "cli/verb.h"
#include "client/client.h"

struct options {
	struct verify_plan plan;
	const char *endpoint;
	long spread;
	bool neighbour, json, no_pin, no_progress;
};

#define ROW(member) .offset = offsetof(struct options, member)
#define LONG(member, least, most)                                              \
	ROW(member), .type = OPTION_LONG, .min = (least), .max = (most)

static const struct option_row rows[] = {
	{ .name = "aa", LONG(plan.aa, 1, 1000000), .value = "N",
	  .help = "A/A experiments" },
	{ .name = "inject", ROW(plan.inject), .type = OPTION_NUMBERS,
	  .value = "PERCENT", .min = 0.001, .max = 1000,
	  .help = "add this share of the handler's time; several allowed" },
	{ .name = "spread", LONG(spread, 2, 1000000), .value = "N",
	  .help = "instead: N answers to A/A, by the usual 20 sequential "
		  "requests and by a block, and how far they lie apart" },
	{ .name = "neighbour", ROW(neighbour), .type = OPTION_FLAG,
	  .help = "beside processes that work and rest, on every CPU" },
	{ .name = "tries", LONG(plan.tries, 1, 1000000), .value = "N",
	  .fallback = "60", .help = "experiments of each injection" },
	{ .name = "blocks", LONG(plan.blocks, 2, 1000000), .value = "N",
	  .fallback = "10", .help = "of an experiment" },
	{ .name = "seconds", ROW(plan.seconds), .type = OPTION_DOUBLE,
	  .value = "S", .min = 0.1, .max = 1e6,
	  .help = "or: as many blocks as fit into this time" },
	{ .name = "budget", ROW(plan.budget_s), .type = OPTION_DOUBLE,
	  .value = "S", .min = 1, .max = 1e6,
	  .help = "end after this time (60 without --aa and --inject)" },
	{ .name = "endpoint", ROW(endpoint), .type = OPTION_STRING,
	  .value = "NAME", .fallback = "fibonacci", .help = "where" },
	{ .name = "requests", LONG(plan.requests, 0, 100000), .value = "N",
	  .fallback = "0", .help = "per arm and block; 0: 40, of --spread 20" },
	{ .name = "warmup", LONG(plan.warmup, 0, 100000), .value = "N",
	  .fallback = "5", .help = "requests before them" },
	{ .name = "seed", LONG(plan.seed, 0, 2147483647), .value = "N",
	  .fallback = "0", .help = "of every random choice; 0: another each time" },
	{ .name = "no-pin", ROW(no_pin), .type = OPTION_FLAG,
	  .help = "do not pin client and service to a core each" },
	{ .name = "json", ROW(json), .type = OPTION_FLAG, .help = "as JSON" },
	{ .name = "no-progress", ROW(no_progress), .type = OPTION_FLAG,
	  .help = "no progress line" },
	VERB_HELP_ROW,
	{ .name = NULL }
};

static void print_share(const char *what, const struct share *share)
{
	printf("  %-28s %.2f %% (%zu of %zu; 95 %% interval %.2f to %.2f %%)\n",
	       what, 100 * (double)share->hits / (double)share->of, share->hits,
	       share->of, 100 * share->low, 100 * share->high);
}

static void print_aa(const struct verify_aa *aa)
{
	printf("A/A: plain against plain; experiments: %zu, blocks: %zu\n",
	       aa->experiments, aa->blocks);
	print_share("false alarms at 5 %", &aa->at_5);
	print_share("false alarms at 1 %", &aa->at_1);
	printf("  %-28s %+.3f %% (95 %% interval %+.3f to %+.3f %%)\n", "bias",
	       100 * expm1(aa->bias), 100 * expm1(aa->bias_low),
	       100 * expm1(aa->bias_high));
	printf("  %-28s sd %.3f %%, robust %.3f %%; an experiment resolves "
	       "+-%.3f %%\n",
	       "noise of a block", 100 * aa->sd, 100 * aa->robust_sd,
	       100 * aa->half_width);
}

static void print_view(const char *what, const struct verify_view *view)
{
	printf("  %-28s measured %+.3f %%, truly %+.3f %%; half-width %.3f "
	       "points, mean\n",
	       what, 100 * expm1(view->measured), 100 * expm1(view->truth),
	       100 * view->half_width);
	print_share("  intervals holding that", &view->covered);
}

static void print_injection(const struct verify_injection *injection)
{
	printf("injected %.4g %% of the handler's time; experiments: %zu, "
	       "blocks: %zu\n",
	       injection->percent, injection->experiments, injection->blocks);
	print_view("the handler's time", &injection->handler);
	print_view("latency, as far as known", &injection->latency);
	print_share("called slower", &injection->detected);
}

/* Nothing is sound of which there was no time for a single experiment. */
static bool is_known(const struct verify *verify,
		     const struct verify_plan *plan)
{
	bool known = (!plan->aa || verify->aa.experiments) &&
		     verify->injection_count == plan->inject.count;

	for (size_t i = 0; i < verify->injection_count; i++)
		known = known && verify->injections[i].experiments;
	return known;
}

enum finding { SOUND, NOT_SOUND, UNKNOWN };

static enum finding find(const struct verify *verify,
			 const struct verify_plan *plan)
{
	if (sound_p(verify) < SOUND_LEVEL)
		return NOT_SOUND;
	return is_known(verify, plan) ? SOUND : UNKNOWN;
}

static void print_text(const struct verify *verify, enum finding finding,
		       bool beside)
{
	static const char *const words[] = { [SOUND] = "sound",
					     [NOT_SOUND] = "not sound",
					     [UNKNOWN] = "unknown" };

	if (finding == NOT_SOUND)
		printf("NOT SOUND: what was seen is not what is promised "
		       "(p = %.2g, of all of it).\n",
		       sound_p(verify));
	if (verify->aa.experiments)
		print_aa(&verify->aa);
	for (size_t i = 0; i < verify->injection_count; i++) {
		if (verify->injections[i].experiments)
			print_injection(&verify->injections[i]);
	}
	printf("%s, %.0f s%s%s%s\n", words[finding], verify->elapsed_s,
	       verify->pinned ? "" : ", not pinned",
	       beside ? ", beside a busy neighbour" : "",
	       verify->complete ? "" : ", stopped early");
}

static struct json_object *share_json(const struct share *share)
{
	struct json_object *json = json_object_new_object();

	json_set_int(json, "hits", (int64_t)share->hits);
	json_set_int(json, "of", (int64_t)share->of);
	json_set_number(json, "rate", (double)share->hits / (double)share->of);
	json_set_number(json, "low", share->low);
	json_set_number(json, "high", share->high);
	return json;
}

static struct json_object *aa_json(const struct verify_aa *aa)
{
	struct json_object *json = json_object_new_object();

	json_set_int(json, "experiments", (int64_t)aa->experiments);
	json_set_int(json, "blocks", (int64_t)aa->blocks);
	json_set(json, "false_alarms_5", share_json(&aa->at_5));
	json_set(json, "false_alarms_1", share_json(&aa->at_1));
	json_set_number(json, "bias_log", aa->bias);
	json_set_number(json, "bias_low", aa->bias_low);
	json_set_number(json, "bias_high", aa->bias_high);
	json_set_number(json, "bias_p", aa->bias_p);
	json_set_number(json, "sd_log", aa->sd);
	json_set_number(json, "robust_sd_log", aa->robust_sd);
	json_set_number(json, "half_width_log", aa->half_width);
	return json;
}

static struct json_object *view_json(const struct verify_view *view)
{
	struct json_object *json = json_object_new_object();

	json_set_number(json, "measured_log", view->measured);
	json_set_number(json, "truth_log", view->truth);
	json_set_number(json, "half_width_log", view->half_width);
	json_set(json, "covered", share_json(&view->covered));
	json_set(json, "beneath", share_json(&view->beneath));
	return json;
}

static struct json_object *injection_json(const struct verify_injection *from)
{
	struct json_object *json = json_object_new_object();

	json_set_number(json, "percent", from->percent);
	json_set_int(json, "experiments", (int64_t)from->experiments);
	json_set_int(json, "blocks", (int64_t)from->blocks);
	json_set(json, "handler", view_json(&from->handler));
	json_set(json, "latency", view_json(&from->latency));
	json_set(json, "detected", share_json(&from->detected));
	return json;
}

/* "sound" is null when it is not known. */
static void print_json(const struct verify *verify, enum finding finding,
		       bool beside)
{
	struct json_object *json = json_object_new_object();
	struct json_object *injections = json_object_new_array();

	if (finding == UNKNOWN)
		json_set(json, "sound", NULL);
	else
		json_set_bool(json, "sound", finding == SOUND);
	json_set_number(json, "p", sound_p(verify));
	json_set_bool(json, "complete", verify->complete);
	json_set_bool(json, "pinned", verify->pinned);
	json_set_bool(json, "awake", verify->awake);
	json_set_bool(json, "neighbour", beside);
	json_set_number(json, "elapsed_s", verify->elapsed_s);
	json_set(json, "aa",
		 verify->aa.experiments ? aa_json(&verify->aa) : NULL);
	for (size_t i = 0; i < verify->injection_count; i++) {
		if (verify->injections[i].experiments)
			json_object_array_add(
				injections,
				injection_json(&verify->injections[i]));
	}
	json_set(json, "injections", injections);
	puts(json_object_to_json_string_ext(json, JSON_C_TO_STRING_PRETTY));
	json_object_put(json);
}

static void resolve(struct options *options)
{
	struct verify_plan *plan = &options->plan;

	if (options->spread && (plan->aa || plan->inject.count))
		die(EXIT_USAGE, "verify: --spread stands alone: ask for --aa "
				"and --inject apart");
	plan->workload = workload_by_name(options->endpoint);
	if (!plan->workload)
		die(EXIT_USAGE,
		    "verify: there is no endpoint \"%s\"; `tare list` shows "
		    "them",
		    options->endpoint);
	if (!options->spread && !plan->aa && !plan->inject.count) {
		/* As many as a minute has room for. */
		plan->aa = plan->tries = 1000000;
		plan->inject.value[plan->inject.count++] = 2;
		if (plan->budget_s <= 0)
			plan->budget_s = 60;
	}
	if (!plan->requests)
		plan->requests = options->spread ? 20 : 40;
	plan->pin = !options->no_pin;
	if (!plan->seed)
		plan->seed = clock_ns(CLOCK_REALTIME) & 0x7fffffff;
}

static int run_spread(const struct options *options, struct progress *progress)
{
	const struct verify_plan *plan = &options->plan;
	struct spread_plan spread_plan = { .workload = plan->workload,
					   .answers = options->spread,
					   .requests = plan->requests,
					   .warmup = plan->warmup,
					   .seed = plan->seed,
					   .budget_s = plan->budget_s,
					   .pin = plan->pin };
	struct spread spread;
	struct reason why;

	if (spread_run(&spread, &spread_plan, progress, &why) < 0)
		die(EXIT_FAILED, "verify: %s", why.text);
	(options->json ? spread_print_json : spread_print)(
		&spread, &spread_plan, options->neighbour);
	return EXIT_OK;
}

static int run_verify(const struct options *options, struct progress *progress)
{
	struct verify verify;
	struct reason why;
	enum finding finding;

	if (verify_run(&verify, &options->plan, progress, &why) < 0)
		die(EXIT_FAILED, "verify: %s", why.text);
	finding = find(&verify, &options->plan);
	(options->json ? print_json : print_text)(&verify, finding,
						  options->neighbour);
	if (finding == NOT_SOUND)
		return EXIT_UNTRUSTED;
	if (finding == SOUND)
		return verify.complete ? EXIT_OK : EXIT_FAILED;
	warn("verify: some of it had no time for an experiment; --budget gives "
	     "more, --blocks makes them shorter");
	return EXIT_FAILED;
}

static int run(void *data, int count, char **words)
{
	struct options *options = data;
	struct neighbour neighbour = { NULL, 0 };
	struct progress progress;
	struct reason why;
	int status;

	if (count)
		die(EXIT_USAGE, "verify: unexpected \"%s\"; see --help",
		    words[0]);
	place_check_rooms("verify");
	resolve(options);
	if (client_global_init(&why) < 0)
		die(EXIT_FAILED, "verify: %s", why.text);
	if (options->neighbour &&
	    neighbour_start(&neighbour, options->plan.seed, &why) < 0)
		die(EXIT_FAILED, "verify: %s", why.text);
	stop_catch();
	progress_init(&progress, !options->no_progress);
	status = options->spread ? run_spread(options, &progress) :
				   run_verify(options, &progress);
	stop_release();
	neighbour_stop(&neighbour);
	return status;
}

static const struct verb verify = {
	.name = "verify",
	.usage = "[--aa N] [--inject PERCENT]... [options]",
	.summary = "prove the instrument: false alarms, bias, known costs",
	.rows = rows,
	.options_size = sizeof(struct options),
	.run = run,
};
REGISTER(verb, verify);
