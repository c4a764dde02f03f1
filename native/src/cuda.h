// What libtorch's C ABI does not tell about CUDA devices, from NVIDIA's driver.
#pragma once

#include <cstdint>

#include "virnucpro.h"

namespace virnucpro::cuda {

// Without a driver 0.
int32_t device_count();

// Fills in name and memory.
void describe_device(int32_t index, vnp_device_info &info);

// The end of all work that was queued on a device when the event was made.
class Event {
 public:
  // On the stream that libtorch computes on where nobody has chosen another: the device's default.
  explicit Event(int32_t device_index);
  Event(Event &&other) noexcept;
  Event &operator=(Event other) noexcept;
  ~Event();

  // Throws FAILED where that work failed.
  void wait() const;

 private:
  int32_t device_index_ = 0;
  void *event_ = nullptr;
};

}  // namespace virnucpro::cuda
