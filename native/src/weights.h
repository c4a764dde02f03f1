// The parameters of a model by name: where each goes, which shape it has, and whether it came.
#pragma once

#include <map>
#include <string>

#include "tensor.h"
#include "virnucpro.h"

namespace virnucpro {

class Weights {
 public:
  // Declares a parameter of `shape` in the file that is copied into `destination`, a tensor of this
  // shape or of one with as many elements in the same order.
  void require_tensor(const std::string &name, const Shape &shape, const Tensor &destination);
  // One that a file may lack; `was_put` tells.
  void accept_tensor(const std::string &name, const Shape &shape, const Tensor &destination);

  void put(const char *name, vnp_element_type type, const int64_t *shape, int32_t dimension_count,
           const void *data, int64_t byte_count);
  bool was_put(const std::string &name) const;
  // Throws WEIGHTS_MISMATCH for the first parameter that is missing, ends the loading, and lets go
  // of the destinations.
  void seal();
  bool is_sealed() const { return sealed_; }

 private:
  struct Slot {
    Shape shape;
    Tensor destination;
    bool required;
    bool filled;
  };
  std::map<std::string, Slot> slots_;
  bool sealed_ = false;
};

}  // namespace virnucpro
