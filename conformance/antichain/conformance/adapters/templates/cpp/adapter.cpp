// The part to edit: how the library under test answers each request.

#include "counter.hpp" // a stand-in: include your library in its place
#include "protocol.hpp"

#include <map>
#include <stdexcept>
#include <string>

using nlohmann::json;

static const json hello = {
    {"protocol", 1}, {"name", "my-counter"}, {"version", "0.1.0"}, {"language", "c++"},
    {"kinds", {{"g-counter", {{"entries", true}, {"max", "9223372036854775807"}, {"overflow", "reject"}}}}}};

static std::map<std::string, Counter> replicas, messages;

// Run an update that the library may refuse.
template <typename Update>
static json refusing(Update update) {
    try {
        update();
        return nullptr;
    } catch (const std::invalid_argument&) {
        throw Reject{"negative"};
    } catch (const std::overflow_error&) {
        throw Reject{"overflow"};
    }
}

// Return the result of one request.
json answer(const std::string& op, const json& request) {
    if (op == "hello") return hello;
    if (op == "open") { // forgets everything
        replicas.clear();
        messages.clear();
        for (const auto& replica : request.at("replicas")) replicas[replica];
        return nullptr;
    }
    if (op == "increment") {
        const std::string replica = request.at("replica");
        return refusing([&] { replicas.at(replica).increment(replica, amount(request)); });
    }
    if (op == "value") return whole(replicas.at(request.at("replica")).value());
    if (op == "send") { // a message is a copy: later updates of the replica must not change it
        messages[request.at("message")] = replicas.at(request.at("replica"));
        return nullptr;
    }
    if (op == "receive")
        return refusing([&] { replicas.at(request.at("replica")).merge(messages.at(request.at("message"))); });
    if (op == "entries") return entries(replicas.at(request.at("replica")).counts());
    throw Unsupported{};
}
