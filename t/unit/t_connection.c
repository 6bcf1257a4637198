/* t_connection.c: requests as they arrive on a connection of the proxy's. */
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/connection.h"
#include "unit.h"

#define BEGIN "\1\1\0\1\0\10\0\0\0\1\1\0\0\0\0\0"
#define PARAMS "\1\4\0\1\0\5\0\0\1\2ABC\1\4\0\1\0\0\0\0"

static int proxy;
static volatile sig_atomic_t signals;

/* The rest of the request comes when its first part has been waited behind for long. */
static void on_alarm(int number)
{
	(void)number;
	if (++signals == 5 &&
	    write(proxy, PARAMS, sizeof(PARAMS) - 1) != sizeof(PARAMS) - 1)
		_exit(1);
}

static void set_timer(long us)
{
	const struct itimerval each = { { 0, us }, { 0, us } };

	setitimer(ITIMER_REAL, &each, NULL);
}

/* The timer of a profiler, or to be told to stop. */
UNIT(a_signal_between_two_parts_of_a_request_does_not_lose_it)
{
	const struct sigaction action = { .sa_handler = on_alarm,
					  .sa_flags = SA_RESTART };
	struct connection connection;
	struct sigaction usual;
	int ends[2];
	bool read;

	assert_int_equal(FCGX_Init(), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	proxy = ends[0];
	connection_init(&connection);
	connection_adopt(&connection, ends[1]);
	assert_int_equal(write(proxy, BEGIN, sizeof(BEGIN) - 1),
			 sizeof(BEGIN) - 1);
	sigaction(SIGALRM, &action, &usual);
	set_timer(3000);
	read = connection_read(&connection, false);
	set_timer(0);
	sigaction(SIGALRM, &usual, NULL);
	assert_true(read);
	assert_string_equal(FCGX_GetParam("A", connection.fcgi.envp), "BC");
	connection_finish(&connection);
	connection_close(&connection);
	close(proxy);
}
