/* gate.h - who may do what: here, authentication; limits, holds and settling come with the gateway.
 *
 * Known keys are answered at once from memory; unknown ones, and every change in the database, go
 * through the gate's own thread, so that network threads never wait for SQL.  Thread-safe. */
#ifndef GATE_GATE_H
#define GATE_GATE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "store/store.h"

struct gate;

struct principal {
    int64_t key_id, account_id;
};

NODISCARD int gate_open(struct gate **out, struct store *store, struct err *e);
void gate_close(struct gate *g); /* outstanding answers come first */

/* Answers exactly once through done: at once on this thread, or later on the gate's.  code 0 or
 * E_AUTH; E_BUSY: too many unknown keys waiting. `authorization` is the header's value, NULL when
 * missing. */
typedef void gate_done(void *ctx, int code, const struct principal *who, const struct err *e);
void gate_authenticate(struct gate *g, const char *authorization, gate_done *done, void *ctx);

#endif
