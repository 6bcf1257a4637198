/* microhttpd.c: the JSON of /health, by libmicrohttpd; the port is the argument. */
#include <microhttpd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char format[] =
	"{\"endpoint\":\"health\",\"path\":\"/health\",\"profiler\":\"none\","
	"\"version\":\"0.1.0\",\"pid\":%d,\"timing\":{\"wall_ns\":%lld,"
	"\"cpu_ns\":0},\"parameters\":{},\"result\":{\"alive\":1},\"truth\":{"
	"\"functions\":[{\"function\":\"health_run\",\"calls\":1,"
	"\"allocations\":0,\"bytes\":0}],\"allocations\":0,\"bytes\":0}}\n";

static long long now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

static enum MHD_Result reply(void *data, struct MHD_Connection *connection,
			     const char *url, const char *method,
			     const char *version, const char *upload,
			     size_t *upload_size, void **request)
{
	long long start = now_ns();
	struct MHD_Response *response;
	enum MHD_Result result;
	char body[512];
	int length = snprintf(body, sizeof(body), format, (int)getpid(),
			      now_ns() - start);

	(void)data, (void)url, (void)method, (void)version, (void)upload;
	(void)upload_size, (void)request;
	response = MHD_create_response_from_buffer((size_t)length, body,
						   MHD_RESPMEM_MUST_COPY);
	MHD_add_response_header(response, "Content-Type", "application/json");
	MHD_add_response_header(response, "Cache-Control", "no-store");
	result = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return result;
}

int main(int argc, char **argv)
{
	struct MHD_Daemon *daemon;
	sigset_t wanted;
	int got;

	if (argc != 2) {
		fputs("usage: microhttpd PORT\n", stderr);
		return 2;
	}
	sigemptyset(&wanted);
	sigaddset(&wanted, SIGTERM);
	sigprocmask(SIG_BLOCK, &wanted, NULL);
	daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD,
				  (uint16_t)strtoul(argv[1], NULL, 10), NULL,
				  NULL, reply, NULL, MHD_OPTION_END);
	if (!daemon) {
		perror("microhttpd");
		return 1;
	}
	sigwait(&wanted, &got);
	MHD_stop_daemon(daemon);
	return 0;
}
