/* claimchecks.h: how each claim is held against a run. */
#ifndef TARE_CLAIMCHECKS_H
#define TARE_CLAIMCHECKS_H

#include "report/claims.h"

/* All fill RESULT; see the claims' own rows for what they test. */
void claim_check_outside(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);
void claim_check_tracking(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);
void claim_check_pay(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);
void claim_check_callgrind(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);
void claim_check_massif(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);
void claim_check_recursion(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);
void claim_check_root(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);
void claim_check_bias(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);
void claim_check_frequency(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);
void claim_check_heap(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);
void claim_check_threads(struct json_object *run, const struct facts *facts,
		size_t count, struct claim_result *result);

#endif
