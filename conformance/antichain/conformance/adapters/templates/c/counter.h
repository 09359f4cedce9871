/* A stand-in for the library under test: a g-counter of up to 64 replicas that counts to INT64_MAX. */
#ifndef COUNTER_H
#define COUNTER_H

#include <stddef.h>
#include <stdint.h>

enum { COUNTER_REPLICAS = 64 };

/* One count for each replica, which is known by its place; the total is their sum. */
typedef struct {
    int64_t counts[COUNTER_REPLICAS];
} counter;

typedef enum { COUNTER_OK, COUNTER_NEGATIVE, COUNTER_OVERFLOW } counter_status;

/* Add to the count of one replica; the counter is unchanged unless the status is COUNTER_OK. */
counter_status counter_increment(counter *self, size_t replica, int64_t by);

/* Take the larger of both counts of each replica; the counter is unchanged unless the status is COUNTER_OK. */
counter_status counter_merge(counter *self, const counter *other);

int64_t counter_value(const counter *self);

#endif
