#include "rows.h"

#include <algorithm>

namespace virnucpro::cpu {
namespace {

bool lies_in_rows(const Tensor &x) {
  const Shape shape = x.shape(), strides = x.strides();
  int64_t distance = distance_of(shape.back());
  if (strides.back() != 1) return false;
  for (std::size_t i = shape.size() - 1; i-- > 0;) {
    if (shape[i] != 1 && strides[i] != distance) return false;
    distance *= shape[i];
  }
  return true;
}

}  // namespace

Tensor empty_rows(const Shape &shape) {
  const int64_t width = shape.back(), distance = distance_of(width);
  int64_t row_count = 1;
  for (std::size_t i = 0; i + 1 < shape.size(); ++i) row_count *= shape[i];
  const Tensor whole = empty({round_up(row_count, row_step), distance},
                             torch().aoti_torch_dtype_float32(), cpu_device());
  if (width % zero_step != 0) {
    auto *const values = static_cast<float *>(whole.data());
    for (int64_t row = 0; row < row_count; ++row) {
      std::fill(values + row * distance + width,
                values + row * distance + round_up(width, zero_step), 0.0F);
    }
  }
  return reshape(narrow(narrow(whole, 0, 0, row_count), 1, 0, width), shape);
}

Tensor in_rows(const Tensor &x) {
  if (lies_in_rows(x)) return x;
  Tensor result = empty_rows(x.shape());
  result.copy_from(x);
  return result;
}

}  // namespace virnucpro::cpu
