// The loop of the protocol, and what the adapter uses of it. There is nothing to edit here.
#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

// The library refuses by contract; the code is one of those that the protocol lists.
struct Reject {
    std::string code;
};

// The adapter does not know the verb, or does not offer the option.
struct Unsupported {};

// Defined by the adapter: return the result of one request.
nlohmann::json answer(const std::string& op, const nlohmann::json& request);

// Return the amount of an increment or a decrement; no int64_t holds a fraction, so it is refused here.
std::int64_t amount(const nlohmann::json& request);

// Return the entries of a construct: the count of each replica.
std::map<std::string, std::int64_t> counts(const nlohmann::json& request);

// Return a whole number as it travels: as a string beyond 2^53 - 1.
nlohmann::json whole(std::int64_t number);

// Return an object of names and numbers.
nlohmann::json entries(const std::map<std::string, std::int64_t>& counts);
