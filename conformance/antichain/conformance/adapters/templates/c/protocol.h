/* The loop of the protocol, and what the adapter uses of it. There is nothing to edit here. */
#ifndef PROTOCOL_H
#define PROTOCOL_H

#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>

/* Defined by the adapter: return the answer to one request. */
json_t *answer(const char *op, json_t *request);

json_t *ok(json_t *result);
json_t *reject(const char *code); /* the library refuses by contract, with a code that the protocol lists */
json_t *unsupported(void);        /* the adapter does not know the verb, or does not offer the option */
json_t *failed(const char *text); /* the library failed unexpectedly */

/* Read the amount of an increment or a decrement; return NULL, or the code with which to reject it. No int64_t
   holds a fraction, so it is refused here. */
const char *amount(json_t *request, int64_t *by);

/* Read the entries of a construct: the count of each replica, at the place of its name. Return NULL, or the code with
   which to reject the request. */
const char *counts(json_t *request, json_t *names, int64_t *numbers);

/* Return a whole number as it travels: as a string beyond 2^53 - 1. */
json_t *whole(int64_t number);

/* Return an object of names and numbers. */
json_t *entries(json_t *names, const int64_t *numbers);

/* Return the place of a name in an array, or the length of the array if it is not there. */
size_t place(json_t *names, json_t *name);

/* Put a value in place of an earlier one, whose memory is freed. */
void replace(json_t **held, json_t *value);

#endif
