// Distances between embeddings.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace comparison {

// Largest absolute difference; infinite where sizes differ or a value is not finite.
template <typename Left, typename Right>
double largest_difference(const std::vector<Left> &left, const std::vector<Right> &right) {
  double largest = left.size() == right.size() ? 0.0 : std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < std::min(left.size(), right.size()); ++i) {
    const double difference =
        std::abs(static_cast<double>(left[i]) - static_cast<double>(right[i]));
    if (!(difference <= largest)) largest = difference;
    if (std::isnan(difference)) return std::numeric_limits<double>::infinity();
  }
  return largest;
}

template <typename Left, typename Right>
double largest_difference(const std::vector<std::vector<Left>> &left,
                          const std::vector<std::vector<Right>> &right) {
  double largest = left.size() == right.size() ? 0.0 : std::numeric_limits<double>::infinity();
  for (std::size_t row = 0; row < std::min(left.size(), right.size()); ++row) {
    largest = std::max(largest, largest_difference(left[row], right[row]));
  }
  return largest;
}

template <typename Left, typename Right>
double cosine(const std::vector<Left> &left, const std::vector<Right> &right) {
  double product = 0, left_square = 0, right_square = 0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto a = static_cast<double>(left[i]), b = static_cast<double>(right[i]);
    product += a * b;
    left_square += a * a;
    right_square += b * b;
  }
  return product / std::sqrt(left_square * right_square);
}

}  // namespace comparison
