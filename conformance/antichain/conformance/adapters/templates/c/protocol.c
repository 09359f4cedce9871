#define _POSIX_C_SOURCE 200809L

#include "protocol.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const int64_t LARGEST_EXACT = (INT64_C(1) << 53) - 1;

json_t *ok(json_t *result)
{
    return json_pack("{s:o}", "ok", result);
}

json_t *reject(const char *code)
{
    return json_pack("{s:s}", "reject", code);
}

json_t *unsupported(void)
{
    return json_pack("{s:b}", "unsupported", 1);
}

json_t *failed(const char *text)
{
    return json_pack("{s:s}", "error", text);
}

/* Read a whole number, which is a string beyond 2^53 - 1; return NULL, or the code with which to reject it. */
static const char *number(json_t *given, int64_t *read)
{
    const char *digits = json_string_value(given);
    char *end;

    if (digits == NULL) {
        *read = json_integer_value(given);
        return json_is_integer(given) ? NULL : "not-an-integer";
    }
    errno = 0;
    *read = strtoll(digits, &end, 10);
    if (end == digits || *end != '\0')
        return "not-an-integer";
    if (errno == ERANGE)
        return digits[0] == '-' ? "negative" : "overflow";
    return NULL;
}

const char *amount(json_t *request, int64_t *by)
{
    json_t *given = json_object_get(request, "by");

    *by = 1;
    return given == NULL ? NULL : number(given, by);
}

const char *counts(json_t *request, json_t *names, int64_t *numbers)
{
    json_t *held = json_object_get(request, "entries"), *name;
    const char *code = NULL;
    size_t at, found = 0;

    json_array_foreach(names, at, name) { /* a name may hold any character, NUL too */
        json_t *count = json_object_getn(held, json_string_value(name), json_string_length(name));

        numbers[at] = 0;
        found += count != NULL;
        if (count != NULL && code == NULL)
            code = number(count, &numbers[at]);
    }
    return found < json_object_size(held) ? "unknown-replica" : code;
}

json_t *whole(int64_t number)
{
    char digits[24];

    if (number <= LARGEST_EXACT && number >= -LARGEST_EXACT)
        return json_integer(number);
    snprintf(digits, sizeof digits, "%" PRId64, number);
    return json_string(digits);
}

json_t *entries(json_t *names, const int64_t *numbers)
{
    json_t *object = json_object(), *name;
    size_t at;

    json_array_foreach(names, at, name) /* a name may hold any character, NUL too */
        json_object_setn_new(object, json_string_value(name), json_string_length(name), whole(numbers[at]));
    return object;
}

size_t place(json_t *names, json_t *name)
{
    size_t at = 0;

    while (at < json_array_size(names) && !json_equal(json_array_get(names, at), name))
        at++;
    return at;
}

void replace(json_t **held, json_t *value)
{
    json_decref(*held);
    *held = value;
}

static void write_line(FILE *output, json_t *id, json_t *line)
{
    json_object_set(line, "id", id);
    json_dumpf(line, output, JSON_COMPACT | JSON_ENCODE_ANY);
    fputc('\n', output);
    fflush(output);
}

int main(void)
{
    FILE *output = fdopen(dup(1), "w");
    char *text = NULL;
    size_t size = 0;
    ssize_t length;
    int done = 0;

    dup2(2, 1); /* whatever a library prints goes to standard error */
    while (!done && (length = getline(&text, &size, stdin)) > 0) {
        json_error_t error;
        json_t *request = json_loadb(text, (size_t)length, JSON_ALLOW_NUL, &error);
        json_t *line;

        if (request == NULL) {
            fprintf(stderr, "%s\n", error.text);
            return 1;
        }
        done = strcmp(json_string_value(json_object_get(request, "op")), "bye") == 0;
        if (done)
            line = ok(json_null());
        else if (json_is_true(json_object_get(request, "delta")))
            line = unsupported();
        else
            line = answer(json_string_value(json_object_get(request, "op")), request);
        write_line(output, json_object_get(request, "id"), line);
        json_decref(line);
        json_decref(request);
    }
    free(text);
    return 0;
}
