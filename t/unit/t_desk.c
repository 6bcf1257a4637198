/* t_desk.c: what reaches the desk of a supervisor, and for how long it may. */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/connection.h"
#include "base/file.h"
#include "bench/desk.h"
#include "scratch.h"
#include "unit.h"

#define BEGIN "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0"
#define PARAMS(length) "\1\4\0\1\0" length "\0\0"
#define METHOD "\16\3REQUEST_METHODGET"
#define BYTES(text) (text), sizeof(text) - 1

/* A desk, and who asks there. */
struct scene {
	struct room room;
	struct desk desk;
	int peer;
};

static void answer(int number, const struct request *request,
		   struct reply *reply, void *data)
{
	(void)number;
	(void)data;
	reply->content_type = "text/plain";
	buf_addf(&reply->body, "%s is answered", request->method);
}

static void open_scene(struct scene *scene)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct reason why;
	char *path;

	scene->room = (struct room){ .path = scratch_directory(), .held = -1 };
	path = path_format("%s/desk", scene->room.path);
	if (desk_open(&scene->desk, &scene->room, path, &why) < 0)
		fail_msg("%s", why.text);
	assert_in_range(strlen(path), 1, sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, path, strlen(path) + 1);
	scene->peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(scene->peer, (struct sockaddr *)&address,
				 sizeof(address)),
			 0);
	desk_serve(&scene->desk, answer, NULL);
	assert_true(scene->desk.clerk > 0);
	free(path);
}

static void close_scene(struct scene *scene)
{
	close(scene->peer);
	desk_close(&scene->desk);
	assert_int_equal(dir_remove(scene->room.path), 0);
	free(scene->room.path);
}

/* All that is said to SENT; the clerk has at most SECONDS to say it and to hang up. */
static void hear(struct scene *scene, const char *sent, size_t count,
		 struct buf *heard, int seconds)
{
	struct timeval timeout = { .tv_sec = seconds };
	char bytes[512];
	ssize_t got;

	setsockopt(scene->peer, SOL_SOCKET, SO_RCVTIMEO, &timeout,
		   sizeof(timeout));
	assert_int_equal(send(scene->peer, sent, count, MSG_NOSIGNAL), count);
	while ((got = recv(scene->peer, bytes, sizeof(bytes), 0)) > 0)
		buf_add(heard, bytes, (size_t)got);
	/* Reset, where it has not read all of it. */
	assert_true(got == 0 || errno == ECONNRESET);
}

UNIT(a_desk_answers_a_request)
{
	struct scene scene;
	struct buf heard;

	buf_init(&heard);
	open_scene(&scene);
	hear(&scene, BYTES(BEGIN PARAMS("\23") METHOD PARAMS("\0")), &heard,
	     60);
	assert_non_null(memmem(heard.text, heard.len,
			       BYTES("GET is answered")));
	close_scene(&scene);
	buf_release(&heard);
}

/* Which libfcgi would answer, or wait for and make room for. */
UNIT(a_desk_hangs_up_on_what_no_proxy_sends)
{
	static const struct {
		const char *bytes;
		size_t count;
	} rows[] = {
		{ BYTES("\1\11\0\0\0\0\0\0") },
		{ BYTES("\1\143\0\0\0\0\0\0") },
		{ BYTES(BEGIN PARAMS("\5") "\277\377\377\377\1" PARAMS("\0")) },
		{ BYTES("GET / HTTP/1.1\r\n\r\n") },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct scene scene;
		struct buf heard;

		buf_init(&heard);
		open_scene(&scene);
		hear(&scene, rows[i].bytes, rows[i].count, &heard, 60);
		assert_int_equal(heard.len, 0);
		close_scene(&scene);
		buf_release(&heard);
	}
}

UNIT(a_desk_waits_for_a_request_as_a_whole_and_not_for_each_byte)
{
	struct scene scene;
	struct pollfd over;
	int64_t until = clock_wall_ns() + CONNECTION_PATIENCE_S * NS_PER_S * 3;

	open_scene(&scene);
	over = (struct pollfd){ .fd = scene.peer, .events = POLLIN };
	assert_int_equal(send(scene.peer, BYTES(BEGIN PARAMS("\377")),
			      MSG_NOSIGNAL),
			 sizeof(BEGIN PARAMS("\377")) - 1);
	while (poll(&over, 1, 200) == 0 && clock_wall_ns() < until)
		send(scene.peer, "\1", 1, MSG_NOSIGNAL);
	assert_true(clock_wall_ns() < until);
	close_scene(&scene);
}
