/* engine.c: sends load to one URL and measures what comes of it. */
#include "engine.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/stop.h"
#include "client/arrivals.h"
#include "client/users.h"

enum { EVENTS_MAX = 256, DESCRIPTORS_SPARE = 64 };

/* How often timers and timeouts are looked at: while connecting, and else. */
static const int64_t tend_soon_ns = NS_PER_MS;
static const int64_t tend_later_ns = 20 * NS_PER_MS;

struct engine {
	const struct engine_plan *plan;
	struct outcome *outcome;
	struct users users;
	struct arrivals arrivals;
	bool open; /* loop */
	int epoll;
	int64_t start_ns, end_ns;
	int64_t tend_ns; /* when to look after the users next */
	struct epoll_event events[EVENTS_MAX];
};

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When the next request is due; a closed loop's always is. */
static int64_t next_due(const struct engine *engine)
{
	if (!engine->open)
		return engine->users.now_ns;
	return engine->start_ns + arrivals_peek(&engine->arrivals);
}

/* One that is due before the end is sent late only if we were late. */
static bool may_send(const struct engine *engine, int64_t due)
{
	const struct users *users = &engine->users;
	const struct user *user = TAILQ_FIRST(&users->free);

	if (!user || due > users->now_ns || due >= engine->end_ns)
		return false;
	return users->now_ns < engine->end_ns || user->since_ns <= due;
}

static void note_sending(struct engine *engine, int64_t due)
{
	struct outcome *outcome = engine->outcome;
	const struct users *users = &engine->users;
	int64_t late = users->now_ns - due;

	if (TAILQ_FIRST(&users->free)->since_ns <= due) {
		histogram_add(&outcome->lateness, late);
		return;
	}
	histogram_add(&outcome->queue, late);
	outcome->queued++;
}

static void send_due(struct engine *engine)
{
	struct users *users = &engine->users;

	for (;;) {
		int64_t due = next_due(engine);

		if (!may_send(engine, due))
			break;
		if (engine->open) {
			arrivals_take(&engine->arrivals);
			note_sending(engine, due);
		}
		users_send(users, due);
		users->now_ns = clock_wall_ns();
	}
}

/* Until when nothing happens but what epoll tells. */
static int64_t next_wake(const struct engine *engine)
{
	const struct users *users = &engine->users;
	int64_t wake = engine->tend_ns;

	if (users->now_ns < engine->end_ns) {
		wake = least(wake, engine->end_ns);
		if (!TAILQ_EMPTY(&users->free))
			wake = least(wake, next_due(engine));
	}
	return engine->plan->spin ? 0 : wake;
}

static int wait_events(struct engine *engine)
{
	int64_t wake = next_wake(engine), now = engine->users.now_ns;
	int64_t left = wake > now ? wake - now : 0;
	const struct timespec timeout = { left / NS_PER_S, left % NS_PER_S };
	int count = epoll_pwait2(engine->epoll, engine->events, EVENTS_MAX,
				 &timeout, NULL);

	/* Before Linux 5.11, or where a filter refuses it: then the last ms spins. */
	if (count < 0 && errno != EINTR)
		count = epoll_wait(engine->epoll, engine->events, EVENTS_MAX,
				   (int)least(left / NS_PER_MS, 1000));
	engine->users.now_ns = clock_wall_ns();
	return count;
}

static void tend(struct engine *engine)
{
	struct users *users = &engine->users;

	if (users->now_ns < engine->tend_ns)
		return;
	users_tend(users);
	engine->tend_ns = users->now_ns + (users->opening || users->down ?
						   tend_soon_ns :
						   tend_later_ns);
}

/* Wait once, and do all there is to do. */
static void turn(struct engine *engine)
{
	int count = wait_events(engine);

	for (int i = 0; i < count; i++) {
		users_event(&engine->users, &engine->events[i]);
		send_due(engine);
	}
	tend(engine);
	send_due(engine);
}

/* Every user has connected, or failed to. */
static int connect_all(struct engine *engine, struct reason *why)
{
	struct users *users = &engine->users;

	engine->end_ns = 0; /* nothing is sent before the start */
	users_open(users);
	while (users->opening && !stop_wanted())
		turn(engine);
	if (!TAILQ_EMPTY(&users->free) || stop_wanted())
		return 0;
	return reason_set(why, "cannot connect to %s: %s", engine->plan->url,
			  engine->outcome->connect_error);
}

static int64_t seconds(double s)
{
	return (int64_t)(s * 1e9);
}

static void load(struct engine *engine)
{
	const struct engine_plan *plan = engine->plan;
	struct outcome *outcome = engine->outcome;
	struct users *users = &engine->users;
	int64_t cpu = clock_cpu_ns();
	int64_t last;

	users->now_ns = engine->start_ns = clock_wall_ns();
	users->end_ns = engine->end_ns =
		engine->start_ns + seconds(plan->duration_s);
	last = engine->end_ns + seconds(plan->drain_s);
	send_due(engine);
	while (users->now_ns < engine->end_ns && !stop_wanted())
		turn(engine);
	outcome->stopped = users->now_ns < engine->end_ns;
	/* Cut short: what is due from here on is not asked for. */
	users->end_ns = engine->end_ns = least(users->now_ns, engine->end_ns);
	while (users->busy && users->now_ns < last && !stop_wanted())
		turn(engine);
	outcome->wall_ns = engine->end_ns - engine->start_ns;
	outcome->whole_ns = clock_wall_ns() - engine->start_ns;
	outcome->cpu_ns = clock_cpu_ns() - cpu;
	outcome->unfinished = users->busy;
}

static void count_unsent(struct engine *engine)
{
	struct outcome *outcome = engine->outcome;

	if (!engine->open)
		return;
	outcome->unsent = arrivals_skip(&engine->arrivals,
					engine->end_ns - engine->start_ns);
	outcome->arrivals = outcome->sent + outcome->unsent;
}

/* Each connection takes several descriptors. */
static int allow_descriptors(unsigned connections, struct reason *why)
{
	struct rlimit limit;
	rlim_t wanted = (rlim_t)connections * WIRE_DESCRIPTORS +
			DESCRIPTORS_SPARE;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur >= wanted)
		return 0;
	if (limit.rlim_max < wanted)
		return reason_set(why,
				  "%u connections need %lu descriptors; `ulimit "
				  "-Hn` allows %lu",
				  connections, (unsigned long)wanted,
				  (unsigned long)limit.rlim_max);
	limit.rlim_cur = wanted;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return reason_errno(why, "cannot allow %lu descriptors",
				    (unsigned long)wanted);
	return 0;
}

static int run_with_users(struct engine *engine, struct reason *why)
{
	const struct engine_plan *plan = engine->plan;
	struct users_plan users = { .url = plan->url,
				    .count = plan->connections,
				    .insecure = plan->insecure,
				    .timeout_ns = seconds(plan->timeout_s),
				    .epoll = engine->epoll };
	int status;

	if (users_init(&engine->users, &users, engine->outcome, why) < 0)
		return -1;
	status = connect_all(engine, why);
	if (status == 0)
		load(engine);
	users_release(&engine->users);
	if (status == 0)
		count_unsent(engine);
	return status;
}

int engine_run(const struct engine_plan *plan, struct outcome *outcome,
	       struct reason *why)
{
	struct engine *engine = calloc(1, sizeof(*engine));
	int slack = prctl(PR_GET_TIMERSLACK);
	int status = -1;

	outcome_init(outcome);
	if (!engine)
		return reason_set(why, "no memory");
	*engine = (struct engine){ .plan = plan,
				   .outcome = outcome,
				   .open = plan->rate > 0 };
	engine->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (engine->epoll < 0) {
		reason_errno(why, "cannot make an epoll");
		goto out;
	}
	/* The usual 50 us of leave to wake late would be most of our lateness. */
	prctl(PR_SET_TIMERSLACK, 1UL);
	if (allow_descriptors(plan->connections, why) == 0 &&
	    (!engine->open || arrivals_init(&engine->arrivals, plan->rate,
					    plan->uniform, plan->seed,
					    why) == 0))
		status = run_with_users(engine, why);
	prctl(PR_SET_TIMERSLACK, (unsigned long)slack);
	arrivals_release(&engine->arrivals);
	close(engine->epoll);
out:
	free(engine);
	return status;
}
