/* The part to edit: how the library under test answers each request. */

#include "counter.h" /* a stand-in: include your library in its place */
#include "protocol.h"

#include <string.h>

static const char *hello =
    "{\"protocol\": 1, \"name\": \"my-counter\", \"version\": \"0.1.0\", \"language\": \"c\", \"kinds\": {"
    "\"g-counter\": {\"entries\": true, \"max\": \"9223372036854775807\", \"overflow\": \"reject\", \"replicas\": 64}}}";

static counter replicas[COUNTER_REPLICAS]; /* each at the place of its name */
static counter *messages;
static json_t *replica_names, *message_names;

static json_t *status(counter_status status)
{
    if (status == COUNTER_OK)
        return ok(json_null());
    return reject(status == COUNTER_NEGATIVE ? "negative" : "overflow");
}

/* Return the answer to one request, by ok, reject, unsupported or failed. */
json_t *answer(const char *op, json_t *request)
{
    if (strcmp(op, "hello") == 0)
        return ok(json_loads(hello, 0, NULL));
    if (strcmp(op, "open") == 0) { /* forgets everything */
        memset(replicas, 0, sizeof replicas);
        replace(&replica_names, json_incref(json_object_get(request, "replicas")));
        replace(&message_names, json_array());
        return ok(json_null());
    }
    size_t replica = place(replica_names, json_object_get(request, "replica"));
    size_t message = place(message_names, json_object_get(request, "message"));
    if (strcmp(op, "increment") == 0) {
        int64_t by;
        const char *code = amount(request, &by);
        return code ? reject(code) : status(counter_increment(&replicas[replica], replica, by));
    }
    if (strcmp(op, "value") == 0)
        return ok(whole(counter_value(&replicas[replica])));
    if (strcmp(op, "send") == 0) { /* a message is a copy: later updates of the replica must not change it */
        messages = realloc(messages, (message + 1) * sizeof *messages);
        messages[message] = replicas[replica];
        json_array_append(message_names, json_object_get(request, "message"));
        return ok(json_null());
    }
    if (strcmp(op, "receive") == 0)
        return status(counter_merge(&replicas[replica], &messages[message]));
    if (strcmp(op, "entries") == 0)
        return ok(entries(replica_names, replicas[replica].counts));
    return unsupported();
}
