#include "counter.h"

#include <stdbool.h>

static bool overflows(const counter *self)
{
    int64_t total = 0;
    for (size_t replica = 0; replica < COUNTER_REPLICAS; replica++) {
        if (self->counts[replica] > INT64_MAX - total)
            return true;
        total += self->counts[replica];
    }
    return false;
}

counter_status counter_increment(counter *self, size_t replica, int64_t by)
{
    if (by < 0)
        return COUNTER_NEGATIVE;
    if (by > INT64_MAX - counter_value(self))
        return COUNTER_OVERFLOW;
    self->counts[replica] += by;
    return COUNTER_OK;
}

counter_status counter_merge(counter *self, const counter *other)
{
    counter merged = *self;
    for (size_t replica = 0; replica < COUNTER_REPLICAS; replica++)
        if (other->counts[replica] > merged.counts[replica])
            merged.counts[replica] = other->counts[replica];
    if (overflows(&merged))
        return COUNTER_OVERFLOW;
    *self = merged;
    return COUNTER_OK;
}

int64_t counter_value(const counter *self)
{
    int64_t total = 0;
    for (size_t replica = 0; replica < COUNTER_REPLICAS; replica++)
        total += self->counts[replica];
    return total;
}
