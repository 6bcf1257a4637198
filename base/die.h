/* die.h: messages to the person at the terminal, and the exit codes. */
#ifndef TARE_DIE_H
#define TARE_DIE_H

enum exit_code {
	EXIT_OK = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_UNTRUSTED = 3,
};

/* The name that starts each message; set once, first thing in main. */
void die_set_program(const char *name);

/* "PROGRAM: message" on standard error. */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* warn(), then exit with CODE. Only main-level code calls it. */
_Noreturn void die(enum exit_code code, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Last thing in main: dies unless all that was printed has arrived. What failed before has
 * left nothing for the last of it to fail on.
 */
void die_unless_printed(void);

#endif
