/* loadround.c: one round of an endpoint under load: every arm, side by side. */
#include "loadround.h"

#include "base/stop.h"
#include "bench/lane.h"

enum { FAILURES_MOST = 2 }; /* then the cell is left out */

struct loadround {
	struct load_endpoint *endpoint;
	struct stage *stage;
	unsigned count;
	struct lane lanes[ARM_MAX];
	bool failed[ARM_MAX];
	unsigned order[ARM_MAX];
	unsigned lap, point; /* of the turn */
	struct reason *why;
};

static int open_lane(struct loadround *round, struct lane *lane,
		     struct reason *why)
{
	(void)round;
	return lane_open(lane, why);
}

static int saturate(struct loadround *round, struct lane *lane,
		    struct reason *why)
{
	return round->lap < lane->laps ? lane_saturate(lane, why) : 0;
}

static int note_saturated(struct loadround *round, struct lane *lane,
			  struct reason *why)
{
	(void)round;
	return lane_note_saturated(lane, why);
}

static int apply_rate(struct loadround *round, struct lane *lane,
		      struct reason *why)
{
	double rate = load_shares[round->point] * round->endpoint->capacity;

	return lane_rate(lane, round->point, rate, why);
}

/*
 * Each arm that has not failed has its turn, in random order. Without nginx none can
 * go on, and none is to blame.
 */
static int go_around(struct loadround *round,
		     int (*turn)(struct loadround *, struct lane *,
				 struct reason *))
{
	stage_shuffle(round->stage, round->order, round->count);
	for (unsigned i = 0; i < round->count; i++) {
		unsigned who = round->order[i];
		struct lane *lane = &round->lanes[who];
		int status = round->failed[who] ?
				     0 :
				     turn(round, lane, &lane->cell->why);

		if (status > 0 || stop_wanted())
			return 1;
		if (status < 0 && proxy_check(&round->stage->proxy, round->why) < 0)
			return -1;
		if (status < 0) {
			round->failed[who] = true;
			lane->cell->failures++;
		}
	}
	return 0;
}

static int saturate_all(struct loadround *round)
{
	int status = 0;

	for (round->lap = 0; round->lap < LAPS_MOST && status == 0;
	     round->lap++)
		status = go_around(round, saturate);
	return status == 0 ? go_around(round, note_saturated) : status;
}

/* In random order: none of the rates always follows on the same one. */
static int apply_rates(struct loadround *round)
{
	unsigned points[LOAD_RATES];
	int status = 0;

	for (unsigned i = 0; i < LOAD_RATES; i++)
		points[i] = i + 1;
	stage_shuffle(round->stage, points, LOAD_RATES);
	for (unsigned i = 0; i < LOAD_RATES && status == 0; i++) {
		round->point = points[i];
		status = go_around(round, apply_rate);
	}
	return status;
}

static void set_lanes(struct loadround *round, const struct load *load,
		      unsigned e, unsigned number)
{
	for (unsigned a = 0; a < round->count; a++) {
		struct load_cell *cell = &round->endpoint->cells[a];

		round->order[a] = a;
		round->failed[a] = cell->failures >= FAILURES_MOST;
		round->lanes[a] = (struct lane){
			.load = load,
			.stage = round->stage,
			.endpoint = &load->run->endpoints[e],
			.arm = &load->run->arms[a],
			.slot = a,
			.cell = cell,
			.points = cell->points[number],
		};
	}
}

int loadround_measure(struct load *load, struct stage *stage, unsigned e,
		      unsigned number, unsigned arms, struct reason *why)
{
	struct loadround round = { .endpoint = &load->endpoints[e],
				   .stage = stage,
				   .count = arms,
				   .why = why };
	int status;

	set_lanes(&round, load, e, number);
	status = go_around(&round, open_lane);
	if (status == 0)
		status = saturate_all(&round);
	if (status == 0 && round.endpoint->capacity > 0)
		status = apply_rates(&round);
	/* They end in random order too. */
	stage_shuffle(stage, round.order, round.count);
	for (unsigned i = 0; i < round.count; i++)
		lane_close(&round.lanes[round.order[i]]);
	return status;
}
