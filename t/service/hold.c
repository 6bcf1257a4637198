/* hold.c: keeps a process from running for as long as it runs itself. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <unistd.h>

/* hold PID: who is traced and interrupted goes on when the tracer has ended. */
int main(int argc, char **argv)
{
	pid_t pid = argc == 2 ? (pid_t)strtol(argv[1], NULL, 10) : 0;

	if (pid <= 0) {
		fprintf(stderr, "usage: hold PID\n");
		return 2;
	}
	if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) < 0 ||
	    ptrace(PTRACE_INTERRUPT, pid, NULL, NULL) < 0) {
		perror("hold");
		return 1;
	}
	for (;;)
		pause();
}
