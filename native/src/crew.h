// Threads that compute batches on the CPU, each of them whole sequences by itself. They meet nowhere
// within a forward pass, where threads that share an operator wait for the last one after each.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "encoder.h"

namespace virnucpro {

// The pooled rows of a batch that a crew has in hand.
class CrewBatch {
 public:
  CrewBatch(const TokenBatch &batch, int64_t width, int64_t part_count);

  // Waits for the rows: [batch_size, width]. Throws what a part has thrown.
  const std::vector<float> &wait();
  // Nobody waits for them any more.
  void drop();

 private:
  friend class Crew;
  void compute(Encoder &encoder, int64_t first_row, int64_t row_count);
  void settle(std::exception_ptr failure);
  bool is_wanted();

  const std::vector<int32_t> token_ids_, lengths_;
  const int64_t token_count_, width_;
  std::vector<float> pooled_;
  std::mutex gate_;
  std::condition_variable is_settled_;
  int64_t open_parts_;
  std::exception_ptr failure_;
  bool is_dropped_ = false;
};

class Crew {
 public:
  // As many threads as an operator of libtorch has. The encoder must outlive them.
  explicit Crew(Encoder &encoder);
  // Ends the threads once all that was queued is computed, but for what was dropped.
  ~Crew();
  Crew(const Crew &) = delete;
  Crew &operator=(const Crew &) = delete;

  // Whether there is a row for each thread; otherwise threads that share operators end sooner.
  bool has_work_for_all(const TokenBatch &batch) const {
    return batch.batch_size >= worker_count_;
  }
  // Queues a batch, which the encoder has found valid.
  std::shared_ptr<CrewBatch> start(const TokenBatch &batch);

 private:
  void work();

  Encoder &encoder_;
  const int64_t worker_count_;
  std::mutex gate_;
  std::condition_variable is_changed_;
  std::deque<std::function<void()>> parts_;
  bool is_ending_ = false;
  std::thread leader_;
};

}  // namespace virnucpro
