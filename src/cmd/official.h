/* official.h - `utter import --official` and `--voices`: the author's own files (see import.c). */
#ifndef CMD_OFFICIAL_H
#define CMD_OFFICIAL_H

#include "cmd/cmd.h"

/* Either of model and voices may be NULL. Prints what it did. */
int official_import(const struct cmd_globals *g, const char *data, const char *model,
                    const char *voices, struct err *e);

#endif
