/* banned.h: makes calls that are easy to get wrong a compile error. */
#ifndef TARE_BANNED_H
#define TARE_BANNED_H

/*
 * Included on the command line, before every file, so that the system headers
 * are read before the names are poisoned.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#pragma GCC poison strcpy strcat sprintf vsprintf strtok atoi atol gets \
	localtime gmtime ctime asctime system popen

#endif
