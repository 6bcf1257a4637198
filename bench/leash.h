/*
 * leash.h: the words before a command that make it end when its parent does.
 *
 *	LEASH, PID_OF_THE_PARENT, COMMAND...
 *
 * The parent may have ended before the setting was made: hence the look at who it
 * is afterwards. Needed is the /bin/sh that every system has.
 */
#ifndef TARE_LEASH_H
#define TARE_LEASH_H

#define LEASH_SETTING "setpriv", "--pdeathsig", "TERM"
#define LEASH                                                                  \
	LEASH_SETTING, "/bin/sh", "-c", "[ \"$PPID\" = \"$0\" ] && exec \"$@\""

#endif
