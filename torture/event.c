/* event.c: what can happen to a service while a profiler watches it. */
#include "event.h"

#include <signal.h>
#include <string.h>

const struct event events[] = {
	{ .name = "calm",
	  .title = "nothing happens: the control. The service, a position "
		   "independent binary, is stopped as in a bench" },
	{ .name = "sigterm", .act = ACT_SIGNAL, .signal = SIGTERM, .ends = true,
	  .title = "the service gets SIGTERM, on which it returns from main; "
		   "nobody tells the tool" },
	{ .name = "sigint", .act = ACT_SIGNAL, .signal = SIGINT, .ends = true,
	  .title = "the same with SIGINT, as Ctrl-C sends it" },
	{ .name = "sigkill", .act = ACT_SIGNAL, .signal = SIGKILL,
	  .ends = true,
	  .title = "the service gets SIGKILL, as from the out-of-memory killer" },
	{ .name = "abort", .act = ACT_ITSELF, .misbehave = "abort",
	  .ends = true, .title = "the service calls abort(), as a failed "
				 "assertion does" },
	{ .name = "exit", .act = ACT_ITSELF, .misbehave = "exit", .ends = true,
	  .title = "a worker calls exit(), far from main" },
	{ .name = "_exit", .act = ACT_ITSELF, .misbehave = "_exit",
	  .ends = true,
	  .title = "a worker calls _exit(), which runs no exit handlers" },
	{ .name = "fork", .act = ACT_ITSELF, .misbehave = "fork",
	  .title = "the service forks a worker, which answers all further "
		   "requests" },
	{ .name = "recycle", .act = ACT_RECYCLE,
	  .title = "the supervisor's worker is told to end and another one "
		   "takes its place" },
	{ .name = "close", .act = ACT_ITSELF, .misbehave = "close",
	  .title = "the service closes every descriptor above 2 that is not "
		   "its own, as daemons do" },
	{ .name = "full", .act = ACT_FILL,
	  .title = "the disk that profiles go to becomes full while the "
		   "service runs, and is until it has ended" },
	{ .name = "readonly", .setting = SET_READ_ONLY,
	  .title = "the directory that profiles go to is read-only" },
	{ .name = "handler", .act = ACT_ITSELF, .misbehave = "handlers",
	  .title = "the service sets its own handlers for SIGPROF, SIGALRM, "
		   "SIGVTALRM, SIGTRAP and SIGUSR1, and the default ones for "
		   "SIGSEGV and SIGABRT" },
	{ .name = "noptrace", .setting = SET_SECRET, .misbehave = "hide",
	  .title = "no ptrace: the tool has no CAP_SYS_PTRACE and the service "
		   "is not dumpable" },
	{ .name = "twice", .act = ACT_ATTACH, .attached = true,
	  .title = "the tool is attached a second time, beside itself; judged "
		   "is the first one's data" },
	{ .name = "detach", .act = ACT_DETACH, .attached = true,
	  .title = "the tool is detached, and the service serves on; judged "
		   "is the data until then" },
	{ .name = "stripped", .setting = SET_STRIPPED,
	  .title = "the binary is stripped, and read as such" },
	{ .name = "nopie", .setting = SET_FIXED,
	  .title = "the binary is not position independent (-no-pie)" },
	{ .name = NULL },
};

const struct event *event_by_name(const char *name)
{
	for (const struct event *e = events; e->name; e++) {
		if (strcmp(e->name, name) == 0)
			return e;
	}
	return NULL;
}

const char *event_why_not(const struct event *event,
			  const struct profiler *profiler)
{
	if (event->attached && profiler->apply != APPLY_ATTACH)
		return "the tool is in the service from its start, and cannot "
		       "be attached or detached";
	return NULL;
}
