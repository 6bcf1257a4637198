/* version.h: the one place where the version is written. */
#ifndef TARE_VERSION_H
#define TARE_VERSION_H

#define TARE_VERSION "0.1.0"

#endif
