// A stand-in for the library under test: a g-counter that counts to the largest int64_t.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>

// One count for each replica; the total is their sum.
class Counter {
public:
    // Throws std::invalid_argument for a negative amount, std::overflow_error for a total beyond int64_t.
    void increment(const std::string& replica, std::int64_t by) {
        if (by < 0) throw std::invalid_argument("a g-counter only grows");
        sum(value(), by);
        counts_[replica] += by;
    }

    // Throws std::overflow_error for a total beyond int64_t; then the counter is unchanged.
    void merge(const Counter& other) {
        Counter merged = *this;
        for (const auto& [replica, count] : other.counts_)
            merged.counts_[replica] = std::max(merged.counts_[replica], count);
        merged.value();
        *this = merged;
    }

    std::int64_t value() const {
        std::int64_t total = 0;
        for (const auto& entry : counts_) total = sum(total, entry.second);
        return total;
    }

    const std::map<std::string, std::int64_t>& counts() const { return counts_; }

private:
    static std::int64_t sum(std::int64_t x, std::int64_t y) {
        if (y > std::numeric_limits<std::int64_t>::max() - x) throw std::overflow_error("the total is beyond int64_t");
        return x + y;
    }

    std::map<std::string, std::int64_t> counts_;
};
