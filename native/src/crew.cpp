#include "crew.h"

#include <algorithm>

#include "workers.h"

namespace virnucpro {
namespace {

// More would leave the caches between two products. Less than 500 take the weights from memory too
// often: DNABERT-S loses 13 % with 214 tokens, and 19 % with 107.
constexpr int64_t longest_part_tokens = 1024;

// Rows of each part but the last.
int64_t rows_of_part(const TokenBatch &batch, int64_t worker_count) {
  const int64_t fitting = std::max<int64_t>(1, longest_part_tokens / batch.token_count);
  const int64_t part_count = std::max(worker_count, (batch.batch_size + fitting - 1) / fitting);
  return (batch.batch_size + part_count - 1) / part_count;
}

}  // namespace

CrewBatch::CrewBatch(const TokenBatch &batch, int64_t width, int64_t part_count)
    : token_ids_(batch.token_ids, batch.token_ids + batch.batch_size * batch.token_count),
      lengths_(batch.lengths, batch.lengths + batch.batch_size),
      token_count_(batch.token_count),
      width_(width),
      pooled_(static_cast<std::size_t>(batch.batch_size * width)),
      open_parts_(part_count) {}

const std::vector<float> &CrewBatch::wait() {
  std::unique_lock<std::mutex> lock(gate_);
  is_settled_.wait(lock, [this] { return open_parts_ == 0; });
  if (failure_) std::rethrow_exception(failure_);
  return pooled_;
}

void CrewBatch::drop() {
  const std::lock_guard<std::mutex> lock(gate_);
  is_dropped_ = true;
}

bool CrewBatch::is_wanted() {
  const std::lock_guard<std::mutex> lock(gate_);
  return !is_dropped_ && !failure_;
}

void CrewBatch::settle(std::exception_ptr failure) {
  const std::lock_guard<std::mutex> lock(gate_);
  if (failure && !failure_) failure_ = std::move(failure);
  if (--open_parts_ == 0) is_settled_.notify_all();
}

void CrewBatch::compute(Encoder &encoder, int64_t first_row, int64_t row_count) {
  // Without the padding that only other parts need.
  const int32_t *lengths = lengths_.data() + first_row;
  const int64_t token_count = *std::max_element(lengths, lengths + row_count);
  std::vector<int32_t> ids;
  ids.reserve(static_cast<std::size_t>(row_count * token_count));
  for (int64_t row = first_row; row < first_row + row_count; ++row) {
    const auto start = token_ids_.begin() + row * token_count_;
    ids.insert(ids.end(), start, start + token_count);
  }
  const Tensor rows = encoder.pooled({ids.data(), lengths, row_count, token_count});
  borrow(pooled_.data() + first_row * width_, rows.shape(), rows.dtype()).copy_from(rows);
}

// The threads are those of one parallel loop that lasts as long as they do: whatever an operator
// would share out, it then computes by itself.
Crew::Crew(Encoder &encoder)
    : encoder_(encoder), worker_count_(count_workers()), leader_([this] {
        run(worker_count_, [this](int64_t) {
          const LoneWorker alone;
          work();
        });
      }) {}

Crew::~Crew() {
  {
    const std::lock_guard<std::mutex> lock(gate_);
    is_ending_ = true;
  }
  is_changed_.notify_all();
  leader_.join();
}

std::shared_ptr<CrewBatch> Crew::start(const TokenBatch &batch) {
  const int64_t rows = rows_of_part(batch, worker_count_);
  const auto result = std::make_shared<CrewBatch>(batch, encoder_.width(),
                                                  (batch.batch_size + rows - 1) / rows);
  std::deque<std::function<void()>> parts;
  for (int64_t first = 0; first < batch.batch_size; first += rows) {
    parts.emplace_back([this, result, first, count = std::min(rows, batch.batch_size - first)] {
      std::exception_ptr failure;
      if (result->is_wanted()) {
        try {
          const TorchScope scope;
          result->compute(encoder_, first, count);
        } catch (...) {
          failure = std::current_exception();
        }
      }
      result->settle(std::move(failure));
    });
  }
  {
    const std::lock_guard<std::mutex> lock(gate_);
    for (auto &part : parts) parts_.push_back(std::move(part));
  }
  is_changed_.notify_all();
  return result;
}

void Crew::work() {
  std::unique_lock<std::mutex> lock(gate_);
  while (true) {
    is_changed_.wait(lock, [this] { return is_ending_ || !parts_.empty(); });
    if (parts_.empty()) return;
    const std::function<void()> part = std::move(parts_.front());
    parts_.pop_front();
    lock.unlock();
    part();
    lock.lock();
  }
}

}  // namespace virnucpro
