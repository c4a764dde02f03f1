// How fast the kernels of src/vector_kernels.h are on one thread: products in FP32 and BF16 beside
// libtorch's sgemm, and attention. On a machine that others use, too, only quiet rounds count:
// those in which a product that stays in the nearest cache reached its best rate just before and
// just after.
//
// Usage: virnucpro_kernel_rates FOLDER_WITH_LIBTORCH [SECONDS]   (for each line; 10 if not given)
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "../tests/kernels.h"

namespace virnucpro::cpu {
namespace {

using Sgemm = void (*)(const char *, const char *, const int *, const int *, const int *,
                       const float *, const float *, const int *, const float *, const int *,
                       const float *, float *, const int *);

double seconds_of(const std::function<void()> &work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::vector<float> numbers(int64_t count) {
  static std::mt19937 generator(3);
  std::uniform_real_distribution<float> distribution(-1, 1);
  std::vector<float> result(static_cast<std::size_t>(count));
  for (float &value : result) value = distribution(generator);
  return result;
}

// A product with a kernel, all panels of a tile after each other.
class Product {
 public:
  Product(const ProductKernel &kernel, int64_t rows, int64_t inputs, int64_t outputs, Finish finish)
      : kernel_(kernel),
        rows_(rows),
        finish_(finish),
        matrix_{nullptr, inputs / kernel.word_inputs, outputs,
                block_inputs_of(kernel, inputs / kernel.word_inputs)},
        numbers_(numbers(rows * inputs)),
        weights_(numbers(layer_count() * inputs * outputs)),
        x_(rows, inputs, numbers_),
        y_(rows, outputs),
        words_(aligned(words_size(layer_count(), matrix_.inputs, outputs, kernel.panel))),
        scratch_(aligned(scratch_size(kernel, finish, matrix_))) {
    const std::vector<float> words = words_of(weights_, kernel);
    const float *layers[] = {words.data(), words.data() + matrix_.inputs * outputs};
    for (int64_t panel = 0; panel < panel_count(); ++panel) {
      pack_panel(kernel.panel, matrix_, layers, layer_count(), panel, words_.get());
    }
    matrix_.words = words_.get();
  }

  double operations() const {
    return 2.0 * static_cast<double>(rows_ * layer_count() * kernel_.word_inputs) *
           static_cast<double>(matrix_.inputs * matrix_.outputs);
  }

  void multiply() const {
    const int64_t tile = rows_of_tile(kernel_, finish_, matrix_);
    for (int64_t row = 0; row < rows_; row += tile) {
      GemmTask task{};
      task.weights = matrix_;
      task.finish = finish_;
      task.x = x_[row];
      task.y = y_[row];
      task.row_count = std::min(tile, rows_ - row);
      task.next_x = x_[row + task.row_count];
      task.next_row_count = std::min(tile, rows_ - row - task.row_count);
      task.last_panel = panel_count();
      task.scratch = scratch_.get();
      kernel_.multiply(task);
    }
  }

  void multiply_with(Sgemm sgemm, std::vector<float> &y) const {
    const auto rows = static_cast<int>(rows_), inputs = static_cast<int>(matrix_.inputs);
    const auto outputs = static_cast<int>(layer_count() * matrix_.outputs);
    const float one = 1, zero = 0;
    y.resize(static_cast<std::size_t>(rows_) * static_cast<std::size_t>(outputs));
    sgemm("T", "N", &outputs, &rows, &inputs, &one, weights_.data(), &inputs, numbers_.data(),
          &inputs, &zero, y.data(), &outputs);
  }

 private:
  int64_t layer_count() const { return finish_ == Finish::gated ? 2 : 1; }
  int64_t panel_count() const { return (matrix_.outputs + kernel_.panel - 1) / kernel_.panel; }

  const ProductKernel &kernel_;
  int64_t rows_;
  Finish finish_;
  PackedMatrix matrix_;
  std::vector<float> numbers_, weights_;
  Rows x_, y_;
  std::unique_ptr<float[], Free> words_, scratch_;
};

// Tells whether nothing else uses the core just now.
class Probe {
 public:
  bool is_quiet() {
    constexpr int repetitions = 2000;
    const double seconds = seconds_of([this] {
      for (int i = 0; i < repetitions; ++i) product_.multiply();
    });
    least_ = std::min(least_, seconds);
    return seconds < least_ * 1.03;
  }

 private:
  Product product_{kernels().front()->products, 8, 64, kernels().front()->products.panel,
                   Finish::none};
  double least_ = 1e9;
};

// The seconds of each work, a number a quiet round.
std::vector<std::vector<double>> measure(double seconds,
                                         const std::vector<std::function<void()>> &works,
                                         Probe &probe) {
  std::vector<std::vector<double>> result(works.size());
  const auto start = std::chrono::steady_clock::now();
  bool was_quiet = probe.is_quiet();
  while (std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() <
         seconds) {
    for (std::size_t i = 0; i < works.size(); ++i) {
      const double taken = seconds_of(works[i]);
      const bool is_quiet = probe.is_quiet();
      if (was_quiet && is_quiet) result[i].push_back(taken);
      was_quiet = is_quiet;
    }
  }
  return result;
}

void tell_noise(const char *name, double seconds) {
  std::printf("%-28s no quiet round in %g s\n", name, seconds);
}

void measure_product(const char *name, int64_t rows, int64_t inputs, int64_t outputs, Finish finish,
                     Sgemm sgemm, double seconds, Probe &probe) {
  const Product product(kernels().front()->products, rows, inputs, outputs, finish);
  std::deque<Product> in_bf16;
  std::vector<float> y;
  std::vector<std::function<void()>> works{[&] { product.multiply_with(sgemm, y); },
                                           [&] { product.multiply(); }};
  for (const ProductKernel *kernel : bf16_products()) {
    const Product &other = in_bf16.emplace_back(*kernel, rows, inputs, outputs, finish);
    works.emplace_back([&other] { other.multiply(); });
  }
  const auto times = measure(seconds, works, probe);
  for (std::size_t i = 1; i < times.size(); ++i) {
    if (times[0].empty() || times[i].empty()) return tell_noise(name, seconds);
    const double plain = median(times[0]), ours = median(times[i]);
    const char *kind = i == 1 ? "FP32" : bf16_products()[i - 2] == &amx_products ? "AMX" : "BF16";
    std::printf("%-28s %-4s %5.0f GFLOP/s, sgemm %5.0f; time over sgemm's %.3f (%zu, %zu quiet)\n",
                name, kind, product.operations() / ours / 1e9, product.operations() / plain / 1e9,
                ours / plain, times[i].size(), times[0].size());
  }
}

void measure_attention(const char *name, int64_t tokens, int64_t heads, double seconds,
                       Probe &probe) {
  constexpr int64_t sequences = 8, head_size = 64;
  const int64_t width = heads * head_size;
  const Rows qkv(sequences * tokens, 3 * width, numbers(sequences * tokens * 3 * width));
  const Rows result(sequences * tokens, width);
  const std::vector<float> angles = numbers(tokens * head_size);
  const CpuKernel &kernel = *kernels().front();
  const auto scratch = aligned(attention_scratch_size(tokens, head_size, kernel.products.panel));
  const int64_t count = sequences * heads;
  const auto qkv_of = [&](int64_t number) {
    return qkv[number / heads * tokens] + number % heads * 3 * head_size;
  };
  const auto times = measure(
      seconds, {[&] {
        for (int64_t number = 0; number < count; ++number) {
          kernel.attend({qkv_of(number), qkv_of(std::min(number + 1, count - 1)),
                         result[number / heads * tokens] + number % heads * head_size, tokens,
                         tokens, heads, head_size, 0.125F, 0, angles.data(), scratch.get()});
        }
      }},
      probe);
  if (times[0].empty()) return tell_noise(name, seconds);
  const double ours = median(times[0]) / static_cast<double>(count);
  const double operations = 4.0 * static_cast<double>(tokens * tokens * head_size);
  std::printf("%-28s %5.0f GFLOP/s, %.1f us a head (%zu quiet)\n", name, operations / ours / 1e9,
              ours * 1e6, times[0].size());
}

int run(const char *libtorch, double seconds) {
  // MKL inside libtorch reads it when it is loaded.
  setenv("OMP_NUM_THREADS", "1", 1);
  void *library = dlopen((std::string(libtorch) + "/libtorch_cpu.so").c_str(), RTLD_LAZY);
  const auto sgemm =
      library == nullptr ? nullptr : reinterpret_cast<Sgemm>(dlsym(library, "sgemm_"));
  if (sgemm == nullptr) {
    std::fprintf(stderr, "no sgemm_ in %s/libtorch_cpu.so\n", libtorch);
    return 1;
  }
  if (kernels().empty()) {
    std::fprintf(stderr, "this processor has no kernel\n");
    return 1;
  }

  Probe probe;
  measure_product("DNABERT-S, q, k and v", 3424, 768, 2304, Finish::none, sgemm, seconds, probe);
  measure_product("DNABERT-S, attention output", 3424, 768, 768, Finish::none, sgemm, seconds,
                  probe);
  measure_product("DNABERT-S, gated layers", 3424, 768, 3072, Finish::gated, sgemm, seconds, probe);
  measure_product("DNABERT-S, feed-forward out", 3424, 3072, 768, Finish::none, sgemm, seconds,
                  probe);
  measure_product("ESM-2 650M, q, k and v", 5376, 1280, 3840, Finish::none, sgemm, seconds, probe);
  measure_product("ESM-2 650M, feed-forward in", 5376, 1280, 5120, Finish::gelu, sgemm, seconds,
                  probe);
  measure_product("ESM-2 650M, feed-forward out", 5376, 5120, 1280, Finish::none, sgemm, seconds,
                  probe);
  measure_attention("DNABERT-S, attention", 107, 12, seconds, probe);
  measure_attention("ESM-2 650M, attention", 168, 20, seconds, probe);
  return 0;
}

}  // namespace
}  // namespace virnucpro::cpu

int main(int count, char **arguments) {
  if (count != 2 && count != 3) {
    std::fprintf(stderr, "usage: %s FOLDER_WITH_LIBTORCH [SECONDS]\n", arguments[0]);
    return 64;
  }
  return virnucpro::cpu::run(arguments[1], count == 3 ? std::atof(arguments[2]) : 10);
}
