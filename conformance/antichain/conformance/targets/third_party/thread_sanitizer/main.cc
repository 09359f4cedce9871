// The adapter of ThreadSanitizer's vector clock, in the runtime that Debian packages for clang.
//
// The runtime installs no header, so the class is declared here as it lies in memory: 256 slots of 16 bits, of which an
// epoch uses 14, and the last slot is none. A slot of the runtime is one thread; here it is the place of a replica's
// name among those that were seen. Reading and writing a slot are inline in the runtime, so this program does that.
#include <chrono>
#include <cstdint>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

namespace __tsan {
class alignas(16) VectorClock {
  public:
    VectorClock();
    void Acquire(const VectorClock *source);
    VectorClock &operator=(const VectorClock &other);
    std::uint16_t slots[256];
};
} // namespace __tsan

using __tsan::VectorClock;
using nlohmann::json;

namespace {

const char *const hello = R"({"protocol": 1, "name": "thread-sanitizer", "version": "@VERSION@", "language": "c++",
 "homepage": "https://github.com/llvm/llvm-project", "kinds": {"version-vector": {"compare": "none", "entries": true,
  "construct": true, "resume": true, "replicas": 255, "max": 16383, "overflow": "unspecified"}}})";

std::map<std::string, VectorClock> replicas, messages;
std::map<std::string, int> places;

int place(const std::string &replica) { return places.emplace(replica, places.size()).first->second; }

VectorClock &found(std::map<std::string, VectorClock> &clocks, const json &name) {
    const auto place = clocks.find(name);
    if (place == clocks.end()) throw std::runtime_error("nothing is named " + name.dump());
    return place->second;
}

json entries(const VectorClock &clock) {
    json held = json::object();
    for (const auto &[name, slot] : places) held[name] = clock.slots[slot];
    return held;
}

// Return the result of a request; a discarded value if it is not offered.
json result(const json &asked) {
    const std::string op = asked["op"];
    if (op == "hello") return json::parse(hello);
    if (op == "bye") return nullptr;
    if (op == "open" && asked["kind"] == "version-vector") {
        replicas.clear(), messages.clear(), places.clear();
        for (const auto &name : asked["replicas"]) replicas[name], place(name);
        return nullptr;
    }
    if (op == "event") {
        found(replicas, asked["replica"]).slots[place(asked["replica"])] += 1;
    } else if (op == "receive") {
        found(replicas, asked["replica"]).Acquire(&found(messages, asked["message"]));
    } else if ((op == "send" && !asked.value("delta", false)) || op == "stamp") {
        messages[asked["message"]] = found(replicas, asked["replica"]);
    } else if (op == "entries") {
        return entries(found(replicas, asked["replica"]));
    } else if (op == "construct") {
        VectorClock clock;
        for (const auto &[name, count] : asked["entries"].items()) clock.slots[place(name)] = count;
        messages[asked["message"]] = clock;
    } else {
        return json(json::value_t::discarded);
    }
    return nullptr;
}

json answer(const json &asked) {
    try {
        const json made = result(asked);
        if (made.is_discarded()) return {{"id", asked["id"]}, {"unsupported", true}};
        return {{"id", asked["id"]}, {"ok", made}};
    } catch (const std::exception &why) {
        return {{"id", asked["id"]}, {"error", why.what()}};
    }
}

// Answer requests again and again, for a measurement: how long that took, and how many of the answers are ok. It is no
// verb of the protocol.
json repeat(const json &asked) {
    int done = 0;
    const auto begun = std::chrono::steady_clock::now();
    for (int turn = asked["times"]; turn > 0; --turn)
        for (const auto &each : asked["requests"]) done += answer(each).contains("ok");
    const std::chrono::nanoseconds taken = std::chrono::steady_clock::now() - begun;
    return {{"id", asked["id"]}, {"ok", {{"nanoseconds", taken.count()}, {"done", done}}}};
}

} // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        const json asked = json::parse(line);
        std::cout << (asked["op"] == "repeat" ? repeat(asked) : answer(asked)).dump() << std::endl;
        if (asked["op"] == "bye") return 0;
    }
}
