/* desk.c: a FastCGI socket where a supervisor is asked about what it supervises. */
#include "desk.h"

#include <fcgiapp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"

enum { BACKLOG = 16, PEER_TIMEOUT_S = 5 };

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

static const char *record_get(const char *name, void *data)
{
	return FCGX_GetParam(name, ((FCGX_Request *)data)->envp);
}

/* Read the request on CONNECTION and answer it; as in fcgi/worker.c. */
static void serve(int connection, int number,
		  void (*answer)(int number, const struct request *request,
				 struct reply *reply, void *data),
		  void *data)
{
	struct timeval timeout = { .tv_sec = PEER_TIMEOUT_S };
	struct request request;
	struct reply reply;
	FCGX_Request fcgi;
	struct buf out;

	setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &timeout,
		   sizeof(timeout));
	setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &timeout,
		   sizeof(timeout));
	FCGX_InitRequest(&fcgi, -1, 0);
	fcgi.ipcFd = connection;
	fcgi.keepConnection = 1;
	if (FCGX_Accept_r(&fcgi) < 0)
		return;
	reply_init(&reply);
	buf_init(&out);
	request_from_cgi(&request, record_get, &fcgi);
	answer(number, &request, &reply, data);
	reply_render(&reply, &out);
	FCGX_PutStr(out.text, (int)out.len, fcgi.out);
	FCGX_Finish_r(&fcgi);
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
