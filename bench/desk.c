/* desk.c: a FastCGI socket where a supervisor is asked about what it supervises. */
#include "desk.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/connection.h"
#include "base/file.h"

enum { BACKLOG = 16 };

static int listen_on(const char *path, struct reason *why)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (strlen(path) >= sizeof(address.sun_path)) {
		reason_set(why, "the path of a socket is too long: %s", path);
		goto fail;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	unlink(path);
	if (fd >= 0 &&
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    chmod(path, 0600) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	reason_errno(why, "cannot listen on %s", path);
fail:
	if (fd >= 0)
		close(fd);
	return -1;
}

int desk_open(struct desk *desk, const struct room *room, const char *path,
	      struct reason *why)
{
	*desk = (struct desk){ .listener = listen_on(path, why) };
	if (desk->listener < 0)
		return -1;
	desk->path = path_format("%s", path);
	if (FCGX_Init() != 0)
		reason_set(why, "libfcgi does not start");
	else if (room_hand_over(room, path, why) == 0)
		return 0;
	desk_close(desk);
	return -1;
}

int desk_descriptor(const struct desk *desk)
{
	return desk->clerk ? -1 : desk->listener;
}

/* Read the request on FD and answer it; as in fcgi/worker.c. */
static void serve(int fd, int number,
		  void (*answer)(int number, const struct request *request,
				 struct reply *reply, void *data),
		  void *data)
{
	struct pollfd begun = { .fd = fd, .events = POLLIN };
	struct connection connection;
	struct request request;
	struct reply reply;
	struct buf out;

	connection_init(&connection);
	connection_adopt(&connection, fd);
	if (poll(&begun, 1, CONNECTION_PATIENCE_S * 1000) <= 0 ||
	    !connection_read(&connection, false))
		return;
	reply_init(&reply);
	buf_init(&out);
	connection_request(&connection, &request);
	answer(number, &request, &reply, data);
	reply_render(&reply, &out);
	FCGX_PutStr(out.text, (int)out.len, connection.fcgi.out);
	connection_finish(&connection);
}

void desk_serve(struct desk *desk,
		void (*answer)(int number, const struct request *request,
			       struct reply *reply, void *data),
		void *data)
{
	pid_t parent = getpid();
	int connection = accept4(desk->listener, NULL, NULL, SOCK_CLOEXEC);
	sigset_t none;

	if (connection < 0)
		return;
	desk->number++;
	desk->clerk = fork();
	if (desk->clerk == 0) {
		/* With all that it starts it can be ended, and ends with us. */
		setpgid(0, 0);
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		if (getppid() == parent)
			serve(connection, desk->number, answer, data);
		_exit(0);
	}
	if (desk->clerk < 0)
		desk->clerk = 0; /* the peer sees that it is closed */
	else
		setpgid(desk->clerk, desk->clerk);
	close(connection);
}

bool desk_reap(struct desk *desk, pid_t pid)
{
	if (!desk->clerk || desk->clerk != pid)
		return false;
	desk->clerk = 0;
	return true;
}

void desk_close(struct desk *desk)
{
	if (desk->clerk) {
		kill(-desk->clerk, SIGKILL);
		waitpid(desk->clerk, NULL, 0);
	}
	if (desk->listener >= 0)
		close(desk->listener);
	if (desk->path)
		unlink(desk->path);
	free(desk->path);
	*desk = (struct desk){ .listener = -1 };
}
