/* reader.c: interprets the output of one tool beside the capture of the next one. */
#include "reader.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/proc.h"
#include "base/stop.h"

static void take_result(struct reader *reader, int status)
{
	char text[64];

	if (status == 0) {
		*reader->check = *reader->shared;
	} else {
		reader->check->status = CHECK_NO_DATA;
		reason_set(&reader->check->why, "its reader ended: %s",
			   proc_status_text(status, text, sizeof(text)));
	}
	if (stop_wanted())
		reader->check->status = CHECK_PENDING;
}

void reader_wait(struct reader *reader)
{
	int status = -1;

	if (!reader->pid)
		return;
	proc_wait(reader->pid, -1, &status, NULL);
	take_result(reader, status);
	munmap(reader->shared, sizeof(*reader->shared));
	*reader = (struct reader){ 0 };
}

void reader_start(struct reader *reader, struct check *check,
		  void (*work)(struct check *check, void *data), void *data)
{
	struct check *shared;
	pid_t pid = -1;

	reader_wait(reader);
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared != MAP_FAILED) {
		*shared = *check;
		pid = fork();
	}
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		work(shared, data);
		_exit(0);
	}
	if (pid < 0) {
		/* Then not beside anything. */
		if (shared != MAP_FAILED)
			munmap(shared, sizeof(*shared));
		work(check, data);
		return;
	}
	check->status = CHECK_PENDING;
	*reader = (struct reader){ pid, check, shared };
}
