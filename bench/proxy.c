/* proxy.c: nginx, run privately in a room with conf/nginx.conf. */
#include "proxy.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/proc.h"
#include "bench/leash.h"

enum {
	PORT_TRIES = 5,
	READY_S = 10,
	STOP_S = 5,
	KEPT_MOST = 64, /* idle, per service; a worker can hold 256 */
};

/* What nginx reads as it is. */
static const char *const sources[] = { "nginx.conf", "access.conf" };

void routes_init(struct routes *routes)
{
	buf_init(&routes->upstreams);
	buf_init(&routes->locations);
	buf_init(&routes->private);
}

void routes_release(struct routes *routes)
{
	buf_release(&routes->upstreams);
	buf_release(&routes->locations);
	buf_release(&routes->private);
}

void routes_add_service(struct routes *routes, const char *name,
			const char *socket)
{
	buf_addf(&routes->upstreams,
		 "upstream %s {\n\tserver unix:%s max_fails=0;\n"
		 "\tkeepalive %d;\n\tkeepalive_requests 100000000;\n}\n",
		 name, socket, KEPT_MOST);
}

static void add_location(struct routes *routes, const char *path,
			 const char *access, const char *name)
{
	bool prefix = path[strlen(path) - 1] == '/';

	buf_addf(&routes->locations,
		 "location %s%s {\n\t%s\n\tfastcgi_pass %s;\n}\n",
		 prefix ? "" : "= ", path, access, name);
}

void routes_add_path(struct routes *routes, const char *path, const char *name)
{
	add_location(routes, path, "limit_except GET { deny all; }", name);
}

void routes_add_private(struct routes *routes, const char *path,
			const char *name)
{
	/* Who answers there (bench/desk.h) ends with the answer: not to be kept. */
	buf_addf(&routes->private,
		 "location = %s {\n\tfastcgi_keep_conn off;\n"
		 "\tfastcgi_pass %s;\n}\n",
		 path, name);
}

bool address_valid(const char *host)
{
	struct in_addr address;

	return inet_pton(AF_INET, host, &address) == 1;
}

static int loopback_socket(const char *host, int port,
			   struct sockaddr_in *address)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	*address = (struct sockaddr_in){ .sin_family = AF_INET,
					 .sin_port = htons((uint16_t)port) };
	if (inet_pton(AF_INET, host, &address->sin_addr) != 1)
		errno = EINVAL;
	else if (fd >= 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The port that we could bind (PORT, or any free one for 0), or -1. */
static int bind_port(const char *host, int port)
{
	struct sockaddr_in address;
	socklen_t size = sizeof(address);
	int fd = loopback_socket(host, port, &address);
	int one = 1;
	int found = -1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    listen(fd, 1) == 0 &&
	    getsockname(fd, (struct sockaddr *)&address, &size) == 0)
		found = ntohs(address.sin_port);
	close(fd);
	return found;
}

int address_probe(const char *host, int port)
{
	return bind_port(host, port) < 0 ? -1 : 0;
}

static bool answers(const char *host, int port)
{
	struct sockaddr_in address;
	int fd;
	bool up;

	/* What listens on every address is reached by the loopback one. */
	if (strcmp(host, "0.0.0.0") == 0)
		host = "127.0.0.1";
	fd = loopback_socket(host, port, &address);
	if (fd < 0)
		return false;
	up = connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0;
	close(fd);
	return up;
}

static int write_conf(const struct room *room, const char *name,
		      const struct buf *text, struct reason *why)
{
	char *path = path_format("%s/%s", room->path, name);
	int status = text->failed ? reason_set(why, "no memory for %s", path) :
				    file_write(path, text->text, text->len, why);

	free(path);
	return status;
}

static int copy_sources(const struct room *room, struct reason *why)
{
	int status = 0;

	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources) && status == 0;
	     i++) {
		char *name = path_format("conf/%s", sources[i]);
		char *from = source_file(name);
		char *to = path_format("%s/%s", room->path, sources[i]);

		status = file_copy(from, to, 0644, why);
		free(name);
		free(from);
		free(to);
	}
	return status;
}

static int write_configuration(const struct room *room,
			       const struct routes *routes, const char *address,
			       struct reason *why)
{
	char *temporary = path_format("%s/tmp-nginx", room->path);
	struct buf listener;
	int status;

	buf_init(&listener);
	buf_addf(&listener, "listen %s;\n", address);
	status = copy_sources(room, why);
	if (status == 0)
		status = room_make(room, temporary, ROOM_PASSAGE, why);
	if (status == 0)
		status = write_conf(room, "listen.conf", &listener, why);
	if (status == 0)
		status = write_conf(room, "upstreams.conf", &routes->upstreams,
				    why);
	if (status == 0)
		status = write_conf(room, "locations.conf", &routes->locations,
				    why);
	if (status == 0)
		status = write_conf(room, "private.conf", &routes->private,
				    why);
	buf_release(&listener);
	free(temporary);
	return status;
}

static pid_t spawn_nginx(const struct room *room, int cpu_plus_1,
			 struct reason *why)
{
	char *conf = path_format("%s/nginx.conf", room->path);
	char *log = path_format("%s/log/nginx.log", room->path);
	char *globals = room->user ?
				path_format("daemon off; user %s;", room->user) :
				path_format("daemon off;");
	char *parent = path_format("%ld", (long)getpid());
	const char *argv[] = { LEASH,	 parent,     "nginx", "-e",
			       "stderr", "-p",	     room->path, "-c",
			       conf,	 "-g",	     globals, NULL };
	struct proc_start start = { .argv = argv,
				    .output = log,
				    .cpu_plus_1 = cpu_plus_1,
				    .own_group = true };
	pid_t pid = proc_spawn(&start, why);

	free(conf);
	free(log);
	free(globals);
	free(parent);
	return pid;
}

/* The last line that nginx logged, into WHY. */
static int nginx_failed(const struct room *room, struct reason *why)
{
	char *path = path_format("%s/log/nginx.log", room->path);
	char *line = file_last_line(path);

	reason_set(why, "nginx does not start: %s",
		   *line ? line : "and says nothing");
	free(line);
	free(path);
	return -1;
}

static int wait_until_up(const struct room *room, struct proxy *proxy,
			 const char *host, int port, struct reason *why)
{
	static const struct timespec pause = { .tv_nsec = NS_PER_MS };
	int64_t until = clock_wall_ns() + READY_S * NS_PER_S;

	while (!answers(host, port)) {
		if (proc_wait(proxy->pid, 0, NULL, NULL) != 0) {
			proxy->pid = 0;
			return nginx_failed(room, why);
		}
		if (clock_wall_ns() > until) {
			proxy_stop(proxy);
			return reason_set(why, "nginx does not answer on %s",
					  proxy->address);
		}
		nanosleep(&pause, NULL);
	}
	return 0;
}

static int start_once(struct proxy *proxy, const struct room *room,
		      const struct routes *routes, const char *host, int port,
		      int cpu_plus_1, struct reason *why)
{
	int found = bind_port(host, port);

	if (found < 0)
		return reason_errno(why, "cannot listen on %s:%d", host, port);
	snprintf(proxy->address, sizeof(proxy->address), "%s:%d", host, found);
	if (write_configuration(room, routes, proxy->address, why) < 0)
		return -1;
	proxy->pid = spawn_nginx(room, cpu_plus_1, why);
	if (proxy->pid < 0)
		return -1;
	return wait_until_up(room, proxy, host, found, why);
}

int proxy_start(struct proxy *proxy, const struct room *room,
		const struct routes *routes, const char *host, int port,
		int cpu_plus_1, struct reason *why)
{
	int tries = port ? 1 : PORT_TRIES;

	/* Somebody may take a free port between our look and nginx's. */
	while (tries-- > 0) {
		*proxy = (struct proxy){ 0 };
		if (start_once(proxy, room, routes, host, port, cpu_plus_1,
			       why) == 0)
			return 0;
	}
	return -1;
}

int proxy_check(const struct proxy *proxy, struct reason *why)
{
	siginfo_t end = { 0 };

	/* Left to be reaped: until then nobody else has its pid. */
	if (waitid(P_PID, (id_t)proxy->pid, &end,
		   WEXITED | WNOHANG | WNOWAIT) == 0 && end.si_pid == 0)
		return 0;
	return reason_set(why, "nginx has ended in the middle of the run; "
			       "what was measured before is kept");
}

void proxy_stop(struct proxy *proxy)
{
	pid_t pid = proxy->pid;

	proxy->pid = 0;
	if (pid <= 0)
		return;
	/* By SIGQUIT it answers what it has been asked, by SIGTERM it does not. */
	kill(pid, SIGQUIT);
	if (proc_wait(pid, STOP_S * NS_PER_S, NULL, NULL) == 0)
		proc_stop(pid, SIGTERM, STOP_S * NS_PER_S, NULL);
	/* Its workers do not notice when their master is killed, and stay. */
	kill(-pid, SIGKILL);
}
