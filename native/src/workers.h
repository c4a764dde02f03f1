// The threads of libtorch, for work of our own.
#pragma once

#include <algorithm>
#include <cstdint>

#include "libtorch.h"

namespace virnucpro {

// While it lives, the thread that made it shares no work out.
class LoneWorker {
 public:
  LoneWorker() { is_here() = true; }
  ~LoneWorker() { is_here() = false; }
  LoneWorker(const LoneWorker &) = delete;
  LoneWorker &operator=(const LoneWorker &) = delete;

  static bool &is_here() {
    static thread_local bool value = false;
    return value;
  }
};

inline int64_t count_workers() {
  if (LoneWorker::is_here()) return 1;
  uint32_t count = 0;
  check(torch().torch_get_num_threads(&count), "count of threads");
  return std::max<int64_t>(1, count);
}

// work(0) to work(count - 1), shared out among the threads.
template <typename Work>
void run(int64_t count, const Work &work) {
  check(torch().torch_parallel_for(
            0, count, 1,
            [](int64_t first, int64_t last, void *context) {
              for (int64_t i = first; i < last; ++i) (*static_cast<const Work *>(context))(i);
            },
            const_cast<void *>(static_cast<const void *>(&work))),
        "work of the CPU's kernels");
}

}  // namespace virnucpro
