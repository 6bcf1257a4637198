/* t_handover.c: a connection is left at a socket, and taken from there. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "fcgi/handover.h"
#include "unit.h"

struct site {
	char *dir, *path;
	int listener;
	int ends[2]; /* the proxy's and the service's */
};

static void site_init(struct site *site)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };

	site->dir = path_format("/tmp/t_handover.XXXXXX");
	assert_non_null(mkdtemp(site->dir));
	site->path = path_format("%s/sock", site->dir);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", site->path);
	site->listener = socket(AF_UNIX, SOCK_STREAM, 0);
	assert_int_equal(bind(site->listener, (struct sockaddr *)&address,
			      sizeof(address)), 0);
	assert_int_equal(listen(site->listener, 8), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, site->ends), 0);
}

static void site_release(struct site *site)
{
	close(site->listener);
	close(site->ends[0]);
	close(site->ends[1]);
	unlink(site->path);
	rmdir(site->dir);
	free(site->path);
	free(site->dir);
}

static int count_open(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int count = 0;

	assert_non_null(dir);
	while (readdir(dir))
		count++;
	closedir(dir);
	return count;
}

static ino_t inode(int fd)
{
	struct stat st;

	assert_int_equal(fstat(fd, &st), 0);
	return st.st_ino;
}

/* One byte TEXT, with COUNT descriptors FDS, at most two. */
static void send_fds(int to, char text, const int *fds, size_t count)
{
	struct iovec iov = { .iov_base = &text, .iov_len = 1 };
	union {
		char bytes[CMSG_SPACE(2 * sizeof(int))];
		struct cmsghdr aligned;
	} control = { 0 };
	struct msghdr message = { .msg_iov = &iov,
				  .msg_iovlen = 1,
				  .msg_control = control.bytes,
				  .msg_controllen =
					  CMSG_SPACE(count * sizeof(int)) };
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(count * sizeof(int));
	memcpy(CMSG_DATA(header), fds, count * sizeof(int));
	assert_int_equal(sendmsg(to, &message, 0), 1);
}

UNIT(a_connection_is_left_and_taken_with_what_has_arrived)
{
	struct site site;
	char byte = 0;
	int brought, taken;

	site_init(&site);
	assert_int_equal(write(site.ends[0], "x", 1), 1);
	assert_int_equal(handover_leave(site.listener, site.ends[1]), 0);
	brought = accept(site.listener, NULL, NULL);
	taken = handover_take(brought);
	assert_true(taken >= 0);
	assert_true(inode(taken) == inode(site.ends[1]));
	assert_int_equal(read(taken, &byte, 1), 1);
	assert_int_equal(byte, 'x');
	close(taken);
	close(brought);
	site_release(&site);
}

UNIT(a_request_is_no_handover)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(handover_take(ends[1]), HANDOVER_NONE);
	assert_int_equal(write(ends[0], "\1\1", 2), 2);
	assert_int_equal(handover_take(ends[1]), HANDOVER_NONE);
	close(ends[0]);
	close(ends[1]);
}

/* Whoever can connect can send anything: none of it stays open here. */
UNIT(what_is_no_connection_is_closed)
{
	struct site site;
	int before, null, pair[2];

	site_init(&site);
	null = open("/dev/null", O_RDONLY);
	before = count_open();
	send_fds(site.ends[0], 'H', &null, 1);
	assert_int_equal(handover_take(site.ends[1]), HANDOVER_EMPTY);
	send_fds(site.ends[0], 'H', &site.listener, 1);
	assert_int_equal(handover_take(site.ends[1]), HANDOVER_EMPTY);
	assert_int_equal(write(site.ends[0], "H", 1), 1);
	assert_int_equal(handover_take(site.ends[1]), HANDOVER_EMPTY);
	assert_int_equal(count_open(), before);
	close(null);
	/* Of two there is one. */
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	before = count_open();
	send_fds(site.ends[0], 'H', pair, 2);
	close(handover_take(site.ends[1]));
	assert_int_equal(count_open(), before);
	close(pair[0]);
	close(pair[1]);
	site_release(&site);
}
