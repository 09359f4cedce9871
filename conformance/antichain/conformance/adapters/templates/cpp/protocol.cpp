#include "protocol.hpp"

#include <exception>
#include <iostream>
#include <stdexcept>

using nlohmann::json;

static const std::int64_t largest_exact = (std::int64_t{1} << 53) - 1;

std::int64_t amount(const json& request) {
    const json by = request.value("by", json(1));
    if (by.is_number_integer()) return by;
    if (!by.is_string()) throw Reject{"not-an-integer"};
    const std::string digits = by;
    std::size_t read = 0;
    std::int64_t number = 0;
    try {
        number = std::stoll(digits, &read);
    } catch (const std::out_of_range&) {
        throw Reject{digits[0] == '-' ? "negative" : "overflow"};
    } catch (const std::invalid_argument&) {
        throw Reject{"not-an-integer"};
    }
    if (read != digits.size()) throw Reject{"not-an-integer"};
    return number;
}

std::map<std::string, std::int64_t> counts(const json& request) {
    std::map<std::string, std::int64_t> held;
    for (const auto& [replica, count] : request.at("entries").items())
        held[replica] = count.is_string() ? std::stoll(count.get<std::string>()) : count.get<std::int64_t>();
    return held;
}

json whole(std::int64_t number) {
    if (number > largest_exact || number < -largest_exact) return std::to_string(number);
    return number;
}

json entries(const std::map<std::string, std::int64_t>& counts) {
    json object = json::object();
    for (const auto& [replica, count] : counts) object[replica] = whole(count);
    return object;
}

static json line(const std::string& op, const json& request) {
    if (op == "bye") return {{"ok", nullptr}};
    if (request.value("delta", false)) return {{"unsupported", true}};
    try {
        return {{"ok", answer(op, request)}};
    } catch (const Reject& refusal) {
        return {{"reject", refusal.code}};
    } catch (const Unsupported&) {
        return {{"unsupported", true}};
    } catch (const std::exception& failure) {
        return {{"error", failure.what()}};
    }
}

int main() {
    std::ostream output(std::cout.rdbuf());
    std::cout.rdbuf(std::cerr.rdbuf()); // whatever a library prints with std::cout goes to standard error
    std::string text;
    while (std::getline(std::cin, text)) {
        const json request = json::parse(text);
        const std::string op = request.at("op");
        json answered = line(op, request);
        answered["id"] = request.at("id");
        output << answered.dump() << '\n' << std::flush;
        if (op == "bye") break;
    }
}
